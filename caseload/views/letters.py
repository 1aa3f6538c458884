"""The print room: letters that wait, their proofs, the release and what came of it, and the stages of letters."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from caseload.printing import acts, board
from caseload.views.files import pdf_file
from caseload.views.guards import for_who_sees_accounts
from recovery import batches, policies, releases, stages, tasks
from recovery.actions import CannotWithdraw
from recovery.models import BatchPaper, OutboxMessage, PrintBatch
from staff.clock import local_now, today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, LEADING_ROLES, Job
from staff.ui import words
from tenancies import storage
from tenancies.models import RentAccount

Batch = PrintBatch.State


@require_safe
@for_who_sees_accounts
def letters(request: StaffRequest) -> HttpResponse:
    """Every batch that holds letters of one's lists, what went lately, and the switches of each stage."""
    on, user = today(), request.user
    context = {
        "trays": board.trays(user, on=on, now=local_now()),
        "gone": board.gone(user),
        "stages": board.stages_for(user, on=on),
        "may_act": user.role in CASEWORK_ROLES,
        "leads": user.role in LEADING_ROLES,
        "returned": acts.returned_today(user, on=on),
    }
    return render(request, "caseload/printing/letters.html", context)


@require_safe
@for_who_sees_accounts
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """A batch that collects, with its proofs; or a release, with how far it is and what came of it."""
    found = _batch(request, pk)
    return _collecting(request, found) if found.state == Batch.COLLECTING else _release(request, found)


def _batch(request: StaffRequest, pk: int) -> PrintBatch:
    """A batch that holds letters of one's lists; one that holds none is not found."""
    user = request.user
    if found := PrintBatch.objects.filter(pk=pk, state=Batch.COLLECTING).first():
        return found
    return get_object_or_404(releases.released(user), pk=pk)


def _collecting(request: StaffRequest, found: PrintBatch, *, refused: str = "") -> HttpResponse:
    on = today()
    shown = board.tray(found, user=request.user, on=on, now=local_now())
    proofs = board.proofs(shown, on=on)
    post = policies.in_force(on=on).post
    read_at = found.proofed_at
    context = {
        "tray": shown,
        "batch": found,
        "proofs": proofs,
        "estimate": board.estimate(proofs, letters=len(shown.ready), post=post, on=on),
        "since_proof": len([each for each in shown.ready if read_at and each.message.queued_at > read_at]),
        "to_read": [each for each in shown.waiting if batches.wants_reader(each.message)],
        "may_act": request.user.role in CASEWORK_ROLES,
        "refused": refused,
    }
    return render(request, "caseload/printing/batch.html", context, status=422 if refused else 200)


def _release(request: StaffRequest, found: PrintBatch) -> HttpResponse:
    papers = list(releases.papers_of(found, user=request.user).select_related("printed_by"))
    job = found.job
    assert job is not None  # a release has one
    sent = OutboxMessage.objects.filter(batch=found).select_related("account", "person").order_by("pk")
    of_state = {state: [each for each in sent if each.state == state] for state in OutboxMessage.State.values}
    context = _progress(found) | {
        "batch": found,
        "title": batches.title(found),
        "sent": of_state["sent"],
        "withdrawn": of_state["withdrawn"],
        "failed": [each for each in of_state["failed"] if each.seen_to_at is None],
        "left": job.result.get("left", 0),
        "papers": papers,
        "copying": Job.objects.filter(kind=releases.COPY, state__in=releases.UNDER_WAY, input__batch=found.pk).exists(),
        "may_act": request.user.role in CASEWORK_ROLES,
    }
    return render(request, "caseload/printing/release.html", context)


def _progress(found: PrintBatch) -> dict[str, Any]:
    """How far it is, how many a minute, and how long it still takes."""
    job = found.job
    assert job is not None  # a release has one
    seconds = max((timezone.now() - job.made_at).total_seconds(), 1)
    left = (job.total - job.done) * seconds / job.done if job.done else 0
    return {
        "job": job,
        "under_way": found.state == Batch.RELEASING,
        "percent": 100 * job.done // job.total if job.total else 0,
        "a_minute": round(60 * job.done / seconds),
        "left_words": words.counted(max(1, round(left / 60)), "minute") if left > 45 else "less than a minute",
    }


@require_safe
@for_who_sees_accounts
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The bar alone, for the page to fetch again."""
    found = get_object_or_404(releases.released(request.user), pk=pk)
    return render(request, "caseload/printing/progress.html", _progress(found))


def _to_work(request: StaffRequest) -> None:
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Letters are released by the income team.")


def _letter(request: StaffRequest, pk: int, letter_pk: int) -> OutboxMessage:
    """A letter that waits in a batch, on one's lists."""
    visible = OutboxMessage.objects.filter(account__in=RentAccount.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("account", "person"), pk=letter_pk, batch=pk)


@require_safe
@for_who_sees_accounts
def proof(request: StaffRequest, pk: int, letter_pk: int) -> HttpResponse:
    """The very pages that would be printed now."""
    message = _letter(request, pk, letter_pk)
    return pdf_file(board.proof_pdf(message, on=today()), name=f"proof-{message.pk}")


@require_POST
def proofed(request: StaffRequest, pk: int) -> HttpResponse:
    _to_work(request)
    found = _batch(request, pk)
    try:
        batches.proofed(batch=found, by=request.user, at=timezone.now())
    except batches.CannotRelease as refusal:
        messages.warning(request, str(refusal))
        return redirect("letters")
    return redirect(f"{reverse('letter_batch', args=[pk])}#release")


@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    _to_work(request)
    found = _batch(request, pk)
    given = request.POST.get("proofed_at", "")
    try:
        gone = releases.release(
            batch=found,
            postage=request.POST.get("postage", ""),
            read_at=_moment(given),
            by=request.user,
            on=today(),
            now=timezone.now(),
        )
    except batches.CannotRelease as refusal:
        return _collecting(request, found, refused=str(refusal))
    assert gone.job is not None  # a release has one
    tasks.release_batch(gone.job.pk)
    return redirect("letter_batch", gone.pk)


def _moment(given: str) -> datetime | None:
    try:
        return parse_datetime(given)
    except ValueError:
        return None


@require_POST
def stop_release(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the release to stop: what went stays gone and is printed, the rest collects again."""
    _to_work(request)
    found = get_object_or_404(releases.released(request.user), pk=pk)
    releases.ask_to_stop(found)
    return redirect("letter_batch", pk)


@require_POST
def retry(request: StaffRequest, pk: int) -> HttpResponse:
    _to_work(request)
    found = get_object_or_404(releases.released(request.user), pk=pk)
    try:
        job = releases.retry(batch=found, by=request.user, now=timezone.now())
    except batches.CannotRelease as refusal:
        messages.warning(request, str(refusal))
    else:
        tasks.release_batch(job.pk)
    return redirect("letter_batch", pk)


@require_POST
def take_out(request: StaffRequest, pk: int, letter_pk: int) -> HttpResponse:
    _to_work(request)
    message = _letter(request, pk, letter_pk)
    try:
        acts.take_out(message=message, why=request.POST.get("why", ""), by=request.user, on=today(), at=timezone.now())
    except CannotWithdraw as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The letter to {message.person} is taken out. It was not sent.")
    return redirect("letter_batch", pk)


@require_POST
def read(request: StaffRequest, pk: int, letter_pk: int) -> HttpResponse:
    """A second person has read a contentious letter."""
    _to_work(request)
    message = _letter(request, pk, letter_pk)
    try:
        acts.read(message=message, by=request.user, on=today(), at=timezone.now())
    except batches.CannotRelease as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Recorded: you have read the letter to {message.person}.")
    return redirect("letter_batch", pk)


# ------------------------------------------------------------------------------------------------------------- printing

AGAIN = timedelta(minutes=10)  # in which whoever printed may fetch the same file again


@require_POST
def print_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The file for the printer. Letters that were printed once come again only as a copy."""
    _to_work(request)
    paper = _paper(request, pk)
    now = timezone.now()
    releases.printed(paper, by=request.user, at=now)
    paper.refresh_from_db()
    fresh = paper.printed_by_id == request.user.pk and paper.printed_at and now - paper.printed_at < AGAIN
    if paper.kind == BatchPaper.Kind.LETTERS and not fresh:
        messages.warning(request, "These letters were printed already. Print them again as a copy.")
        return redirect("letter_batch", paper.batch_id)
    try:
        return pdf_file(storage.kept(paper.sha256), name=f"batch-{paper.batch_id}-{paper.kind}-{paper.pk}")
    except storage.DocumentDamaged as damaged:
        messages.warning(request, str(damaged))
        return redirect("letter_batch", paper.batch_id)


@require_POST
def copy_paper(request: StaffRequest, pk: int) -> HttpResponse:
    _to_work(request)
    paper = _paper(request, pk)
    try:
        job = releases.ask_copy(paper=paper, by=request.user, now=timezone.now())
    except batches.CannotRelease as refusal:
        messages.warning(request, str(refusal))
    else:
        tasks.copy_paper.delay_on_commit(job.pk)
        messages.success(request, "The copy is being made. It appears here and in your jobs.")
    return redirect("letter_batch", paper.batch_id)


def _paper(request: StaffRequest, pk: int) -> BatchPaper:
    return get_object_or_404(BatchPaper.objects.filter(batch__in=releases.released(request.user).values("pk")), pk=pk)


# --------------------------------------------------------------------------------------------------------------- stages


@require_POST
def stage(request: StaffRequest, action: str) -> HttpResponse:
    """Stop or start a kind of letter, or let it go without a press: one switch each, for leaders."""
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Letters are stopped and started by team leaders and managers.")
    by, now, post = request.user, timezone.now(), policies.in_force(on=today()).post
    try:
        match request.POST.get("act"):
            case "stop":
                stages.stop(action=action, why=request.POST.get("why", ""), by=by, at=now)
                left = stages.waiting(action)
                said = f"Stopped. {words.counted(left, 'letter')} of this kind {'waits' if left == 1 else 'wait'}."
            case "start":
                stages.start(action=action, by=by, at=now)
                said = "Started. What waited may go again, each checked as it goes."
            case "ask":
                stages.ask_automatic(action=action, policy=post, by=by, at=now)
                said = "Asked. Another leader switches it on."
            case "on":
                stages.switch_on(action=action, policy=post, by=by, at=now)
                said = "Switched on. From tonight these go without a press, with the same checks."
            case "off":
                stages.switch_off(action=action, by=by, at=now)
                said = "Switched off. These wait for a press again."
            case _:
                raise stages.CannotChangeStage("Choose what is to be done with these letters.")
    except stages.CannotChangeStage as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("letters")
