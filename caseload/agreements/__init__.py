"""Repayment agreements on the desk: their pages, charts and remittances."""
