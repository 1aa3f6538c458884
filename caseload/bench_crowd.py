"""A hundred officers at work at once, over loopback: the site as it is served, and locust in their place."""

import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from caseload import queue
from caseload.benching import AS_OF, manage
from staff.models import Role, User

OFFICERS = 100
SECONDS = 120
A_SECOND = 5  # officers who come in
BIN = Path(sys.executable).parent


def bench(url: str) -> dict[str, Any]:
    """Milliseconds (95th centile, median), requests and failures of a hundred officers for two minutes."""
    with tempfile.TemporaryDirectory(prefix="quarterday-crowd-") as made, _site(url) as address:
        folder = Path(made)
        (folder / "officers.json").write_text(json.dumps(_officers()))
        environment = {
            **os.environ,
            "OFFICERS": str(folder / "officers.json"),
            "SESSION_COOKIE": settings.SESSION_COOKIE_NAME,
        }
        command = [str(BIN / "locust"), "-f", str(settings.BASE_DIR / "tests/bench/officers.py"), "--host", address]
        command += ["--headless", "-u", str(OFFICERS), "-r", str(A_SECOND), "-t", f"{SECONDS}s", "--loglevel", "ERROR"]
        command += ["--csv", str(folder / "crowd"), "--exit-code-on-error", "0"]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RuntimeError(f"Locust stopped: {ran.stderr[-2000:]}")
        total = next(row for row in _table(folder / "crowd_stats.csv") if row["Name"] == "Aggregated")
        failed = [f"{row['Name']}: {row['Error']}" for row in _table(folder / "crowd_failures.csv")]
    return {
        "crowd_requests": int(total["Request Count"]),
        "crowd_failures": int(total["Failure Count"]),
        "crowd_what_failed": failed,
        "crowd_median": float(total["50%"]),
        "crowd_p95": float(total["95%"]),
        "crowd_requests_a_second": round(float(total["Requests/s"]), 1),
    }


def _table(path: Path) -> list[dict[str, str]]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def _officers() -> list[dict[str, Any]]:
    """A hundred sessions of those who have work waiting, each with accounts to open."""
    people = User.objects.filter(role=Role.INCOME_OFFICER, is_active=True).order_by("pk")
    made = []
    for user in people[:OFFICERS]:
        waiting = [each.account_id for each in queue.queue(user, on=AS_OF)[:30]]
        if waiting:
            made.append({"session": _session(user), "accounts": waiting})
    if not made:
        raise RuntimeError("No officer has anything waiting.")
    return [made[turn % len(made)] for turn in range(OFFICERS)]


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    key: str = store.session_key
    return key


@contextmanager
def _site(url: str) -> Iterator[str]:
    """The site as `make demo` serves it, on a free port, with the bench's database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DEBUG": "no",
        "QUARTERDAY_EMBEDDED": "yes",
        "QUARTERDAY_TODAY": AS_OF.isoformat(),
        "PORT": str(settings.PORT),
    }
    manage("collectstatic", "--noinput", "-v0", **environment)
    command = [str(BIN / "gunicorn"), "config.wsgi", "-b", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    served = subprocess.Popen(
        [*command, "--no-control-socket", "--preload"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _await(address, served)
        yield address
    finally:
        served.terminate()
        served.wait(timeout=30)


def _await(address: str, served: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and served.poll() is None:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{address}/health/?format=text", timeout=5).close()  # nosec B310
            return
        time.sleep(0.2)
    raise RuntimeError("The site did not start.")
