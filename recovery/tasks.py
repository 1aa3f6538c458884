"""Letters and messages go from workers: post from the documents queue, e-mails and texts from the messages queue."""

from datetime import date

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from recovery import deliveries, outbox, releases
from staff.clock import today

QUEUE_OF = {"letter": "documents", "email": "messages", "sms": "messages"}


@shared_task
def release_message(message_id: int, *, on: str) -> None:
    """Let one message go on the day given. Running it twice changes nothing."""
    outbox.release(message_id, on=date.fromisoformat(on), now=timezone.now())


def release_batch(job_id: int) -> None:
    """Send out the parts of a release once this transaction commits, to as many workers as are there.

    A broker that is away fails nothing: the minute run sends them again.
    """
    on = today().isoformat()

    def send() -> None:
        for _ in range(releases.SIDE_BY_SIDE):
            release_part.delay(job_id, on=on)

    transaction.on_commit(send, robust=True)


@shared_task
def release_part(job_id: int, *, on: str) -> None:
    """Lay out the next letters of a release, then stand in line again, so that other papers have their turn."""
    if releases.part(job_id, on=date.fromisoformat(on)):
        release_part.delay(job_id, on=on)


@shared_task
def copy_paper(job_id: int) -> None:
    """Mark a batch's letters as a copy, to be printed again."""
    releases.copy(job_id, now=timezone.now())


@shared_task
def release_due() -> None:
    """Each minute: settle what a worker left behind, and hand out what is due, also what the broker has lost."""
    on, now = today(), timezone.now()
    outbox.recover(on=on, now=now)
    for job in releases.left_behind(now=now):
        release_batch(job.pk) if job.kind == releases.KIND else copy_paper.delay(job.pk)
    for message in outbox.due(now=now):
        release_message.apply_async(args=[message.pk], kwargs={"on": on.isoformat()}, queue=QUEUE_OF[message.channel])


@shared_task
def ask_what_became() -> None:
    """Every few minutes: ask the message services what became of what went, and of what may have gone."""
    on, now = today(), timezone.now()
    deliveries.ask_unknown(on=on, now=now)
    deliveries.ask_arrived(on=on, now=now)
