"""One act on many accounts: its dry run, the press, how far it is, and what came of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from caseload import bulk, jobs, tasks_bulk
from caseload.forms_bulk import FORMS, ActForm, AnyActForm
from caseload.matching import listed
from caseload.views.guards import for_who_sees_accounts
from caseload.views.lists import asked, not_understood
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.models import CASEWORK_ROLES, Job

# How a press and its result read: what the button says, what was done.
SAYS = {
    "put_off": ("Put off", "put off"),
    "hold": ("Hold", "held"),
    "hand_over": ("Hand over", "handed over"),
    "letters": ("Send to", "written to"),
}


@require_POST
@for_who_sees_accounts
def start(request: StaffRequest) -> HttpResponse:
    """The accounts ticked, or all that match, and a dry run of the act with what it usually is."""
    what = asked(request)
    act, on = request.POST.get("act", ""), today()
    if request.POST.get("every") == "yes":
        if what.odd:
            return not_understood(request, "Nothing was started")
        keys = list(listed(what.filter, user=request.user, on=on).order_by("pk").values_list("pk", flat=True))
    else:
        keys = list({key: None for each in request.POST.getlist("ticked") if (key := number_in(each))})
    back = f"{reverse('accounts')}?{what.query}"
    try:
        form = FORMS.get(act, ActForm)(on=on, by=request.user)
        job = bulk.trial(act=act, account_ids=keys, values=form.defaults(), by=request.user)
    except bulk.CannotStart as stop:
        messages.warning(request, str(stop))
        return redirect(back)
    request.session["bulk_back"] = back
    return _off(job)


def _off(job: Job) -> HttpResponse:
    tasks_bulk.start(job)
    return redirect("bulk_job", pk=job.pk)


@require_safe
def job_page(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _job(request, pk))


@require_safe
def job_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The bar alone, for the page to fetch again."""
    return render(request, "caseload/loads/progress.html", _progress(_job(request, pk)))


def _job(request: StaffRequest, pk: int) -> Job:
    """One's own; anybody else's is not found."""
    return get_object_or_404(Job, pk=pk, kind__in=bulk.KINDS, made_by=request.user)


def _progress(job: Job) -> dict[str, Any]:
    return {
        "job": job,
        "under_way": job.state in {Job.State.WAITING, Job.State.RUNNING} and not bulk.left_behind(job),
        "left_behind": bulk.left_behind(job),
        "percent": 100 * job.done // job.total if job.total else 0,
    }


def _form(job: Job, request: StaffRequest, data: Any = None) -> AnyActForm:
    return FORMS[job.input["act"]](data, on=today(), by=request.user)


def _page(request: StaffRequest, job: Job, form: AnyActForm | None = None, *, status: int = 200) -> HttpResponse:
    act = job.input["act"]
    result = job.result
    excluded = job.input.get("excluded", [])
    refused = [*result.get("refused", []), *excluded]
    context = _progress(job) | {
        "act": act,
        "label": bulk.ACTS[act],
        "button": SAYS[act][0],
        "past": SAYS[act][1],
        "trial": job.kind == bulk.TRIAL,
        "looked": bool(result),
        "start": job.total + len(excluded),
        "done": result.get("done", []),
        "refused": refused,
        "reasons": bulk.by_reason(refused),
        "post": result.get("post", 0),
        "email": result.get("email", 0),
        "texts": result.get("text", 0),
        "owed": result.get("owed"),
        "form": form or _form(job, request),
        "back": request.session.get("bulk_back") or reverse("accounts"),
    }
    return render(request, "caseload/lists/bulk.html", context, status=status)


@require_POST
def press(request: StaffRequest, pk: int) -> HttpResponse:
    """Do it, or with ‘check’ look again with other values, or with ‘again’ try what was refused once more."""
    job = _job(request, pk)
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Acting on accounts is for the income team.")
    if job.state not in {Job.State.DONE, Job.State.CANCELLED, Job.State.FAILED}:
        raise Http404("That is still under way.")
    act = job.input["act"]
    if "again" in request.POST:
        return redirect("bulk_job", pk=jobs.bulk_again(job, request.user).pk)
    if job.kind != bulk.TRIAL:
        raise Http404("That is done already.")
    form = _form(job, request, request.POST)
    if not form.is_valid():
        return _page(request, job, form, status=422)
    try:
        if "check" in request.POST:
            return _off(bulk.trial(act=act, account_ids=job.input["accounts"], values=form.values(), by=request.user))
        return _off(bulk.press(job, values=form.values(), by=request.user))
    except bulk.CannotStart as stop:
        messages.warning(request, str(stop))
        return redirect("bulk_job", pk=job.pk)


@require_POST
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the work to stop: what is done stays done and is listed, the rest is left."""
    job = _job(request, pk)
    Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(cancel_asked=True)
    return redirect("bulk_job", pk=pk)
