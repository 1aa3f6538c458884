"""The jobs tray: long work of one's own, running, done or failed, with its result and a second try.

KINDS names every kind of work that somebody starts: how it reads, where it is shown, and what does it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from caseload import bulk, load_jobs, tasks_bulk
from caseload.campaigns import sending
from caseload.legal.bundles.door import bundle_of
from caseload.models import Simulation
from caseload.policies import simulate
from caseload.policies.edit import CannotEdit
from caseload.policies.tasks import simulate_policy
from caseload.tasks_bundles import build_bundle
from caseload.tasks_load import load_extract_job
from legal import bundles
from recovery import batches, releases, tasks
from recovery.models import PolicyDraft, PrintBatch
from staff.clock import today
from staff.models import LOADING_ROLES, Job, User

UNDER_WAY = [Job.State.WAITING, Job.State.RUNNING]
NEWEST = 50


class CannotRetry(Exception):
    """It is not tried again. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """What the tray knows of one kind of long work."""

    label: str
    page: Callable[[Job], str]  # where its progress and result are shown
    retry: Callable[[Job, User], Job] | None = None  # does the same again; raises CannotRetry


@dataclass(frozen=True, kw_only=True)
class JobRow:
    job: Job
    label: str
    page: str
    under_way: bool
    percent: int
    failed: int
    may_retry: bool


def newest(user: User) -> list[JobRow]:
    return [_row(job) for job in Job.objects.filter(made_by=user).order_by("-pk")[:NEWEST]]


def retry(job: Job, *, by: User) -> Job:
    """Do a failed or cancelled job again, or the failed part of one that is done. Raises CannotRetry."""
    kind = KINDS.get(job.kind)
    if kind is None or kind.retry is None:
        raise CannotRetry("This kind of work cannot be done again from here. Start it where you started it first.")
    if not _may_retry(job):
        raise CannotRetry("There is nothing to do again: nothing failed.")
    return kind.retry(job, by)


def _may_retry(job: Job) -> bool:
    ended_badly = job.state in {Job.State.FAILED, Job.State.CANCELLED} or load_jobs.left_behind(job)
    return ended_badly or (job.state == Job.State.DONE and bool(job.failures))


def _row(job: Job) -> JobRow:
    kind = KINDS.get(job.kind)
    return JobRow(
        job=job,
        label=kind.label if kind else job.kind.replace("_", " ").capitalize(),
        page=kind.page(job) if kind else "",
        under_way=job.state in UNDER_WAY and not load_jobs.left_behind(job),
        percent=100 * job.done // job.total if job.total else 0,
        failed=len(job.failures),
        may_retry=kind is not None and kind.retry is not None and _may_retry(job),
    )


# ------------------------------------------------------------------------------- where each is shown, and done again


def page_of(job: Job) -> str:
    """The address at which this job's progress and result are shown."""
    return KINDS[job.kind].page(job)


def _page(name: str, key: str) -> Callable[[Job], str]:
    """The page of what the job is about, which its input names by `key`."""
    return lambda job: reverse(name, args=[job.input[key]])


def _load_page(job: Job) -> str:
    return reverse("load_preview", args=[job.pk])


def _bulk_page(job: Job) -> str:
    return reverse("bulk_job", args=[job.pk])


def _policy_page(job: Job) -> str:
    simulation = Simulation.objects.filter(job=job).order_by("-as_of").first()
    if simulation is None:
        return reverse("policy")
    return reverse("policy_trial_month" if job.kind == simulate.MONTH else "policy_trial", args=[simulation.pk])


def _load_again(job: Job, by: User) -> Job:
    if by.role not in LOADING_ROLES:
        raise CannotRetry("Extracts are loaded by finance and administrators.")
    folder = Path(job.input["folder"])
    if not folder.is_dir():
        raise CannotRetry("The files of this extract are no longer here. Choose them again under Extracts.")
    again = load_jobs.ask(
        kind=job.kind, folder=folder, called=job.input["called"], by=by, accept_shrunk=job.input["accept_shrunk"]
    )
    load_extract_job.delay_on_commit(again.pk)
    return again


def bulk_again(job: Job, by: User) -> Job:
    """A dry run for what was not done."""
    keys = [key for key, *_ in job.result.get("refused", [])] or job.input["accounts"]
    again = bulk.trial(act=job.input["act"], account_ids=keys, values=job.input["values"], by=by)
    tasks_bulk.start(again)
    return again


def _release_again(job: Job, by: User) -> Job:
    try:
        again = releases.retry(batch=PrintBatch.objects.get(pk=job.input["batch"]), by=by, now=timezone.now())
    except batches.CannotRelease as refusal:
        raise CannotRetry(str(refusal)) from refusal
    tasks.release_batch(again.pk)
    return again


def _bundle_again(job: Job, by: User) -> Job:
    try:
        bundle, _ = bundle_of(by, job.input["bundle"])
        bundles.stop_build(bundle, by=by, at=timezone.now())
        again = bundles.begin_build(bundle, by=by)
    except bundles.CannotBundle as refusal:
        raise CannotRetry(str(refusal)) from refusal
    build_bundle.delay_on_commit(again.pk)
    return again


def _policy_again(job: Job, by: User) -> Job:
    draft = PolicyDraft.objects.filter(pk=job.input["draft"]).first()
    if draft is None:
        raise CannotRetry("The draft is no longer there.")
    month = job.kind == simulate.MONTH
    try:
        again = simulate.ask(draft=draft, month=month, by=by, on=today(), at=timezone.now())
    except CannotEdit as refusal:
        raise CannotRetry(str(refusal)) from refusal
    simulate_policy.delay_on_commit(again.pk)
    return again


KINDS = {
    load_jobs.TRIAL: JobKind(label="Extract tried", page=_load_page, retry=_load_again),
    load_jobs.LOAD: JobKind(label="Extract loaded", page=_load_page, retry=_load_again),
    bulk.TRIAL: JobKind(label="List checked before an act", page=_bulk_page),
    bulk.RUN: JobKind(label="Done for many accounts", page=_bulk_page, retry=bulk_again),
    releases.KIND: JobKind(label="Letters released", page=_page("letter_batch", "batch"), retry=_release_again),
    releases.COPY: JobKind(label="Letters marked as a copy", page=_page("letter_batch", "batch")),
    sending.TRIAL: JobKind(label="Campaign tried out", page=_page("campaign", "campaign")),
    sending.RUN: JobKind(label="Campaign sent", page=_page("campaign", "campaign")),
    bundles.JOB: JobKind(label="Bundle built", page=_page("bundle", "bundle"), retry=_bundle_again),
    simulate.TODAY: JobKind(label="Policy simulated", page=_policy_page, retry=_policy_again),
    simulate.MONTH: JobKind(label="Policy simulated over a month", page=_policy_page, retry=_policy_again),
}
