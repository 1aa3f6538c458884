"""What the benches share: a made-up council, in processes and a database of its own."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection
from psycopg import sql

AS_OF = dt.date(2026, 11, 20)


class Executes(Protocol):
    """A connection or a cursor, Django's or the driver's."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...


@contextmanager
def scratch_database() -> Iterator[str]:
    """A migrated database of the bench's own behind Django's default connection, dropped at the end; yields its URL."""
    ours = connection.settings_dict
    usual, scratch = ours["NAME"], f"{ours['NAME']}_bench"
    with connection.cursor() as cursor:
        drop_database(cursor, scratch)
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(scratch)))
    connection.close()
    ours["NAME"] = scratch
    try:
        names = ["host", "port", "user", "password"]
        place = {name: ours[name.upper()] or ours["OPTIONS"].get(name) for name in names}
        url = f"postgresql:///{quote(scratch)}?{urlencode({name: value for name, value in place.items() if value})}"
        manage("migrate", "--verbosity=0", "--no-input", DATABASE_URL=url)  # its memory is not the bench's
        yield url
    finally:
        connection.close()
        ours["NAME"] = usual
        with connection.cursor() as cursor:
            drop_database(cursor, scratch)


def drop_database(server: Executes, name: str) -> None:
    """Drop a database, if it is there, though somebody of our own role is still connected to it.

    Not WITH (FORCE): PostgreSQL then refuses a role that is no superuser while autovacuum is at work in the database.
    """
    end_connections(server, name)
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def end_connections(server: Executes, name: str) -> None:
    """End what our own role has connected to a database."""
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND usename = current_user AND backend_type = 'client backend'",
        [name],
    )


def make_council(accounts: int, folder: Path, *, weeks: int = 156) -> None:
    """An extract of so many accounts, made in a process of its own, so that its memory is not counted."""
    command = ["make_council", f"--accounts={accounts}", "--seed=1", f"--as-of={AS_OF}", f"--weeks={weeks}"]
    if settings.COUNCIL_NAME:
        command.append(f"--council={settings.COUNCIL_NAME}")
    manage(*command, f"--out={folder}")


def manage(*command: str, **environment: str) -> None:
    """Run a command of ours in a process of its own, with this added to its environment. Raises CalledProcessError
    where it fails."""
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
