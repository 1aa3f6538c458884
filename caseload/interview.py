"""A call as a conversation: what was spoken of, why they fell behind and when to look again, kept in one press."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from caseload import causes, desk, reminders
from caseload.at_work import at_work
from caseload.models import Reminder
from recovery import wordings
from recovery.models import ContactAttempt, Leaflet
from staff.models import User
from staff.ui import words
from tenancies.models import Person, RentAccount

SPOKEN_OF = [
    "what happened",
    "who lives there",
    "income and work",
    "benefit",
    "other debts",
    "health and needs",
    "what they can pay",
    "where to get help",
]


def in_words(spoken_of: Sequence[str], offered: Sequence[str] = ()) -> str:
    """As the note begins; empty where nothing was ticked."""
    said = [f"Spoke of {words.listed(list(spoken_of))}."] if spoken_of else []
    said += [f"Offered {words.listed(list(offered))}."] if offered else []
    return " ".join(said)


def offers(*, on: date) -> list[Leaflet]:
    """The offers and schemes that may be made on a day."""
    return [each for each in wordings.leaflets_going(on=on) if each.kind == Leaflet.Kind.OFFER]


def record_call(
    *,
    account: RentAccount,
    person: Person,
    spoken_of: Sequence[str] = (),
    offered: Sequence[str] = (),
    cause: str = "",
    look_again_on: date | None = None,
    by: User,
    on: date,
    at: datetime,
    **call: Any,
) -> ContactAttempt:
    """Record a call (desk.record_contact), with the cause and a reminder where they are given: all of it or nothing.

    Raises what desk.record_contact, causes.record_cause and reminders.remind raise.
    """
    said = in_words(spoken_of, offered)
    call |= {"account": account, "person": person, "spoken_of": said, "by": by, "on": on, "at": at}
    if not cause and look_again_on is None:
        return desk.record_contact(**call)
    with at_work(account, by=by, on=on):
        contact = desk.record_contact(**call)
        if cause:
            causes.record_cause(account=account, code=cause, by=by, on=on, at=at)
        if look_again_on:
            text = f"Look again after the call with {person}"
            own = Reminder.Kind.OWN
            reminders.remind(account=account, kind=own, text=text, due_on=look_again_on, by=by, on=on, at=at)
    return contact
