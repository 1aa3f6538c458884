"""Court fees and fixed costs, read from fees.toml: dated, with their source (rulebook 4.4)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from staff.ui.words import long_day

FILE = Path(__file__).with_name("fees.toml")


class NoFee(Exception):
    """The table has no such fee on that day. The message says what to enter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """One fee from a day on."""

    code: str
    name: str
    amount: Decimal
    from_on: date
    status: str  # confirmed, planned or unchecked
    source: str

    @property
    def must_check(self) -> bool:
        """Whether somebody must look at the court's own table before it is charged."""
        return self.status != "confirmed"


@cache
def table() -> tuple[Fee, ...]:
    """Every fee, the oldest first."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["fee"]
    fees = [
        Fee(
            code=row["code"],
            name=row["name"],
            amount=Decimal(row["amount"]),
            from_on=row["from"],
            status=row["status"],
            source=row["source"],
        )
        for row in rows
    ]
    return tuple(sorted(fees, key=lambda fee: (fee.from_on, fee.code)))


def fee(code: str, *, on: date, fees: Iterable[Fee] | None = None) -> Fee:
    """The fee charged on a day: the newest row that has begun (rulebook 4.4). Raises NoFee."""
    begun = [each for each in (table() if fees is None else fees) if each.code == code and each.from_on <= on]
    if not begun:
        raise NoFee(f"No fee is entered for {code.replace('_', ' ')} on {long_day(on)}: add it to the table.")
    return max(begun, key=lambda each: each.from_on)
