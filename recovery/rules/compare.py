"""Two groups that a lot made: how much more the one paid, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenancies.rules.money import to_pence

LEAST = 30  # accounts in each group, below which nothing is said
WITHIN = Decimal("1.96")  # standard errors either side: 95 of 100 such lots


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Pounds an account that the first group paid beyond the second, and between what the truth most likely lies."""

    mean: Decimal
    low: Decimal
    high: Decimal

    @property
    def may_be_chance(self) -> bool:
        return self.low <= 0 <= self.high


def mean(amounts: Sequence[Decimal]) -> Decimal:
    """Pounds an account; 0.00 of an empty group."""
    return to_pence(sum(amounts, Decimal(0)) / max(len(amounts), 1))


def difference(treated: Sequence[Decimal], control: Sequence[Decimal]) -> Difference | None:
    """The difference of the means with its 95% interval (Welch); None where a group is too small to tell anything."""
    if min(len(treated), len(control)) < LEAST:
        return None
    apart = sum(treated, Decimal(0)) / len(treated) - sum(control, Decimal(0)) / len(control)
    either_side = WITHIN * (_variance(treated) / len(treated) + _variance(control) / len(control)).sqrt()
    return Difference(
        mean=to_pence(apart),
        low=to_pence(apart - either_side),
        high=to_pence(apart + either_side),
    )


def _variance(amounts: Sequence[Decimal]) -> Decimal:
    middle = sum(amounts, Decimal(0)) / len(amounts)
    return sum(((each - middle) ** 2 for each in amounts), Decimal(0)) / (len(amounts) - 1)
