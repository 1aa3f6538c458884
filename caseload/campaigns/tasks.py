"""Campaigns in a worker."""

from celery import shared_task
from django.utils import timezone

from caseload.campaigns import sending
from staff.clock import today


@shared_task(acks_late=True)
def campaign_job(job_id: int) -> None:
    """Try out or send one campaign. Sent twice it goes on where it stood, or finds it done."""
    sending.work(job_id, on=today())


@shared_task
def send_due() -> None:
    """Each minute: send what is due today, also what a dead worker left."""
    for job_id in sending.start_due(on=today(), at=timezone.now()):
        campaign_job.delay(job_id)
