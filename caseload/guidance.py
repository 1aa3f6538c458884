"""Guidance cards: how a step is taken well, and what may be told to tenants. The words are in guidance.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from caseload import undo
from caseload.at_work import at_work
from caseload.models import Act
from caseload.noting import note
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, RentAccount

CARDS = Path(__file__).with_name("guidance.toml")


class CannotLogAdvice(Exception):
    """The advice is not noted. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class GuidanceCard:
    """One card. `code` is the step that it belongs to, or the name of a piece of advice."""

    code: str
    title: str
    version: int
    owner: str
    review_on: date  # from this day the card is shown as due for review, and no advice is logged from it
    source: str
    do: tuple[str, ...]
    say: str
    avoid: str
    kind: str = "step"

    def is_due(self, *, on: date) -> bool:
        return on >= self.review_on


@cache
def cards() -> dict[str, GuidanceCard]:
    """Every card by its code, in the file's order."""
    found = tomllib.loads(CARDS.read_text("utf-8"))["card"]
    return {each["code"]: GuidanceCard(**{**each, "do": tuple(each["do"])}) for each in found}


def advice_cards() -> list[GuidanceCard]:
    return [card for card in cards().values() if card.kind == "advice"]


def log_advice(*, account: RentAccount, code: str, by: User, on: date, at: datetime) -> GuidanceCard:
    """Note that a tenant was given this advice, by the card's name and version. Raises CannotLogAdvice.

    A card whose review is due gives no advice: what it says may no longer be right.
    """
    card = cards().get(code)
    if card is None or card.kind != "advice":
        raise CannotLogAdvice("Choose the card that the advice was given from.")
    if card.is_due(on=on):
        due = words.long_day(card.review_on)
        raise CannotLogAdvice(
            f"‘{card.title}’ was to be reviewed by {due}. Ask the {card.owner.lower()} before you give this advice."
        )
    with at_work(account, by=by, on=on) as locked:
        said = f"{card.title}, card version {card.version}."
        note(locked, AccountEvent.What.ADVICE, said, kind="advice", by=by, on=on, at=at)
    return card


def _undo(act: Act, *, by: User, on: date, at: datetime) -> None:
    """The line on the timeline stays; the one that takes it back follows it."""


undo.UNDO["advice"] = _undo
