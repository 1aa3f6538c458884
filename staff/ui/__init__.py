"""The design system, and how figures and days are written. Nothing else in the program knows either."""
