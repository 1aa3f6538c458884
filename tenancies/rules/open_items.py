"""A charge that is still open."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """A charge, and how much of it no credit has met; in pounds."""

    due_on: date
    what: str
    amount: Decimal
    left: Decimal
