"""Databases of a run's and of a test's own, cloned from a migrated one.

`python -m tests.databases` makes the migrated one: `make test` does it while the checks run.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from caseload.benching import drop_database, end_connections
from config import services

MIGRATED = "quarterday_migrated_"  # and a hash of the migrations that made it
ONE_AT_A_TIME = 20261122  # an advisory lock's number
# It would find every table empty, since each test is rolled back, and the planner would then join rows one by one.
NO_AUTOVACUUM = """
    DO $$ DECLARE t regclass; BEGIN
        FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', t);
        END LOOP;
    END $$
"""


@contextmanager
def database_of_run() -> Iterator[None]:
    """This run's database behind Django's default connection, dropped after.

    It is cloned from a migrated one that stays for the next run: migrating takes half a minute, cloning no second.
    Where a migration changed since, another is made, by whoever comes first, and the old ones go.
    """
    usual = dict(connection.settings_dict)
    ours = connection.creation._get_test_db_name()
    connections.close_all()
    with maintenance(usual) as server:
        migrated = _migrated(server)
        drop_database(server, ours)
        server.execute(_clone(migrated, ours))
    connection.settings_dict["NAME"] = ours
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = usual["NAME"]
        with maintenance(usual) as server:
            drop_database(server, ours)


def _migrated(server: psycopg.Connection) -> str:
    """The name of a database that these migrations made. The server's connection holds a lock from here on."""
    server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
    files = [path for app in apps.get_app_configs() for path in sorted(Path(app.path).glob("migrations/*.py"))]
    name = MIGRATED + hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    there = [
        row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{MIGRATED}%"])
    ]
    if name in there:
        return name
    for old in there:
        drop_database(server, old)
    making = f"{name}_made"  # a run that is killed meanwhile leaves nothing that looks finished
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    connection.settings_dict["NAME"] = making
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(NO_AUTOVACUUM)
    connections.close_all()
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(sql.Identifier(making), sql.Identifier(name)))
    return name


def _clone(original: str, name: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original))


@contextmanager
def clone_in_use(original: dict[str, Any], name: str) -> Iterator[str]:
    """Clone a database and have Django's default connection use the clone; yields its DATABASE_URL, drops it after."""
    connections.close_all()
    in_use = connections["default"].settings_dict
    kept = dict(in_use)
    with maintenance(original) as server:
        drop_database(server, name)
        clone = _clone(original["NAME"], name)
        try:
            server.execute(clone)
        except psycopg.errors.ObjectInUse:
            # Django keeps a connection for each context; one left by a browser's event loop forbids the clone.
            end_connections(server, original["NAME"])
            server.execute(clone)
    in_use.update(original, NAME=name)
    try:
        yield database_url(in_use)
    finally:
        connections.close_all()
        in_use.update(kept)
        with maintenance(original) as server:
            drop_database(server, name)
        cache.close()


def maintenance(database: dict[str, Any]) -> psycopg.Connection:
    """A connection to the server beside this database, on which databases are made and dropped."""
    return psycopg.connect(database_url({**database, "NAME": "postgres"}), autocommit=True)


def database_url(database: dict[str, Any]) -> str:
    """The address by which another process finds this database."""
    parameters = {"host": database["HOST"], "user": database["USER"], "port": database["PORT"]}
    parameters |= {"password": database["PASSWORD"]} | database["OPTIONS"]
    return f"postgresql:///{quote(database['NAME'])}?{urlencode({k: v for k, v in parameters.items() if v})}"


def main() -> None:
    """Have the migrated database ready for the next run."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    services.start_if_embedded()
    with maintenance(dict(connection.settings_dict)) as server:
        _migrated(server)
    shutil.rmtree(settings.DOCUMENTS)


if __name__ == "__main__":
    main()
