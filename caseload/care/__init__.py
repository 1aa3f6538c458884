"""Needs, holds, moratoria, insolvency and deaths, on their pages."""
