"""Needs, holds, breathing space, insolvency, deaths, disputes and declared interests: what protects a household."""
