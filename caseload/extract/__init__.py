"""The nightly extract: its files and columns, its manifest, and the reading of its lines. No database here."""
