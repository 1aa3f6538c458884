"""Is a repayment agreement kept? What has fallen due against what came in, cycle by cycle (figures: agreement).

The whole balance is never compared with the plan: a monthly or Universal Credit payer is judged on due dates agreed.
Benefit never counts, neither as money nor as a breach: the rent share is what the tenant pays themself.

Receipts are payments and third-party deductions on the accounts covered, effective after the day it was made, net of
reversals, oldest first, as (day, sum). A schedule is `plans.dues(terms)` or our own instalments, oldest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from recovery.rules.facts import ZERO, AgreementState
from recovery.rules.plans import Due
from staff.ui.words import counted, long_day, pounds

Receipts = Sequence[tuple[date, Decimal]]
A_CYCLE = timedelta(days=31)  # the longest: who pays a month ahead is not done before the month has run


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What a council overlooks: pounds short, and days after a due date. Policy data."""

    pounds: Decimal
    days: int

    @property
    def grace(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an agreement stands at the end of a day. The shortfall is never below nil."""

    state: AgreementState
    shortfall: Decimal
    next_due_on: date | None  # None: every instalment has fallen due
    next_amount: Decimal  # what falls due then: less in a rent-free week and at the end, another sum at a lump sum
    last_missed_on: date | None
    payment: Decimal  # one whole payment, at the next due date or else the last


def standing(*, dues: Iterable[Due], receipts: Receipts, as_of: date, tolerance: Tolerance) -> Standing:
    """Kept, slipping or broken at the end of a day. `dues` is read no further than the next due date.

    A due date counts once its days of grace have run: on the last of them, at the end of that day. Kept: short by no
    more than the tolerance. Broken: short by two payments, tolerance included. Else slipping.
    """
    due = came = ZERO
    last = coming = last_missed_on = None
    place = 0
    for each in dues:
        if each.due_on > as_of:
            coming = each
            break
        until = each.due_on + tolerance.grace
        if until > as_of:
            continue
        last = each
        due += each.amount
        while place < len(receipts) and receipts[place][0] <= until:
            came += receipts[place][1]
            place += 1
        if came < due - tolerance.pounds:
            last_missed_on = each.due_on
    shortfall = max(due - paid_by(receipts, as_of), ZERO)
    nearest = coming or last
    return Standing(
        state=_state(shortfall, last, tolerance),
        shortfall=shortfall,
        next_due_on=coming.due_on if coming else None,
        next_amount=coming.amount if coming else ZERO,
        last_missed_on=last_missed_on,
        payment=nearest.payment if nearest else ZERO,
    )


def _state(shortfall: Decimal, last: Due | None, tolerance: Tolerance) -> AgreementState:
    if last is None or shortfall <= tolerance.pounds:
        return AgreementState.KEPT
    if shortfall + tolerance.pounds >= 2 * last.payment:
        return AgreementState.BROKEN
    return AgreementState.SLIPPING


def broken_since(*, dues: Iterable[Due], receipts: Receipts, as_of: date, tolerance: Tolerance) -> date | None:
    """The first end of a day of grace, up to a day, on which it was broken; None: it never was, mended or not."""
    due = came = ZERO
    place = 0
    for each in dues:
        until = each.due_on + tolerance.grace
        if until > as_of:
            break
        due += each.amount
        while place < len(receipts) and receipts[place][0] <= until:
            came += receipts[place][1]
            place += 1
        if _state(max(due - came, ZERO), each, tolerance) == AgreementState.BROKEN:
            return until
    return None


def paid_by(receipts: Iterable[tuple[date, Decimal]], day: date) -> Decimal:
    """What came in up to the end of a day."""
    return sum((amount for received_on, amount in receipts if received_on <= day), ZERO)


def due_by(dues: Iterable[Due], day: date) -> Decimal:
    """All that is due at dates up to a day, rent and instalments."""
    return sum((due.amount for due in dues if due.due_on <= day), ZERO)


def sentence(*, dues: Sequence[Due], receipts: Receipts, as_of: date, tolerance: Tolerance) -> str:
    """In words: 'Rent £118.37 due, £118.37 paid; instalment £5.00 due 14 November 2026, nothing paid'.

    Money goes to the oldest due date first; of the dates not yet paid in full, to their rent before their instalments.
    """
    fallen = [due for due in dues if due.due_on + tolerance.grace <= as_of]
    if not fallen:
        first = dues[0]
        return f"Nothing has fallen due yet: {pounds(first.amount)} is due on {long_day(first.due_on)}"
    left = paid_by(receipts, as_of)
    while fallen and left >= fallen[0].amount:
        last = fallen.pop(0)
        left -= last.amount
    if not fallen:
        return f"All that fell due up to {long_day(last.due_on)} is paid"
    rent = sum((due.rent_amount for due in fallen), ZERO)
    instalments = [due for due in fallen if due.arrears_amount]
    to_rent = min(left, rent)
    parts = []
    if rent:
        parts.append(f"rent {pounds(rent)} due, {_paid(to_rent)}")
    if instalments:
        owed = sum((due.arrears_amount for due in instalments), ZERO)
        days = long_day(instalments[0].due_on)
        if len(instalments) > 1:
            days = f"from {days} to {long_day(instalments[-1].due_on)}"
        many = "instalment" if len(instalments) == 1 else f"{counted(len(instalments), 'instalment')},"
        parts.append(f"{many} {pounds(owed)} due {days}, {_paid(left - to_rent)}")
    said = "; ".join(parts)
    return said[0].upper() + said[1:]


def _paid(amount: Decimal) -> str:
    return f"{pounds(amount)} paid" if amount else "nothing paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One due date of the chart: all due by it, all received by the end of its grace, and what is between them."""

    due_on: date
    expected: Decimal
    received: Decimal

    @property
    def drift(self) -> Decimal:
        """Expected less received: above nil behind, below nil ahead."""
        return self.expected - self.received


def drift(*, dues: Iterable[Due], receipts: Receipts, as_of: date, tolerance: Tolerance) -> list[Drift]:
    """How far money runs behind the schedule, at each due date up to a day (duty S3-13)."""
    found: dict[date, Drift] = {}  # a lump sum may fall due with the first instalment: one point for both
    expected = ZERO
    for due in dues:
        if due.due_on > as_of:
            break
        expected += due.amount
        received = paid_by(receipts, min(due.due_on + tolerance.grace, as_of))
        found[due.due_on] = Drift(due_on=due.due_on, expected=expected, received=received)
    return list(found.values())


def paid_off(*, dues: Sequence[Due], receipts: Receipts, as_of: date, tolerance: Tolerance) -> bool:
    """Whether all that was agreed is paid: the schedule has run and nothing is short; or earlier, for good.

    Early: the rent fallen due and the whole arrears are covered, and were on every day of the last month; who pays a
    month's rent ahead only seems to be done.
    """
    if dues[-1].due_on + tolerance.grace <= as_of:
        return due_by(dues, as_of) - paid_by(receipts, as_of) <= tolerance.pounds
    arrears = sum((due.arrears_amount for due in dues), ZERO)
    since = as_of - A_CYCLE
    days = [since, *(due.due_on for due in dues if since < due.due_on <= as_of), as_of]
    return all(_rent_by(dues, day) + arrears <= paid_by(receipts, day) for day in days)


def _rent_by(dues: Iterable[Due], day: date) -> Decimal:
    return sum((due.rent_amount for due in dues if due.due_on <= day), ZERO)
