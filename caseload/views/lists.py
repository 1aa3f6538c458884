"""Accounts: a list asked for in a sentence, kept lists with their counts, and the same rows as a file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import bulk, cover, export, places, saved_views
from caseload.agreements import watching
from caseload.filters import CHOICES, LABELS, SORTS, Filter, places_of, read
from caseload.lists import ORDERS, Row, in_order, rows_of
from caseload.matching import listed
from caseload.models import SavedView
from caseload.saved_views import CannotSave, View
from caseload.views.guards import for_who_sees_accounts
from recovery import policies
from staff.asking import rows as asking_rows
from staff.asking import select
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, AccessLog
from staff.ui.paging import page
from tenancies.models import RentAccount

PAGE = 50
OTHER = {"view", "after"}
# How the sentence reads: the words that are always there, then those behind ‘More words’.
FIRST = ["of", "money", "over", "upto", "unit", "plan", "quiet"]
MORE = ["kind", "step", "benefit", "held", "tenancy", "needs", "sign", "fault", "attention", "idle", "oldest", "sort"]
BLANK = {
    "money": "whatever they owe",
    "plan": "or without a plan",
    "kind": "any kind",
    "step": "any step or none",
    "benefit": "any benefit or none",
    "held": "held or not",
    "tenancy": "current or former",
    "needs": "asked about needs or not",
    "sign": "any signs or none",
    "fault": "any fault or none",
    "attention": "any reason or none",
    "oldest": "all of them",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks for: a kept list or a sentence, and what in it was not understood."""

    view: View | None
    filter: Filter
    odd: list[str]

    @property
    def query(self) -> str:
        """For links: the kept list by its name, with another order if one was chosen; else the sentence."""
        if self.view is None:
            return self.filter.query()
        return f"view={self.view.key}" + (f"&sort={self.filter.sort}" if self.filter != self.view.filter else "")


def asked(request: StaffRequest) -> Asked:
    """Read from the address, or from what a form says it was drawn from."""
    given, on = request.GET, today()
    odd = ["something else in the address"] if set(given) - set(LABELS) - OTHER else []
    wanted, not_understood = read(given.dict(), user=request.user, on=on)
    key = given.get("view", "")
    view = saved_views.find(key, user=request.user, on=on) if key else None
    if key and view is None:
        odd.append("the kept list")
    if view is not None:
        wanted = view.filter.sorted(wanted.sort) if given.get("sort") in SORTS else view.filter
    return Asked(view=view, filter=wanted, odd=[*not_understood, *odd])


def not_understood(request: StaffRequest, nothing: str) -> HttpResponse:
    """To the screen, which names what was not understood: nothing is done for more accounts than were asked for."""
    messages.error(request, f"{nothing}: part of the address was not understood. Check the list, then press again.")
    return redirect(f"{reverse('accounts')}?{request.GET.urlencode()}")


@require_safe
@for_who_sees_accounts
def accounts(request: StaffRequest) -> HttpResponse:
    """The list, page by page. Looking at a kept list marks what is in it as seen."""
    what, on, user = asked(request), today(), request.user
    found = listed(what.filter, user=user, on=on)
    totals = _totals(found)
    ordered = in_order(found, what.filter, on=on)
    shown = page(ordered, by=ORDERS[what.filter.sort], mark=request.GET.get("after"), size=PAGE)
    views = saved_views.counted([*saved_views.built_in(user), *saved_views.kept(user, on=on)], user=user, on=on)
    seen_before = saved_views.look(what.view, user=user, at=timezone.now()) if what.view else None
    name = what.view.name if what.view else "Accounts"
    places.remember(request, name)
    covers = cover.covers(user, on=on)
    rows = rows_of(shown.rows, policy=policies.in_force(on=on), covering=covers.labels)
    context = {
        "asked": what,
        "name": name,
        "number": totals["number"],
        "owed": totals["owed"] or 0,
        "rows": watching.told(rows, on=on) if what.filter.plan else rows,
        "next_mark": shown.next_mark,
        "seen_before": seen_before,
        "views": [view for view in views if view.owner is None],
        "mine": [view for view in views if view.mine],
        "shared": [view for view in views if view.owner and not view.mine],
        "first": sentence(FIRST, what.filter, user=user),
        "more": sentence(MORE, what.filter, user=user),
        "more_said": bool(what.filter.said().keys() & set(MORE) - {"sort"}),
        "order": SORTS[what.filter.sort],
        "heads": _heads(what),
        "covering": covers.covering,
        "covered_by": covers.covered_by,
        "may_act": user.role in CASEWORK_ROLES,
        "acts": bulk.ACTS,
    }
    return render(request, "caseload/lists/accounts.html", context)


def _totals(found: QuerySet[RentAccount]) -> dict[str, Any]:
    """How many accounts a list holds, and what their balances add up to."""
    balances = select(found.order_by().values_list("position__balance"), name="found")
    sql = f"SELECT count(*) AS number, sum(position__balance) AS owed FROM ({balances.sql}) AS found"  # noqa: S608  # our own
    return asking_rows(sql, **balances.values)[0]


def _heads(what: Asked) -> list[dict[str, Any]]:
    """The columns; those a list can be ordered by lead to it in that order."""
    columns = [
        ("Account", "ref", "ascending"),
        ("Tenant and home", "home", "ascending"),
        ("Next step", "urgency", "ascending"),
        ("Balance", "arrears", "descending"),
        ("Weeks", "weeks", "descending"),
        ("Last contact", "contact", "ascending"),
    ]
    return [
        {
            "label": label,
            "way": way,
            "arrow": "▲" if way == "ascending" else "▼",
            "money": label in {"Balance", "Weeks"},
            "current": what.filter.sort == sort,
            "url": f"?{replace(what, filter=what.filter.sorted(sort)).query}",
        }
        for label, sort, way in columns
    ]


def sentence(names: list[str], wanted: Filter, *, user: Any) -> list[dict[str, Any]]:
    """The fields of the sentence, each as it is said now."""
    said = wanted.said()
    fields = []
    for name in names:
        choices = places_of(user, on=today()) if name == "of" else CHOICES.get(name)
        blank = {"": BLANK[name]} if name in BLANK else {}
        fields.append(
            {
                "name": name,
                "label": LABELS[name],
                "said": name in said,
                "value": said.get(name, "weeks" if name == "unit" else "arrears" if name == "sort" else ""),
                "choices": (blank | dict(choices)).items() if choices is not None else None,
            }
        )
    return fields


# ------------------------------------------------------------------------------------------------------------- files


@require_safe
@for_who_sees_accounts
def accounts_csv(request: StaffRequest) -> HttpResponseBase:
    what = asked(request)
    if what.odd:
        return not_understood(request, "No file was made")
    _keep_taken_out(request, what, "CSV")
    response = StreamingHttpResponse(export.as_csv(_all_rows(request, what)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="accounts-{today().isoformat()}.csv"'
    return response


@require_safe
@for_who_sees_accounts
def accounts_xlsx(request: StaffRequest) -> HttpResponseBase:
    what = asked(request)
    if what.odd:
        return not_understood(request, "No file was made")
    _keep_taken_out(request, what, "workbook")
    book = export.as_workbook(_all_rows(request, what))
    return FileResponse(book, as_attachment=True, filename=f"accounts-{today().isoformat()}.xlsx")


def _keep_taken_out(request: StaffRequest, what: Asked, form: str) -> None:
    """Who took a list out of the program is kept, with how it was asked for."""
    AccessLog.objects.create(user=request.user, what="accounts exported", about=form, reason=what.query[:200])


def _all_rows(request: StaffRequest, what: Asked) -> Iterator[Row]:
    """Every row of the list, in the order of the screen, a thousand at a time."""
    on, user = today(), request.user
    policy, covering = policies.in_force(on=on), cover.covers(user, on=on).labels
    ordered = in_order(listed(what.filter, user=user, on=on), what.filter, on=on)
    keys = list(ordered.values_list("pk", flat=True))
    for first in range(0, len(keys), export.CHUNK):
        some = keys[first : first + export.CHUNK]
        by_key = {account.pk: account for account in _only(ordered, some)}
        yield from rows_of([by_key[key] for key in some if key in by_key], policy=policy, covering=covering)


def _only(ordered: QuerySet[RentAccount], keys: list[int]) -> QuerySet[RentAccount]:
    return ordered.order_by().filter(pk__in=keys)


# -------------------------------------------------------------------------------------------------------- kept lists


@require_POST
@for_who_sees_accounts
def save_view(request: StaffRequest) -> HttpResponse:
    """Keep the list as it stands under a name, for oneself or the team."""
    what = asked(request)
    if what.odd:
        return not_understood(request, "No list was kept")
    try:
        row = saved_views.save(
            name=request.POST.get("name", ""),
            wanted=what.filter,
            shared=request.POST.get("shared") == "yes",
            by=request.user,
            at=timezone.now(),
        )
    except CannotSave as stop:
        messages.error(request, str(stop))
        return redirect(f"{reverse('accounts')}?{what.query}")
    messages.success(request, f"Kept as ‘{row.name}’.")
    return redirect(f"{reverse('accounts')}?view=saved-{row.pk}")


@require_POST
def rename_view(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SavedView, pk=pk, owner=request.user)
    try:
        saved_views.rename(row, name=request.POST.get("name", ""), shared=request.POST.get("shared") == "yes")
    except CannotSave as stop:
        messages.error(request, str(stop))
    else:
        messages.success(
            request, f"The list is called ‘{row.name}’{' and shared with your team' if row.shared else ''}."
        )
    return redirect(f"{reverse('accounts')}?view=saved-{row.pk}")


@require_POST
def delete_view(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SavedView, pk=pk, owner=request.user)
    row.delete()
    messages.success(request, f"‘{row.name}’ is no longer kept. The accounts in it stay as they are.")
    return redirect("accounts")
