"""What changed since the last working day, and whether last night's sweep can be trusted to have seen it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from caseload.models import Recommendation, Step, SweepRun
from caseload.queue import Mine
from recovery.rules.actions import Action
from staff.asking import records_where
from tenancies import bank_holidays
from tenancies.models import RentAccount
from tenancies.rules.calendar import is_working_day

MONEY = DecimalField(max_digits=12, decimal_places=2)
SWEPT_BY = time(7)  # a night's sweep that has not ended by then is late


@dataclass(frozen=True, kw_only=True)
class Overnight:
    """How the list differs from the one she left."""

    since: date  # changes after this day
    new: int
    paid: int  # no step any more: the balance fell
    dropped: int  # no step any more for another reason


@dataclass(frozen=True, kw_only=True)
class Morning:
    """Last night's sweep in one line. `trouble` says why the list may be old; blank when it is not."""

    list_of: SweepRun | None  # the sweep that made this list
    trouble: str


def last_working_day(on: date) -> date:
    closed = bank_holidays.around(on)
    day = on - timedelta(days=1)
    while not is_working_day(day, bank_holidays=closed):
        day -= timedelta(days=1)
    return day


def came_up(waiting: QuerySet[Recommendation], *, since: date) -> QuerySet[Recommendation]:
    """Of what waits: accounts that wanted nothing at the end of that day, and want a step now."""
    before = Recommendation.objects.filter(account=OuterRef("account"), first_on__lte=since, lapsed_on__gt=since)
    return waiting.filter(first_on__gt=since).exclude(Exists(before.exclude(action=Action.NONE)))


def dropped(mine: Mine, *, on: date, since: date) -> QuerySet[Recommendation]:
    """Steps that stood at the end of that day and are no longer wanted, though nobody acted on them."""
    theirs = {"account": OuterRef("account")}
    still = Recommendation.objects.filter(**theirs, lapsed_on=None).exclude(action=Action.NONE)
    acted = Step.objects.filter(**theirs, on__gt=since)
    held = RentAccount.objects.filter(pk=OuterRef("account"), holds__from_on__gt=since)
    stood = Recommendation.objects.filter(account__in=mine, first_on__lte=since, lapsed_on__gt=since, lapsed_on__lte=on)
    gone = stood.exclude(action=Action.NONE).exclude(Exists(still) | Exists(acted) | Exists(held))
    return gone.annotate(fell=Cast(KT("facts__balance"), MONEY) - F("account__position__balance"))


PAID = Q(fell__gt=Decimal(0))


def morning(*, now: datetime) -> Morning:
    """The sweep behind today's list. Late: the night's run has not ended by seven; failed: it was refused."""
    newest = next(iter(records_where(SweepRun, "true", order="id DESC LIMIT 1")), None)
    good = newest if newest and newest.state == SweepRun.State.DONE else None
    if newest and good is None:
        good = SweepRun.objects.filter(state=SweepRun.State.DONE).order_by("-pk").first()
    trouble = ""
    if newest and newest.state == SweepRun.State.REFUSED and (good is None or good.as_of < now.date()):
        trouble = newest.why
    elif newest and (good is None or good.as_of < now.date()) and now.time() >= SWEPT_BY:
        trouble = "Last night's sweep has not ended." if newest is not good else "There was no sweep last night."
    return Morning(list_of=good, trouble=trouble)
