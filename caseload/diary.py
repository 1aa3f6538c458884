"""What a person's days hold: hearings, evictions, and what was promised or asked for by a time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from caseload.models import Reminder
from caseload.queue import Mine
from legal.models import PossessionClaim, PossessionOrder
from staff.ui import words
from tenancies.models import AccountKindSetting, RentAccount
from tenancies.models.accounts import RentAccountQuerySet

AHEAD = timedelta(days=7)  # a hearing or an eviction is announced a week before
SOON = timedelta(hours=1)
LISTED = [PossessionClaim.Status.LISTED, PossessionClaim.Status.ADJOURNED_TO_DATE]


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """One thing on one day. Without a time it may be done at any time of that day."""

    on: date
    at: time | None
    what: str
    detail: str
    account: RentAccount
    when: str  # today, tomorrow, in 3 days; how late it is; how soon it comes
    soon: bool  # within the hour, or overdue
    fixed: bool  # set by the court


def diary(due: Iterable[Reminder], *, mine: Mine | None, now: datetime) -> list[Appointment]:
    """Everything from today to a week ahead, and what is overdue, in order. `now` is local time.

    Without `mine`, nothing of the court.
    """
    on = now.date()
    of_court = court(mine, on=on, until=on + AHEAD, now=now) if mine is not None else []
    found = [*of_court, *_reminders(due, now=now)]
    return sorted(found, key=lambda each: (max(each.on, on), each.at is None, each.at or time.max, each.account.pk))


def _reminders(due: Iterable[Reminder], *, now: datetime) -> Iterable[Appointment]:
    for each in due:
        person = f"{each.person}: " if each.person else ""
        yield _appointment(
            each.due_on, each.due_at, Reminder.Kind(each.kind).label, f"{person}{each.text}", each.account, now=now
        )


def court(mine: Mine, *, on: date, until: date, now: datetime) -> Iterable[Appointment]:
    """Hearings and evictions of the households whose accounts are this person's, each on its main account."""
    accounts = RentAccount.objects.filter(pk__in=mine)
    homes: QuerySet[Any, Any] = accounts.order_by().values("tenancy")
    hearings = list(_hearings(homes, on=on, until=until))
    evictions = list(_evictions(homes, on=on, until=until))
    tenancies = {claim.tenancy_id for claim in hearings} | {order.claim.tenancy_id for order in evictions}
    if not tenancies:
        return
    main = _main_accounts(accounts.filter(tenancy__in=tenancies))
    for claim in hearings:
        assert claim.hearing_on is not None  # see _hearings
        place = claim.court or "The court is not named"
        yield _appointment(
            claim.hearing_on, claim.hearing_at, "Hearing", place, main[claim.tenancy_id], now=now, fixed=True
        )
    for order in evictions:
        assert order.eviction_on is not None  # see _evictions
        account = main[order.claim.tenancy_id]
        detail = f"Warrant {order.warrant_number}" if order.warrant_number else "No warrant number is recorded"
        yield _appointment(order.eviction_on, order.eviction_at, "Eviction", detail, account, now=now, fixed=True)


def _hearings(homes: QuerySet[Any, Any], *, on: date, until: date) -> QuerySet[PossessionClaim]:
    listed = PossessionClaim.objects.filter(status__in=LISTED, hearing_on__range=(on, until), not_sent_since=None)
    return listed.filter(tenancy__in=homes).order_by("hearing_on", "hearing_at", "pk")


def _evictions(homes: QuerySet[Any, Any], *, on: date, until: date) -> QuerySet[PossessionOrder]:
    booked = Q(eviction_outcome__in=["", PossessionOrder.EvictionOutcome.BOOKED])
    coming = PossessionOrder.objects.filter(booked, eviction_on__range=(on, until), not_sent_since=None)
    return coming.filter(claim__tenancy__in=homes).select_related("claim").order_by("eviction_on", "pk")


def _main_accounts(accounts: RentAccountQuerySet) -> dict[int, RentAccount]:
    """For each tenancy the account whose debt comes first."""
    priority: dict[str, int] = defaultdict(lambda: 99)
    priority |= dict(AccountKindSetting.objects.values_list("kind", "priority"))
    inward = sorted(accounts.for_list(), key=lambda each: (-priority[each.kind], -each.pk))
    return {account.tenancy_id: account for account in inward}


def _appointment(
    on: date, at: time | None, what: str, detail: str, account: RentAccount, *, now: datetime, fixed: bool = False
) -> Appointment:
    days = (on - now.date()).days
    starts = datetime.combine(on, at, tzinfo=now.tzinfo) if at else None
    wait = starts - now if starts and days == 0 else None
    coming = wait is not None and timedelta() <= wait <= SOON
    if days < 0:
        when = f"{words.counted(-days, 'day')} late"
    elif coming and wait is not None:
        when = f"in {words.counted(max(1, wait.seconds // 60), 'minute')}"
    else:
        when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return Appointment(
        on=on, at=at, what=what, detail=detail, account=account, when=when, soon=coming or days < 0, fixed=fixed
    )
