"""What a view is given."""

from uuid import UUID, uuid4

from django.http import HttpRequest

from staff.models import User

LONGEST_NUMBER = 18  # digits: as many as the database surely counts


class StaffRequest(HttpRequest):
    """A request by someone signed in: the middleware lets no other through to a view."""

    user: User


def number_in(text: str) -> int | None:
    """The whole number that an address or a form names a record by; None for anything else, however it got there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def press_of(request: HttpRequest) -> UUID:
    """The page that was pressed, so that the same press is taken once; one without a name is a press of its own."""
    try:
        return UUID(request.POST.get("press", ""))
    except ValueError:
        return uuid4()


def query_of(request: HttpRequest) -> str:
    """What the address asks for, without the place in the list where this page began."""
    asked = request.GET.copy()
    asked.pop("after", None)
    return asked.urlencode()
