"""An act on many accounts in a worker."""

from celery import shared_task

from caseload import bulk
from staff.clock import today
from staff.models import Job


@shared_task(acks_late=True)
def bulk_job(job_id: int) -> None:
    """Do what a job asks. Sent twice it goes on where it stopped, or finds it done."""
    bulk.work(Job.objects.get(pk=job_id, kind__in=bulk.KINDS), on=today())


def start(job: Job) -> None:
    """Small work is done at once, the rest by a worker."""
    if bulk.soon_done(job):
        bulk.work(job, on=today())
    else:
        bulk_job.delay_on_commit(job.pk)
