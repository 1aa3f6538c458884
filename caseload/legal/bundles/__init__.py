"""Bundles for the court: what is in them, the frozen snapshot, the parts laid out, and the file that is built."""
