"""How far the policy's steps are followed: which were skipped or not taken, by whom, and why."""

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from caseload.charts.marks import Cell, Table, count, words
from caseload.models import Step
from caseload.performance import Scope
from recovery.rules.actions import Action
from recovery.rules.policy import Policy
from staff.models import User
from staff.ui.words import long_day
from tenancies.models import RentAccount

WEEKS = {1: "1 week", 4: "4 weeks", 13: "13 weeks"}
WAYS = {
    "done": "Done as suggested",
    "overridden": "Not taken, with a reason",
    "deferred": "Put off, with a reason",
    "skipped": "Skipped, no reason given",
}
DEPARTED = ["overridden", "deferred", "skipped"]
NO_REASON = "No reason given"
Steps = QuerySet[Any, Any]  # of Step, each with `way`, one of WAYS


def steps(scope: Scope, *, weeks: int, on: dt.date) -> Steps:
    """What officers made of the steps of a scope in so many weeks to a day, each with `way`, one of WAYS."""
    accounts = scope.accounts().order_by().values("account")
    since = on - dt.timedelta(weeks=weeks) + dt.timedelta(days=1)
    found = Step.objects.filter(account__in=accounts, on__range=(since, on), undone_at=None)
    no_reason = When(Q(outcome=Step.Outcome.DEFERRED, reason=""), then=Value("skipped"))
    return found.annotate(way=Case(no_reason, default="outcome", output_field=CharField()))


def by_officer(found: Steps, link: Any) -> Table:
    """One line for each who acted, by name; what departs from the policy opens its list."""
    counts: dict[int, dict[str, int]] = {}
    for user, way, number in found.order_by().values_list("by", "way").annotate(Count("pk")):
        counts.setdefault(user, {})[way] = number
    people = User.objects.filter(pk__in=counts).order_by("name", "pk")
    lines = [[words(user.name), *_numbers(counts[user.pk], link, {"by": user.pk})] for user in people]
    whole = {way: sum(row.get(way, 0) for row in counts.values()) for way in WAYS}
    return Table("Steps by who acted", ["Officer", *WAYS.values()], lines, [words("All"), *_numbers(whole, link, {})])


def _numbers(counts: dict[str, int], link: Any, whose: dict[str, object]) -> list[Cell]:
    found = []
    for way in WAYS:
        url = link(way=way, **whose) if way in DEPARTED else ""
        found.append(count(counts.get(way, 0), url))
    return found


def departed(found: Steps, user: User, *, way: str = "", by: int | None = None) -> Steps:
    """The steps that were not done as suggested, on accounts that this person may see."""
    found = found.filter(account__in=RentAccount.objects.visible_to(user)).filter(way__in=[way] if way else DEPARTED)
    found = found if by is None else found.filter(by=by)
    return found.select_related("account", "by")


def lines(found: list[Any], policy: Policy) -> list[list[Cell]]:
    """Account, step, rule, what became of it, why, day, until when, and who: for the page and the file alike."""
    return [
        [
            Cell(step.account.account_ref, step.account.account_ref, step.account.get_absolute_url(), number=False),
            words(Action(step.action).label),
            words(rule.name if (rule := policy.rule(step.rule)) else step.rule),
            words(WAYS[step.way]),
            words(step.reason or NO_REASON),
            _day(step.on),
            _day(step.until),
            words(step.by.name),
        ]
        for step in found
    ]


def _day(day: dt.date | None) -> Cell:
    return Cell(day.isoformat(), long_day(day), number=False) if day else words("")


HEAD = ["Account", "Step", "Rule", "What became of it", "Why", "Day", "Not before", "By"]
