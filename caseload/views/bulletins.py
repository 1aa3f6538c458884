"""Bulletins: read by everybody, written by leaders, with the accounts that each bears on."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import bulletins, readings, saved_views
from caseload.context import sees_accounts
from caseload.filters import Filter
from caseload.forms_practice import BulletinForm
from caseload.models import Bulletin, Reading
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES
from staff.ui.paging import page

PAGE = 20


@require_safe
def bulletin_list(request: StaffRequest) -> HttpResponse:
    shown = page(bulletins.newest(), by=["-at", "-pk"], mark=request.GET.get("after"), size=PAGE)
    names = [bulletins.name_of(each) for each in shown.rows]
    read = set(Reading.objects.filter(user=request.user, what__in=names).values_list("what", flat=True))
    context = {
        "rows": [(each, bulletins.name_of(each) in read) for each in shown.rows],
        "next_mark": shown.next_mark,
        "may_write": request.user.role in LEADING_ROLES,
    }
    return render(request, "caseload/practice/bulletins.html", context)


@require_safe
def bulletin(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(bulletins.newest(), pk=pk)
    on = today()
    wanted = bulletins.filter_of(found, user=request.user, on=on) if sees_accounts(request.user) else None
    leads = request.user.role in LEADING_ROLES
    who = readings.who_read([bulletins.paper_of(found)], readings.team_of(request.user))[0] if leads else None
    mine = Reading.objects.filter(user=request.user, what=bulletins.name_of(found)).first()
    context = {
        "bulletin": found,
        "wanted": wanted,
        "affected": bulletins.affected(wanted, user=request.user, on=on) if wanted else 0,
        "leads": leads,
        "who": who,
        "read_at": mine.at if mine else None,
    }
    return render(request, "caseload/practice/bulletin.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_bulletin(request: StaffRequest) -> HttpResponse:
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Bulletins are written by team leaders and income managers.")
    on = today()
    views = [*saved_views.built_in(request.user), *saved_views.kept(request.user, on=on)]
    form = BulletinForm(
        request.POST if request.method == "POST" else None, views=[(view.key, view.name) for view in views]
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        key = data.pop("view")
        chosen = next((view.filter for view in views if view.key == key), None)
        made = bulletins.write(**data, query=_query(chosen), by=request.user, at=timezone.now())
        messages.success(request, "Published. It stands on everybody’s Today until they have read it.")
        return redirect("bulletin", made.pk)
    return render(request, "caseload/practice/write_bulletin.html", {"form": form}, status=422 if form.errors else 200)


def _query(chosen: Filter | None) -> str:
    """The list's words without whose it is: everybody sees their own accounts of it."""
    return replace(chosen, of="").query() or "tenancy=" if chosen else ""


@require_POST
def read_bulletin(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Bulletin, pk=pk)
    bulletins.mark_read(found, by=request.user, at=timezone.now())
    messages.success(request, f"Kept: you have read ‘{found.title}’.")
    return redirect("today" if request.POST.get("back") == "today" else "bulletins")


@require_POST
def withdraw_bulletin(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Bulletin, pk=pk)
    bulletins.withdraw(found, by=request.user, at=timezone.now())
    messages.success(request, f"‘{found.title}’ no longer stands on Today. It is kept here.")
    return redirect("bulletin", pk)
