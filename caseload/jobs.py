"""The jobs tray: long work of one's own, running, done or failed, with its result and a second try."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from caseload import load_jobs
from caseload.tasks_load import load_extract_job
from staff.models import LOADING_ROLES, Job, User

UNDER_WAY = [Job.State.WAITING, Job.State.RUNNING]
NEWEST = 50


class CannotRetry(Exception):
    """It is not tried again. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """What the tray knows of one kind of long work. Each area registers its own in KINDS."""

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


KINDS: dict[str, JobKind] = {}


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


def _load_page(job: Job) -> str:
    return reverse("load_preview", args=[job.pk])


KINDS |= {
    load_jobs.TRIAL: JobKind(label="Extract tried", page=_load_page, retry=_load_again),
    load_jobs.LOAD: JobKind(label="Extract loaded", page=_load_page, retry=_load_again),
}
