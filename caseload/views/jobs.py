"""The jobs tray: one's own long work, and doing again what failed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from caseload import continuity, jobs
from staff.http import StaffRequest
from staff.models import Job


@require_safe
def job_list(request: StaffRequest) -> HttpResponse:
    context = {"rows": jobs.newest(request.user), "makes_pack": request.user.role in continuity.MAKERS}
    return render(request, "caseload/help/jobs.html", context)


@require_safe
def job_progress(request: StaffRequest) -> HttpResponse:
    """The table alone, for the page to fetch again while something runs."""
    return render(request, "caseload/help/job_rows.html", {"rows": jobs.newest(request.user)})


@require_POST
def retry(request: StaffRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=pk, made_by=request.user)
    try:
        again = jobs.retry(job, by=request.user)
    except jobs.CannotRetry as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Started again. It runs on while you work.")
        return redirect(jobs.page_of(again))
    return redirect("jobs")
