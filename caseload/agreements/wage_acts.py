"""Deductions from wages at the desk: an authority kept with the letter to the employer, stopped with a notice."""

from datetime import date, datetime
from typing import Any

from caseload import undo
from caseload.agreements import papers
from caseload.at_work import at_work
from recovery import wages
from recovery.models import WageDeduction
from staff.models import User
from tenancies import storage
from tenancies.models import IssuedDocument, RentAccount


def authorise(*, account: RentAccount, by: User, on: date, at: datetime, **authority: Any) -> WageDeduction:
    """Keep a signed authority, and store the letter that asks the employer. Raises wages.CannotDeduct."""
    with at_work(account, by=by, on=on) as locked:
        made = wages.authorise(account=locked, by=by, on=on, at=at, **authority)
        _issue(made, by=by, on=on, at=at)
        undo.remember(
            user=by,
            account=locked,
            kind="wages",
            summary=f"Deduction from the wages of {made.person} at {made.employer}.",
            about=f"recovery.wagededuction:{made.pk}",
            at=at,
        )
    return made


def stop(*, deduction: WageDeduction, why: str, by: User, on: date, at: datetime) -> WageDeduction:
    """Stop it, and store the notice that tells the employer. Raises wages.CannotDeduct."""
    with at_work(deduction.account, by=by, on=on) as locked:
        stopped = wages.stop(deduction, why=why, by=by, on=on, at=at)
        _issue(stopped, by=by, on=on, at=at)
        undo.remember(
            user=by,
            account=locked,
            kind="wages_stopped",
            summary=f"Deduction from wages stopped: {stopped.stopped_why}.",
            about=f"recovery.wagededuction:{stopped.pk}",
            at=at,
        )
    return stopped


undo.INSTEAD["wages"] = "Stop the deduction: the employer is told by a notice."


def _issue(deduction: WageDeduction, *, by: User, on: date, at: datetime) -> IssuedDocument:
    """The letter as it is printed, stored for good."""
    letter = papers.employer_letter(deduction, by=by, on=on)
    pdf = papers.employer_pdf(letter)
    title = f"{'Stop notice' if letter.stopped_on else 'Deduction letter'} to {letter.employer}"
    template = f"employer_{'stop' if letter.stopped_on else 'start'}_{deduction.pk}"
    return storage.issue(deduction.account, pdf, title=title, template=template, person=deduction.person, by=by, at=at)
