"""What a view is given."""

import re
from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4

from django.http import HttpRequest

from staff.models import User

LONGEST_NUMBER = 18  # digits: as many as the database surely counts
WRITTEN = re.compile(r"-?£?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?")  # 12.50, £12.50, 1,204.50; no 9e9


class StaffRequest(HttpRequest):
    """A request by someone signed in: the middleware lets no other through to a view."""

    user: User


def number_in(text: str) -> int | None:
    """The whole number that an address or a form names a record by; None for anything else, however it got there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def amount_in(text: str) -> Decimal | None:
    """A number as people write it: digits, with or without £, commas between thousands and a point; else None."""
    if not WRITTEN.fullmatch(text):
        return None
    try:
        return Decimal(text.replace("£", "").replace(",", ""))
    except InvalidOperation:  # a point or a sign alone
        return None


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
