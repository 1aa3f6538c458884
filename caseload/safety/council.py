"""Whom the council calls on: urgent contacts, where each concern goes, its partners. The council owns the list.

Where it has written none for a purpose, the publicly known national lines stand (contacts.toml, each with its source).
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from staff.models import Role, User
from welfare.models import CouncilContact

SHIPPED = Path(__file__).with_name("contacts.toml")
KEEPS_LIST = {Role.INCOME_MANAGER, Role.ADMINISTRATOR}
NO_ROUTE = "the income manager: the council has named no route for this yet"


class CannotKeepContact(Exception):
    """The list stays as it is. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One line as it is shown. `source` is blank on the council's own."""

    name: str
    reach: str
    note: str = ""
    source: str = ""
    lead: User | None = None
    pk: int | None = None

    @property
    def dial(self) -> str:
        """What a telephone dials; blank where it is no number."""
        digits = self.reach.replace(" ", "")
        return digits if digits.isascii() and digits.isdigit() else ""


@cache
def shipped() -> dict[str, list[Contact]]:
    found: dict[str, list[Contact]] = {}
    for each in tomllib.loads(SHIPPED.read_text("utf-8"))["contact"]:
        purpose = each.pop("purpose")
        found.setdefault(purpose, []).append(Contact(**each))
    return found


def own(purpose: str) -> list[Contact]:
    """The council's own for a purpose, in the order in which they were written."""
    rows = CouncilContact.objects.filter(purpose=purpose, ended_at=None).select_related("lead").order_by("pk")
    return [Contact(name=r.name, reach=r.reach, note=r.note, lead=r.lead, pk=r.pk) for r in rows]


def contacts_for(purpose: str) -> list[Contact]:
    return own(purpose) or shipped().get(purpose, [])


def route_of(purpose: str) -> Contact | None:
    """Where a concern of this kind goes: the first that the council wrote; None until it has."""
    return next(iter(own(purpose)), None)


def partners() -> list[Contact]:
    return own(CouncilContact.Purpose.PARTNER)


def may_keep(user: User) -> bool:
    return user.role in KEEPS_LIST


def add(
    *, purpose: str, name: str, reach: str, note: str = "", lead: User | None = None, by: User, at: datetime
) -> CouncilContact:
    """Put one on the council's list. Raises PermissionDenied, CannotKeepContact where it stands there already."""
    _checked(by)
    try:
        with transaction.atomic():
            return CouncilContact.objects.create(
                purpose=purpose, name=name.strip(), reach=reach.strip(), note=note.strip(), lead=lead, made_by=by,
                made_at=at,
            )  # fmt: skip
    except IntegrityError as refusal:
        raise CannotKeepContact(f"{name.strip()} stands on this list already. Take it off first.") from refusal


def take_off(*, pk: int, by: User, at: datetime) -> None:
    """End one; it stays in the history."""
    _checked(by)
    CouncilContact.objects.filter(pk=pk, ended_at=None).update(ended_at=at)


def _checked(by: User) -> None:
    if not may_keep(by):
        raise PermissionDenied("The income manager or the administrator keeps this list.")
