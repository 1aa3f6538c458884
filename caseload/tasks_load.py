"""Loading an extract in a worker."""

from celery import shared_task

from caseload import load_jobs
from staff.clock import today
from staff.models import Job


@shared_task(acks_late=True)
def load_extract_job(job_id: int) -> None:
    """Try or load the extract that a job names. Sent twice it loads once: the same extract changes nothing."""
    load_jobs.run(Job.objects.get(pk=job_id), on=today())
