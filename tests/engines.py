"""A pair of engines that a test may break: its own PostgreSQL and Valkey, in a state folder of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.db import connections
from django.test import override_settings
from kombu import pools

from config.celery import app
from config.services import Pair, wait_until


class Engines:
    """What may befall them. After each, whoever was connected has lost the connection."""

    def __init__(self, home: Path) -> None:
        self.pair = Pair(home)
        self.redis_url = f"unix://{home}/valkey/valkey.sock?db=0"

    def database(self) -> dict[str, Any]:
        """Django's settings of the migrated database."""
        ours = connections["default"].settings_dict
        return {**ours, "HOST": str(self.pair.postgres), "NAME": "quarterday", "USER": "quarterday", "PORT": ""}

    def migrate(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"QUARTERDAY_HOME": str(self.pair.home), "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)

    def kill_database(self) -> None:
        """As a machine that loses power."""
        self._kill(int((self.pair.postgres / "postmaster.pid").read_text().splitlines()[0]), self.pair.database_answers)

    def kill_broker(self) -> None:
        self._kill(int((self.pair.valkey / "pid").read_text()), self.pair.broker_answers)

    def start(self) -> None:
        """Start what is not running."""
        self.pair.start()

    def restart_database(self) -> None:
        self.kill_database()
        self.start()

    def restart_broker(self) -> None:
        self.kill_broker()
        self.start()

    def _kill(self, number: int, answers: Callable[[], bool]) -> None:
        """The process and all its children at once: a child left over would hold the database's memory."""
        engine = psutil.Process(number)
        together = [engine, *engine.children(recursive=True)]
        for process in together:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(together, timeout=20)
        wait_until(lambda: not answers(), "The engine still answers after it was killed.")


@contextmanager
def broker_in_use(redis_url: str) -> Iterator[None]:
    """Have this process's cache and tasks go to another broker."""
    cache = {"default": {**settings.CACHES["default"], "LOCATION": redis_url}}
    kept = app.conf.broker_url
    with override_settings(REDIS_URL=redis_url, CACHES=cache):
        _send_tasks_to(redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="))
        yield
    _send_tasks_to(kept)


def _send_tasks_to(broker_url: str) -> None:
    pools.reset()
    app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = broker_url
    app._pool = None
    app.amqp._producer_pool = None
