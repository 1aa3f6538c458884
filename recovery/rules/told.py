"""What letters outside the ladder say of their own: of a death, a dispute, a contact plan, an invoice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tenancies.rules.open_items import OpenItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What such a letter is about. Blank or None: the letter does not say it."""

    record: int = 0  # the contact plan, the hearing or the eviction that it tells of
    dear: str = ""  # in place of the addressee’s name
    late: str = ""  # who has died
    died_on: date | None = None
    answer_by: date | None = None  # the last day of the answer to a dispute
    plan: tuple[str, ...] = ()  # how contact goes from now on, what the court decided or the bailiff did: paragraphs
    single_contact: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoiced:
    """An invoice: its number, and the open items whose sum it asks for."""

    number: str
    items: tuple[OpenItem, ...]

    @property
    def total(self) -> Decimal:
        return sum((item.left for item in self.items), Decimal("0.00"))


def told_from(stored: Mapping[str, Any]) -> Told:
    """The same again from JSON."""
    days = {name: _day(stored[name]) for name in ("died_on", "answer_by", "review_on")}
    return Told(**{**stored, **days, "plan": tuple(stored["plan"])})


def invoiced_from(stored: Mapping[str, Any]) -> Invoiced:
    """The same again from JSON."""
    items = (
        OpenItem(
            due_on=date.fromisoformat(item["due_on"]),
            what=item["what"],
            amount=Decimal(item["amount"]),
            left=Decimal(item["left"]),
        )
        for item in stored["items"]
    )
    return Invoiced(number=stored["number"], items=tuple(items))


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
