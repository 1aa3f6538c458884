"""What kind of council to make."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadOptions(ValueError):
    """The options do not fit together. The message says what to change."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The size, the day and the habits of the council.

    Give exactly one of `accounts` (every account with a ledger) and `tenancies` (current tenancies only).
    `anchor` is the day round which the stories are told: a notice served nine weeks ago is nine weeks before it.
    Keep it and move `as_of` on, and the same people post a few more days: refs and rows already sent stay as they are.
    """

    as_of: date
    out: Path
    seed: int = 1
    accounts: int | None = None
    tenancies: int | None = None
    anchor: date | None = None  # None: as_of
    weeks: int = 156  # weeks of ledger before the anchor; what is older is in an opening balance
    charge_weeks: int = 52  # charge weeks in a year of 52: 48, 50 or 52
    rent_week_start: str = "mon"
    council: str = "Harrowmere District Council"
    processes: int = 1

    def __post_init__(self) -> None:
        if (self.accounts is None) == (self.tenancies is None):
            raise BadOptions("Give either a number of accounts or a number of current tenancies, and not both.")
        if not 1 <= (self.accounts or self.tenancies or 0) <= 5_000_000:
            raise BadOptions("The size must be from 1 to 5,000,000.")
        if self.charge_weeks not in (48, 50, 52):
            raise BadOptions("A year of 52 weeks has 48, 50 or 52 charge weeks.")
        if self.rent_week_start not in WEEKDAYS:
            raise BadOptions(f"The rent week starts on one of {', '.join(WEEKDAYS)}.")
        if not 1 <= self.weeks <= 520:
            raise BadOptions("The ledger can go back from 1 to 520 weeks.")
        if not 2016 <= self.as_of.year <= 2060:
            raise BadOptions("The day must be between 2016 and 2060.")
        if self.story_day > self.as_of or (self.as_of - self.story_day).days > 366:
            raise BadOptions("The anchor must be the as-of day or up to a year before it.")

    @property
    def story_day(self) -> date:
        """The day round which the stories are told."""
        return self.anchor or self.as_of

    @property
    def prefix(self) -> str:
        """Three letters of the council's name, for its patches and references."""
        letters = [c for c in self.council.upper() if "A" <= c <= "Z"]
        return "".join([*letters, "X", "X", "X"][:3])
