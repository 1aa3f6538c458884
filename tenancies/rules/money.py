"""Rounding of money. Pounds throughout."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")


def to_pence(amount: Decimal) -> Decimal:
    """To the nearest penny, half a penny up."""
    return amount.quantize(PENNY, ROUND_HALF_UP)
