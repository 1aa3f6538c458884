"""Holds as the desk sets and lifts them. A hold protects, so it is set whoever else has the account open."""

from datetime import date, datetime

from caseload import undo
from caseload.at_work import at_work
from staff.models import User
from staff.ui import words
from tenancies.models import RentAccount
from welfare import actions as welfare
from welfare.models import Hold


def put_on_hold(
    *, account: RentAccount, reason: str, note: str, last_day: date, by: User, on: date, at: datetime
) -> Hold:
    """Hold an account. A letter that waits is withdrawn when it comes to leave. Raises CannotHold."""
    with at_work(account, by=by, on=on) as locked:
        return hold_locked(locked, reason=reason, note=note, last_day=last_day, by=by, on=on, at=at)


def hold_locked(
    locked: RentAccount, *, reason: str, note: str, last_day: date, by: User, on: date, at: datetime
) -> Hold:
    """The same for an account that is locked already."""
    hold = welfare.put_on_hold(account=locked, reason=reason, note=note, last_day=last_day, by=by, on=on, at=at)
    said = f"Held until {words.long_day(last_day)}: {hold.get_reason_display().lower()}."
    undo.remember(
        user=by,
        account=locked,
        kind="hold",
        summary=said,
        about=f"welfare.hold:{hold.pk}",
        at=at,
        undo_until=undo.end_of_day(at),
    )
    return hold


def lift_hold(*, hold: Hold, by: User, on: date, at: datetime) -> None:
    """End a hold before its day. It stays lifted: whoever wants it back sets a new one, with a reason."""
    with at_work(hold.account, by=by, on=on) as locked:
        welfare.lift_hold(hold=hold, by=by, on=on, at=at)
        undo.remember(
            user=by,
            account=locked,
            kind="lift",
            summary=f"Hold lifted: {hold.get_reason_display().lower()}.",
            about=f"welfare.hold:{hold.pk}",
            at=at,
        )
