"""Rent periods: on which days they begin, and how long a notice that ends with one must be."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tenancies.rules.calendar import ONE_DAY

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = {"weekly": 7, "fortnightly": 14, "four_weekly": 28}  # of the kinds counted in weeks; monthly is the other
FOUR_WEEKS = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class RentPeriod:
    """The periods of a tenancy or licence: weekly, fortnightly, four_weekly or monthly.

    `begins_on` is any day on which one begins. Monthly ones begin on its day of the month, or on the last day of a
    month that has no such day (rulebook 0.1).
    """

    kind: str
    begins_on: date

    def first_day(self, *, from_on: date) -> date:
        """The first day, that one included, on which a period begins."""
        if self.kind in DAYS:
            return from_on + timedelta(days=(self.begins_on - from_on).days % DAYS[self.kind])
        this_month: date = from_on + relativedelta(day=self.begins_on.day)
        next_month: date = from_on + relativedelta(months=1, day=self.begins_on.day)
        return this_month if this_month >= from_on else next_month

    def first_or_last_day(self, *, from_on: date) -> date:
        """The first day, that one included, that is the first or the last of a period."""
        begins = self.first_day(from_on=from_on)
        return max(begins - ONE_DAY, from_on)

    def is_first_or_last_day(self, day: date) -> bool:
        return self.first_or_last_day(from_on=day) == day

    def notice_runs_to(self, *, served_on: date) -> date:
        """The day by which a notice has run four weeks, or one period where that is longer.

        The day of service counts and the day of expiry does not: four weeks from a Tuesday end on a Tuesday.
        Protection from Eviction Act 1977, s.5; rulebook SEC-6.
        """
        four_weeks = served_on + FOUR_WEEKS
        a_month: date = served_on + relativedelta(months=1)
        return max(four_weeks, a_month) if self.kind == "monthly" else four_weeks


def weekly(rent_week_start: str) -> RentPeriod:
    """Weekly periods that begin on a weekday: mon, tue …"""
    monday = date(2026, 1, 5)
    return RentPeriod(kind="weekly", begins_on=monday + timedelta(days=WEEKDAYS.index(rent_week_start)))
