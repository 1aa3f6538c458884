"""`make demo`: from an empty machine to a council at work, and the same again in seconds.

Everything goes the way of the real thing: the council comes in by the extract loader, a Celery worker sweeps it.
"""

import csv
import datetime as dt
import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from caseload.models import ExtractLoad, SweepRun
from config.celery import app
from config.supervisor import Supervisor
from staff.clock import today
from staff.models import Role, User

TENANCIES = 1_200
SEED = 1
ADDRESS = "Council Offices / 1 Market Place / For demonstration only"  # notices and claims must give one
BIN = Path(sys.executable).parent


class CannotStart(Exception):
    """The demo cannot start. The message says why and what to do."""


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold this checkout's demo for ourselves. Raises CannotStart if another has it."""
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "demo.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotStart(
                f"The demo is running already at {file.read()}. Stop that one with Ctrl-C first."
            ) from None
        file.truncate(0)
        file.write(address())
        file.flush()
        yield


def address() -> str:
    return f"http://localhost:{settings.PORT}"


def manage(environment: dict[str, str], *words: str) -> None:
    """Run one of our commands. Raises CannotStart if it refuses; it has said why itself."""
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=environment)
    if done.returncode:
        raise CannotStart(
            f"`manage.py {words[0]}` did not finish; the reason is above. "
            "For another council set QUARTERDAY_HOME to a new folder."
        )


def last_load() -> ExtractLoad | None:
    return ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).order_by("as_at", "pk").last()


def extract_to_load() -> Path | None:
    """The folder that EXTRACT names if it is not loaded yet; without one, a council of our own if nothing is loaded."""
    loaded = last_load()
    if settings.EXTRACT is None:
        return None if loaded else settings.HOME / "council"
    manifest = read_manifest(settings.EXTRACT)
    return None if loaded and loaded.extract_id == manifest["extract_id"] else settings.EXTRACT


def read_manifest(folder: Path) -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.loads((folder / "manifest.json").read_text("utf-8"))
        return {"extract_id": manifest["extract_id"], "as_at": manifest["as_at"]}
    except (OSError, ValueError, LookupError):
        raise CannotStart(
            f"EXTRACT: {folder / 'manifest.json'} is not there, or is not the manifest of an extract."
        ) from None


def day_to_show(extract: Path | None) -> dt.date:
    """The day the demo takes as today: QUARTERDAY_TODAY, else the day its data was taken: it never grows old."""
    if settings.TRAINING_DAY:
        return today()
    if extract == settings.EXTRACT and extract is not None:
        return dt.date.fromisoformat(read_manifest(extract)["as_at"])
    loaded = last_load()
    return loaded.as_at if loaded and loaded.as_at else today()


def environment_for(day: dt.date) -> dict[str, str]:
    """Settings of the demo's processes: as in production, but for the embedded pair and plain http."""
    environment = {**os.environ, "DEBUG": "no", "QUARTERDAY_EMBEDDED": "yes", "PORT": str(settings.PORT)}
    environment.setdefault("COUNCIL_ADDRESS", ADDRESS)
    if day != today():
        environment["QUARTERDAY_TODAY"] = day.isoformat()
    return environment


def load(extract: Path, day: dt.date, environment: dict[str, str]) -> None:
    """Take the extract in; a council of our own is made first. The administrator in it becomes one."""
    if extract != settings.EXTRACT:
        shutil.rmtree(extract, ignore_errors=True)
        how_many = ["--tenancies", str(TENANCIES), "--seed", str(SEED)]
        manage(environment, "make_council", *how_many, "--as-of", day.isoformat(), "--out", str(extract))
    manage(environment, "load_extract", str(extract))
    with open(extract / "officers.csv", newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["role"] == Role.ADMINISTRATOR:  # an extract never makes one; the demo may
                fields = {"name": row["name"], "role": Role.ADMINISTRATOR, "email": row.get("email") or ""}
                User.objects.update_or_create(username=row["username"], defaults=fields)


def give_password() -> str:
    """The password of everyone in the demo: DEMO_PASSWORD, or one made at random and kept for the next start."""
    kept = settings.HOME / "demo_password"
    password: str = settings.DEMO_PASSWORD or (kept.read_text() if kept.exists() else secrets.token_urlsafe(9))
    kept.touch(mode=0o600)
    kept.write_text(password)
    users = User.objects.filter(is_active=True)
    hashed = make_password(password)
    if any(not check_password(password, known) for known in set(users.values_list("password", flat=True))):
        users.update(password=hashed)
    return password


def start_worker(supervisor: Supervisor, environment: dict[str, str]) -> None:
    queues = ",".join(settings.QUEUES)
    command = [str(BIN / "celery"), "-A", "config", "worker", "--concurrency", "2", "-Q", queues, "-n", "demo@%h"]
    supervisor.start("worker", command, environment, settings.BASE_DIR)


def sweep(supervisor: Supervisor, day: dt.date) -> None:
    """Have the worker decide every account, unless that is done since the last load. Raises CannotStart if refused."""
    loaded = last_load()
    since = SweepRun.objects.filter(as_of=day)
    if loaded:
        since = since.filter(started_at__gte=loaded.ended_at)
    if since.filter(state=SweepRun.State.DONE).exists():
        return
    app.send_task("caseload.tasks.nightly_sweep", kwargs={"as_of": day.isoformat()}, queue="sweep")
    ended = since.filter(state__in=[SweepRun.State.DONE, SweepRun.State.REFUSED]).order_by("pk")
    supervisor.wait_for(lambda: ended.exists())
    run = ended.get()
    if run.state == SweepRun.State.REFUSED:
        raise CannotStart(f"The sweep was refused: {run.why}")


def start_web_and_beat(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Serve pages and the schedule; done when the site answers."""
    listen = [
        "-b",
        f"127.0.0.1:{settings.PORT}",
        "--workers",
        "2",
        "--threads",
        "4",
        "--no-control-socket",
        "--preload",
    ]
    supervisor.start("web", [str(BIN / "gunicorn"), "config.wsgi", *listen], environment, settings.BASE_DIR)
    beat = [str(BIN / "celery"), "-A", "config", "beat", "--pidfile", ""]
    supervisor.start("beat", beat, environment, settings.BASE_DIR)
    supervisor.wait_for(site_answers)


def site_answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/health/?format=text", timeout=5):  # nosec B310
            return True
    except (urllib.error.URLError, OSError):
        return False


def who_may_sign_in() -> list[tuple[str, str, str]]:
    """User name, name and role of everyone in the demo, officers first."""
    order = {role: place for place, role in enumerate(Role.values)}
    people = sorted(User.objects.filter(is_active=True).exclude(role=""), key=lambda user: (order[user.role], user.pk))
    return [(user.username, user.name, user.get_role_display()) for user in people]
