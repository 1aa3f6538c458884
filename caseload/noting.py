"""Acts written down: in the list of what their author can take back, and on the account's timeline."""

from datetime import date, datetime

from caseload import undo
from caseload.models import Act
from staff.models import User
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount


def remember(account: RentAccount, kind: str, summary: str, about: str = "", *, by: User, at: datetime) -> Act:
    """For the list alone, where the verb has written its own event. What has an undo for its `kind` can be taken back
    until the day ends. `about` names the records it made."""
    until = undo.end_of_day(at) if kind in undo.UNDO else None
    return undo.remember(user=by, account=account, kind=kind, summary=summary, about=about, at=at, undo_until=until)


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
    """For both, inside the act's own transaction: see also `remember`.

    The event names the act, not its record, since one record may be done, taken back and done again.
    """
    act = remember(account, kind, f"{what.label}: {summary}", about, by=by, at=at)
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
