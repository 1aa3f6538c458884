"""Figures that change by date: benefit rates, fees, what a step costs the council. One place to enter them.

Nothing here is invented: Quarterday ships without figures, and what none was entered for is not worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from caseload.models import Rate
from recovery.rules.policy import Policy
from staff.models import LEADING_ROLES, Role, User

WRITERS = LEADING_ROLES | {Role.ADMINISTRATOR, Role.FINANCE}

# What a step costs besides time, by the way it goes; and an hour of time.
COSTS = {
    "letter": "Cost of a letter",
    "sms": "Cost of a text",
    "call": "Cost of a telephone call",
    "visit": "Cost of a visit",
    "legal": "Cost of a legal step",
    "desk": "Cost of desk work",
    "hour": "Cost of an hour of casework",
}


class CannotEnter(Exception):
    """The figure is not entered. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A figure by its name: the one in force, and those to come."""

    name: str
    now: Rate | None
    coming: list[Rate]
    before: list[Rate]


def standing(*, on: date) -> list[Standing]:
    """Every figure by name, as it stands on a day."""
    by_name: dict[str, list[Rate]] = {}
    for rate in Rate.objects.select_related("by").order_by("name", "from_on"):
        by_name.setdefault(rate.name, []).append(rate)
    found = []
    for name, rates in by_name.items():
        begun = [rate for rate in rates if rate.from_on <= on]
        found.append(
            Standing(
                name=name,
                now=begun[-1] if begun else None,
                coming=[rate for rate in rates if rate.from_on > on],
                before=begun[:-1],
            )
        )
    return found


def enter(*, name: str, amount: Decimal, per: str, from_on: date, source: str, by: User, on: date) -> Rate:
    """Enter a figure from a day on. One that has begun is not changed: what was worked out by it stays true."""
    if by.role not in WRITERS:
        raise PermissionDenied("Rates are entered by leaders, finance and administrators.")
    name, source = " ".join(name.split()), source.strip()
    if not name or not source:
        raise CannotEnter("Name the figure, and where it comes from.")
    known = Rate.objects.filter(name__iexact=name).values_list("name", flat=True).first()
    try:
        with transaction.atomic():
            return Rate.objects.create(
                name=known or name, amount=amount, per=per, from_on=from_on, source=source, by=by
            )
    except IntegrityError:
        raise CannotEnter("A figure of this name begins on that day already. Choose another day.") from None


def take_out(*, rate: Rate, by: User, on: date) -> None:
    """Take a figure out that has not begun yet."""
    if by.role not in WRITERS:
        raise PermissionDenied("Rates are entered by leaders, finance and administrators.")
    if rate.from_on <= on:
        raise CannotEnter("It is in force, so it stays. Enter the right figure from a later day.")
    rate.delete()


def unit_costs(policy: Policy, *, on: date) -> dict[str, Decimal]:
    """What each way of doing a step costs on a day, in pounds; only what the council has entered.

    The post's own prices (policy, post) are what a letter costs where they are entered: second class and one sheet.
    """
    names = {name: way for way, name in COSTS.items()}
    rates = Rate.objects.filter(name__in=names, from_on__lte=on).order_by("from_on")
    found = {names[rate.name]: rate.amount for rate in rates}
    price = policy.post.price_on(on)
    if price and price.second is not None:
        found["letter"] = price.second + (price.sheet or Decimal(0))
    return found


def forecast(ways: Mapping[str, int], minutes: int, costs: Mapping[str, Decimal]) -> Decimal | None:
    """Pounds for so many steps of each way and so many minutes. None: nothing was entered that they could cost."""
    if not any(way in costs for way in ways) and "hour" not in costs:
        return None
    steps = sum((number * costs.get(way, Decimal(0)) for way, number in ways.items()), Decimal(0))
    return (steps + minutes * costs.get("hour", Decimal(0)) / 60).quantize(Decimal("0.01"))
