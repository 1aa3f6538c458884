"""The sweep when the broker or the database is killed under it and started again."""

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from caseload import runs, tasks
from caseload.models import Recommendation, SweepChunk, SweepRun
from config.services import wait_until
from staff.clock import today
from tenancies.models import RentAccount
from tests.engines import Engines
from tests.factories.people import household
from tests.faults.test_sweep_and_killed_workers import HELD_UP, every_account_once
from tests.processes import Processes, workers_answering

pytestmark = pytest.mark.fault


@pytest.fixture(autouse=True)
def _chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 2)


def state() -> str:
    """The run's state, asked over a new connection where the database has just come back."""
    try:
        return SweepRun.objects.values_list("state", flat=True).get()
    except OperationalError:
        connection.close()
        return "no answer"


def resumed() -> bool:
    """Have the minute run sent, as beat does; whether the sweep is done."""
    SweepChunk.objects.filter(done_at=None).update(lease_until=timezone.now())  # the dead ones' five minutes are over
    tasks.every_minute.delay()
    return state() == "done"


def test_a_sweep_survives_the_restart_of_the_broker(own_engines: Engines, processes_on_own_engines: Processes) -> None:
    for _ in range(6):
        household()
    processes_on_own_engines.worker(queues="sweep")
    with psycopg.connect(processes_on_own_engines.database_url) as holding_up:
        holding_up.execute("LOCK TABLE caseload_recommendation IN EXCLUSIVE MODE")
        tasks.nightly_sweep(as_of=today().isoformat())
        wait_until(lambda: holding_up.execute(HELD_UP).fetchone() == (1,), "No chunk was ever being written.")
        own_engines.restart_broker()
    wait_until(lambda: bool(workers_answering()), "The worker never came back.")

    wait_until(resumed, "The run never ended.")

    run = SweepRun.objects.get()
    assert (run.accounts, run.decided, run.alarms) == (6, 6, [])
    assert every_account_once()


def test_a_sweep_survives_the_restart_of_the_database(
    own_engines: Engines, processes_on_own_engines: Processes
) -> None:
    for _ in range(6):
        household()
    processes_on_own_engines.worker(queues="sweep")
    holding_up = psycopg.connect(processes_on_own_engines.database_url)
    holding_up.execute("LOCK TABLE caseload_recommendation IN EXCLUSIVE MODE")
    tasks.nightly_sweep(as_of=today().isoformat())
    wait_until(lambda: holding_up.execute(HELD_UP).fetchone() == (1,), "No chunk was ever being written.")
    own_engines.restart_database()
    holding_up.close()
    connection.close()
    assert not Recommendation.objects.exists()

    wait_until(resumed, "The run never ended.")

    run = SweepRun.objects.get()
    assert (run.accounts, run.decided, run.failures, run.alarms) == (6, 6, [], [])
    assert RentAccount.objects.count() == 6
    assert every_account_once()
