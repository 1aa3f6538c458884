"""England's bank holidays, for rules and SQL that count working days."""

from datetime import date
from functools import lru_cache

import holidays


def around(day: date) -> frozenset[date]:
    """The bank holidays of the year of a day and of the years beside it."""
    return between(day, day)


def between(first: date, last: date) -> frozenset[date]:
    """The bank holidays from the year before one day to the year after another."""
    return _of_years(first.year - 1, last.year + 2)


@lru_cache(maxsize=16)
def _of_years(first: int, end: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(first, end)))
