"""How a payer usually pays: what is still to come in their own cycle, and which payment did not come."""

from calendar import monthrange
from collections.abc import Set
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from recovery.rules.facts import ZERO
from tenancies.rules.calendar import add_working_days, is_working_day

DAYS_LATE = 5  # a bank takes a few days; a payment this late is still in its cycle
EVERY = {"weekly": 7, "fortnightly": 14, "four_weekly": 28, "monthly": 31}


def pays_regularly(*, payments: int, usual_gap_days: int | None, widest_gap_days: int | None) -> bool:
    """At least three payments in 26 weeks, none much later than usual: half a gap and a bank's delay more at most."""
    if payments < 3 or not usual_gap_days or not widest_gap_days:
        return False
    return widest_gap_days <= usual_gap_days * 1.5 + DAYS_LATE


def next_payment_on(*, last_payment_on: date, usual_gap_days: int, free_weeks: Set[date] = frozenset()) -> date:
    """The last day on which a regular payer's next payment is still in its cycle.

    Who pays by the week or fortnight may skip the rent-free weeks, which are named by their Mondays.
    """
    due = last_payment_on + timedelta(days=usual_gap_days + DAYS_LATE)
    if usual_gap_days <= EVERY["fortnightly"]:
        for monday in sorted(free_weeks):
            if last_payment_on < monday + timedelta(days=3) <= due:
                due += timedelta(days=7)
    return due


def expected_in_cycle(*, next_on: date | None, usual_amount: Decimal, as_of: date) -> Decimal:
    """What a regular payer will still pay in the cycle that runs; nil once that payment is late. None: not regular."""
    return usual_amount if next_on is not None and as_of <= next_on else ZERO


def payment_due_on(
    *,
    frequency: str,
    payment_day: int | None,
    as_of: date,
    bank_holidays: Set[date],
    free_weeks: Set[date] = frozenset(),
) -> date | None:
    """The latest day before `as_of` on which this payer's money was due; None where their way of paying does not say.

    Monthly: the day of the month, the last where the month is shorter, moved to the next working day. Weekly: the day
    of the week, 1 being Monday; nothing is due in a rent-free week.
    """
    if payment_day is None or frequency not in {"weekly", "monthly"}:
        return None
    if frequency == "weekly":
        if payment_day > 7:
            return None
        day = as_of - timedelta(days=1)
        day -= timedelta(days=(day.isoweekday() - payment_day) % 7)
        while day - timedelta(days=day.weekday()) in free_weeks:
            day -= timedelta(days=7)
        return day
    for months_back in (0, 1, 2):
        first: date = as_of.replace(day=1) - relativedelta(months=months_back)
        due = first.replace(day=min(payment_day, monthrange(first.year, first.month)[1]))
        if not is_working_day(due, bank_holidays=bank_holidays):
            due = add_working_days(due, 1, bank_holidays=bank_holidays)
        if due < as_of:
            return due
    return None


def missed_payment_on(
    *,
    due_on: date | None,
    last_receipt_on: date | None,
    first_charge_on: date | None,
    next_benefit_on: date | None,
    has_live_benefit: bool,
) -> date | None:
    """The due day for which nothing came; for a household on benefit, the day its benefit came and nothing followed.

    A household whose benefit of that month is still to come has missed nothing. Money up to five days early counts for
    the day. Nothing is missed before the first charge.
    """
    if due_on is None or first_charge_on is None or due_on < first_charge_on:
        return None
    if last_receipt_on is not None and last_receipt_on >= due_on - timedelta(days=DAYS_LATE):
        return None
    if has_live_benefit and next_benefit_on is not None:
        last_benefit_on: date = next_benefit_on - relativedelta(months=1)
        return last_benefit_on if last_benefit_on >= due_on else None
    return due_on
