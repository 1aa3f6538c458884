"""Insolvency at the desk: its day splits the ledger, its end discharges what it covered or lets it be asked for again.

Rulebook INS-1 to INS-4.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from caseload import undo
from caseload.care.frame import CannotCare, at_care, take_back_waiting, task, will_not_go
from caseload.care.needs import undo_markers
from caseload.models import Act, Reminder
from caseload.noting import note
from caseload.reminders import OPEN
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, Person, RentAccount
from welfare import solvency
from welfare.models import Insolvency, Marker

What = AccountEvent.What
NOTHING = 0  # among the accounts covered: none, the insolvency being over and annulled, or of other debts


def record(
    *,
    account: RentAccount,
    person: Person,
    kind: str,
    reference: str,
    effective_on: date,
    ends_on: date | None,
    practitioner: str,
    practitioner_contact: str,
    covers: Sequence[int],
    by: User,
    on: date,
    at: datetime,
) -> Insolvency:
    """The ledger is split at the day: what was owed before is frozen, what falls due later is paid as ever.

    `covers`: the accounts, or NOTHING alone of one that is over. What its end asks for becomes a task. Raises
    CannotCare.
    """
    with at_care(account, people=[person], by=by, on=on) as found:
        accounts = found.chosen(covers)
        over = ends_on is not None and ends_on < on
        if not accounts and not (over and list(covers) == [NOTHING]):
            raise CannotCare("Choose the accounts whose debt is covered.")
        kept = solvency.record_insolvency(
            person=person, kind=kind, reference=reference, effective_on=effective_on, ends_on=ends_on,
            practitioner=practitioner, practitioner_contact=practitioner_contact, accounts=accounts,
            by=by, on=on, at=at,
        )  # fmt: skip
        cut_short = solvency.end_by_debt_relief(kept, by=by, on=on)
        if not accounts:
            said = f"{kept.get_kind_display()} of {person} from {words.long_day(effective_on)}: it covers nothing here."
            return _noted(kept, found.account, said, by=by, on=on, at=at)
        why = f"{person} is insolvent, and the debt is covered"
        withdrawn = take_back_waiting(found.accounts, person=person, why=why, by=by, on=on, at=at)
        text = f"{kept.get_kind_display()} of {person}: ask legal what is covered, and record the day of the advice."
        task(found.account, text, due_on=on + timedelta(days=7), by=by, at=at)
        if kept.ends_on:
            due_on = max(kept.ends_on + timedelta(days=1), on)
            task(found.account, _write_off(kept), due_on=due_on, by=by, at=at)
        said = (
            f"{kept.get_kind_display()} of {person} from {words.long_day(effective_on)}. What was owed before is not "
            f"asked for. {will_not_go(len(withdrawn))}"
        ) + (" Their breathing space ended with it." if cut_short else "")
        return _noted(kept, found.account, said, by=by, on=on, at=at)


def _noted(kept: Insolvency, account: RentAccount, said: str, *, by: User, on: date, at: datetime) -> Insolvency:
    about, person = f"welfare.marker:{kept.marker_id}", kept.marker.person
    note(account, What.PROTECTION, said, kind="insolvency", about=about, person=person, by=by, on=on, at=at)
    return kept


def _write_off(insolvency: Insolvency) -> str:
    """The task of its end (rulebook INS-3)."""
    return (
        f"{insolvency.get_kind_display()} of {insolvency.marker.person} ends: ask finance to write off what was "
        "covered, unless a joint tenant still owes it."
    )


def record_advice(
    *, account: RentAccount, insolvency: Insolvency, advised_on: date, by: User, on: date, at: datetime
) -> None:
    """Legal said what is covered; an arrangement's stop on notices opens to that advice (rulebook INS-4)."""
    if advised_on > on:
        raise CannotCare("The day of the advice must be today or earlier.")
    person = insolvency.marker.person
    with at_care(account, people=_whose(insolvency), by=by, on=on) as found:
        insolvency.advised_on = advised_on
        insolvency.save(update_fields=["advised_on"])
        said = f"Legal advised on {words.long_day(advised_on)} what the insolvency covers."
        note(found.account, What.PROTECTION, said, kind="advised", person=person, by=by, on=on, at=at)


def end(
    *, account: RentAccount, insolvency: Insolvency, discharged_on: date | None, why: str, by: User, on: date,
    at: datetime,
) -> None:  # fmt: skip
    """Discharged on a day, so that the write-off is due today; None: annulled. Raises CannotCare."""
    if not why.strip():
        raise CannotCare("Say who told us, and what the paper is.")
    person = insolvency.marker.person
    with at_care(account, people=_whose(insolvency), by=by, on=on) as found:
        solvency.end_insolvency(insolvency, discharged_on=discharged_on, why=why.strip(), by=by, on=on)
        waiting = Reminder.objects.filter(OPEN, account__in=found.accounts, text=_write_off(insolvency))
        if discharged_on is None:
            waiting.update(withdrawn_at=at)
        elif not waiting.update(due_on=on):
            task(found.account, _write_off(insolvency), due_on=on, by=by, at=at)
        ended = (
            f"is discharged from {words.long_day(discharged_on)}: nobody is asked for what it covered"
            if discharged_on
            else "is annulled: what it covered is owed again"
        )
        said = f"{insolvency.get_kind_display()} of {person} {ended}. {why.strip()}"
        note(found.account, What.PROTECTION, said, kind="insolvency_ended", person=person, by=by, on=on, at=at)


def _whose(insolvency: Insolvency) -> list[Person]:
    return [insolvency.marker.person] if insolvency.marker.person else []


def _undo(act: Act, *, by: User, on: date, at: datetime) -> str:
    marker = Marker.objects.get(pk=undo.named(act, "welfare.marker"))
    if marker.source_ref:
        solvency.forget_insolvency(marker)
    else:
        undo_markers(act, by=by, on=on, at=at)
    stays = "What was withdrawn stays withdrawn, and its tasks stay on your list until you withdraw them."
    again = " A breathing space that it ended stays ended: record it again."
    return stays + (again if marker.detail == Insolvency.Kind.DRO else "")


undo.UNDO["insolvency"] = _undo
undo.INSTEAD |= {
    "advised": "Enter the right day of the advice.",
    "insolvency_ended": "Record the insolvency again with its days: both stay on record.",
}
