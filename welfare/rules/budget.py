"""Income and expenditure: monthly figures, totals, and what can be offered towards arrears and no more (rulebook 10).

The lines are those of budget.toml. Sums are GBP, never below nil. A week's sum is 52/12 of it a month; each line is
rounded to the penny, so that the lines on the paper add up to its totals.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from staff.ui.words import counted, pounds
from tenancies.rules.money import PENNY, to_pence

ZERO = Decimal("0.00")
WEEKS = {"weekly": 1, "fortnightly": 2, "four_weekly": 4}  # monthly is apart: twelve in a year
MOST = Decimal(100_000)  # a month: more is a slip of the finger
SAVINGS_SHARE, SAVINGS_MOST = Decimal("0.10"), Decimal("20.00")  # a month (Standard Financial Statement)
RENT = "rent"
EVIDENCE = ("Seen", "Bank statement", "Wage slip", "Benefit letter", "Bill", "Told us")
# What a guideline figure is for, with how many of it a household has.
PARTS = ("adult", "extra_adult", "child_under_16", "child_16_18", "vehicle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One line of the form."""

    code: str
    group: str
    name: str
    hint: str = ""
    guideline: bool = False
    quick: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sum as it is paid, with what shows it and a word about it."""

    category: str
    amount: Decimal
    frequency: str  # weekly, fortnightly, four_weekly or monthly
    evidence: str = ""
    note: str = ""

    @property
    def monthly(self) -> Decimal:
        return monthly(self.amount, self.frequency)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSize:
    """Who lives on it: a guideline figure is made up of these."""

    adults: int = 1
    children_under_16: int = 0
    children_16_to_18: int = 0
    vehicles: int = 0

    def count(self, part: str) -> int:
        return {
            "adult": min(self.adults, 1),
            "extra_adult": max(self.adults - 1, 0),
            "child_under_16": self.children_under_16,
            "child_16_18": self.children_16_to_18,
            "vehicle": self.vehicles,
        }[part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A budget by the month. What is left pays current rent first, then arrears."""

    totals: Mapping[str, Decimal]  # by group
    rent: Decimal  # their own share of current rent
    savings: Decimal  # what they keep: a tenth of what is available, £20.00 at most
    left: Decimal  # after essentials, savings and other priority debts, rent paid; below nil: it does not come round

    @property
    def income(self) -> Decimal:
        return self.totals["income"]

    @property
    def spending(self) -> Decimal:
        """Fixed and everyday costs, rent included."""
        return self.totals["fixed"] + self.totals["flexible"]

    @property
    def before_rent(self) -> Decimal:
        """What is there for rent and arrears together."""
        return max(self.left + self.rent, ZERO)

    @property
    def to_rent(self) -> Decimal:
        """The part of it that current rent takes: rent first, always."""
        return min(self.before_rent, self.rent)

    @property
    def safe(self) -> Decimal:
        """The most that may be asked towards arrears a month; nil where nothing is left."""
        return self.safe_beside(self.rent)

    def safe_beside(self, rent: Decimal) -> Decimal:
        """The same where current rent takes so much a month, if that is more than they told us: rent first, always."""
        return max(self.before_rent - max(rent, self.rent), ZERO)


@cache
def categories() -> dict[str, Category]:
    """Every line by its code, in the order of the form."""
    return {each["code"]: Category(**each) for each in _form()["category"]}


@cache
def groups() -> dict[str, str]:
    """The parts of the form with their names, in order."""
    return {each["code"]: each["name"] for each in _form()["group"]}


@cache
def _form() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_name("budget.toml").read_text("utf-8"))


def lines_of(group: str, *, quick: bool = False) -> list[Category]:
    """The lines of one part of the form; of the quick start, its one question."""
    return [each for each in categories().values() if each.group == group and each.quick == quick]


def monthly(amount: Decimal, frequency: str) -> Decimal:
    """A sum paid so often, by the month: a week's is 52/12 of it; to the nearest penny, half up."""
    weeks = WEEKS.get(frequency)
    return to_pence(amount) if weeks is None else to_pence(amount * 52 / (12 * weeks))


def each_time(by_month: Decimal, frequency: str) -> Decimal:
    """A month's sum as it is paid so often, rounded down: what is safe is never rounded up."""
    weeks = WEEKS.get(frequency)
    return (by_month if weeks is None else by_month * 12 * weeks / 52).quantize(PENNY, ROUND_DOWN)


def figures(lines: Iterable[Line]) -> Figures:
    """Totals, the savings allowance, and what is left (rulebook 10)."""
    totals = dict.fromkeys(groups(), ZERO)
    rent = ZERO
    for line in lines:
        totals[categories()[line.category].group] += line.monthly
        if line.category == RENT:
            rent += line.monthly
    available = totals["income"] - totals["fixed"] - totals["flexible"]
    savings = min(to_pence(max(available, ZERO) * SAVINGS_SHARE), SAVINGS_MOST)
    return Figures(totals=totals, rent=rent, savings=savings, left=available - savings - totals["priority"])


def guideline(category: str, *, size: HouseholdSize, table: Mapping[tuple[str, str], Decimal]) -> Decimal | None:
    """The council's monthly figure for a household; None where it has entered none. `table` is by line and part."""
    found = [(part, table[category, part]) for part in PARTS if (category, part) in table]
    return sum((size.count(part) * figure for part, figure in found), ZERO) if found else None


def above_guideline(
    lines: Iterable[Line], *, size: HouseholdSize, table: Mapping[tuple[str, str], Decimal]
) -> list[tuple[Line, Decimal]]:
    """The lines above the guideline, with its figure: each wants a note. Spending below it is not queried."""
    over = []
    for line in lines:
        figure = guideline(line.category, size=size, table=table) if categories()[line.category].guideline else None
        if figure is not None and line.monthly > figure:
            over.append((line, figure))
    return over


def problem_with(line: Line) -> str:
    """Why a line cannot be kept, in words that say what to do; blank: it can."""
    name = categories()[line.category].name
    if line.amount < 0:
        return f"{name}: enter what is paid, £0.00 or more. A sum cannot be less than nothing."
    if line.monthly > MOST:
        return f"{name}: {pounds(line.amount)} is more than {pounds(MOST)} a month. Check the sum."
    return ""


def in_words(found: Figures) -> str:
    """What can be offered, said plainly."""
    if found.safe:
        return (
            "After rent, everyday costs, savings and other debts that come first, "
            f"{pounds(found.safe)} a month is left. Ask for no more than that."
        )
    short = found.rent - found.to_rent
    said = f"Current rent is {pounds(short)} a month short. " if short else ""
    help_first = "Look at benefits, the Crisis and Resilience Fund and free debt advice first."
    return f"{said}Nothing is left for arrears. {help_first}"


def size_in_words(size: HouseholdSize) -> str:
    """2 adults, 1 child under 16."""
    parts = [
        (size.adults, "adult", "adults"),
        (size.children_under_16, "child under 16", "children under 16"),
        (size.children_16_to_18, "child of 16 to 18", "children of 16 to 18"),
        (size.vehicles, "vehicle", "vehicles"),
    ]
    return ", ".join(counted(number, one, many) for number, one, many in parts if number)


def household_problem(size: HouseholdSize) -> str:
    """Why a household of this size cannot be right; blank: it can."""
    if size.adults < 1:
        return "At least one adult lives there."
    if any(number > 20 for number in (size.adults, size.children_under_16, size.children_16_to_18, size.vehicles)):
        return "Check how many live there: more than 20 is too many."
    return ""


def by_category(lines: Sequence[Line]) -> dict[str, Line]:
    return {line.category: line for line in lines}
