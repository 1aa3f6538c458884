"""Is a repayment agreement kept? What has fallen due against what came in, cycle by cycle (figures: agreement).

The whole balance is never compared with the plan: a monthly or Universal Credit payer is judged on due dates agreed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from dateutil.relativedelta import relativedelta

from recovery.rules.facts import ZERO, AgreementState

STEP_DAYS = {"weekly": 7, "fortnightly": 14, "four_weekly": 28}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What a council overlooks: pounds short, and days after a due date. Policy data."""

    pounds: Decimal
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed. `rent_amount` is the tenant's share of current rent at each due date; 0 where benefit pays."""

    made_on: date
    first_due_on: date
    frequency: str
    rent_amount: Decimal
    instalment_amount: Decimal
    total: Decimal  # arrears to clear; the last instalment is what is left of it

    @property
    def payment(self) -> Decimal:
        return self.rent_amount + self.instalment_amount

    @property
    def dates(self) -> int:
        """How many due dates there are: nothing falls due after the last instalment."""
        return ceil(self.total / self.instalment_amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an agreement stands at the end of a day. The shortfall is never below nil."""

    state: AgreementState
    shortfall: Decimal
    next_due_on: date | None  # None: every instalment has fallen due
    last_missed_on: date | None


def due_on(*, terms: Terms, number: int) -> date:
    """The due date with this number, 0 being the first. Monthly: the same day, or the last where a month is shorter."""
    if terms.frequency == "monthly":
        day: date = terms.first_due_on + relativedelta(months=number)
        return day
    return terms.first_due_on + timedelta(days=STEP_DAYS[terms.frequency] * number)


def due_after(*, terms: Terms, dates: int) -> Decimal:
    """All that is due at the first so many due dates: the rent share each time, the instalments up to the total."""
    return terms.rent_amount * dates + min(terms.instalment_amount * dates, terms.total)


def standing(*, terms: Terms, receipts: Sequence[tuple[date, Decimal]], as_of: date, tolerance: Tolerance) -> Standing:
    """Kept, slipping or broken at the end of a day.

    `receipts` are payments and third-party deductions effective after the day it was made, up to `as_of`, net of
    reversals, oldest first; benefit never counts. A due date counts once its days of grace have run: on the last of
    them, at the end of that day. Kept: short by no more than the tolerance. Broken: short by two payments, tolerance
    included. Else slipping.
    """
    grace = timedelta(days=tolerance.days)
    counted, last_missed_on = 0, None
    while counted < terms.dates and due_on(terms=terms, number=counted) + grace <= as_of:
        day = due_on(terms=terms, number=counted)
        counted += 1
        if paid_by(receipts, day + grace) < due_after(terms=terms, dates=counted) - tolerance.pounds:
            last_missed_on = day
    shortfall = max(due_after(terms=terms, dates=counted) - paid_by(receipts, as_of), ZERO)
    if shortfall <= tolerance.pounds:
        state = AgreementState.KEPT
    elif shortfall + tolerance.pounds >= 2 * terms.payment:
        state = AgreementState.BROKEN
    else:
        state = AgreementState.SLIPPING
    return Standing(
        state=state,
        shortfall=shortfall,
        next_due_on=next_due_on(terms=terms, after=as_of),
        last_missed_on=last_missed_on,
    )


def next_due_on(*, terms: Terms, after: date) -> date | None:
    """The first due date after a day; None when every instalment has fallen due."""
    return next((day for n in range(terms.dates) if (day := due_on(terms=terms, number=n)) > after), None)


def paid_by(receipts: Iterable[tuple[date, Decimal]], day: date) -> Decimal:
    """What came in up to the end of a day."""
    return sum((amount for received_on, amount in receipts if received_on <= day), ZERO)
