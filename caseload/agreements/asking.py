"""Income and expenditure at the desk: kept and signed in the frame of every act, and taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from caseload import undo
from caseload.at_work import at_work
from caseload.models import Act
from staff.models import User
from staff.ui.words import pounds
from tenancies.models import RentAccount
from welfare import budgets
from welfare.models import IncomeAndExpenditure
from welfare.rules.budget import HouseholdSize, Line, figures


def keep(
    *,
    account: RentAccount,
    lines: Sequence[Line],
    size: HouseholdSize,
    quick: bool,
    note: str,
    signed_on: date | None,
    told_on: date,
    by: User,
    on: date,
    at: datetime,
) -> IncomeAndExpenditure:
    """Keep what the household told us. Raises budgets.CannotKeep."""
    with at_work(account, by=by, on=on) as locked:
        made = budgets.keep(
            account=locked,
            lines=lines,
            size=size,
            by=by,
            on=told_on,
            at=at,
            quick=quick,
            note=note,
            signed_on=signed_on,
        )
        safe = figures(lines).safe
        undo.remember(
            user=by,
            account=locked,
            kind="budget_quick" if quick else "budget",
            summary=f"Income and expenditure: {pounds(safe)} a month is safe to offer.",
            about=f"welfare.incomeandexpenditure:{made.pk}",
            at=at,
            undo_until=undo.end_of_day(at),
        )
    return made


def sign(
    budget: IncomeAndExpenditure, *, account: RentAccount, signed_on: date, by: User, on: date, at: datetime
) -> None:
    """They signed the printed form. Raises budgets.CannotKeep."""
    with at_work(account, by=by, on=on):
        budgets.sign(budget, signed_on=signed_on, by=by, on=on, at=at)


def _undo(act: Act, *, by: User, on: date, at: datetime) -> None:
    budget = IncomeAndExpenditure.objects.get(pk=undo.named(act, "welfare.incomeandexpenditure"))
    try:
        budgets.take_back(budget, at=at)
    except budgets.CannotKeep as refusal:
        raise undo.CannotUndo(str(refusal)) from refusal


undo.UNDO["budget"] = undo.UNDO["budget_quick"] = _undo
