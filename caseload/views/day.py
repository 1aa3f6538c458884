"""The day on paper, and the hours of somebody's week."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from caseload.capacity import week_of
from caseload.day_sheet import day_sheet
from caseload.forms import WorkingWeekForm
from caseload.views.guards import for_who_sees_accounts
from caseload.views.today import MUST_DOS
from staff.clock import local_now
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES


@require_safe
@for_who_sees_accounts
def sheet(request: StaffRequest) -> HttpResponse:
    """On one A4 page or two, to print."""
    return render(
        request, "caseload/day_sheet.html", {"sheet": day_sheet(request.user, now=local_now(), must_dos=MUST_DOS)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def working_week(request: StaffRequest) -> HttpResponse:
    """The hours of casework in one's own week: what the capacity line is reckoned from."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("A working week is for the income team.")
    form = WorkingWeekForm(request.POST if request.method == "POST" else None, week=week_of(request.user))
    if form.is_valid():
        form.save()
        messages.success(request, "Your working week is kept.")
        return redirect("today")
    return render(request, "caseload/working_week.html", {"form": form}, status=422 if form.errors else 200)
