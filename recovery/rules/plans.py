"""Terms of a repayment agreement and the schedule that they make: which sums fall due on which days, to the penny.

The schedule clears the arrears agreed and not a penny more; the last instalment is what is left (figures: agreement,
due). Rent falls due beside the instalments; in a rent-free week there is none, and the instalment is due all the same
(rulebook R-2) unless it was agreed that it waits.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from itertools import pairwise, takewhile

from recovery.rules.facts import PENNY, ZERO
from staff.ui.words import long_day, pounds
from tenancies.rules.money import to_pence
from tenancies.rules.rent_years import charge_weeks as charge_weeks_of

WEEKS = {"weekly": 1, "fortnightly": 2, "four_weekly": 4}
WEEKS_IN_PERIOD = {**{each: Decimal(weeks) for each, weeks in WEEKS.items()}, "monthly": Decimal(52) / 12}
EVERY = {"weekly": "a week", "fortnightly": "a fortnight", "four_weekly": "every four weeks", "monthly": "a month"}
LONGEST_YEARS = 10  # a plan that takes longer never ends in practice
LONGEST_ORDERED_YEARS = 100  # so much is written down of what a court ordered, however long it takes
STARTS_WITHIN = timedelta(days=366)


class CannotPlan(Exception):
    """No schedule can be made of these terms. The message says what to change, `field` names the term.

    `nearest` is the smallest instalment that works, where one instalment all along is what does not.
    """

    def __init__(self, message: str, *, field: str = "", nearest: Decimal | None = None) -> None:
        super().__init__(message)
        self.field, self.nearest = field, nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From the instalment with this number (the first is 1, a lump sum not counted) on, another amount."""

    from_number: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed. `rent_amount` is the tenant's share of current rent at each due date; 0 where benefit pays."""

    made_on: date
    first_due_on: date
    frequency: str  # weekly, fortnightly, four_weekly or monthly
    rent_amount: Decimal
    instalment_amount: Decimal
    total: Decimal  # arrears to clear, a lump sum included
    month_day: int | None = None  # monthly: the day agreed, kept through shorter months; None: that of the first date
    lump_sum: Decimal = ZERO
    lump_sum_on: date | None = None  # on the first due date or before it
    steps: tuple[Step, ...] = ()
    pause_free_weeks: bool = False  # instalments wait in rent-free weeks: only where the tenant asked for it

    @property
    def payment(self) -> Decimal:
        """What falls due each time at first: rent and instalment."""
        return self.rent_amount + self.instalment_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One due date of a schedule. `payment` is what one whole payment is at that time: two short is broken."""

    number: int  # from 1
    due_on: date
    rent_amount: Decimal
    arrears_amount: Decimal
    payment: Decimal

    @property
    def amount(self) -> Decimal:
        return self.rent_amount + self.arrears_amount


def schedule(
    terms: Terms, *, on: date, free_weeks: Set[date] = frozenset(), week_starts: int = 0, ordered: bool = False
) -> list[Due]:
    """Every due date of the terms, the lump sum first; the arrears add up to the total, to the penny.

    `on` is the day on which it is agreed. Rent-free weeks are named by their Mondays; `week_starts` is the weekday on
    which the tenancy's rent week begins, 0 being Monday. The last due date is the end: `schedule(…)[-1].due_on`.
    Raises CannotPlan for terms that make no sense, lie in the past or never end. `ordered`: a court set the terms, and
    they hold however long they take (rulebook ORD-4); a hundred years of them are written down.
    """
    check(terms, on=on, ordered=ordered)
    last_day = _years_on(terms.first_due_on, LONGEST_ORDERED_YEARS if ordered else LONGEST_YEARS)
    found = list(
        takewhile(lambda due: due.due_on <= last_day, dues(terms, free_weeks=free_weeks, week_starts=week_starts))
    )
    if not ordered and sum((due.arrears_amount for due in found), ZERO) < terms.total:
        instalments = sum(1 for due in found if due.arrears_amount) - (1 if terms.lump_sum else 0)
        raise _never_ends(terms, instalments=instalments)
    regular = len(found) - (1 if terms.lump_sum else 0)
    if late := next((step for step in terms.steps if step.from_number > regular), None):
        raise CannotPlan(
            f"Instalment {late.from_number} is never reached: the arrears are cleared after {regular}. Take that step "
            "out, or let it begin earlier.",
            field="steps",
        )
    return found


def _never_ends(terms: Terms, *, instalments: int) -> CannotPlan:
    """What would clear the arrears in so many instalments: of a stepped plan, the last step that does it.

    The steps before the last stand as they were asked, so the last carries what they leave.
    """
    steps = [step for step in terms.steps if step.from_number <= instalments]
    first = steps[-1].from_number if steps else 1
    before = sum((amount_at(terms, number) for number in range(1, first)), ZERO)
    left = terms.total - terms.lump_sum - before
    smallest = (left / (instalments - first + 1)).quantize(PENNY, ROUND_UP)
    what = f"from instalment {first} on" if steps else "that does it"
    return CannotPlan(
        f"With these instalments {pounds(terms.total)} is not cleared in {LONGEST_YEARS} years. The smallest "
        f"instalment {what} is {pounds(smallest)} {EVERY[terms.frequency]}.",
        field="steps" if steps else "instalment_amount",
        nearest=None if steps else smallest,
    )


def check(terms: Terms, *, on: date, ordered: bool = False) -> None:
    """Raises CannotPlan, with the term to change, for terms of which no schedule can be made on that day.

    What is paid on the day of making does not count towards an agreement (figures: agreement, paid), so nothing may be
    due on it; what a court ordered stands as it is.
    """
    earliest = on if ordered else on + timedelta(days=1)
    problems = {
        "total": terms.total <= 0 and "Nothing is owed, so there is nothing to agree.",
        "instalment_amount": terms.instalment_amount <= 0
        and "The instalment must be more than £0.00. If nothing can be paid now, make no agreement yet.",
        "rent_amount": terms.rent_amount < 0 and "The share of the rent cannot be less than £0.00.",
        "first_due_on": _starts_wrong(terms, on=on, earliest=earliest),
        "month_day": _month_day_wrong(terms),
        "lump_sum": _lump_sum_wrong(terms, on=on, earliest=earliest),
        "steps": _steps_wrong(terms),
    }
    for field, message in problems.items():
        if message:
            raise CannotPlan(message, field=field)
    for field in ("total", "instalment_amount", "rent_amount", "lump_sum"):
        _in_pence(getattr(terms, field), field)
    for step in terms.steps:
        _in_pence(step.amount, "steps")


def _in_pence(amount: Decimal, field: str) -> None:
    if amount != to_pence(amount):
        raise CannotPlan("Enter sums in pounds and pence, such as 12.50.", field=field)


def _too_early(what: str, day: date, *, on: date, earliest: date) -> str:
    if day < on:
        return f"{what} is due on {long_day(day)}, which has passed: choose {long_day(earliest)} or later."
    if day < earliest:
        return (
            f"{what} is due today, but only money from tomorrow counts: choose {long_day(earliest)} or later. Take "
            "what is paid today first, and agree on what is then left."
        )
    return ""


def _starts_wrong(terms: Terms, *, on: date, earliest: date) -> str:
    if wrong := _too_early("The first instalment", terms.first_due_on, on=on, earliest=earliest):
        return wrong
    if terms.first_due_on > on + STARTS_WITHIN:
        return f"The first instalment must be due by {long_day(on + STARTS_WITHIN)}, within a year."
    return ""


def _month_day_wrong(terms: Terms) -> str:
    if terms.month_day is None:
        return ""
    if terms.frequency != "monthly":
        return "A day of the month goes with monthly instalments only."
    if not 1 <= terms.month_day <= 31:
        return "The day of the month must be from 1 to 31."
    if terms.first_due_on != _on_day(terms.first_due_on.year, terms.first_due_on.month, terms.month_day):
        return f"The first instalment is not due on day {terms.month_day} of the month: change one of the two."
    return ""


def _lump_sum_wrong(terms: Terms, *, on: date, earliest: date) -> str:
    if terms.lump_sum < 0:
        return "The lump sum cannot be less than £0.00."
    if terms.lump_sum > terms.total:
        return (
            f"The lump sum is {pounds(terms.lump_sum)}, but the arrears are {pounds(terms.total)}: enter that at most."
        )
    if bool(terms.lump_sum) != (terms.lump_sum_on is not None):
        return "A lump sum needs both its amount and its day."
    if terms.lump_sum_on and (wrong := _too_early("The lump sum", terms.lump_sum_on, on=on, earliest=earliest)):
        return wrong
    if terms.lump_sum_on and terms.lump_sum_on > terms.first_due_on:
        return f"The lump sum comes first: choose a day up to {long_day(terms.first_due_on)}."
    return ""


def _steps_wrong(terms: Terms) -> str:
    numbers = [1, *(step.from_number for step in terms.steps)]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return "Each step must begin at a later instalment than the one before it, the first at instalment 2."
    if any(step.amount <= 0 for step in terms.steps):
        return "Each step needs an instalment of more than £0.00."
    return ""


def dues(terms: Terms, *, free_weeks: Set[date] = frozenset(), week_starts: int = 0) -> Iterator[Due]:
    """The due dates one after the other, made as they are asked for: an agreement may have hundreds.

    Terms are taken as they are; nothing here refuses them.
    """
    left, number, instalments, place = terms.total, 0, 0, 0
    if terms.lump_sum and terms.lump_sum_on:
        number += 1
        left -= terms.lump_sum
        yield Due(
            number=number,
            due_on=terms.lump_sum_on,
            rent_amount=ZERO,
            arrears_amount=terms.lump_sum,
            payment=terms.payment,
        )
    while left > 0:
        day = due_on(terms=terms, number=place)
        place += 1
        rent = rent_due(terms, day, free_weeks=free_weeks, week_starts=week_starts)
        instalment = amount_at(terms, instalments + 1)
        waits = terms.pause_free_weeks and _rent_week(day, week_starts) in free_weeks
        if not waits:
            instalments += 1
        elif not rent:
            continue
        part = ZERO if waits else min(instalment, left)
        left -= part
        number += 1
        payment = terms.rent_amount + instalment
        yield Due(number=number, due_on=day, rent_amount=rent, arrears_amount=part, payment=payment)


def agreed(rows: Iterable[tuple[int, date, Decimal, Decimal]], *, terms: Terms) -> Iterator[Due]:
    """A schedule as it was agreed (number, day, rent, arrears), with what a whole payment is at each date."""
    instalments = 0
    for number, day, rent, arrears in rows:
        instalments += arrears > 0 and not (terms.lump_sum and number == 1)
        payment = terms.rent_amount + amount_at(terms, instalments)
        yield Due(number=number, due_on=day, rent_amount=rent, arrears_amount=arrears, payment=payment)


def amount_at(terms: Terms, number: int) -> Decimal:
    """The instalment with this number, the first being 1: that of the last step reached."""
    amount = terms.instalment_amount
    for step in terms.steps:
        if number >= step.from_number:
            amount = step.amount
    return amount


def due_on(*, terms: Terms, number: int) -> date:
    """The regular due date with this number, 0 being the first. Monthly: the day agreed, or the last of the month."""
    first = terms.first_due_on
    if terms.frequency != "monthly":
        return first + timedelta(weeks=WEEKS[terms.frequency] * number)
    years, month = divmod(first.month - 1 + number, 12)
    return _on_day(first.year + years, month + 1, terms.month_day or first.day)


def _on_day(year: int, month: int, day: int) -> date:
    """That day of a month, or its last where it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _years_on(day: date, years: int) -> date:
    return _on_day(day.year + years, day.month, day.day)


def rent_due(terms: Terms, day: date, *, free_weeks: Set[date], week_starts: int = 0) -> Decimal:
    """The rent share at a due date, for the rent weeks up to the next one; a free week takes its part out.

    A month's share is spread over the year already (rulebook R-3).
    """
    if terms.frequency == "monthly" or not free_weeks:
        return terms.rent_amount
    weeks = WEEKS[terms.frequency]
    free = _free(day, weeks, free_weeks=free_weeks, week_starts=week_starts)
    return to_pence(terms.rent_amount * (weeks - free) / weeks)


def rent_charged(weekly: Decimal, frequency: str, day: date, *, free_weeks: Set[date], week_starts: int = 0) -> Decimal:
    """One period's rent at a due date, of what a charge week costs. A rent-free week has none; of a month they are
    spread over the year already (rulebook R-2, R-3)."""
    if frequency == "monthly":
        return rent_of_period(weekly, frequency, charge_weeks=charge_weeks_of(day, free_weeks=free_weeks))
    weeks = WEEKS[frequency]
    return weekly * (weeks - _free(day, weeks, free_weeks=free_weeks, week_starts=week_starts))


def rent_of_period(weekly: Decimal, period: str, *, charge_weeks: int) -> Decimal:
    """What a rent period costs of what a charge week does: a month a twelfth of the year's charge weeks (R-3)."""
    return to_pence(weekly * charge_weeks / 12) if period == "monthly" else weekly * WEEKS[period]


def _free(day: date, weeks: int, *, free_weeks: Set[date], week_starts: int) -> int:
    """How many of so many rent weeks from a day on are free."""
    return sum(_rent_week(day + timedelta(weeks=n), week_starts) in free_weeks for n in range(weeks))


def _rent_week(day: date, week_starts: int) -> date:
    """The Monday that names the rent week of a day."""
    first = day - timedelta(days=(day.weekday() - week_starts) % 7)
    return first - timedelta(days=first.weekday())


def next_pay_day(*, on: date, frequency: str, known: date, month_day: int | None = None) -> date:
    """The first pay day on or after a day, of wages or benefit paid so often, where one pay day is known, past or not.

    Monthly: on `month_day`, or the day of the known one; the last day of a shorter month.
    """
    if frequency != "monthly":
        return on + timedelta(days=(known - on).days % (7 * WEEKS[frequency]))
    day = month_day or known.day
    this_month = _on_day(on.year, on.month, day)
    if this_month >= on:
        return this_month
    return _on_day(on.year + on.month // 12, on.month % 12 + 1, day)
