"""England's bank holidays, for rules and SQL that count working days."""

from datetime import date
from functools import lru_cache

import holidays


def around(day: date) -> frozenset[date]:
    """The bank holidays of the year of a day and of the years beside it."""
    return _of_years(day.year - 1, day.year + 2)


@lru_cache(maxsize=16)
def _of_years(first: int, end: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(first, end)))
