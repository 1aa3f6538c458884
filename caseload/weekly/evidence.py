"""What was recommended to an officer in a week, and what became of each: one answer a recommendation, so it adds up.

Duties S2-42 (open without a reason is 0, or listed by name) and S2-43 (the evidence totals the recommendations).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from caseload.models import Recommendation, Step
from recovery.rules.actions import Action
from staff.models import User
from tenancies.models import RentAccount
from welfare.models import Hold

WEEK = timedelta(days=6)
# The answers, in the order in which the strip stacks them.
ANSWERS = {
    "done": "Done",
    "overridden": "Overridden",
    "deferred": "Put off, with a reason",
    "held": "Held",
    "lapsed": "Lapsed: the facts changed",
    "open": "Open, no reason given",
}
GIVEN = {answer: label for answer, label in ANSWERS.items() if answer != "open"}  # on some day


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One recommendation of the week and its answer. Days and times as text, as they are frozen."""

    account: int
    ref: str
    step: str
    came_up: str
    answer: str  # of ANSWERS
    day: str = ""  # of the answer; blank while it is open
    time: str = ""
    by: str = ""
    reason: str = ""

    @property
    def answered(self) -> str:
        return ANSWERS[self.answer]

    @property
    def came_up_on(self) -> date:
        return date.fromisoformat(self.came_up)

    @property
    def on(self) -> date | None:
        return date.fromisoformat(self.day) if self.day else None


@dataclass(frozen=True, kw_only=True)
class Week:
    """One officer's week, Monday to Sunday; what is signed is read back from what was frozen."""

    monday: date
    lines: list[Line]

    @property
    def totals(self) -> dict[str, int]:
        """How many had each answer; together they are the week's recommendations."""
        return {answer: sum(line.answer == answer for line in self.lines) for answer in ANSWERS}

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if line.answer == "open"]

    @property
    def days(self) -> list[tuple[date, dict[str, int]]]:
        """The answers by the day on which they were given, Monday to Friday; a weekend day only where there are any."""
        found = []
        for number in range(7):
            day = self.monday + timedelta(days=number)
            given = [line for line in self.lines if line.day == day.isoformat()]
            if number < 5 or given:
                found.append((day, {answer: sum(line.answer == answer for line in given) for answer in GIVEN}))
        return found

    def frozen(self) -> dict[str, Any]:
        return {"totals": self.totals, "lines": [asdict(line) for line in self.lines]}


def from_frozen(monday: date, figures: dict[str, Any]) -> Week:
    return Week(monday=monday, lines=[Line(**line) for line in figures["lines"]])


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(officer: User, *, monday: date, on: date) -> Week:
    """The recommendations that stood in a week on an officer's accounts, to the end of a day. Three statements."""
    last = min(monday + WEEK, on)
    accounts = RentAccount.objects.owned_by(officer, on=on).order_by().values("pk")
    stood = Recommendation.objects.filter(
        Q(lapsed_on=None) | Q(lapsed_on__gte=monday), account__in=accounts, first_on__lte=last
    ).exclude(action=Action.NONE)
    found = _joined(stood.select_related("account").order_by("account__account_ref", "pk"))
    keys = {each.account_id for each in found}
    steps = _by_account(
        Step.objects.filter(account__in=keys, on__range=(monday, last), undone_at=None).select_related("by")
    )
    running = Hold.objects.filter(account__in=keys, from_on__lte=last, last_day__gte=monday)
    holds = _by_account(running.filter(Q(lifted_on=None) | Q(lifted_on__gt=monday)).select_related("set_by"))
    lines = [_line(each, steps.get(each.account_id, []), holds.get(each.account_id, []), last) for each in found]
    return Week(monday=monday, lines=lines)


def _joined(found: Iterable[Recommendation]) -> list[Recommendation]:
    """A step that only had its figures worked out anew is the same recommendation: it came up on its first day."""
    kept: dict[tuple[int, str], Recommendation] = {}
    before: list[Recommendation] = []
    for each in found:
        key = (each.account_id, each.action)
        earlier = kept.get(key)
        if earlier and earlier.lapsed_on and each.first_on <= earlier.lapsed_on:
            each.first_on = earlier.first_on
        elif earlier:
            before.append(earlier)
        kept[key] = each
    return sorted([*before, *kept.values()], key=lambda each: (each.account.account_ref, each.pk))


def _by_account(records: Any) -> dict[int, list[Any]]:
    """The newest last."""
    found: dict[int, list[Any]] = {}
    for each in records.order_by("pk"):
        found.setdefault(each.account_id, []).append(each)
    return found


def _line(each: Recommendation, steps: Sequence[Step], holds: Sequence[Hold], last: date) -> Line:
    lapsed = each.lapsed_on if each.lapsed_on and each.lapsed_on <= last else None
    taken = [step for step in steps if step.action == each.action and each.first_on <= step.on <= (lapsed or last)]
    step = taken[-1] if taken else None
    known: dict[str, Any] = {
        "account": each.account_id,
        "ref": each.account.account_ref,
        "step": Action(each.action).label,
        "came_up": each.first_on.isoformat(),
    }
    if step and (step.outcome != Step.Outcome.DEFERRED or step.reason):
        at = timezone.localtime(step.at)
        return Line(
            **known, answer=step.outcome, day=step.on.isoformat(), time=f"{at:%H:%M}", by=step.by.name,
            reason=step.reason,
        )  # fmt: skip
    held = [hold for hold in holds if each.first_on <= hold.last_day and hold.from_on <= (lapsed or last)]
    if held:
        hold = held[-1]
        why = f"{hold.get_reason_display()}. {hold.note}".strip()
        return Line(**known, answer="held", day=hold.from_on.isoformat(), by=hold.set_by.name, reason=why)
    if lapsed:
        return Line(**known, answer="lapsed", day=lapsed.isoformat())
    return Line(**known, answer="open")
