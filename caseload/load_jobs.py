"""Loads as jobs: somebody starts one, a worker does it, a page shows how far it is."""

import datetime as dt
from pathlib import Path

from django.utils import timezone

from caseload.inbox import forget_upload
from caseload.load import AnotherLoadRuns, load
from caseload.progress import LEASE, Cancelled
from staff.models import Job, User

TRIAL, LOAD = "extract_trial", "extract_load"
KINDS = [TRIAL, LOAD]


def ask(*, kind: str, folder: Path, called: str, by: User, accept_shrunk: bool = False) -> Job:
    """A job to try an extract (`TRIAL`: nothing changes) or to load it, for a worker to `run`."""
    return Job.objects.create(
        kind=kind,
        made_by=by,
        input={"folder": str(folder), "called": called, "accept_shrunk": accept_shrunk},
        lease_until=timezone.now() + LEASE,
    )


def run(job: Job, *, on: dt.date) -> None:
    """Do what the job asks. A job that has ended stays as it ended; one begun and left behind is done again."""
    if job.state not in {Job.State.WAITING, Job.State.RUNNING}:
        return
    if job.cancel_asked:
        _end(job, Job.State.CANCELLED, {}, failures=["Cancelled before it began. Nothing has changed."])
        return
    was_running = job.state == Job.State.RUNNING
    job.state, job.lease_until = Job.State.RUNNING, timezone.now() + LEASE
    job.save(update_fields=["state", "lease_until"])
    folder = Path(job.input["folder"])
    trial = job.kind == TRIAL
    try:
        result = load(
            folder,
            today=on,
            by=job.made_by,
            dry_run=trial,
            shrunk_accepted_by=job.made_by if job.input["accept_shrunk"] else None,
            job=job,
        )
    except AnotherLoadRuns as busy:
        if not was_running:  # else it is this very job, sent twice, that another worker is at
            _end(job, Job.State.FAILED, {}, failures=[str(busy)])
        return
    except Cancelled as cancelled:
        _end(job, Job.State.CANCELLED, {}, failures=[str(cancelled)])
        return
    except Exception:
        _end(job, Job.State.FAILED, {}, failures=["The load broke off. Nothing has changed; the log says why."])
        raise
    answer = {
        **result.as_json(),
        "load_id": result.load_id,
        "rejected_sample": result.rejected_sample,
        "differing": result.differing,
        "differences": result.differences,
    }
    _end(job, Job.State.DONE, answer, failures=[])
    if result.loaded:
        forget_upload(folder)


def _end(job: Job, state: str, result: dict[str, object], *, failures: list[str]) -> None:
    job.refresh_from_db(fields=["done", "total"])
    job.state, job.result, job.failures, job.ended_at = state, result, failures, timezone.now()
    job.done = job.total if state == Job.State.DONE else job.done
    job.save(update_fields=["state", "result", "failures", "ended_at", "done"])


def left_behind(job: Job) -> bool:
    """Whether the job's worker has given no sign for so long that it must be taken for dead."""
    under_way = job.state in {Job.State.WAITING, Job.State.RUNNING}
    return under_way and job.lease_until is not None and job.lease_until < timezone.now()
