"""Fixtures for every test. The database is PostgreSQL, the broker Valkey, the worker and the browser real ones.

- `db` (pytest-django's): each test in a transaction that is rolled back. Most tests want this.
- `own_database`: a database of the test's own, for commits, several connections and other processes. It is a clone of
  the migrated one: emptying tables instead is refused by the ledger's triggers, so `transactional_db` is not used.
- `processes`: real workers and web servers on `own_database`.
- `own_engines`, `processes_on_own_engines`: a PostgreSQL and a Valkey that the test may kill. Mark such a test `fault`.
- `page` (pytest-playwright's): Debian's Chromium.
"""

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from config import services
from recovery import policies
from tests.databases import clone_in_use, database_of_run, database_url
from tests.engines import Engines, broker_in_use
from tests.processes import Processes

# Playwright keeps an event loop running in the test's thread, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = "/usr/bin/chromium"
LONG = {"test_who_may.py", "test_figures.py"}
QUIET_CHROMIUM = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: they must not be what the other core waits for at the end."""
    items.sort(key=lambda item: "journeys" not in item.path.parts and item.path.name not in LONG)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to search it for garbage again and again takes a sixth of a run's time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Tests that touch the database start the engines; the others need none."""
    services.start_if_embedded()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The migrated database. pytest-django's own fixture would not make it for a run of `own_database` tests alone."""
    with django_db_blocker.unblock(), database_of_run():
        yield


@pytest.fixture(autouse=True)
def no_policy_of_another_test() -> None:
    """A published policy is read once in a process; here each test publishes its own, under the same numbers."""
    policies._published.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def documents_folder() -> Iterator[None]:
    yield
    shutil.rmtree(settings.DOCUMENTS, ignore_errors=True)


@pytest.fixture
def empty_broker(django_db_setup: None) -> Iterator[None]:
    """This run's part of the broker and cache, with nothing in it before and after."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield
        client.flushdb()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, empty_broker: None) -> Iterator[str]:
    """A migrated database of this test's own, which Django's default connection then uses; yields its DATABASE_URL."""
    shared = dict(connections["default"].settings_dict)
    with django_db_blocker.unblock(), clone_in_use(shared, name=f"{shared['NAME']}_own") as url:
        yield url


@pytest.fixture
def processes(own_database: str, tmp_path: Path) -> Iterator[Processes]:
    """Starts real workers and web servers on this test's own database; all are ended with the test."""
    started = Processes(database_url=own_database, folder=tmp_path)
    yield started
    started.stop_all()


@pytest.fixture(scope="session")
def engines_to_break() -> Iterator[Engines]:
    """A migrated pair of engines, in a short path that every user may reach."""
    with tempfile.TemporaryDirectory(prefix="qd-", dir="/var/tmp") as folder:
        engines = Engines(Path(folder))
        engines.migrate()
        yield engines
        engines.pair.stop()


@pytest.fixture
def own_engines(engines_to_break: Engines, django_db_blocker: DjangoDbBlocker) -> Iterator[Engines]:
    """Engines that this test may break, with an empty broker and a migrated database that Django then uses."""
    engines_to_break.start()
    with redis.Redis.from_url(engines_to_break.redis_url) as client:
        client.flushall()
    original = engines_to_break.database()
    with (
        django_db_blocker.unblock(),
        broker_in_use(engines_to_break.redis_url),
        clone_in_use(original, name="site"),
    ):
        yield engines_to_break
        engines_to_break.start()


@pytest.fixture
def processes_on_own_engines(own_engines: Engines, tmp_path: Path) -> Iterator[Processes]:
    """Starts real workers and web servers on engines that the test may break; all are ended with the test."""
    url = database_url(dict(connections["default"].settings_dict))
    started = Processes(database_url=url, folder=tmp_path)
    yield started
    started.stop_all()


@pytest.fixture(scope="session")
def static_files() -> None:
    """Styles and scripts as a real server serves them. `make test` has collected them before it starts two workers."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "no"}
        environment["QUARTERDAY_EMBEDDED"] = "yes"
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET_CHROMIUM}
