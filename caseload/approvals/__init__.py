"""Approvals (K21): one list of all that waits for a leader's yes, decided once, with the whole picture."""
