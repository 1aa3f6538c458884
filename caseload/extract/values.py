"""Whether one value of a column is good: the reason why not, from the table of the format, or none."""

import datetime as dt
import re
from collections.abc import Sequence

from caseload.extract.spec import Column

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MONEY = re.compile(r"-?[0-9]{1,4000}\.[0-9]{2}")
WHOLE = re.compile(r"-?[0-9]{1,30}")
MEMO_LIMIT = 200_000


class Values:
    """One column's values as they come. Remembers the good ones, so that a date is read once, not a million times."""

    def __init__(self, column: Column, *, as_at: dt.date) -> None:
        self.column = column
        self.as_at = as_at.isoformat()
        self.good: set[str] = set()
        self.pence: dict[str, int] = {}

    def tidied(self, values: Sequence[str]) -> Sequence[str]:
        """As stored: sign-in names in lower case, lists without blank items."""
        if self.column.lower_case:
            return tuple(map(str.lower, values))
        if self.column.kind in {"list", "dates"}:
            return tuple(map(_tidy_list, values))
        return values

    def faults(self, values: Sequence[str]) -> dict[int, str]:
        """The place of each bad value and its reason."""
        if self.column.kind in {"ref", "text", "list"}:
            if max(map(len, values), default=0) <= (self.column.longest or 1 << 40) and not (
                self.column.required and "" in values
            ):
                return {}
            return {place: reason for place, value in enumerate(values) if (reason := self._fault(value))}
        bad = {}
        for value in set(values).difference(self.good):
            if reason := self._fault(value):
                bad[value] = reason
            elif len(self.good) < MEMO_LIMIT:
                self.good.add(value)
        return {place: bad[value] for place, value in enumerate(values) if value in bad} if bad else {}

    def total(self, values: Sequence[str]) -> int:
        """The sum, in pence, of those values that are well-formed money."""
        if len(self.pence) > MEMO_LIMIT:
            self.pence.clear()
        pence = self.pence
        for value in set(values).difference(pence):
            pence[value] = int(value.replace(".", "")) if MONEY.fullmatch(value) else 0
        return sum(map(pence.__getitem__, values))

    def _fault(self, value: str) -> str:
        column = self.column
        if not value:
            return "missing_value" if column.required else ""
        match column.kind:
            case "ref" | "text" | "list":
                return "too_long" if column.longest and len(value) > column.longest else ""
            case "code":
                return "" if value in column.codes else "bad_code"
            case "flag":
                return "" if value in {"yes", "no"} else "bad_flag"
            case "date":
                return self._date_fault(value)
            case "dates":
                return "" if all(map(_is_date, value.split("|"))) else "bad_date"
            case "time":
                return "" if TIME.fullmatch(value) else "bad_date"
            case "moment":
                day, t, time = value.partition("T")
                return self._date_fault(day) if t and TIME.fullmatch(time) else "bad_date"
            case "whole":
                return "" if WHOLE.fullmatch(value) and _within(int(value), column) else "bad_number"
            case "money":
                if not MONEY.fullmatch(value):
                    return "bad_money"
                pence = int(value.replace(".", ""))
                return "" if _within(pence, column) and (pence or not column.never_zero) else "out_of_range"

    def _date_fault(self, value: str) -> str:
        if not _is_date(value):
            return "bad_date"
        if value < self.column.not_before:
            return "out_of_range"
        return "future_date" if self.column.not_after_as_at and value > self.as_at else ""


def _is_date(value: str) -> bool:
    """A real day. Dates in this form sort as text, so that they are compared as text."""
    if not DATE.fullmatch(value):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _within(number: int, column: Column) -> bool:
    return (column.low is None or number >= column.low) and (column.high is None or number <= column.high)


def _tidy_list(value: str) -> str:
    return "|".join(item for part in value.split("|") if (item := part.strip()))
