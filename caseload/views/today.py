"""Today: what matters next, in one sentence, one list and one button."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from caseload import queue
from caseload.context import sees_accounts
from caseload.forms import PutOffForm
from caseload.models import ExtractLoad, Recommendation
from recovery import policies
from recovery.rules.actions import Action
from recovery.rules.policy import Policy
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, LOADING_ROLES
from staff.ui import words
from staff.ui.paging import page
from tenancies.models import RentAccount, TenancyPerson, TenancyRole

GROUPS = {
    "letter": "Letters",
    "call": "Calls",
    "visit": "Visits",
    "legal": "Legal",
    "desk": "Checks and data",
}
FIRST_ROWS = 8  # of each group on the whole list
MUST_DOS = 10
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    """One account that wants something done."""

    account: RentAccount
    names: list[str]
    step: str
    reason: str
    arrears: Decimal | None
    weeks: str | None
    urgent: bool


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    count: int
    rows: list[Row]


@require_safe
def today_page(request: StaffRequest) -> HttpResponse:
    if not sees_accounts(request.user):
        return redirect("loads") if request.user.role in LOADING_ROLES else render(request, "staff/no_role.html")
    if request.GET.get("group") in GROUPS:
        return group_page(request, request.GET["group"])
    context, waiting, policy = _head(request)
    context["must_dos"] = rows(named(waiting.filter(urgency=1))[:MUST_DOS], policy)
    context["sections"] = [
        replace(group, rows=rows(named(in_group(waiting, group.name))[:FIRST_ROWS], policy))
        for group in context["groups"]
        if group.count
    ]
    return render(request, "caseload/today.html", context)


def group_page(request: StaffRequest, group: str, *, form: PutOffForm | None = None) -> HttpResponse:
    """One kind of work, page by page; where putting off did not go through, with the form as it was filled."""
    if group not in GROUPS:
        raise Http404
    context, waiting, policy = _head(request)
    shown = page(named(in_group(waiting, group)), by=queue.ORDER, mark=request.GET.get("after"), size=PAGE)
    context |= {
        "group": group,
        "label": GROUPS[group],
        "rows": rows(shown.rows, policy),
        "next_mark": shown.next_mark,
        "form": form or PutOffForm(on=today()),
        "ticked": form.ticked_ones() if form else set(),
    }
    return render(request, "caseload/today_group.html", context, status=422 if form else 200)


def _head(request: StaffRequest) -> tuple[dict[str, Any], QuerySet[Recommendation], Policy]:
    """What stands at the top of every list of work, the queue itself, and the policy that names its reasons."""
    on = today()
    counts = queue.counts(request.user, on=on)
    waiting = queue.queue(request.user, on=on)
    by_group = {
        "letter": counts.letters,
        "call": counts.calls,
        "visit": counts.visits,
        "legal": counts.legal,
        "desk": counts.desk,
    }
    context = {
        "counts": counts,
        "work": words.time_needed(counts.minutes),
        "groups": [Group(name, label, by_group[name], []) for name, label in GROUPS.items()],
        "may_act": request.user.role in CASEWORK_ROLES,
        "first": waiting.first(),
        "owns_some": RentAccount.objects.visible_to(request.user).exists(),
        "loaded": ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).exists(),
    }
    return context, waiting, policies.in_force(on=on)


def in_group(waiting: QuerySet[Recommendation], group: str) -> QuerySet[Recommendation]:
    return waiting.filter(action__in=[action.value for action in Action if action.channel == group])


def named(waiting: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """With the tenants' names, for a list."""
    tenants = TenancyPerson.objects.filter(role=TenancyRole.TENANT, not_sent_since=None).select_related("person")
    return waiting.prefetch_related(Prefetch("account__tenancy__people", tenants.order_by("pk"), to_attr="tenants"))


def rows(recommendations: Iterable[Recommendation], policy: Policy) -> list[Row]:
    made = []
    for each in recommendations:
        tenancy = each.account.tenancy
        last_day = tenancy.last_day
        names = [
            str(t.person)
            for t in tenancy.tenants  # type: ignore[attr-defined]  # see named()
            if t.last_day is None or (last_day is not None and t.last_day >= last_day)
        ]
        rule = policy.rule(each.rule)
        arrears = each.facts.get("collectable_arrears") or each.facts.get("balance")
        made.append(
            Row(
                account=each.account,
                names=names,
                step=Action(each.action).label,
                reason=rule.name if rule else "",
                arrears=Decimal(arrears) if arrears is not None else None,
                weeks=each.facts.get("weeks_collectable"),
                urgent=each.urgency == 1,
            )
        )
    return made
