"""Building a bundle in a worker: struck, laid out, joined, kept. Sent twice it is built once."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from caseload.legal.bundles import layout, snapshot
from caseload.progress import LEASE, Cancelled
from legal import bundles
from legal.bundles import BuiltFile, CannotBundle
from legal.models import Bundle
from staff.models import Job
from tenancies import storage

State = Job.State


class Stopped(Exception):
    """The person who started it asked for it to stop."""


def run(job: Job, *, on: date) -> None:
    """Build the bundle that a job names. A job that has ended stays as it ended; one left behind is done again."""
    if job.state not in {State.WAITING, State.RUNNING}:
        return None
    bundle = Bundle.objects.select_related("tenancy", "hearing", "supplements", "made_by").get(pk=job.input["bundle"])
    if bundle.state != Bundle.State.BUILDING or bundle.job_id != job.pk:
        return _end(job, State.FAILED, ["This bundle was changed before it was built. Build it again."])
    try:
        built = _build(bundle, job, on=on)
        with transaction.atomic():
            bundles.keep_built(bundle, built, by=job.made_by, on=on, at=timezone.now())
            _end(job, State.DONE, list(built.problems), pages=built.pages)
    except (Stopped, Cancelled):
        bundles.give_up_build(bundle)
        _end(job, State.CANCELLED, [bundles.STOPPED])
    except CannotBundle as refusal:
        bundles.give_up_build(bundle)
        _end(job, State.FAILED, [str(refusal)])
    except Exception:
        bundles.give_up_build(bundle)
        _end(job, State.FAILED, ["It broke off. The choice of papers is as it was; the log says why."])
        raise
    return None


def _build(bundle: Bundle, job: Job, *, on: date) -> BuiltFile:
    struck = snapshot.strike(bundle, by=job.made_by, on=on, at=timezone.now())
    if not struck["items"]:
        raise CannotBundle("Of all that is ticked nothing is on record yet. Tick another paper.")
    job.state, job.done, job.total = State.RUNNING, 0, layout.steps_of(struck)
    job.lease_until = timezone.now() + LEASE
    job.save(update_fields=["state", "done", "total", "lease_until"])
    made = layout.assemble(struck, step=lambda: _step(job))
    return BuiltFile(
        sha256=storage.keep(made.pdf),
        size=len(made.pdf),
        pages=made.pages,
        snapshot=struck,
        snapshot_hash=snapshot.hash_of(struck),
        places=made.places,
        problems=made.problems,
    )


def _step(job: Job) -> None:
    """One paper further. Raises Stopped where somebody asked for it."""
    job.done += 1
    Job.objects.filter(pk=job.pk).update(done=job.done, lease_until=timezone.now() + LEASE)
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        raise Stopped


def _end(job: Job, state: str, failures: list[str], **result: int) -> None:
    job.state, job.failures, job.ended_at, job.result = state, failures, timezone.now(), dict(result)
    job.save(update_fields=["state", "failures", "ended_at", "result"])
