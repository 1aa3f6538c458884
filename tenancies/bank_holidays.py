"""England's bank holidays, for rules and SQL that count working days (rulebook 13)."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path

import holidays

ONE_OFF = Path(__file__).with_suffix(".toml")  # those that the calendar does not know yet


def around(day: date) -> frozenset[date]:
    """The bank holidays of the year of a day and of the years beside it."""
    return between(day, day)


def between(first: date, last: date) -> frozenset[date]:
    """The bank holidays from the year before one day to the year after another."""
    return _of_years(first.year - 1, last.year + 2)


@lru_cache(maxsize=16)
def _of_years(first: int, end: int) -> frozenset[date]:
    one_off = tomllib.loads(ONE_OFF.read_text("utf-8"))["days"]
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(first, end))) | frozenset(one_off)
