"""Team: how collection, arrears and the work stand, for those who lead; for officers, their own figures alone."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from caseload import board, performance
from caseload.charts.landscape import signed
from caseload.models import SweepRun, WeeksOwed
from caseload.performance import OWN_ROLES, READING_ROLES, Report, Scope
from caseload.views.files import csv_of
from staff.asking import records_where
from staff.clock import today
from staff.http import StaffRequest, number_in, query_of
from staff.models import LEADING_ROLES, Patch, User
from staff.ui.paging import page

NEWEST_RUN = "state = 'done' AND as_of <= %(on)s"


@require_safe
def team(request: StaffRequest) -> HttpResponse:
    """The board of a leader's patches or of the whole council, or of one patch or officer within them."""
    if request.user.role not in READING_ROLES:
        raise PermissionDenied("Team is for team leaders, the income manager, finance and auditors.")
    return _board(request)


@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """An officer's own board."""
    if request.user.role not in OWN_ROLES:
        raise PermissionDenied("These are an officer’s own figures; you have no accounts of your own.")
    return _board(request)


def _board(request: StaffRequest) -> HttpResponse:
    scope, narrowed_by = scope_asked(request)
    context: dict[str, Any] = {"own": request.user.role in OWN_ROLES, "scope": scope, "narrowed_by": narrowed_by}
    on = performance.newest_day()
    if on is None:
        return render(request, "caseload/team/board.html", context)
    report = Report(scope=scope, on=on)
    link = _links(request, narrowed_by)
    context |= {
        "report": report,
        "tiles": board.tiles(report, link, request.user),
        "figures": board.figures_table(report, link),
        "charts": board.charts(report, link, request.user, on=today()),
        "patches": board.patches_table(report, link),
        "causes": board.causes_table(report, link),
        "leads": request.user.role in LEADING_ROLES,
        "query": f"?{urlencode(narrowed_by)}" if narrowed_by else "",
        "not_drawn_url": link(band=WeeksOwed.NO_CHARGE.value),
        "run": next(iter(records_where(SweepRun, NEWEST_RUN, order="as_of DESC, id DESC LIMIT 1", on=on)), None),
        "choices": performance.choices(performance.scope_of(request.user), on=on),
    }
    return render(request, "caseload/team/board.html", context)


@require_safe
def accounts(request: StaffRequest) -> HttpResponse:
    """The accounts behind one number, as the newest snapshot found them."""
    scope, narrowed_by = scope_asked(request)
    on = _newest_day()
    try:
        chosen = board.behind(request.GET, scope)
    except board.NoSuchChoice:
        raise Http404("There is no such figure.") from None
    visible = chosen.visible(scope, request.user)
    shown = page(
        visible.select_related("account__tenancy__home__patch"), by=["-gross", "pk"], mark=request.GET.get("after")
    )
    number = visible.count()
    sums = chosen.sums(visible)
    beside = [(name, label) for name, label in chosen.columns if name not in {"gross", "collectable"}]
    context = {
        "own": request.user.role in OWN_ROLES,
        "chosen": chosen,
        "scope": scope,
        "on": on,
        "rows": [
            (row, signed(row.trend), [(label, getattr(row, name)) for name, label in beside]) for row in shown.rows
        ],
        "beside": beside,
        "page": shown,
        "number": number,
        "moved": chosen.accounts(scope).count() - number,
        "in_all": [(label, sums[name]) for name, label in chosen.columns],
        "back": _links(request, narrowed_by)(page=True),
        "address": query_of(request),
    }
    return render(request, "caseload/team/accounts.html", context)


@require_safe
def chart_file(request: StaffRequest, name: str) -> HttpResponse:
    """A chart's table as a CSV file: the same rows as on the page."""
    scope, narrowed_by = scope_asked(request)
    on = _newest_day()
    try:
        table = board.table_of(name, Report(scope=scope, on=on), _links(request, narrowed_by), request.user, on=today())
    except board.NoSuchChoice:
        raise Http404("There is no such chart.") from None
    return csv_of(table, name=f"{name}-{on.isoformat()}.csv")


def _newest_day() -> dt.date:
    if (on := performance.newest_day()) is None:
        raise Http404("There is no snapshot yet.")
    return on


def scope_asked(request: StaffRequest) -> tuple[Scope, dict[str, str]]:
    """Whose figures the address asks for, never more than the reader may see; and what it is narrowed to."""
    if request.user.role not in READING_ROLES | OWN_ROLES:
        raise PermissionDenied("Team is for the income team, finance and auditors.")
    whole = performance.scope_of(request.user)
    code, who = request.GET.get("patch", ""), request.GET.get("officer", "")
    patch = get_object_or_404(Patch, code=code.replace("\x00", "")) if code else None
    if patch and whole.patches is not None and patch.pk not in whole.patches:
        raise Http404("That patch is not one of yours.")
    if who and request.user.role in OWN_ROLES and who != str(request.user.pk):
        raise Http404("Those are another officer’s figures.")
    officer = None
    if number := number_in(who):
        officer = get_object_or_404(User, pk=number)
    elif who and who != "none":
        raise Http404("There is no such officer.")
    narrowed_by = {name: value for name, value in (("patch", code), ("officer", who)) if value}
    return performance.narrowed(whole, patch=patch, officer=officer, nobody=who == "none"), narrowed_by


def _links(request: StaffRequest, narrowed_by: dict[str, str]) -> board.Link:
    return board.links(narrowed_by, own=request.user.role in OWN_ROLES)
