"""Days on which the council takes no legal step, such as Christmas: its own, in the policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


class WrongBlackout(Exception):
    """These days cannot be used. The message says what to put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """Days of every year as (month, day), both ends included; they may run over the new year."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    @property
    def days(self) -> str:
        """24 December to 1 January."""
        first, last = date(2027, *self.first), date(2027, *self.last)
        return f"{first.day} {first:%B} to {last.day} {last:%B}"

    def until(self, day: date) -> date | None:
        """The last of these days, where the day given is one of them."""
        over_new_year = self.last < self.first
        for year in (day.year - 1, day.year):
            end = date(year + over_new_year, *self.last)
            if date(year, *self.first) <= day <= end:
                return end
        return None


CHRISTMAS = Blackout(name="Christmas and new year", first=(12, 24), last=(1, 1))


def until(blackouts: Sequence[Blackout], day: date) -> date | None:
    """The last day of those that run on a day; None: the day is free for legal steps."""
    return max((end for blackout in blackouts if (end := blackout.until(day))), default=None)


def read_blackouts(data: Sequence[Mapping[str, Any]] | None) -> tuple[Blackout, ...]:
    """A policy's own days; without any word of them, Christmas. Raises WrongBlackout."""
    return (CHRISTMAS,) if data is None else tuple(_read(each) for each in data)


def _read(data: Mapping[str, Any]) -> Blackout:
    try:
        name, first, last = data["name"], _month_day(data["from"]), _month_day(data["to"])
    except (KeyError, ValueError) as error:
        raise WrongBlackout("each needs a name, and from and to as month and day, such as 12-24") from error
    return Blackout(name=name, first=first, last=last)


def _month_day(text: str) -> tuple[int, int]:
    """12-24. The year is a common one: 29 February is no day of it."""
    day = date.fromisoformat(f"2026-{text}")
    return day.month, day.day
