"""The one timeline of an account, and the mark that asks the minute run to decide it again."""

from collections.abc import Sequence
from datetime import date, datetime

from staff.models import User
from staff.ui.words import one_stop
from tenancies.models import AccountChange, AccountEvent, IssuedDocument, Person, RentAccount


def record(
    *,
    account: RentAccount,
    what: AccountEvent.What,
    on: date,
    by: User | None,
    summary: str,
    at: datetime,
    about: str = "",
    person: Person | None = None,
    document: IssuedDocument | None = None,
) -> AccountEvent:
    """Write down what happened, and mark the account as changed. `by` is None for the system.

    `about` names the record as app.model:id; it has one event of each kind, a second raises IntegrityError.
    """
    if summary.endswith("."):
        summary = one_stop(summary)  # a reason in it may bring its own
    event = AccountEvent.objects.create(
        account=account,
        on=on,
        at=at,
        what=what,
        summary=summary[: AccountEvent._meta.get_field("summary").max_length],
        by=by,
        by_system=by is None,
        person=person,
        document=document,
        about=about,
    )
    AccountChange.objects.create(account=account)
    return event


def record_many(events: Sequence[AccountEvent]) -> None:
    """The same for what happened on many accounts at once; the events are not saved yet."""
    AccountEvent.objects.bulk_create(events)
    AccountChange.objects.bulk_create([AccountChange(account_id=event.account_id) for event in events])
