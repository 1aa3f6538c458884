"""Background work of the desk: the nightly sweep and the minute run."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from caseload import leaving, patches, runs, snapshots
from caseload.campaigns.tasks import send_due
from caseload.legal.court.diarise import diarise
from caseload.legal.evictions import stops
from caseload.models import Snapshot, SweepRun
from caseload.policies.tasks import check_law
from caseload.printing import automatic
from recovery import agreement_nights, pay_days
from staff import cover
from staff.clock import today


@shared_task
def nightly_sweep(*, as_of: str | None = None) -> int | None:
    """End agreements of which all is paid, text who pays rent from benefit today, diarise hearings; start the run.

    Answers the run's id, or None where the sweep was refused.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    agreement_nights.follow_rent_years(on=day)
    agreement_nights.complete_paid(on=day, at=timezone.now())
    pay_days.send_due(on=day, at=timezone.now())
    diarise(on=day, at=timezone.now())
    try:
        run = runs.start(as_of=day)
    except runs.SweepRefused:
        return None
    for _ in range(run.chunks.filter(done_at=None).count()):
        sweep_chunk.delay(run_id=run.pk)
    return run.pk


@shared_task
def sweep_chunk(*, run_id: int) -> None:
    """Decide one free chunk of a run. Sent once too often it finds nothing to do."""
    run = SweepRun.objects.get(pk=run_id)
    if run.state == SweepRun.State.RUNNING:
        runs.work(run)
        _finish(run)


@shared_task
def every_minute() -> None:
    """Send again what a dead worker or broker left behind, keep covers, moves, leavers, decide accounts that changed.

    Last it stops evictions that may no longer go ahead, so also soon after an extract.
    """
    for run in SweepRun.objects.filter(state=SweepRun.State.RUNNING):
        for _ in range(runs.left_behind(run)):
            sweep_chunk.delay(run_id=run.pk)
        _finish(run)
    cover.keep(on=today())
    patches.apply(on=today(), at=timezone.now())
    leaving.bring_home(on=today(), at=timezone.now())
    runs.decide_changed(as_of=today())
    send_due()
    stops.keep(on=today(), at=timezone.now())


def _finish(run: SweepRun) -> None:
    """Close a run whose chunks are all done; its figures are kept next."""
    if runs.finish(run).state == SweepRun.State.DONE:
        take_snapshot.delay(on=run.as_of.isoformat())
        check_law.delay()
        send_without_a_press.delay(on=run.as_of.isoformat())


@shared_task
def send_without_a_press(*, on: str) -> None:
    """Queue the low-risk steps that two people let go by themselves. Running it twice sends nothing twice."""
    automatic.send_all(on=date.fromisoformat(on))


@shared_task
def take_snapshot(*, on: str | None = None) -> None:
    """Keep the figures of a day, or of today where that is not done yet. Running it twice changes nothing."""
    day = date.fromisoformat(on) if on else today()
    if on or not Snapshot.objects.filter(on=day, whole=True).exists():
        snapshots.take(on=day)
