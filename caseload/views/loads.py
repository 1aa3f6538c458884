"""Extracts: choose one, see what loading it would do, load it, read what was not taken. Administrator and finance."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from caseload import differences, load_jobs
from caseload.export import csv_lines
from caseload.extract.files import FILES
from caseload.forms_loads import ChooseExtractForm
from caseload.inbox import CannotUnpack, folder_of, unpack
from caseload.load_words import TOTALS, reasons_in_words, remark_in_words, rows_in_words
from caseload.models import ExtractLoad, RejectedRow
from caseload.tasks_load import load_extract_job
from caseload.views.files import csv_file
from staff.http import StaffRequest
from staff.models import LOADING_ROLES, Job
from staff.ui.paging import page

MOST_LOADS = 30
MOST_SHOWN = 100  # differences on a page; the file has differences.KEPT
ROW = ("file", "line", "column", "value", "reason")
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def _for_loaders(view: V) -> V:
    """Only for roles that may load extracts."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.role not in LOADING_ROLES:
            raise PermissionDenied("Extracts are loaded by finance and administrators.")
        return view(request, *args, **kwargs)

    return cast(V, guarded)


@require_safe
@_for_loaders
def loads(request: StaffRequest) -> HttpResponse:
    """The newest loads and refusals, what is under way, and the form for the next."""
    return _loads_page(request, ChooseExtractForm())


@require_POST
@_for_loaders
def load_upload(request: StaffRequest) -> HttpResponse:
    """Take a folder or a zip and try it: nothing is changed yet."""
    form = ChooseExtractForm(request.POST, request.FILES)
    if not form.is_valid():
        return _loads_page(request, form, status=422)
    upload, name = form.cleaned_data["zip"], form.cleaned_data["folder"]
    if upload is None:
        folder = folder_of(name)
        if folder is None:
            raise Http404("That folder is no longer in the inbox.")
    else:
        try:
            folder, name = unpack(upload, size=upload.size), upload.name
        except CannotUnpack as problem:
            form.add_error("zip", str(problem))
            return _loads_page(request, form, status=422)
    job = load_jobs.ask(kind=load_jobs.TRIAL, folder=folder, called=name, by=request.user)
    load_extract_job.delay_on_commit(job.pk)
    return redirect("load_preview", pk=job.pk)


def _loads_page(request: StaffRequest, form: ChooseExtractForm, *, status: int = 200) -> HttpResponse:
    under_way = Job.objects.filter(kind__in=load_jobs.KINDS, state__in=[Job.State.WAITING, Job.State.RUNNING])
    context = {
        "form": form,
        "loads": ExtractLoad.objects.select_related("loaded_by").order_by("-pk")[:MOST_LOADS],
        "under_way": [job for job in under_way.order_by("-pk")[:5] if not load_jobs.left_behind(job)],
    }
    return render(request, "caseload/loads/loads.html", context, status=status)


@require_safe
@_for_loaders
def load_preview(request: StaffRequest, pk: int) -> HttpResponse:
    """A trial or a load: how far it is, then what it found. A load that is done shows as itself."""
    job = _job(pk)
    if job.state == Job.State.DONE and job.kind == load_jobs.LOAD:
        return redirect("load_detail", pk=job.result["load_id"])
    return render(request, "caseload/loads/work.html", _work(job))


@require_safe
@_for_loaders
def load_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The progress bar alone, for the page to fetch again."""
    job = _job(pk)
    return render(request, "caseload/loads/progress.html", _work(job))


def _job(pk: int) -> Job:
    return get_object_or_404(Job.objects.select_related("made_by"), pk=pk, kind__in=load_jobs.KINDS)


def _work(job: Job) -> dict[str, Any]:
    refusals = job.result.get("refusals", [])
    return {
        "job": job,
        "trial": job.kind == load_jobs.TRIAL,
        "under_way": job.state in {Job.State.WAITING, Job.State.RUNNING} and not load_jobs.left_behind(job),
        "left_behind": load_jobs.left_behind(job),
        "percent": 100 * job.done // job.total if job.total else 0,
        "result": job.result,
        "refusals": reasons_in_words(refusals),
        **_figures(job.result),
        "rejected": rows_in_words(job.result.get("rejected_sample", [])),
        **_differences(job),
        "only_shrunk": bool(refusals) and all(refusal["reason"] == "shrunk" for refusal in refusals),
    }


def _differences(job: Job | None) -> dict[str, Any]:
    """The first differences that a trial or a load found, and how many more there were than its file has."""
    result = job.result if job else {}
    kept = result.get("differences", [])
    return {"differences": kept[:MOST_SHOWN], "left_out": result.get("differing", 0) - len(kept)}


def _figures(result: dict[str, Any]) -> dict[str, Any]:
    as_at = result.get("as_at")
    return {
        "as_at": dt.date.fromisoformat(as_at) if as_at else None,
        "files": [(file.name, result["files"][file.name]) for file in FILES if file.name in result.get("files", {})],
        "totals": [(TOTALS[name], Decimal(total)) for name, total in sorted(result.get("control_totals", {}).items())],
        "remarks": [remark_in_words(remark) for remark in result.get("remarks", [])],
    }


@require_POST
@_for_loaders
def load_start(request: StaffRequest, pk: int) -> HttpResponse:
    """Load what was tried. A smaller extract goes in only if this person says that it is right."""
    trial = _job(pk)
    if trial.kind != load_jobs.TRIAL or trial.state != Job.State.DONE:
        raise Http404("There is no finished trial of that number.")
    job = load_jobs.ask(
        kind=load_jobs.LOAD,
        folder=Path(trial.input["folder"]),
        called=trial.input["called"],
        by=request.user,
        accept_shrunk=request.POST.get("accept_shrunk") == "yes",
    )
    load_extract_job.delay_on_commit(job.pk)
    return redirect("load_preview", pk=job.pk)


@require_POST
@_for_loaders
def load_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a trial or a load to stop. It ends without a change, or it was done already."""
    Job.objects.filter(pk=pk, kind__in=load_jobs.KINDS, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(
        cancel_asked=True
    )
    return redirect("load_preview", pk=pk)


@require_safe
@_for_loaders
def load_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One load: totals, rows, remarks, and the rows that were not taken."""
    load = get_object_or_404(ExtractLoad.objects.select_related("loaded_by", "job"), pk=pk)
    rejected = page(load.rejected_rows.all(), by=["pk"], mark=request.GET.get("after"))
    rows = rows_in_words({name: getattr(row, name) for name in ROW} for row in rejected.rows)
    figures = _figures({"files": load.files, "control_totals": load.control_totals, "remarks": load.remarks})
    context = {
        **figures,
        "load": load,
        "refusals": reasons_in_words(load.refusals),
        "rejected": rows,
        **_differences(load.job),
        "next": rejected.next_mark,
    }
    return render(request, "caseload/loads/load.html", context)


@require_safe
@_for_loaders
def load_report(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """Every row that was not taken, as a CSV file."""
    load = get_object_or_404(ExtractLoad, pk=pk)
    rows = RejectedRow.objects.filter(load=load).order_by("pk")
    lines = csv_lines(ROW, rows.values_list(*ROW).iterator())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-rows-{load.pk}.csv"'
    return response


@require_safe
@_for_loaders
def load_differences(request: StaffRequest, pk: int) -> HttpResponse:
    """Where an extract and what is stored here differ, as a CSV file."""
    result = _job(pk).result
    lines = differences.lines(result.get("differences", []), count=result.get("differing", 0))
    return csv_file(differences.HEAD, lines, name=f"differences-{pk}.csv")
