"""Somebody who can be written to by text and by e-mail."""

PERSON = {"mobile": "07700 900123", "email": "amina@example.com"}
