"""Hearings that were put off or lost, and why: how many of them by what the council did (product K20; S0-27)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from legal.models import Hearing
from legal.rules.causes import CAUSES, MAY_HAVE
from staff.models import User
from tenancies.models import RentAccount

YEAR = relativedelta(years=1)
HEIGHT, LABEL, WIDTH = 26, 300, 640  # of a bar, of the names beside them, of the whole picture


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One reason with how many hearings it put off or lost."""

    label: str
    number: int
    ours: bool
    y: int
    width: int


@dataclass(frozen=True, kw_only=True)
class Lost:
    """The picture with its numbers: hearings of the twelve months up to a day."""

    first: dt.date
    last: dt.date
    heard: int
    bars: list[Bar]
    without_cause: int

    @property
    def number(self) -> int:
        return sum(bar.number for bar in self.bars) + self.without_cause

    @property
    def ours(self) -> int:
        return sum(bar.number for bar in self.bars if bar.ours)

    @property
    def height(self) -> int:
        return HEIGHT * max(len(self.bars), 1)


def lost(user: User, *, on: dt.date) -> Lost:
    """Of this person's accounts. Our own doing first, the most often first."""
    first = on - YEAR
    tenancies = RentAccount.objects.visible_to(user).order_by().values("tenancy")
    heard = Hearing.objects.filter(tenancy__in=tenancies, cancelled_on=None, on__range=(first, on)).exclude(outcome="")
    rows = heard.filter(outcome__in=[outcome.value for outcome in MAY_HAVE]).values_list("terms__cause", flat=True)
    causes = Counter(code or "" for code in rows)
    named = sorted(
        ((CAUSES[code], number) for code, number in causes.items() if code in CAUSES),
        key=lambda pair: (not pair[0].ours, -pair[1], pair[0].label),
    )
    most = max((number for _, number in named), default=1)
    bars = [
        Bar(
            label=cause.label,
            number=number,
            ours=cause.ours,
            y=place * HEIGHT,
            width=(WIDTH - LABEL - 40) * number // most,
        )
        for place, (cause, number) in enumerate(named)
    ]
    without = sum(number for code, number in causes.items() if code not in CAUSES)
    return Lost(first=first, last=on, heard=heard.count(), bars=bars, without_cause=without)
