"""Days of breathing space and insolvency (Debt Respite Scheme Regulations 2020; rulebook BS-1 to BS-4, INS-2)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from staff.ui.words import long_day
from tenancies.rules.calendar import ONE_DAY, add_working_days

SEARCH_DAYS = 5  # working days in which further debts are searched for (reg. 14; council policy)
COOL_OFF_DAYS = 5  # working days without chasing after it has ended (council policy)
AFTER_CRISIS = timedelta(days=30)  # a mental health crisis moratorium runs so long after the treatment ends
ONCE_IN = relativedelta(years=1)  # a standard one; one for a crisis may come at any time (rulebook BS-1)


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days that matter of one moratorium, all inclusive."""

    last_day: date | None  # by the rule; None for a crisis, whose end the adviser tells
    search_by: date
    midway_from: date
    midway_by: date


def days(*, kind: str, starts_on: date, notified_on: date, bank_holidays: Set[date]) -> Days:
    """What the rule makes of a notice: 60 days, the first being the day it starts (reg. 26). Only a check: the dates
    in the notification letter count."""
    return Days(
        last_day=starts_on + timedelta(days=59) if kind == "standard" else None,
        search_by=add_working_days(notified_on, SEARCH_DAYS, bank_holidays=bank_holidays),
        midway_from=starts_on + timedelta(days=24),
        midway_by=starts_on + timedelta(days=34),
    )


def odd_end(*, kind: str, starts_on: date, ends_on: date | None) -> str:
    """Why the last day in the letter is not what the rule makes, in words; blank where it is."""
    if kind != "standard" or ends_on is None:
        return ""
    expected = starts_on + timedelta(days=59)
    if ends_on == expected:
        return ""
    days_long = (ends_on - starts_on).days + 1
    return f"The letter gives {days_long} days; the rule makes 60, to {long_day(expected)}."


def cool_off(*, ended_on: date, bank_holidays: Set[date]) -> tuple[date, date]:
    """First and last day without chasing after the last day of a moratorium."""
    return ended_on + ONE_DAY, add_working_days(ended_on, COOL_OFF_DAYS, bank_holidays=bank_holidays)


def after_treatment(ended_on: date) -> date:
    """The last day of a moratorium for a mental health crisis: 30 days after the treatment ended (BS-1, BS-2)."""
    return ended_on + AFTER_CRISIS


def insolvency_last_day(*, kind: str, effective_on: date) -> date | None:
    """The last day before discharge: twelve months of a bankruptcy or a debt relief order (INS-2); an arrangement has
    its own term, so none is known."""
    return None if kind == "iva" else effective_on + relativedelta(years=1) - ONE_DAY
