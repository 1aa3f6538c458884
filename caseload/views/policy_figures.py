"""Targets, rates and costs, kinds of work, and the text for the website: what the council keeps beside its rules."""

from collections.abc import Set

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.charts.marks import Cell, Table
from caseload.models import Rate, WorkType
from caseload.policies import drafts
from caseload.policies import rates as kept_rates
from caseload.policies import targets as kept_targets
from caseload.policies import work_types as kept_types
from caseload.policies.forms import RateForm, TargetForm, WorkTypeForm
from caseload.policies.web_text import EDITORS, web_text
from caseload.views.files import csv_of
from caseload.views.policy import readers_only
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES, Patch, Role, Team

GET_OR_POST = ["GET", "HEAD", "POST"]


def _may(request: StaffRequest, *, write: Set[str], read: Set[str] = frozenset()) -> None:
    """Who reads the policy may read; who presses must be one of `write`."""
    if request.method == "POST" and request.user.role not in write:
        raise PermissionDenied("You can read this but not change it.")
    if request.user.role not in {*write, *read}:
        readers_only(request)


@require_http_methods(GET_OR_POST)
def targets(request: StaffRequest) -> HttpResponse:
    _may(request, write=LEADING_ROLES)
    scopes = [(f"team:{team.pk}", f"Team {team.name}") for team in Team.objects.order_by("name")]
    scopes += [(f"patch:{patch.pk}", f"Patch {patch.code}") for patch in Patch.objects.order_by("code")]
    form = TargetForm(request.POST if request.method == "POST" else None, scopes=scopes)
    if request.method == "POST" and form.is_valid():
        kind, _, key = form.cleaned_data["scope"].partition(":")
        try:
            kept_targets.set_target(
                figure=form.cleaned_data["figure"],
                value=form.cleaned_data["value"],
                from_on=form.cleaned_data["from_on"],
                team=Team.objects.get(pk=int(key)) if kind == "team" else None,
                patch=Patch.objects.get(pk=int(key)) if kind == "patch" else None,
                by=request.user,
                on=today(),
                at=timezone.now(),
            )
        except kept_targets.CannotSet as refusal:
            form.add_error("from_on", str(refusal))
        else:
            messages.success(request, "The target is set. Weeks before it keep theirs.")
            return redirect("targets")
    rows = [
        (each, kept_targets.FIGURES.get(each.figure, each.figure), kept_targets.in_words(each.figure, each.value))
        for each in kept_targets.history()
    ]
    context = {"form": form, "rows": rows, "may_write": request.user.role in LEADING_ROLES}
    return render(request, "caseload/policy/targets.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def rates(request: StaffRequest) -> HttpResponse:
    _may(request, write=kept_rates.WRITERS, read={Role.FINANCE})
    form = RateForm(
        request.POST if request.method == "POST" else None, initial={"name": request.GET.get("name", "")[:60]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept_rates.enter(by=request.user, on=today(), **form.cleaned_data)
        except kept_rates.CannotEnter as refusal:
            form.add_error("from_on", str(refusal))
        else:
            messages.success(request, "The figure is entered. It holds from its day on, not before.")
            return redirect("rates")
    found = kept_rates.standing(on=today())
    named = {each.name for each in found}
    context = {
        "form": form,
        "rows": found,
        "missing": [name for name in kept_rates.COSTS.values() if name not in named],
        "may_write": request.user.role in kept_rates.WRITERS,
    }
    return render(request, "caseload/policy/rates.html", context, status=422 if form.errors else 200)


@require_POST
def take_out_rate(request: StaffRequest, pk: int) -> HttpResponse:
    _may(request, write=kept_rates.WRITERS)
    try:
        kept_rates.take_out(rate=get_object_or_404(Rate, pk=pk), by=request.user, on=today())
    except kept_rates.CannotEnter as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The figure is taken out.")
    return redirect("rates")


@require_http_methods(GET_OR_POST)
def work_types(request: StaffRequest) -> HttpResponse:
    _may(request, write=kept_types.WRITERS)
    form = WorkTypeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            kept_types.add(by=request.user, **form.cleaned_data)
        except kept_types.CannotChange as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "Written down. Publish it, and it is offered wherever a task is made.")
            return redirect("work_types")
    context = {
        "form": form,
        "rows": kept_types.report(on=today()),
        "may_write": request.user.role in kept_types.WRITERS,
    }
    return render(request, "caseload/policy/work_types.html", context, status=422 if form.errors else 200)


@require_POST
def change_work_type(request: StaffRequest, pk: int) -> HttpResponse:
    """Publish a kind of work, or end it."""
    _may(request, write=kept_types.WRITERS)
    kind = get_object_or_404(WorkType, pk=pk)
    verb = kept_types.end if request.POST.get("do") == "end" else kept_types.publish
    try:
        verb(kind=kind, by=request.user, on=today())
    except kept_types.CannotChange as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"‘{kind.name}’ is {'ended' if verb is kept_types.end else 'published'}.")
    return redirect("work_types")


@require_safe
def work_types_file(request: StaffRequest) -> HttpResponse:
    """The report of kinds of work as CSV."""
    readers_only(request)
    rows = [
        [
            Cell(kind.name, "", number=False),
            Cell(kind.minutes, ""),
            Cell(still_open, ""),
            Cell(done, ""),
        ]
        for kind, still_open, done in kept_types.report(on=today())
    ]
    table = Table("Kinds of work", ["Kind of work", "Minutes", "Open", "Done in 28 days"], rows)
    return csv_of(table, name=f"kinds-of-work-{today().isoformat()}.csv")


@require_safe
def web_text_page(request: StaffRequest) -> HttpResponse:
    """The text as the website would show it."""
    _web_editors_only(request)
    context = {"text": web_text(on=today()), "reads_policy": drafts.may_read(request.user)}
    return render(request, "caseload/policy/web_text.html", context)


@require_safe
def web_text_file(request: StaffRequest) -> HttpResponse:
    """The same as a page of its own, to be put on the website."""
    _web_editors_only(request)
    answer = HttpResponse(render_to_string("caseload/policy/web_text_file.html", {"text": web_text(on=today())}))
    answer["Content-Disposition"] = f'attachment; filename="rent-arrears-{today().isoformat()}.html"'
    return answer


def _web_editors_only(request: StaffRequest) -> None:
    if request.user.role not in EDITORS:
        raise PermissionDenied("The text for the website is for the income team and administrators.")
