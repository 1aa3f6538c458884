"""How the rules fare, and the nightly law check: each number opens its accounts."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseload.charts.marks import Cell, Table
from caseload.policies import health as rule_health
from caseload.policies import law_check
from caseload.views.files import csv_of
from caseload.views.policy import readers_only
from recovery import policies
from recovery.rules.actions import Action
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES

LABELS = {
    "fired": "Came up",
    "accepted": "Done",
    "overridden": "Not this",
    "put_off": "Put off",
    "questioned": "Looked wrong",
}


def _days(request: StaffRequest) -> int:
    asked = request.GET.get("days", "91")
    days = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    if days not in rule_health.PERIODS:
        raise Http404("There is no such period.")
    return days


@require_safe
def health(request: StaffRequest) -> HttpResponse:
    readers_only(request)
    days = _days(request)
    rows = rule_health.health(policies.in_force(on=today()), on=today(), days=days)
    context = {
        "rows": rows,
        "finding": rule_health.finding(rows),
        "days": days,
        "periods": rule_health.PERIODS.items(),
        "policy_number": policies.in_force(on=today()).number,
        "may_write": request.user.role in LEADING_ROLES,
    }
    return render(request, "caseload/policy/health.html", context)


@require_safe
def health_file(request: StaffRequest) -> HttpResponse:
    """The same rows as CSV."""
    readers_only(request)
    rows = rule_health.health(policies.in_force(on=today()), on=today(), days=_days(request))
    head = ["Rule", "Suggests", *LABELS.values(), "Money in 28 days after"]
    body = [
        [
            Cell(row.name, row.name, number=False),
            Cell(row.action, row.action, number=False),
            *(Cell(getattr(row, kind), "") for kind in LABELS),
            Cell(row.money, ""),
        ]
        for row in rows
    ]
    return csv_of(Table("Rule health", head, body), name=f"rule-health-{today().isoformat()}.csv")


@require_safe
def health_accounts(request: StaffRequest, code: str, kind: str) -> HttpResponse:
    """The accounts behind one number, as far as the reader may see them."""
    readers_only(request)
    if kind not in LABELS:
        raise Http404("There is no such number.")
    days = _days(request)
    policy = policies.in_force(on=today())
    rule = policy.rule(code)
    context = {
        "rows": rule_health.accounts(kind, code, user=request.user, on=today(), days=days),
        "code": code,
        "label": LABELS[kind],
        "name": rule.name if rule else code.replace("_", " ").capitalize(),
        "period": rule_health.PERIODS[days],
        "most": rule_health.MOST,
        "query": urlencode({"days": days}),
    }
    return render(request, "caseload/policy/health_accounts.html", context)


@require_safe
def law(request: StaffRequest) -> HttpResponse:
    """What the last night's law check found."""
    readers_only(request)
    job = law_check.newest()
    found, others = law_check.visible(job, request.user) if job else ([], 0)
    policy = policies.in_force(on=today())
    context = {
        "job": job,
        "rows": [(each, Action(each.action).label, policy.rule(each.rule)) for each in found],
        "others": others,
    }
    return render(request, "caseload/policy/law.html", context)
