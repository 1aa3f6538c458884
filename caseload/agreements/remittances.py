"""An employer's remittance is loaded: whoever is missing from it becomes a task of the account's officer (S1-21)."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from caseload.handover import owners_of
from caseload.models import Reminder
from recovery import wages
from recovery.models import Employer, WageDeduction
from staff.models import CASEWORK_ROLES, Role, User
from staff.ui.words import long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent

LOADS = {*CASEWORK_ROLES, Role.FINANCE}


def add_employer(*, by: User, **details: str) -> Employer:
    """Put an employer on the list. Raises PermissionDenied."""
    _loaders_only(by)
    return Employer.objects.create(**details)


@transaction.atomic
def load(
    *, employer: Employer, paid_on: date, total: Decimal, content: bytes, by: User, on: date, at: datetime
) -> wages.Loaded:
    """Keep the list and ask after everybody who is not on it. Raises PermissionDenied; wages.CannotLoad."""
    _loaders_only(by)
    loaded = wages.load_remittance(
        employer=employer, paid_on=paid_on, total=total, content=content, by=by, on=on, at=at
    )
    owners = owners_of([deduction.account for deduction in loaded.missing])
    for deduction in loaded.missing:
        to = owners.get(deduction.account_id, by)
        _ask_after(deduction, paid_on=paid_on, to=to, by=by, on=on, at=at)
    return loaded


def _loaders_only(by: User) -> None:
    if by.role not in LOADS:
        raise PermissionDenied("Deductions from wages are for finance and the income team.")


def _ask_after(deduction: WageDeduction, *, paid_on: date, to: User, by: User, on: date, at: datetime) -> None:
    """A task for whoever looks after the account; where nobody does, for whoever loaded the list."""
    text = (
        f"{pounds(deduction.amount)} from the wages of {deduction.person} is missing from {deduction.employer}'s "
        f"payment of {long_day(paid_on)}: ask the employer, then the tenant."
    )
    made = Reminder.objects.create(
        account=deduction.account,
        person=deduction.person,
        kind=Reminder.Kind.TASK,
        text=text,
        due_on=on,
        for_user=to,
        made_by=by,
        made_at=at,
    )
    timeline.record(
        account=deduction.account,
        what=AccountEvent.What.REMINDER,
        on=on,
        by=by,
        at=at,
        summary=text,
        about=f"caseload.reminder:{made.pk}",
        person=deduction.person,
    )
