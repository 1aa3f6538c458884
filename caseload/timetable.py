"""Act on time: each step against the day by which the policy wants it answered.

A step's clock starts on the day it came up. It stops when somebody did it, said ‘not this’, put it off with a reason
or put a hold: on time up to and with the last day of the policy's timetable, late after it. One that waits past it is
late too. Put off without a reason, and gone by itself, are counted apart: neither is on time nor late.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from caseload.charts.marks import Cell, Table, count, words
from caseload.models import Recommendation, Step
from caseload.performance import Scope
from caseload.queue import CANNOT_WAIT, TODAY
from recovery.rules.actions import Action
from recovery.rules.policy import Timetable
from staff.models import User
from tenancies.models import RentAccount
from welfare.models import Hold

SPAN = dt.timedelta(days=28)
STATES = {
    "on_time": "On time",
    "late": "Late",
    "due": "Due, still in time",
    "put_off": "Put off, no reason given",
    "not_needed": "No longer needed",
}
DEFINITION = (
    "Steps answered in the last 28 days by the last day of the policy’s timetable (done, ‘not this’, put off with a "
    "reason, or held) ÷ those and the ones that passed it. Put off without a reason or gone by themselves: left out."
)
Clocks = QuerySet[Any, Any]  # of Recommendation, each with `due_on`, `answered_on` and `state`


def clocks(accounts: QuerySet[Any], *, on: dt.date, timetable: Timetable) -> Clocks:
    """The steps of these accounts whose clock stopped, or ran out, in the last 28 days, and those that still run.

    Each has `due_on`, `answered_on` and `state`, one of STATES. `accounts` selects ids.
    """
    longest = max(timetable.cannot_wait, timetable.today, timetable.others)
    recent = Recommendation.objects.exclude(action=Action.NONE).filter(account__in=accounts)
    found = recent.filter(Q(first_on__gte=on - SPAN - dt.timedelta(days=longest)) | Q(lapsed_on=None))
    found = found.annotate(due_on=_due_on(timetable), answered_on=_answered_on()).annotate(state=_state(on))
    within = (on - SPAN + dt.timedelta(days=1), on)
    return found.filter(
        Q(state="due")
        | Q(state="on_time", answered_on__range=within)
        | Q(state="late", due_on__range=within)
        | Q(state="late", lapsed_on=None)
        | Q(state__in=["put_off", "not_needed"], lapsed_on__range=within)
    )


def _due_on(timetable: Timetable) -> "ExpressionWrapper[Any]":
    days = Case(
        When(urgency__lte=CANNOT_WAIT, then=Value(timetable.cannot_wait)),
        When(urgency__lte=TODAY, then=Value(timetable.today)),
        default=Value(timetable.others),
        output_field=IntegerField(),
    )
    return ExpressionWrapper(F("first_on") + days, output_field=DateField())


def _steps() -> QuerySet[Step]:
    """What officers made of a recommendation while it stood."""
    return Step.objects.filter(
        account=OuterRef("account"),
        action=OuterRef("action"),
        on__gte=OuterRef("first_on"),
        on__lte=_last_day(),
        undone_at=None,
    )


def _last_day() -> Coalesce:
    return Coalesce(OuterRef("lapsed_on"), Value(dt.date.max), output_field=DateField())


def _answered_on() -> Least:
    """The first day on which it was answered; the smaller of the two where there are both, null where neither."""
    answer = ~Q(outcome=Step.Outcome.DEFERRED) | ~Q(reason="")
    step = _steps().filter(answer).order_by("on", "pk").values("on")[:1]
    held = Hold.objects.filter(
        account=OuterRef("account"), from_on__gte=OuterRef("first_on"), from_on__lte=_last_day()
    ).order_by("from_on")
    return Least(Subquery(step), Subquery(held.values("from_on")[:1]))


def _state(on: dt.date) -> Case:
    skipped = Exists(_steps().filter(outcome=Step.Outcome.DEFERRED, reason=""))
    return Case(
        When(answered_on__lte=F("due_on"), then=Value("on_time")),
        When(Q(answered_on__gt=F("due_on")), then=Value("late")),
        When(Q(lapsed_on=None, due_on__lt=on) | Q(lapsed_on__gt=F("due_on")), then=Value("late")),
        When(lapsed_on=None, then=Value("due")),
        When(skipped, then=Value("put_off")),
        default=Value("not_needed"),
    )


@dataclass(frozen=True, kw_only=True)
class OnTime:
    """One officer's steps by state; None as the officer: shared or nobody's."""

    officer: User | None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> int | None:
        """Per cent on time, half up; None while nothing was due."""
        good, late = self.counts.get("on_time", 0), self.counts.get("late", 0)
        return (200 * good + good + late) // (2 * (good + late)) if good + late else None


def by_officer(scope: Scope, *, on: dt.date, timetable: Timetable) -> list[OnTime]:
    """Whose accounts the steps are on, as the newest snapshot says, by name; what is nobody's alone comes last."""
    found = clocks(scope.accounts().order_by().values("account"), on=on, timetable=timetable)
    rows = found.order_by().values_list("account__figures__officer", "state").annotate(Count("pk"))
    counts: dict[int | None, dict[str, int]] = {}
    for officer, state, number in rows:
        counts.setdefault(officer, {})[state] = number
    people: list[User | None] = [*User.objects.filter(pk__in=[pk for pk in counts if pk]).order_by("name", "pk")]
    return [
        OnTime(officer=user, counts=counts[user.pk if user else None])
        for user in [*people, *([None] if None in counts else [])]
    ]


def table_of(rows: list[OnTime], link: Any) -> Table:
    """One line an officer and the sum, every number opening its accounts."""
    head = ["Officer", "Share on time", *STATES.values()]
    lines = []
    for row in rows:
        whose = {"officer": row.officer.pk if row.officer else "none"}
        name = row.officer.name if row.officer else "Shared or nobody’s"
        lines.append([words(name), _rate(row), *_numbers(row, link, whose)])
    whole = OnTime(officer=None, counts={state: sum(row.counts.get(state, 0) for row in rows) for state in STATES})
    return Table(
        "Steps of four weeks by officer", head, lines, [words("All"), _rate(whole), *_numbers(whole, link, {})]
    )


def _rate(row: OnTime) -> Cell:
    return Cell("" if row.rate is None else row.rate, "–" if row.rate is None else f"{row.rate}%")


def _numbers(row: OnTime, link: Any, whose: Mapping[str, object]) -> list[Cell]:
    return [count(row.counts.get(state, 0), link(state=state, **whose)) for state in STATES]


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """One step with its clock; `why` is what was written of it, newest first."""

    recommendation: Any
    step: str
    why: str


def behind(scope: Scope, state: str, user: User, *, on: dt.date, timetable: Timetable) -> Clocks:
    """The steps behind one number, on accounts that this person may see."""
    accounts = scope.accounts().filter(account__in=RentAccount.objects.visible_to(user).values("pk"))
    found = clocks(accounts.order_by().values("account"), on=on, timetable=timetable).filter(state=state)
    # In queries of their own: joined in, PostgreSQL reads every home for each step.
    return found.prefetch_related(Prefetch("account", RentAccount.objects.for_list()))


def with_reasons(shown: list[Recommendation]) -> list[ClockRow]:
    """The reasons given on each step while it stood: of holds and of steps put off or not taken."""
    accounts = {each.account_id for each in shown}
    reasons: dict[int, list[tuple[dt.date, str, str]]] = {}
    steps = Step.objects.filter(account__in=accounts, undone_at=None).exclude(reason="").order_by("-on", "-pk")
    for account, action, day, reason in steps.values_list("account", "action", "on", "reason"):
        reasons.setdefault(account, []).append((day, action, reason))
    for hold in Hold.objects.filter(account__in=accounts).order_by("-from_on", "-pk"):
        said = f"Held: {hold.get_reason_display().lower()}"
        reasons.setdefault(hold.account_id, []).append((hold.from_on, "", said))
    return [_row(each, reasons.get(each.account_id, [])) for each in shown]


def _row(each: Recommendation, reasons: list[tuple[dt.date, str, str]]) -> ClockRow:
    last = each.lapsed_on or dt.date.max
    said = [why for day, action, why in reasons if action in {"", each.action} and each.first_on <= day <= last]
    return ClockRow(recommendation=each, step=Action(each.action).label, why="; ".join(said) or "No reason given")
