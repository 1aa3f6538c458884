"""Today: what matters next, in one sentence, one list and one button."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from caseload import overnight, places, queue, reminders, session
from caseload.capacity import capacity
from caseload.context import queue_counts, sees_accounts
from caseload.contract import this_week
from caseload.diary import diary
from caseload.forms import PutOffForm
from caseload.models import ExtractLoad, Recommendation
from caseload.worklist import Marks, Row, named, rows
from recovery import policies
from recovery.rules.policy import Policy
from staff.clock import local_now, today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, LOADING_ROLES, User
from staff.ui.paging import page
from tenancies.models import AccountEvent, RentAccount

MUST_DOS = 3
FIRST_ROWS = 8  # of each group on the whole list
PAGE = 50
LONG_UNSEEN = timedelta(days=60)

Waiting = QuerySet[Recommendation]

# What changed overnight, each a list of its own.
NEWS = {
    "new": "New on your list",
    "paid": "Dropped: money came in",
    "dropped": "Dropped: something else changed",
}
SENIOR = {"senior": "Waiting for a senior"}
LABELS = {**queue.GROUPS, **queue.CUTS, **NEWS, **SENIOR}
CAN_PUT_OFF = {*queue.GROUPS, *queue.CUTS, "new"}


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    count: int
    rows: list[Row] = field(default_factory=list)


@require_safe
def today_page(request: StaffRequest) -> HttpResponse:
    if not sees_accounts(request.user):
        return redirect("loads") if request.user.role in LOADING_ROLES else render(request, "staff/no_role.html")
    if request.GET.get("group") in LABELS:
        return group_page(request, request.GET["group"])
    places.remember(request, "Today")
    context, waiting, policy = _head(request)
    marks: Marks = context["marks"]
    context["must_dos"] = rows(named(waiting.filter(urgency__lte=queue.TODAY))[:MUST_DOS], policy, marks=marks)
    first = list(named(queue.first_of_each(waiting, FIRST_ROWS)))
    for group in context["groups"]:
        found = [each for each in first if each.kind == group.name]  # type: ignore[attr-defined]
        group.rows.extend(rows(found, policy, marks=marks))
    context |= _aside(request.user, waiting, context["counts"])
    if not context["counts"].total:
        context["unseen"] = _long_unseen(request.user)
    return render(request, "caseload/today.html", context)


def group_page(request: StaffRequest, group: str, *, form: PutOffForm | None = None) -> HttpResponse:
    """One kind of work, page by page; where putting off did not go through, with the form as it was filled."""
    if group not in LABELS:
        raise Http404
    if form is None:
        places.remember(request, f"Today: {LABELS[group].lower()}")
    context, waiting, policy = _head(request)
    found, order = _list_of(group)(request.user, waiting)
    shown = page(named(found), by=order, mark=request.GET.get("after"), size=PAGE)
    context |= {
        "group": group,
        "label": LABELS[group],
        "rows": rows(shown.rows, policy, marks=context["marks"]),
        "next_mark": shown.next_mark,
        "may_put_off": context["may_act"] and group in CAN_PUT_OFF,
        "startable": group in {*queue.GROUPS, *queue.CUTS},
        "form": form or PutOffForm(on=today()),
        "ticked": form.ticked_ones() if form else set(),
    }
    return render(request, "caseload/today_group.html", context, status=422 if form else 200)


def _list_of(group: str) -> Callable[[User, Waiting], tuple[Waiting, list[str]]]:
    """How the rows of a list are found, and in what order they stand."""
    on = today()
    since = overnight.last_working_day(on)
    by_account = ["urgency", "pk"]

    def gone(user: User) -> Waiting:
        found = overnight.dropped(user, on=on, since=since)
        return found.select_related("account__tenancy__home__patch", "account__position")

    lists: dict[str, Callable[[User, Waiting], tuple[Waiting, list[str]]]] = {
        "new": lambda user, waiting: (overnight.came_up(waiting, since=since), queue.ORDER),
        "paid": lambda user, waiting: (gone(user).filter(overnight.PAID), by_account),
        "dropped": lambda user, waiting: (gone(user).exclude(overnight.PAID), by_account),
        "senior": lambda user, waiting: (
            queue.with_senior(user, on=on).select_related("account__tenancy__home__patch", "account__position"),
            by_account,
        ),
    }
    return lists.get(group, lambda user, waiting: (queue.in_group(waiting, group), queue.ORDER))


def _head(request: StaffRequest) -> tuple[dict[str, Any], Waiting, Policy]:
    """What stands at the top of every list of work, the queue itself, and the policy that names its reasons."""
    on = today()
    counts = queue_counts(request)
    parked = session.parked_by(request.user)
    context = {
        "counts": counts,
        "capacity": capacity(request.user, counts, now=local_now()),
        "groups": [Group(name, label, counts.by_group[name]) for name, label in queue.GROUPS.items()],
        "may_act": request.user.role in CASEWORK_ROLES,
        "session": session.current(request.user),
        "marks": Marks(parked=frozenset(each.account_id for each in parked)),
        "morning": overnight.morning(now=local_now()),
    }
    return context, queue.queue(request.user, on=on), policies.in_force(on=on)


def _aside(user: User, waiting: Waiting, counts: queue.QueueCounts) -> dict[str, Any]:
    on = today()
    return {
        "answers": reminders.answers(user),
        "diary": diary(user, now=local_now()),
        "overnight": overnight.overnight(user, waiting, on=on),
        "with_senior": queue.with_senior(user, on=on).count(),
        "week": this_week(user, on=on, waiting=counts.total),
        "owns_some": RentAccount.objects.visible_to(user).exists(),
        "loaded": ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).exists(),
    }


def _long_unseen(user: User) -> int:
    """Accounts on which nobody did anything for 60 days: asked only where nothing is due."""
    since = today() - LONG_UNSEEN
    seen = AccountEvent.objects.filter(account=OuterRef("pk"), by__isnull=False, on__gte=since)
    return RentAccount.objects.owned_by(user, on=today()).exclude(Exists(seen)).count()
