"""Rent years: they start on the first Monday in April and have 52 or 53 Mondays (rulebook R-1)."""

from collections.abc import Set
from datetime import date, timedelta


def starts_on(year: int) -> date:
    """The first Monday in April of a calendar year."""
    first = date(year, 4, 1)
    return first + timedelta(days=-first.weekday() % 7)


def debits(year: int) -> int:
    """How many Mondays, so weekly debits, the rent year has that starts in a calendar year: 52 or 53."""
    return (starts_on(year + 1) - starts_on(year)).days // 7


def charge_weeks(day: date, *, free_weeks: Set[date]) -> int:
    """How many weeks of the rent year of a day carry a charge: all but those without rent, named by Mondays (R-2)."""
    year = day.year if day >= starts_on(day.year) else day.year - 1
    free = sum(starts_on(year) <= monday < starts_on(year + 1) for monday in free_weeks)
    return debits(year) - free
