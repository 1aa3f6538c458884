"""Today: what matters next, in one sentence, one list and one button."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from caseload import complex_cases, counts, cover, overnight, places, queue
from caseload.capacity import capacity, week_of
from caseload.context import desk_of, late_letters_of, line_of, mine_of, queue_counts, sees_accounts, strip_of
from caseload.contract import this_week
from caseload.coverage import longest_unseen
from caseload.diary import AHEAD, diary
from caseload.forms import PutOffForm
from caseload.models import ExtractLoad, Recommendation, WorkingWeek
from caseload.performance import OWN_ROLES
from caseload.readings import names
from caseload.safety.aside import looking_after
from caseload.team_news import team_news
from caseload.worklist import Marks, Row, of_line, rows
from recovery import policies
from recovery.rules.policy import Policy
from staff.clock import local_now, today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, ESTATE_ROLES, LOADING_ROLES
from staff.ui.paging import page
from tenancies.models import RentAccount

MUST_DOS = 3
FIRST_ROWS = 8  # of each group on the whole list
PAGE = 50
BY_URGENCY = ["urgency", "pk"]
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
    if request.user.role in ESTATE_ROLES:
        return redirect("estate")
    if not sees_accounts(request.user):
        return redirect("loads") if request.user.role in LOADING_ROLES else render(request, "staff/no_role.html")
    if request.GET.get("group") in LABELS:
        return group_page(request, request.GET["group"])
    places.remember(request, "Today")
    policy = policies.in_force(on=today())
    found = _counted(request, policy)
    context = _head(request, found)
    marks: Marks = context["marks"]
    kinds = queue.first_of_each(line_of(request), FIRST_ROWS)
    first = of_line(kinds)
    drawn = list(zip(first, rows(first, policy, marks=marks), strict=True))
    context["must_dos"] = [row for each, row in drawn if each.urgency <= queue.TODAY][:MUST_DOS]
    for group in context["groups"]:
        group.rows.extend(row for each, row in drawn if kinds[each.pk] == group.name)
    context |= _aside(request, found, policy)
    if not context["counts"].total:
        context |= _nothing_due(request)
    return render(request, "caseload/today.html", context)


def group_page(request: StaffRequest, group: str, *, form: PutOffForm | None = None) -> HttpResponse:
    """One kind of work, page by page; where putting off did not go through, with the form as it was filled."""
    if group not in LABELS:
        raise Http404
    if form is None:
        places.remember(request, f"Today: {LABELS[group].lower()}")
    policy = policies.in_force(on=today())
    context = _head(request, counts.of_head(request.user))
    found, order = _list_of(group, request)
    shown = page(found, by=order, mark=request.GET.get("after"), size=PAGE)
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


def _list_of(group: str, request: StaffRequest) -> tuple[Waiting, list[str]]:
    """The rows of a list, and what they are ordered by."""
    on, mine = today(), mine_of(request)
    waiting = queue.queue(request.user, on=on, mine=mine)
    since = overnight.last_working_day(on)
    match group:
        case "new":
            return overnight.came_up(waiting, since=since), queue.ORDER
        case "paid":
            return queue.for_list(overnight.dropped(mine, on=on, since=since).filter(overnight.PAID)), BY_URGENCY
        case "dropped":
            return queue.for_list(overnight.dropped(mine, on=on, since=since).exclude(overnight.PAID)), BY_URGENCY
        case "senior":
            return queue.for_list(queue.with_senior(request.user, on=on, mine=mine)), BY_URGENCY
    return queue.in_group(waiting, group), queue.ORDER


def _counted(request: StaffRequest, policy: Policy) -> dict[str, Any]:
    """The figures of the head and the aside, in one statement."""
    on = today()
    return counts.of_today(
        request.user,
        mine_of(request),
        line_of(request),
        on=on,
        since=overnight.last_working_day(on),
        ahead=on + AHEAD,
        papers=names(policy),
    )


def _head(request: StaffRequest, found: dict[str, Any]) -> dict[str, Any]:
    """What stands at the top of every list of work; `found` is of caseload.counts."""
    user, waiting, strip = request.user, queue_counts(request), strip_of(request)
    covers = cover.covers(user, on=today()) if found["covered_patches"] or found["covers"] else cover.Covers()
    return {
        "counts": waiting,
        "capacity": capacity(
            week_of(user) if found["own_week"] else WorkingWeek(user=user),
            waiting,
            now=local_now(),
            complex_minutes=found["complex_cases"] * complex_cases.MINUTES_A_WEEK,
        ),
        "groups": [Group(name, label, waiting.by_group[name]) for name, label in queue.GROUPS.items()],
        "may_act": user.role in CASEWORK_ROLES,
        "own_work": user.role in OWN_ROLES,
        "session": strip.session if strip else None,
        "marks": Marks(
            parked=frozenset(each.account_id for each in strip.parked) if strip else frozenset(),
            covered=covers.labels,
        ),
        "covering": covers.covering,
        "morning": overnight.morning(now=local_now()),
    }


def _aside(request: StaffRequest, found: dict[str, Any], policy: Policy) -> dict[str, Any]:
    on, user, mine = today(), request.user, mine_of(request)
    desk = desk_of(request, until=on + AHEAD)
    return {
        "answers": desk.answers,
        "late_letters": late_letters_of(request),
        "news": team_news(user, found, papers=len(names(policy))),
        "diary": diary(desk.due, mine=mine if found["court"] else None, now=local_now()),
        "overnight": overnight.Overnight(
            since=overnight.last_working_day(on),
            new=found["new"],
            paid=found["paid"],
            dropped=found["gone"] - found["paid"],
        ),
        "with_senior": found["with_senior"],
        "week": this_week(found, on=on, waiting=queue_counts(request).total),
        "protecting": {"reviews": found["reviews"], "disputes": found["disputes"]},
        "safety": looking_after(user, found),
    }


def _nothing_due(request: StaffRequest) -> dict[str, Any]:
    """Why the list is empty: asked only where it is."""
    accounts = RentAccount.objects.visible_to(request.user).filter(pk__in=mine_of(request))
    long_unseen = Q(last_seen_on=None) | Q(last_seen_on__lt=today() - LONG_UNSEEN)
    return {
        "owns_some": accounts.count() > 0,
        "unseen": longest_unseen(accounts).filter(long_unseen).count(),
        "loaded": ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).exists(),
    }
