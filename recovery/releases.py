"""A released batch: workers lay its letters out side by side, join them for the printer, and count what became of each.

Each letter is released as any message is (recovery/outbox.py): checked at that second, laid out, stored, noted. A
worker that dies leaves leases that run out, and the minute run goes on where it stopped. What fails stays, and is tried
again alone.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from recovery import outbox, printing, stages
from recovery.batches import CannotRelease, for_check, may_release, standing, title, waiting
from recovery.models import BatchPaper, OutboxMessage, PrintBatch
from staff.models import Job, User
from tenancies.models import RentAccount

KIND, COPY = "print_batch", "print_copy"
UNDER_WAY = [Job.State.WAITING, Job.State.RUNNING]
PART = 20  # letters that one task lays out before other papers have their turn
SIDE_BY_SIDE = 4  # parts sent out at once; how many workers take them is theirs to say
LEASE = timedelta(minutes=2)

State, Batch = OutboxMessage.State, PrintBatch.State
log = structlog.get_logger(__name__)


@transaction.atomic
def release(
    *, batch: PrintBatch, postage: str, read_at: datetime | None, by: User, on: date, now: datetime
) -> PrintBatch:
    """Let go what waited when the proofs were read (`read_at`) and is on this person's lists. Pressed twice: once.

    Answers the batch that they go with; send out its parts then. Raises CannotRelease.
    """
    may_release(by)
    tray = PrintBatch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
    pressed = PrintBatch.objects.filter(action=tray.action, released_by=by, proofed_at=read_at).exclude(pk=tray.pk)
    if read_at and (already := pressed.exclude(state=Batch.COLLECTING).order_by("-pk").first()):
        return already
    if tray.state != Batch.COLLECTING or tray.proofed_at is None:
        raise CannotRelease("Read the proofs first, then release the batch.")
    if postage not in PrintBatch.Postage.values:
        raise CannotRelease("Choose first or second class.")
    if stop := stages.stopped().get(tray.action):
        raise CannotRelease(f"{title(tray)} was stopped by {stop.stopped_by.name}: {stop.why}. What waits stays here.")
    theirs = for_check(waiting(tray, user=by).filter(queued_at__lte=tray.proofed_at))
    going = [each.message.pk for each in standing(list(theirs), on=on) if not each.held]
    if not going:
        raise CannotRelease("None of these letters can go yet: see why beside each.")
    job = Job.objects.create(
        kind=KIND, made_by=by, total=len(going), input={"messages": going}, lease_until=now + LEASE
    )
    gone = PrintBatch.objects.create(
        action=tray.action,
        state=Batch.RELEASING,
        postage=postage,
        opened_at=tray.opened_at,
        cut_off_at=tray.cut_off_at,
        proofed_by=tray.proofed_by,
        proofed_at=tray.proofed_at,
        released_by=by,
        released_at=now,
        job=job,
    )
    job.input["batch"] = gone.pk
    job.save(update_fields=["input"])
    OutboxMessage.objects.filter(pk__in=going, state=State.QUEUED, batch=tray).update(batch=gone)
    tray.proofed_by = tray.proofed_at = None
    tray.save(update_fields=["proofed_by", "proofed_at"])
    return gone


# -------------------------------------------------------------------------------------------------- while it goes


def part(job_id: int, *, on: date) -> bool:
    """Lay out and issue the next letters of a release; True while more wait. Running it twice does nothing twice."""
    batch = PrintBatch.objects.filter(job=job_id, state=Batch.RELEASING).first()
    if batch is None:  # it has ended, or another job took up what failed
        return False
    for message_id in list(waiting(batch).values_list("pk", flat=True)[:PART]):
        if _halted(batch, job_id):
            break
        _one(message_id, on=on)
        _sign_of_life(batch, job_id)
    if _halted(batch, job_id):
        _leave_the_rest(batch)
    finish(batch, now=timezone.now())
    return waiting(batch).exists() and not _halted(batch, job_id)


def _one(message_id: int, *, on: date) -> None:
    """One letter. What cannot be laid out or stored has failed and is listed; the others go on."""
    try:
        outbox.release(message_id, on=on, now=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out, and it is done again
    except Exception:
        log.exception("letter_could_not_be_made", message=message_id)
        outbox.could_not_be_made(message_id, on=on, at=timezone.now())


def ask_to_stop(batch: PrintBatch) -> None:
    """What went stays gone and is printed; the rest collects again. Too late it changes nothing."""
    Job.objects.filter(pk__in=[batch.job_id], state__in=UNDER_WAY).update(cancel_asked=True)


def _halted(batch: PrintBatch, job_id: int) -> bool:
    """Whether somebody asked to stop this release, or stopped this kind of letter."""
    return Job.objects.filter(pk=job_id, cancel_asked=True).exists() or batch.action in stages.stopped()


def _sign_of_life(batch: PrintBatch, job_id: int) -> None:
    left = OutboxMessage.objects.filter(batch=batch, state__in=[State.QUEUED, State.SENDING]).count()
    Job.objects.filter(pk=job_id, state__in=UNDER_WAY).update(
        state=Job.State.RUNNING, done=F("total") - left, lease_until=timezone.now() + LEASE
    )


def _leave_the_rest(batch: PrintBatch) -> None:
    """What was not reached goes on collecting, with its deadline."""
    times = {"opened_at": batch.opened_at, "cut_off_at": batch.cut_off_at}
    with transaction.atomic():
        tray, _ = PrintBatch.objects.get_or_create(action=batch.action, state=Batch.COLLECTING, defaults=times)
        if waiting(batch).update(batch=tray):
            PrintBatch.objects.filter(pk=tray.pk, cut_off_at__gt=batch.cut_off_at).update(cut_off_at=batch.cut_off_at)


@dataclass(kw_only=True)
class Result:
    """What came of the letters of one release; the four parts add up to what it began with."""

    sent: list[OutboxMessage] = field(default_factory=list)
    withdrawn: list[OutboxMessage] = field(default_factory=list)
    failed: list[OutboxMessage] = field(default_factory=list)
    left: list[OutboxMessage] = field(default_factory=list)


def result_of(job: Job) -> Result:
    """Each letter of the release where it stands now."""
    result = Result()
    found = OutboxMessage.objects.filter(pk__in=job.input["messages"]).order_by("pk")
    for message in found.select_related("account", "person", "document"):
        match message.state:
            case State.SENT:
                result.sent.append(message)
            case State.WITHDRAWN:
                result.withdrawn.append(message)
            case State.FAILED:
                result.failed.append(message)
            case _:
                result.left.append(message)
    return result


@transaction.atomic
def finish(batch: PrintBatch, *, now: datetime) -> bool:
    """Close a release of which nothing waits or goes any more: join what went for the printer, and count.

    Who comes second waits and finds it done; a worker that dies here leaves it to be done again.
    """
    batch = PrintBatch.objects.select_for_update(of=["self"]).select_related("job", "released_by").get(pk=batch.pk)
    going = OutboxMessage.objects.filter(batch=batch, state__in=[State.QUEUED, State.SENDING])
    if batch.state != Batch.RELEASING or going.exists():
        return False
    job = batch.job
    assert job is not None  # a release has one
    job.refresh_from_db()
    result = result_of(job)
    if result.sent:
        printing.make_papers(batch, result.sent, at=now)
    batch.state = Batch.RELEASED
    batch.save(update_fields=["state"])
    job.state = Job.State.CANCELLED if result.left else Job.State.DONE
    job.done, job.ended_at = len(result.sent) + len(result.withdrawn) + len(result.failed), now
    job.failures = [f"{each.account}: {each.why}" for each in result.failed]
    parts = {"sent": result.sent, "withdrawn": result.withdrawn, "failed": result.failed, "left": result.left}
    job.result = {name: len(found) for name, found in parts.items()}
    job.save(update_fields=["state", "done", "ended_at", "failures", "result"])
    return True


def left_behind(*, now: datetime) -> list[Job]:
    """The jobs of the print room that give no sign any more, each with its lease renewed: send them out again."""
    silent = list(Job.objects.filter(kind__in=[KIND, COPY], state__in=UNDER_WAY, lease_until__lt=now).order_by("pk"))
    Job.objects.filter(pk__in=[job.pk for job in silent]).update(lease_until=now + LEASE)
    return silent


# -------------------------------------------------------------------------------------------------- after it went


def failures(batch: PrintBatch) -> QuerySet[OutboxMessage]:
    """The letters of a release that could not be made and are not seen to otherwise."""
    return OutboxMessage.objects.filter(batch=batch, state=State.FAILED, seen_to_at=None).order_by("pk")


@transaction.atomic
def retry(*, batch: PrintBatch, by: User, now: datetime) -> Job:
    """Try again what failed, and nothing else. Raises CannotRelease."""
    may_release(by)
    batch = PrintBatch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
    if batch.state != Batch.RELEASED:
        raise CannotRelease("This batch is still being released.")
    failed = failures(batch).filter(account__in=RentAccount.objects.visible_to(by))
    again = [message.pk for message in failed.select_for_update(of=["self"])]
    if not again:
        raise CannotRelease("Nothing of this batch has failed.")
    OutboxMessage.objects.filter(pk__in=again).update(state=State.QUEUED, ended_at=None, lease_until=None, why="")
    job = Job.objects.create(
        kind=KIND, made_by=by, total=len(again), input={"messages": again, "batch": batch.pk}, lease_until=now + LEASE
    )
    batch.state, batch.job = Batch.RELEASING, job
    batch.save(update_fields=["state", "job"])
    return job


def released(user: User) -> QuerySet[PrintBatch]:
    """Releases of this person, and those whose letters are all on their lists, the newest first."""
    hidden = OutboxMessage.objects.filter(batch=OuterRef("pk")).exclude(
        account__in=RentAccount.objects.visible_to(user)
    )
    batches = PrintBatch.objects.exclude(state=Batch.COLLECTING).filter(Q(released_by=user) | ~Exists(hidden))
    return batches.select_related("released_by", "job").order_by("-released_at", "-pk")


# ------------------------------------------------------------------------------------------------------------- printing


def unprinted(user: User, *, now: datetime) -> QuerySet[PrintBatch]:
    """Releases past their deadline whose letters nobody has taken to the printer: they went on paper alone."""
    waiting_for_paper = BatchPaper.objects.filter(kind=BatchPaper.Kind.LETTERS, printed_at=None)
    return released(user).filter(pk__in=waiting_for_paper.values("batch"), state=Batch.RELEASED, cut_off_at__lt=now)


def papers_of(batch: PrintBatch, *, user: User) -> QuerySet[BatchPaper]:
    """The files of a release for the printer, for whoever released it or may see all of its letters."""
    return BatchPaper.objects.filter(batch=batch, batch__in=released(user).values("pk")).order_by("pk")


@transaction.atomic
def printed(paper: BatchPaper, *, by: User, at: datetime) -> None:
    """Note who took a paper to be printed first. Once is enough: what is printed again is marked as a copy."""
    may_release(by)
    BatchPaper.objects.filter(pk=paper.pk, printed_at=None).update(printed_at=at, printed_by=by)


@transaction.atomic
def ask_copy(*, paper: BatchPaper, by: User, now: datetime) -> Job:
    """Have a batch's letters marked as a copy, to be printed again. Asked twice while it is made: once.

    Raises CannotRelease.
    """
    may_release(by)
    paper = BatchPaper.objects.select_for_update().get(pk=paper.pk)
    if paper.kind != BatchPaper.Kind.LETTERS or paper.printed_at is None:
        raise CannotRelease("These letters have not been printed yet: print them, then they may be printed again.")
    known = Job.objects.filter(kind=COPY, input__paper=paper.pk, state__in=UNDER_WAY)
    if making := known.filter(lease_until__gt=now).first():
        return making
    return Job.objects.create(
        kind=COPY, made_by=by, total=1, input={"paper": paper.pk, "batch": paper.batch_id}, lease_until=now + LEASE
    )


@transaction.atomic
def copy(job_id: int, *, now: datetime) -> None:
    """Make the copy that a job asks for. Running it twice makes one."""
    job = Job.objects.select_for_update(of=["self"]).select_related("made_by").get(pk=job_id, kind=COPY)
    if job.state not in UNDER_WAY or job.made_by is None:
        return
    paper = BatchPaper.objects.select_related("batch").get(pk=job.input["paper"])
    made = printing.make_copy(paper, by=job.made_by, at=now)
    job.state, job.done, job.ended_at, job.result = Job.State.DONE, 1, now, {"paper": made.pk}
    job.save(update_fields=["state", "done", "ended_at", "result"])
