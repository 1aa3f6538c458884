"""Letters and e-mails go from workers: posted ones from the documents queue, e-mails from the messages queue."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from recovery import outbox
from staff.clock import today

QUEUE_OF = {"letter": "documents", "email": "messages"}


@shared_task
def release_message(message_id: int, *, on: str) -> None:
    """Let one message go on the day given. Running it twice changes nothing."""
    outbox.release(message_id, on=date.fromisoformat(on), now=timezone.now())


@shared_task
def release_due() -> None:
    """Each minute: settle what a worker left behind, and hand out what is due, also what the broker has lost."""
    on, now = today(), timezone.now()
    outbox.recover(on=on, now=now)
    for message in outbox.due(now=now):
        release_message.apply_async(args=[message.pk], kwargs={"on": on.isoformat()}, queue=QUEUE_OF[message.channel])
