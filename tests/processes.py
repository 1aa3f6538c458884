"""Real servers for tests: a Celery worker and gunicorn in processes of their own, ready when they say so."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from config.celery import app
from config.services import wait_until

BIN = Path(sys.executable).parent


@dataclass
class Server:
    """One process with its children. `log` holds all that it printed."""

    process: subprocess.Popen[bytes]
    log: Path
    address: str = ""

    def kill(self) -> None:
        """As a machine that loses power: nothing is tidied, no child survives."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """As an administrator would: what is running is finished first."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(timeout=20)


@dataclass
class Processes:
    """Starts servers against one database and one part of the broker, and ends them all."""

    database_url: str
    folder: Path
    started: list[Server] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        """What a process needs to see the same site as the test; `more` adds settings."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": settings.REDIS_URL,
            "DOCUMENTS_URL": f"file://{settings.DOCUMENTS}",
            "SECRET_KEY": settings.SECRET_KEY,
            "EMAIL_URL": f"filemail:///{self.folder}/mail",
            "DEBUG": "no",
            "QUARTERDAY_EMBEDDED": "yes",
            **more,
        }

    def worker(self, *, processes: int = 1, queues: str = ",".join(settings.QUEUES), **more: str) -> Server:
        """A Celery worker that has answered a ping."""
        name = f"worker{len(self.started)}@{self.folder.name}"
        command = [
            BIN / "celery",
            "-A",
            "config",
            "worker",
            "-n",
            name,
            "-c",
            str(processes),
            "-Q",
            queues,
            "-l",
            "INFO",
        ]
        server = self._start(command, more)
        self._await(server, lambda: name in workers_answering(only=[name]))
        return server

    def web(self, **more: str) -> Server:
        """gunicorn that has answered at its health page; `address` is where."""
        port = free_port()
        command = [BIN / "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"]
        server = self._start(command, {"PORT": str(port), **more})
        server.address = f"http://127.0.0.1:{port}"
        self._await(server, lambda: answers(f"{server.address}/health/?format=text"))
        return server

    def stop_all(self) -> None:
        for server in self.started:
            server.stop()

    def _start(self, command: list[object], more: dict[str, str]) -> Server:
        log = self.folder / f"process-{len(self.started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(word) for word in command],
                env=self.environment(**more),
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        server = Server(process=process, log=log)
        self.started.append(server)
        return server

    def _await(self, server: Server, ready: Callable[[], bool]) -> None:
        def ready_or_ended() -> bool:
            if server.process.poll() is not None:
                raise AssertionError(f"The process ended before it was ready:\n{server.log.read_text()}")
            return ready()

        wait_until(ready_or_ended, f"Not ready in time; see {server.log}.")


def workers_answering(only: list[str] | None = None) -> list[str]:
    """Names of the workers that answer now, asked over a new connection: an old one may have lost its broker."""
    with app.connection_for_write() as connection:
        try:
            return list(app.control.inspect(destination=only, timeout=1, connection=connection).ping() or [])
        except connection.connection_errors:
            return []


def answers(address: str) -> bool:
    """Whether the page is there and well."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
