"""The weekly contract: each recommendation done, held or not taken with a reason by Friday."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from caseload.models import Step
from caseload.queue import Mine
from welfare.models import Hold


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One person's accounts in one week, Monday to Sunday."""

    monday: date
    done: int
    held: int  # holds, and steps put off with a reason
    overridden: int
    open: int  # waiting, and put off without a reason


def this_week(mine: Mine, *, on: date, waiting: int) -> Contract:
    """How the week stands on a day, for somebody's accounts; `waiting` is the length of the queue."""
    monday = on - timedelta(days=on.weekday())
    week = Q(on__range=(monday, on), undone_at=None)
    steps = Step.objects.filter(week, account__in=mine).aggregate(
        done=Count("pk", filter=Q(outcome=Step.Outcome.DONE)),
        overridden=Count("pk", filter=Q(outcome=Step.Outcome.OVERRIDDEN)),
        put_off=Count("account", distinct=True, filter=Q(outcome=Step.Outcome.DEFERRED) & ~Q(reason="")),
        skipped=Count("account", distinct=True, filter=Q(outcome=Step.Outcome.DEFERRED, reason="", until__gt=on)),
    )
    holds = Hold.objects.filter(account__in=mine, from_on__range=(monday, on), lifted_on=None)
    return Contract(
        monday=monday,
        done=steps["done"],
        held=steps["put_off"] + holds.count(),
        overridden=steps["overridden"],
        open=waiting + steps["skipped"],
    )
