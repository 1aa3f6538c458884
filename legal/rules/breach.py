"""Is a court's order kept: what fell due on its own dates against what came in, to the penny (rulebook ORD-4, ORD-5).

An order has no days of grace, and all receipts count, housing credits too; in both it differs from an agreement
(recovery.rules.instalments). See also recovery.account_facts.order_shortfall, the sweep's form of the same sum.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count, takewhile
from typing import Any

from recovery.rules.instalments import Receipts, Tolerance, paid_off
from recovery.rules.plans import Due, Terms, due_on, rent_charged
from staff.ui.words import counted, long_day, pounds

ZERO = Decimal("0.00")
OVERLOOKED = Decimal("5.00")  # council's rule: below it nothing is done, though in law it is a breach
LONGEST = 10_000  # due dates looked at for the end of an order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTerms:
    """What the order asks. After a variation: the new terms, made on the day of the variation."""

    made_on: date
    first_due_on: date
    frequency: str  # weekly, fortnightly, four_weekly or monthly
    instalment: Decimal  # off the arrears; 0 where current rent alone is ordered
    current_rent: bool = True
    arrears: Decimal = ZERO  # A
    costs: Decimal = ZERO  # C
    rent_before_first: Decimal = ZERO  # rent between order and first date, only where the order says so
    separate: bool = False  # the order keeps payments apart: paying ahead does not count for later ones

    @property
    def total(self) -> Decimal:
        return self.arrears + self.costs


@dataclass(frozen=True, slots=True, kw_only=True)
class RentFrom:
    """What a week's rent is from a day on."""

    from_on: date
    weekly: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an order stands at the end of a day. `short` is never below nil.

    The breach in law and the decision to enforce are two things: `decision` is kept, technical, overlooked or act.
    """

    due: Decimal
    paid: Decimal
    short: Decimal
    since: date | None  # the oldest date not covered
    in_breach: bool
    technical: bool
    decision: str
    says: str


def due_dates(
    terms: OrderTerms, *, rents: Sequence[RentFrom], free_weeks: Set[date] = frozenset(), week_starts: int = 0
) -> Iterator[Due]:
    """What falls due on each of the order's own dates: one period's current rent and one instalment (rulebook ORD-4).

    Without end where the order names no sum to clear; else up to the date on which the last of arrears and costs is
    due, whose instalment is what is left. Rent is that in force on the date; a month's is a twelfth of the year's
    charge weeks (rulebook R-3). `rents` oldest first. Rent-free weeks as in recovery.rules.plans.
    """
    plan = Terms(
        made_on=terms.made_on,
        first_due_on=terms.first_due_on,
        frequency=terms.frequency,
        rent_amount=ZERO,
        instalment_amount=terms.instalment,
        total=terms.total,
    )
    left = terms.total
    for number in count():
        day = due_on(terms=plan, number=number)
        rent = _rent(plan, rents, day, free_weeks=free_weeks, week_starts=week_starts) if terms.current_rent else ZERO
        if number == 0:
            rent += terms.rent_before_first
        part = min(terms.instalment, left) if terms.total else terms.instalment
        left -= part
        yield Due(number=number + 1, due_on=day, rent_amount=rent, arrears_amount=part, payment=rent + terms.instalment)
        if terms.total and not left:
            return


def _rent(plan: Terms, rents: Sequence[RentFrom], day: date, *, free_weeks: Set[date], week_starts: int) -> Decimal:
    """One period's rent at the rate in force on a day; before the first known one, that one."""
    weekly = [each.weekly for each in rents if each.from_on <= day][-1:] or [each.weekly for each in rents[:1]]
    if not weekly:
        return ZERO
    return rent_charged(weekly[0], plan.frequency, day, free_weeks=free_weeks, week_starts=week_starts)


def standing(
    terms: OrderTerms,
    *,
    receipts: Receipts,
    as_of: date,
    rents: Sequence[RentFrom] = (),
    benefit_due: Decimal = ZERO,
    overlooked: Decimal = OVERLOOKED,
    free_weeks: Set[date] = frozenset(),
    week_starts: int = 0,
) -> Standing:
    """Whether the terms are kept at the end of a day (rulebook ORD-5).

    Due: all dates from the first up to that day. Paid: every receipt after the day of the order, benefit for housing
    too, net of reversals. Money paid ahead counts unless the order keeps payments apart. In breach: short by a penny.
    Technical: short by no more than benefit confirmed for periods already run (`benefit_due`): hold, and diarise it.
    """
    schedule = due_dates(terms, rents=rents, free_weeks=free_weeks, week_starts=week_starts)
    fallen = list(takewhile(lambda due: due.due_on <= as_of, schedule))
    came = [(day, amount) for day, amount in receipts if terms.made_on < day <= as_of]
    due, paid = sum((each.amount for each in fallen), ZERO), sum((amount for _, amount in came), ZERO)
    short = _short_apart(fallen, came) if terms.separate else max(due - paid, ZERO)
    technical = ZERO < short <= benefit_due
    if not short:
        decision = "kept"
    elif technical:
        decision = "technical"
    else:
        decision = "overlooked" if short <= overlooked else "act"
    since = _since(fallen, short)
    return Standing(
        due=due,
        paid=paid,
        short=short,
        since=since,
        in_breach=short > 0,
        technical=technical,
        decision=decision,
        says=_sentence(fallen, due, paid, short, since, as_of=as_of, decision=decision, benefit_due=benefit_due),
    )


def _short_apart(fallen: Iterable[Due], came: Sequence[tuple[date, Decimal]]) -> Decimal:
    """What is short where money ahead does not count for later dates: late money still makes up what was missed."""
    short, after = ZERO, date.min
    for due in fallen:
        short += due.amount - sum((amount for day, amount in came if after < day <= due.due_on), ZERO)
        short, after = max(short, ZERO), due.due_on
    return max(short - sum((amount for day, amount in came if day > after), ZERO), ZERO)


def _since(fallen: Sequence[Due], short: Decimal) -> date | None:
    """The oldest date of which something is still open: money goes to the oldest dates first."""
    found, left = None, short
    for due in reversed(fallen):
        if left <= 0:
            break
        found, left = due.due_on, left - due.amount
    return found


def _sentence(
    fallen: Sequence[Due],
    due: Decimal,
    paid: Decimal,
    short: Decimal,
    since: date | None,
    *,
    as_of: date,
    decision: str,
    benefit_due: Decimal,
) -> str:
    if not fallen:
        return f"Nothing has fallen due under the order up to {long_day(as_of)}."
    rent = sum((each.rent_amount for each in fallen), ZERO)
    instalments = [each.arrears_amount for each in fallen if each.arrears_amount]
    parts = [f"rent {pounds(rent)}"] if rent else []
    if instalments:
        parts.append(f"{counted(len(instalments), 'instalment')}, {pounds(sum(instalments, ZERO))}")
    came = f"{pounds(paid)} came in" if paid else "nothing came in"
    said = f"Up to {long_day(as_of)} {pounds(due)} fell due under the order ({' and '.join(parts)}); {came}"
    if not short or since is None:
        return f"{said}: the terms are kept."
    said = f"{said}: {pounds(short)} short, since {long_day(since)}."
    if decision == "technical":
        return f"{said} Benefit of {pounds(benefit_due)} for weeks already run covers it: a technical breach."
    if decision == "overlooked":
        return f"{said} It is a breach in law, but too small to act on."
    return said


def is_complete(
    terms: OrderTerms,
    *,
    receipts: Receipts,
    as_of: date,
    rents: Sequence[RentFrom] = (),
    free_weeks: Set[date] = frozenset(),
    week_starts: int = 0,
) -> bool:
    """Whether the order has run its course: arrears and costs are paid beside the rent fallen due (rulebook ORD-4).

    Read the order before saying so. Money for a month's rent ahead is not taken for arrears cleared (see
    recovery.rules.instalments.paid_off). An order on current rent alone is never complete by payment.
    """
    if not terms.total or terms.instalment <= 0:
        return False
    dues = due_dates(terms, rents=rents, free_weeks=free_weeks, week_starts=week_starts)
    schedule = [due for due, _ in zip(dues, range(LONGEST), strict=False)]
    came = [(day, amount) for day, amount in receipts if terms.made_on < day <= as_of]
    none = Tolerance(pounds=ZERO, days=0)
    return paid_off(dues=schedule, receipts=came, as_of=as_of, tolerance=none)


def course(
    terms: OrderTerms,
    *,
    receipts: Receipts,
    as_of: date,
    rents: Sequence[RentFrom] = (),
    free_weeks: Set[date] = frozenset(),
    week_starts: int = 0,
) -> str:
    """Where the terms are in their course: running, complete, or run_out, when their last date has passed unpaid.

    Terms that have run out end nothing: the breach stands, and the order with it (rulebook ORD-4, ORD-5).
    """
    when: dict[str, Any] = {"as_of": as_of, "free_weeks": free_weeks, "week_starts": week_starts}
    if is_complete(terms, receipts=receipts, rents=rents, **when):
        return "complete"
    last = last_due_on(terms)
    return "run_out" if last and as_of > last else "running"


def last_due_on(terms: OrderTerms) -> date | None:
    """The date on which the last of arrears and costs falls due; None for an order without a sum to clear (ORD-4)."""
    if not terms.total or terms.instalment <= 0:
        return None
    last = None
    for due, _ in zip(due_dates(terms, rents=()), range(LONGEST), strict=False):
        last = due.due_on
    return last
