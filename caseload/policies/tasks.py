"""Long work of the policy: simulations, and the nightly check of open steps against the law."""

from celery import shared_task

from caseload.policies import law_check, simulate
from staff.clock import today
from staff.models import Job


@shared_task(acks_late=True)
def simulate_policy(job_id: int) -> None:
    """Run a simulation. Sent twice it is run once."""
    simulate.work(Job.objects.get(pk=job_id, kind__in=simulate.KINDS))


@shared_task(acks_late=True)
def check_law() -> None:
    """Look at every open step: would the law and the gates let it be done today?"""
    law_check.run(on=today())
