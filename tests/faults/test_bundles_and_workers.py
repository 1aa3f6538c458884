"""A bundle built by a real worker; one whose worker died is stopped and built again."""

from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from caseload.tasks_bundles import build_bundle
from config.services import wait_until
from legal import bundles
from legal.models import Bundle
from staff.models import Job
from tests.legal.bundling import MONDAY, begun, case, pages
from tests.processes import Processes

pytestmark = pytest.mark.fault


def state(bundle: Bundle) -> str:
    return Bundle.objects.values_list("state", flat=True).get(pk=bundle.pk)


def test_a_bundle_whose_worker_is_killed_is_stopped_and_built_by_the_next(processes: Processes) -> None:
    bundle = begun(case())
    job = bundles.begin_build(bundle, by=bundle.made_by)
    with psycopg.connect(processes.database_url) as holding_up:
        holding_up.execute("LOCK TABLE tenancies_issueddocument IN EXCLUSIVE MODE")
        worker = processes.worker(queues="documents", QUARTERDAY_TODAY=MONDAY.isoformat())
        build_bundle.delay(job.pk)
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'tenancies_issueddocument'::regclass"
        wait_until(lambda: holding_up.execute(waiting).fetchone() == (1,), "The bundle was never being kept.")
        found = Job.objects.get(pk=job.pk)
        assert (found.state, found.done) == ("running", found.total)  # its progress is seen while it works
        worker.kill()
    assert state(bundle) == "building"

    bundles.stop_build(bundle, by=bundle.made_by, at=timezone.now() + timedelta(hours=1))
    assert state(bundle) == "draft"
    again = bundles.begin_build(bundle, by=bundle.made_by)
    processes.worker(queues="documents", QUARTERDAY_TODAY=MONDAY.isoformat())
    build_bundle.delay(again.pk)
    wait_until(lambda: state(bundle) == "built", "The bundle was never built.")

    built = Bundle.objects.select_related("document").get(pk=bundle.pk)
    assert built.job_id == again.pk
    assert f"Page 1 of {built.pages}" in pages(built)[0]
