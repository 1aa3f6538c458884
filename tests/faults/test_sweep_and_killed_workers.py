"""The sweep when a worker is killed, when two run at once, when two decide the same accounts: once each, none lost."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from caseload import runs, tasks
from caseload.models import Recommendation, SweepChunk, SweepRun
from caseload.sweep import decide_now
from config.services import wait_until
from staff.clock import today
from tenancies.models import AccountChange, RentAccount
from tests.factories.people import household
from tests.processes import Processes

pytestmark = pytest.mark.fault
HELD_UP = """
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND relation = 'caseload_recommendation'::regclass AND database = (
        SELECT oid FROM pg_database WHERE datname = current_database()
    )
"""


@pytest.fixture(autouse=True)
def _chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 2)  # the run is cut in this process, and done in the workers'


def council(homes: int = 6) -> None:
    for _ in range(homes):
        household()


def every_account_once() -> bool:
    """Each account has its one row, and no step was opened twice."""
    rows = list(Recommendation.objects.values_list("account_id", "lapsed_on"))
    accounts = RentAccount.objects.count()
    return len(rows) == accounts == len({account for account, lapsed_on in rows if lapsed_on is None})


def state() -> str:
    return SweepRun.objects.values_list("state", flat=True).get()


def test_a_worker_killed_in_mid_sweep_loses_nothing_and_doubles_nothing(processes: Processes) -> None:
    council()
    worker = processes.worker(queues="sweep")
    with psycopg.connect(processes.database_url) as holding_up:
        holding_up.execute("LOCK TABLE caseload_recommendation IN EXCLUSIVE MODE")
        tasks.nightly_sweep(as_of=today().isoformat())
        wait_until(lambda: holding_up.execute(HELD_UP).fetchone() == (1,), "No chunk was ever being written.")
        worker.kill()
    assert not Recommendation.objects.exists()
    [held] = SweepChunk.objects.exclude(lease_until=None)
    assert held.lease_until is not None
    assert held.lease_until > timezone.now()

    processes.worker(queues="sweep")
    wait_until(lambda: SweepChunk.objects.filter(done_at=None).count() == 1, "The free chunks were never done.")
    AccountChange.objects.create(account=RentAccount.objects.earliest("pk"))
    tasks.every_minute.delay()  # the dead worker's lease still runs: nothing is taken from it
    wait_until(lambda: not AccountChange.objects.exists(), "The minute run never came.")
    assert state() == "running"

    SweepChunk.objects.filter(done_at=None).update(lease_until=timezone.now())  # its five minutes are over
    tasks.every_minute.delay()
    wait_until(lambda: state() == "done", "The run never ended.")

    run = SweepRun.objects.get()
    assert (run.accounts, run.decided, run.failures, run.alarms) == (6, 6, [], [])
    assert sum(run.buckets.values()) == 6
    assert every_account_once()


def test_a_sweep_whose_messages_the_broker_forgot_is_sent_again_by_the_minute_run(
    processes: Processes, empty_broker: None
) -> None:
    council()
    run = runs.start(as_of=today())  # and nothing of it reached the broker
    processes.worker(queues="sweep")

    tasks.every_minute.delay()

    wait_until(lambda: state() == "done", "The run never ended.")
    run.refresh_from_db()
    assert run.decided == 6
    assert every_account_once()


def test_two_sweeps_at_once_are_one_run_with_each_account_once(processes: Processes) -> None:
    council(20)
    command = [sys.executable, "manage.py", "sweep", "--as-of", today().isoformat(), "--json"]
    both = [
        subprocess.Popen(
            command, env=processes.environment(), cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]

    ended = [process.communicate(timeout=60) for process in both]

    assert [process.returncode for process in both] == [0, 0], ended
    answers: list[dict[str, Any]] = [json.loads(out) for out, _ in ended]
    assert all(answer["accounts"] == answer["decided"] == 20 for answer in answers)
    assert SweepRun.objects.exclude(state="done").count() == 0
    # Where one ended before the other began there are two runs, and the second wrote nothing.
    assert sum(SweepRun.objects.values_list("written", flat=True)) == 20
    assert every_account_once()


def test_two_that_start_together_join_one_run(own_database: str) -> None:
    council()
    together = threading.Barrier(2)

    def start() -> int:
        try:
            together.wait(timeout=20)
            return runs.start(as_of=today()).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = (future.result(timeout=60) for future in [pool.submit(start), pool.submit(start)])

    assert first == second
    assert SweepRun.objects.count() == 1
    assert SweepChunk.objects.count() == 3  # six accounts, two a chunk


def test_two_workers_deciding_the_same_accounts_write_each_once(own_database: str) -> None:
    council(10)
    ids = list(RentAccount.objects.values_list("pk", flat=True))
    together = threading.Barrier(2)

    def decide(order: list[int]) -> int:
        try:
            together.wait(timeout=20)
            return decide_now(order, as_of=today()).written
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        written = [f.result(timeout=60) for f in [pool.submit(decide, ids), pool.submit(decide, ids[::-1])]]

    assert sorted(written) == [0, 10]
    assert every_account_once()
