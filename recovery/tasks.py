"""Letters and messages go from workers: post from the documents queue, e-mails and texts from the messages queue."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from recovery import deliveries, outbox
from staff.clock import today

QUEUE_OF = {"letter": "documents", "email": "messages", "sms": "messages"}


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


@shared_task
def ask_what_became() -> None:
    """Every few minutes: ask the message services what became of what went, and of what may have gone."""
    on, now = today(), timezone.now()
    deliveries.ask_unknown(on=on, now=now)
    deliveries.ask_arrived(on=on, now=now)
