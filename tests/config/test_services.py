"""The embedded pair, in a state folder of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.services import Pair


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path that every user may reach: a database's socket lies inside, and root's database is not root's."""
    with tempfile.TemporaryDirectory(prefix="qd-", dir="/var/tmp") as folder:
        yield Path(folder)
        manage(Path(folder), "services", "stop")


def manage(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"QUARTERDAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "yes"}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)


def test_the_pair_starts_by_itself_outlives_the_command_and_keeps_what_it_holds(home: Path) -> None:
    asked = manage(home, "shell", "-c", "from django.core.cache import cache; cache.set('kept', 'yes', None)")
    assert asked.returncode == 0, asked.stderr
    pair = Pair(home)
    assert pair.status() == {"PostgreSQL": True, "Valkey": True}

    assert "PostgreSQL: stopped\nValkey: stopped" in manage(home, "services", "stop").stdout
    assert pair.status() == {"PostgreSQL": False, "Valkey": False}

    again = manage(home, "shell", "-c", "from django.core.cache import cache; print(cache.get('kept'))")
    assert again.stdout.endswith("yes\n")
    assert (home / "postgres").stat().st_mode & 0o777 == 0o700
    assert (home / "valkey").stat().st_mode & 0o777 == 0o700


def test_two_commands_at_once_start_one_pair(home: Path) -> None:
    environment = {
        **os.environ,
        "QUARTERDAY_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "yes",
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", "services", "start"]
    started = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    answers = [process.communicate()[0] for process in started]

    assert [process.returncode for process in started] == [0, 0]
    assert all("PostgreSQL: running\nValkey: running" in answer for answer in answers)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database belongs to another user")
def test_roots_state_folder_must_be_within_reach_of_the_databases_user(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    ended = manage(tmp_path / "inside", "shell", "-c", "")

    assert ended.returncode == 1
    assert ended.stderr.endswith("choose another QUARTERDAY_HOME, such as under /var/lib.\n")


def test_a_server_with_its_own_engines_has_no_pair_to_look_after() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "yes"}
    environment |= {"DATABASE_URL": "postgres://nobody@localhost/none", "REDIS_URL": "redis://localhost/0"}
    command = [sys.executable, "manage.py", "services", "status"]

    ended = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)

    assert (
        ended.stderr == "CommandError: DATABASE_URL and REDIS_URL are set: there is no embedded pair to look after.\n"
    )
