"""`make demo`, from an empty state folder to a council at work, and again."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.services import Pair, wait_until
from tests.processes import free_port

FIRST_START_SECONDS = 240
SECOND_START_SECONDS = 20

pytestmark = pytest.mark.slow


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="qd-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def start(home: Path, port: int) -> subprocess.Popen[str]:
    ours = {"DATABASE_URL", "REDIS_URL", "EXTRACT", "QUARTERDAY_TODAY", "DEMO_PASSWORD", "COUNCIL_NAME"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"QUARTERDAY_HOME": str(home), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"DEBUG": "no", "QUARTERDAY_EMBEDDED": "yes", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "demo"]
    with (home / "output").open("w") as output:
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output, text=True
        )


def wait_for_welcome(process: subprocess.Popen[str], home: Path, seconds: float) -> str:
    def welcomed_or_ended() -> bool:
        assert process.poll() is None, (home / "output").read_text()
        return "Ctrl-C stops everything." in (home / "output").read_text()

    wait_until(welcomed_or_ended, f"No welcome within {seconds} seconds.", seconds)
    return (home / "output").read_text()


def password_in(welcome: str) -> str:
    found = re.search(r"password (\S+)", welcome)
    assert found
    return found[1]


def test_the_demo_starts_from_nothing_stops_whole_and_starts_again_in_seconds(home: Path, static_files: None) -> None:
    port = free_port()
    first = start(home, port)
    welcome = wait_for_welcome(first, home, FIRST_START_SECONDS)

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/login/") as page:
        assert page.status == 200
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert {"Income officer", "Team leader", "Administrator"} <= set(re.findall(r"  ([A-Z][a-z ]+)$", welcome, re.M))
    assert (home / "demo_password").stat().st_mode & 0o777 == 0o600

    second = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "QUARTERDAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
    )
    assert second.returncode == 1
    assert f"running already at http://localhost:{port}" in second.stderr

    first.send_signal(signal.SIGINT)
    assert first.wait(timeout=60) == 0
    assert Pair(home).status() == {"PostgreSQL": False, "Valkey": False}

    again = start(home, port)
    assert password_in(wait_for_welcome(again, home, SECOND_START_SECONDS)) == password_in(welcome)
    again.send_signal(signal.SIGTERM)
    assert again.wait(timeout=60) == 0
