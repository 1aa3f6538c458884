"""The council's policy of its post: which letters collect, until when, how they are printed and what that costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from recovery.rules.actions import CHANNELS, Action
from tenancies.rules.money import to_pence

CLASSES = ("second", "first")
LETTERS = {action for action, channel in CHANNELS.items() if channel == "letter"}


class WrongPost(Exception):
    """This part of the policy cannot be used. The message says what to put right."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a letter and a sheet cost in pounds, from a day on. None: not known, so not shown."""

    since: date
    second: Decimal | None = None
    first: Decimal | None = None
    sheet: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Post:
    """How letters go. Without a [post] in the policy: these."""

    collect: bool = True
    at_once: frozenset[Action] = frozenset()  # letters that do not collect
    cut_off: time = time(16, 30)  # on the next day on which people may be contacted
    same_again_days: int = 7  # the same letter to the same person not before so many days; 0: at any time
    low_risk: frozenset[Action] = frozenset({Action.REMINDER})  # may be set to go without a press
    two_sided: bool = True
    prices: tuple[Price, ...] = ()

    def collects(self, action: str) -> bool:
        return self.collect and action not in self.at_once

    def price_on(self, day: date) -> Price | None:
        """What is paid on a day; None where the council has entered nothing for it."""
        return max((p for p in self.prices if p.since <= day), key=lambda price: price.since, default=None)

    def sheets(self, pages: int) -> int:
        """Sheets of one letter of so many pages."""
        return -(-pages // 2) if self.two_sided else pages


def cost(price: Price | None, *, postage: str, letters: int, sheets: int) -> Decimal | None:
    """What posting so many letters on so many sheets costs, in pounds. None: the council has entered no postage."""
    each = getattr(price, postage) if price else None
    if price is None or each is None:
        return None
    return to_pence(letters * each + sheets * (price.sheet or Decimal(0)))


def read_post(data: Mapping[str, Any]) -> Post:
    """The [post] section of a policy. Raises WrongPost."""
    known = {"collect", "at_once", "cut_off", "same_again_days", "low_risk", "two_sided", "prices"}
    if unknown := sorted(data.keys() - known):
        raise WrongPost(f"there is no setting ‘{unknown[0]}’.")
    usual = Post()
    for name in ("collect", "two_sided"):
        if not isinstance(data.get(name, True), bool):
            raise WrongPost(f"‘{name}’ is true or false.")
    days = data.get("same_again_days", usual.same_again_days)
    if type(days) is not int or not 0 <= days <= 91:
        raise WrongPost("‘same_again_days’ is a number of days from 0 to 91.")
    return Post(
        collect=data.get("collect", usual.collect),
        at_once=_letters(data, "at_once", usual.at_once),
        cut_off=_time(data.get("cut_off", "16:30")),
        same_again_days=days,
        low_risk=_letters(data, "low_risk", usual.low_risk),
        two_sided=data.get("two_sided", usual.two_sided),
        prices=tuple(_price(each) for each in data.get("prices", [])),
    )


def _letters(data: Mapping[str, Any], name: str, usual: frozenset[Action]) -> frozenset[Action]:
    given = data.get(name, usual)
    if isinstance(given, str) or (wrong := [each for each in given if each not in LETTERS]):
        raise WrongPost(
            f"‘{name}’ is a list of letters, and there is no letter {given if isinstance(given, str) else wrong[0]}."
        )
    return frozenset(Action(each) for each in given)


def _time(given: Any) -> time:
    try:
        return time.fromisoformat(str(given))
    except ValueError as error:
        raise WrongPost("‘cut_off’ is a time of day, such as 16:30.") from error


def _price(data: Mapping[str, Any]) -> Price:
    if not isinstance(data.get("from"), date):
        raise WrongPost("each price needs ‘from’, the day from which it is paid, such as 2026-04-01.")
    sums = {name: _sum(data[name]) for name in (*CLASSES, "sheet") if data.get(name, "") != ""}
    return Price(since=data["from"], **sums)


def _sum(given: Any) -> Decimal:
    try:
        amount = Decimal(str(given))
    except InvalidOperation as error:
        raise WrongPost(f"‘{given}’ is no sum of money in pounds.") from error
    if not Decimal(0) <= amount < 100:
        raise WrongPost(f"‘{given}’ is no price of a letter or sheet.")
    return amount
