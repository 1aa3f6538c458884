"""Bundles built in a worker."""

from celery import shared_task

from caseload.legal.bundles import build
from staff.clock import today
from staff.models import Job


@shared_task(acks_late=True)
def build_bundle(job_id: int) -> None:
    """Build the bundle that a job names. Sent twice it is built once."""
    build.run(Job.objects.get(pk=job_id), on=today())
