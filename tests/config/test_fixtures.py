"""The test run's own means: a database of one's own, and real processes on it."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from config.celery import app
from config.services import wait_until
from staff.models import Team
from tests.engines import Engines
from tests.processes import Processes, workers_answering


def test_a_database_of_ones_own_keeps_what_is_committed_and_leaves_the_shared_one_alone(own_database: str) -> None:
    Team.objects.create(name="North")
    connection.close()

    assert Team.objects.filter(name="North").exists()
    assert str(connection.settings_dict["NAME"]).startswith("test_")
    assert str(connection.settings_dict["NAME"]).endswith("_own")


@pytest.mark.django_db
def test_the_shared_database_is_back_afterwards() -> None:
    assert not str(connection.settings_dict["NAME"]).endswith("_own")
    assert not Team.objects.filter(name="North").exists()


def test_a_real_worker_takes_work_from_this_runs_part_of_the_broker(processes: Processes) -> None:
    worker = processes.worker()

    [name] = workers_answering()
    queues = app.control.inspect(destination=[name], timeout=5).active_queues()

    assert {queue["name"] for answer in queues.values() for queue in answer} == set(settings.QUEUES)
    worker.kill()
    assert worker.process.poll() is not None


def test_a_real_web_server_says_that_it_is_well(processes: Processes, static_files: None) -> None:
    web = processes.web()

    assert web.address.startswith("http://127.0.0.1:")


@pytest.mark.fault
def test_engines_of_ones_own_may_be_killed_and_come_back_with_what_was_committed(
    own_engines: Engines, processes_on_own_engines: Processes
) -> None:
    processes_on_own_engines.worker()
    Team.objects.create(name="North")

    own_engines.kill_database()
    own_engines.kill_broker()
    connection.close()
    with pytest.raises(OperationalError):
        Team.objects.count()
    own_engines.start()
    connection.close()

    assert Team.objects.filter(name="North").exists()
    wait_until(lambda: bool(workers_answering()), "The worker did not find the broker again.")
