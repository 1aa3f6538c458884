"""One act, written down twice: on the account's timeline, and in the list of what its author can take back."""

from datetime import date, datetime

from caseload import undo
from staff.models import User
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount


def note(
    account: RentAccount,
    what: AccountEvent.What,
    summary: str,
    *,
    kind: str,
    about: str = "",
    person: Person | None = None,
    by: User,
    on: date,
    at: datetime,
) -> None:
    """Inside the act's own transaction. What has an undo for its `kind` can be taken back until the day ends.

    `about` names the record it made; the event names the act, since one record may be done, taken back and done again.
    """
    act = undo.remember(
        user=by,
        account=account,
        kind=kind,
        summary=f"{what.label}: {summary}",
        about=about,
        at=at,
        undo_until=undo.end_of_day(at) if kind in undo.UNDO else None,
    )
    timeline.record(
        account=account,
        what=what,
        on=on,
        by=by,
        at=at,
        summary=summary,
        person=person,
        about=f"caseload.act:{act.pk}",
    )
