"""Warrants and evictions at the desk: the pages, the day on paper and phone, what stops them, what follows (K09)."""
