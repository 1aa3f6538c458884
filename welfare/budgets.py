"""Income and expenditure on record: kept as it was told, signed, taken back; and the council's spending guidelines.

One household's serves all accounts of its tenancy. What can be offered is worked out by rules/budget.py.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from staff.models import LEADING_ROLES, Role, User
from staff.ui.words import long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount
from welfare.models import BudgetLine, IncomeAndExpenditure, SpendingGuideline
from welfare.rules import budget as rules
from welfare.rules.budget import Figures, HouseholdSize, Line

Table = dict[tuple[str, str], Decimal]
GUIDELINE_ROLES = {*LEADING_ROLES, Role.ADMINISTRATOR}


class CannotKeep(Exception):
    """The form is not kept. The message says what to change, `field` names the line where it is one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def keep(
    *,
    account: RentAccount,
    lines: Sequence[Line],
    size: HouseholdSize,
    by: User,
    on: date,
    at: datetime,
    quick: bool = False,
    person: Person | None = None,
    note: str = "",
    signed_on: date | None = None,
) -> IncomeAndExpenditure:
    """Keep what a household told us on a day; earlier ones stay as they were. Raises CannotKeep, naming the line."""
    _check(lines, size=size, table=guidelines(on=on), on=on, signed_on=signed_on)
    made = IncomeAndExpenditure.objects.create(
        account=account,
        person=person,
        on=on,
        quick=quick,
        adults=size.adults,
        children_under_16=size.children_under_16,
        children_16_to_18=size.children_16_to_18,
        vehicles=size.vehicles,
        note=note.strip(),
        signed_on=signed_on,
        by=by,
        at=at,
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            budget=made,
            category=line.category,
            amount=line.amount,
            frequency=line.frequency,
            evidence=line.evidence,
            note=line.note.strip(),
        )
        for line in lines
    )
    found = rules.figures(lines)
    said = f"{pounds(found.income)} a month comes in; {pounds(found.safe)} is safe to offer towards arrears."
    _note(made, f"{'Three questions' if quick else 'Whole form'}. {said}", by=by, on=on, at=at)
    return made


def _check(lines: Sequence[Line], *, size: HouseholdSize, table: Table, on: date, signed_on: date | None) -> None:
    if why := rules.household_problem(size):
        raise CannotKeep(why, field="adults")
    for line in lines:
        if why := rules.problem_with(line):
            raise CannotKeep(why, field=line.category)
    if not any(line.amount and rules.categories()[line.category].group == "income" for line in lines):
        raise CannotKeep("Enter what comes in. If nothing does, look at benefits first: there is nothing to offer.")
    for line, figure in rules.above_guideline(lines, size=size, table=table):
        if not line.note.strip():
            name = rules.categories()[line.category].name
            raise CannotKeep(
                f"{name} comes to {pounds(line.monthly)} a month, above the guideline of {pounds(figure)} for this "
                "household. Write a note that says why.",
                field=line.category,
            )
    if signed_on and signed_on > on:
        raise CannotKeep("The day of signing must be today or earlier.", field="signed_on")


@transaction.atomic
def sign(budget: IncomeAndExpenditure, *, signed_on: date, by: User, on: date, at: datetime) -> None:
    """They signed the printed form on a day. Raises CannotKeep."""
    budget = IncomeAndExpenditure.objects.select_for_update(of=["self"]).get(pk=budget.pk)
    if budget.taken_back_at:
        raise CannotKeep("This form was taken back. Open the newest one.")
    if not budget.on <= signed_on <= on:
        raise CannotKeep(f"It was signed between {long_day(budget.on)} and today: check the day.", field="signed_on")
    budget.signed_on = signed_on
    budget.save(update_fields=["signed_on"])
    _note(budget, f"Signed on {long_day(signed_on)}.", by=by, on=on, at=at, about=":signed")


@transaction.atomic
def take_back(budget: IncomeAndExpenditure, *, at: datetime) -> None:
    """It was recorded by mistake: it is kept, and counts for nothing. Raises CannotKeep."""
    if not IncomeAndExpenditure.objects.filter(pk=budget.pk, taken_back_at=None).update(taken_back_at=at):
        raise CannotKeep("This form was taken back already.")


def newest(account: RentAccount, *, on: date) -> IncomeAndExpenditure | None:
    """The household's last form on a day, whichever of its accounts it was taken for; None: never asked."""
    found = IncomeAndExpenditure.objects.filter(account__tenancy=account.tenancy_id, on__lte=on, taken_back_at=None)
    return found.select_related("by", "person").prefetch_related("lines").order_by("-on", "-pk").first()


def earlier(account: RentAccount, *, on: date) -> list[IncomeAndExpenditure]:
    """Every form of the household, the newest first, those taken back too."""
    found = IncomeAndExpenditure.objects.filter(account__tenancy=account.tenancy_id, on__lte=on)
    return list(found.select_related("by").prefetch_related("lines").order_by("-on", "-pk")[:20])


def lines_of(budget: IncomeAndExpenditure) -> list[Line]:
    """Its lines as the rules read them."""
    return [
        Line(
            category=row.category, amount=row.amount, frequency=row.frequency, evidence=row.evidence, note=row.note
        )
        for row in budget.lines.all()
    ]  # fmt: skip


def figures_of(budget: IncomeAndExpenditure) -> Figures:
    return rules.figures(lines_of(budget))


def size_of(budget: IncomeAndExpenditure) -> HouseholdSize:
    return HouseholdSize(
        adults=budget.adults,
        children_under_16=budget.children_under_16,
        children_16_to_18=budget.children_16_to_18,
        vehicles=budget.vehicles,
    )


def guidelines(*, on: date) -> Table:
    """The council's figures that hold on a day, by line and part; empty until it enters them."""
    rows = SpendingGuideline.objects.filter(from_on__lte=on).order_by("from_on", "pk")
    return {(row.category, row.part): row.monthly for row in rows}


def set_guidelines(figures: Table, *, from_on: date, by: User) -> int:
    """Enter the monthly figures that hold from a day. Returns how many. Raises CannotKeep."""
    if by.role not in GUIDELINE_ROLES:
        raise CannotKeep("Spending guidelines are entered by team leaders, managers and administrators.")
    if any(amount < 0 for amount in figures.values()):
        raise CannotKeep("A guideline figure is £0.00 or more.")
    if not figures:
        raise CannotKeep("Enter at least one figure.")
    SpendingGuideline.objects.bulk_create(
        [
            SpendingGuideline(category=category, part=part, monthly=amount, from_on=from_on, by=by)
            for (category, part), amount in figures.items()
        ],
        update_conflicts=True,
        unique_fields=["category", "part", "from_on"],
        update_fields=["monthly", "by"],
    )
    return len(figures)


def _note(budget: IncomeAndExpenditure, said: str, *, by: User, on: date, at: datetime, about: str = "") -> None:
    timeline.record(
        account=budget.account,
        what=AccountEvent.What.BUDGET,
        on=on,
        by=by,
        at=at,
        summary=said,
        about=f"welfare.incomeandexpenditure:{budget.pk}{about}",
        person=budget.person,
    )
