"""Today: what matters next, in one sentence, one list and one button."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from caseload import queue
from caseload.context import sees_accounts
from caseload.models import ExtractLoad, Recommendation
from recovery import policies
from recovery.rules.actions import Action
from recovery.rules.policy import Policy
from staff.clock import today
from staff.models import CASEWORK_ROLES, LOADING_ROLES
from staff.ui.paging import page
from tenancies.models import RentAccount, TenancyPerson, TenancyRole

GROUPS = {
    "letter": "Letters",
    "call": "Calls",
    "visit": "Visits",
    "legal": "Legal",
    "desk": "Checks and data",
}
COUNTED_AS = {"letter": "letters", "call": "calls", "visit": "visits", "legal": "legal", "desk": "desk"}
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


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    label: str
    count: int
    rows: list[Row]


@require_safe
def today_page(request: HttpRequest) -> HttpResponse:
    if not sees_accounts(request.user):
        return redirect("loads") if request.user.role in LOADING_ROLES else render(request, "staff/no_role.html")
    on = today()
    policy = policies.in_force(on=on)
    waiting = queue.queue(request.user, on=on)
    counts = queue.counts(request.user, on=on)
    group = request.GET.get("group", "")
    by_group = {name: getattr(counts, COUNTED_AS[name]) for name in GROUPS}
    context = {
        "counts": counts,
        "groups": [Group(name=n, label=GROUPS[n], count=by_group[n], rows=[]) for n in GROUPS],
        "group": group if group in GROUPS else "",
        "may_act": request.user.role in CASEWORK_ROLES,
        "first": waiting.first(),
        "loaded": ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).exists(),
    }
    if group in GROUPS:
        shown = page(named(in_group(waiting, group)), by=queue.ORDER, mark=request.GET.get("after"), size=PAGE)
        context["label"] = GROUPS[group]
        context["rows"], context["next_mark"] = rows(shown.rows, policy), shown.next_mark
        return render(request, "caseload/today_group.html", context)
    context["must_dos"] = rows(named(waiting.filter(urgency=1))[:MUST_DOS], policy)
    context["sections"] = [
        Group(name=n, label=GROUPS[n], count=by_group[n], rows=rows(named(in_group(waiting, n))[:FIRST_ROWS], policy))
        for n in GROUPS
        if by_group[n]
    ]
    return render(request, "caseload/today.html", context)


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
            for t in tenancy.tenants
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
