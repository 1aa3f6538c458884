"""Offers that tenants, their helpers, agents and agencies make: logged on the timeline, for the bundle."""

from datetime import date, datetime

from caseload import undo
from caseload.at_work import at_work
from caseload.models import Act
from caseload.noting import note
from staff.models import User
from tenancies.models import AccountEvent, RentAccount


def log_offer(*, account: RentAccount, said: str, by: User, on: date, at: datetime) -> None:
    """Write down an offer and what was answered. It changes nothing that is owed, and no agreement."""
    with at_work(account, by=by, on=on) as locked:
        note(locked, AccountEvent.What.OFFER, said, kind="offer", by=by, on=on, at=at)


def _undo(act: Act, *, by: User, on: date, at: datetime) -> None:
    """The line on the timeline stays; the one that takes it back follows it."""


undo.UNDO["offer"] = _undo
