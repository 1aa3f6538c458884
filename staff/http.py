"""What a view is given."""

from django.http import HttpRequest

from staff.models import User

LONGEST_NUMBER = 18  # digits: as many as the database surely counts


class StaffRequest(HttpRequest):
    """A request by someone signed in: the middleware lets no other through to a view."""

    user: User


def number_in(text: str) -> int | None:
    """The whole number that an address or a form names a record by; None for anything else, however it got there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None
