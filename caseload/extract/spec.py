"""What a column, a file and a check between columns are, and the short words that files.py is written in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["ref", "text", "date", "time", "moment", "money", "whole", "flag", "code", "list", "dates"]

LEDGER_LIMIT = 100_000_00  # pence, either way
MONEY_LIMIT = 9_999_999_999_99  # pence: what a stored sum can hold


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its type, and the limits that a value of its own must keep."""

    name: str
    kind: Kind
    required: bool = False
    longest: int | None = None  # characters
    low: int | None = None  # whole numbers; pence for money
    high: int | None = None
    never_zero: bool = False
    codes: frozenset[str] = frozenset()
    points_to: str = ""  # the file whose key this is
    not_after_as_at: bool = False
    not_before: str = ""
    lower_case: bool = False  # sign-in names


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check between columns: `wrong` is given their values, text as sent, in the order named."""

    column: str  # the one reported
    reason: str
    of: tuple[str, ...]
    wrong: Callable[..., bool]


@dataclass(frozen=True, kw_only=True)
class File:
    """One file: its columns, the key that may come only once, and the checks between columns."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    may_be_empty: bool = False
    total: str = ""  # the column whose sum the manifest states

    @property
    def staging(self) -> str:
        """The staging table that its good rows are copied into."""
        return "load_" + self.name.removesuffix(".csv")

    @property
    def known_by(self) -> tuple[str, ...]:
        """What a rejected row is recognised by, lest it count as absent: its key, at most two columns of it."""
        return self.key[:2]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def key(name: str, *, lower_case: bool = False) -> Column:
    return Column(name=name, kind="ref", required=True, longest=40, lower_case=lower_case)


def to(name: str, file: str, *, required: bool = False) -> Column:
    return Column(
        name=name, kind="ref", required=required, longest=40, points_to=file, lower_case=file == "officers.csv"
    )


def text(name: str, longest: int | None = None, *, required: bool = False) -> Column:
    return Column(name=name, kind="text", required=required, longest=longest)


def day(name: str, *, required: bool = False, not_after_as_at: bool = False, not_before: str = "") -> Column:
    return Column(name=name, kind="date", required=required, not_after_as_at=not_after_as_at, not_before=not_before)


def money(name: str, *, required: bool = False, low: int = -MONEY_LIMIT) -> Column:
    return Column(name=name, kind="money", required=required, low=low, high=MONEY_LIMIT)


def whole(name: str, low: int, high: int, *, required: bool = False) -> Column:
    return Column(name=name, kind="whole", required=required, low=low, high=high)


def code(name: str, codes: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="code", required=required, codes=frozenset(codes.split()))


def flag(name: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="flag", required=required)


def time(name: str) -> Column:
    return Column(name=name, kind="time")


def ends_after(start: str, end: str) -> Check:
    return Check(column=end, reason="date_order", of=(start, end), wrong=lambda a, b: bool(a and b) and b < a)


def needed_when(column: str, other: str, values: set[str]) -> Check:
    return Check(column=column, reason="missing_value", of=(other, column), wrong=lambda a, b: a in values and not b)
