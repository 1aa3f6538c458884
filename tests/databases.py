"""Databases of a test's own, cloned from a migrated one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.core.cache import cache
from django.db import connections
from psycopg import sql


@contextmanager
def clone_in_use(original: dict[str, Any], name: str) -> Iterator[str]:
    """Clone a database and have Django's default connection use the clone; yields its DATABASE_URL, drops it after."""
    connections.close_all()
    in_use = connections["default"].settings_dict
    kept = dict(in_use)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with maintenance(original) as server:
        server.execute(drop)
        clone = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original["NAME"]))
        try:
            server.execute(clone)
        except psycopg.errors.ObjectInUse:
            # Django keeps a connection for each context; one left by a browser's event loop forbids the clone.
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user AND backend_type = 'client backend'",
                [original["NAME"]],
            )
            server.execute(clone)
    in_use.update(original, NAME=name)
    try:
        yield database_url(in_use)
    finally:
        connections.close_all()
        in_use.update(kept)
        with maintenance(original) as server:
            server.execute(drop)
        cache.close()


def maintenance(database: dict[str, Any]) -> psycopg.Connection:
    """A connection to the server beside this database, on which databases are made and dropped."""
    return psycopg.connect(database_url({**database, "NAME": "postgres"}), autocommit=True)


def database_url(database: dict[str, Any]) -> str:
    """The address by which another process finds this database."""
    parameters = {"host": database["HOST"], "user": database["USER"], "port": database["PORT"]}
    parameters |= {"password": database["PASSWORD"]} | database["OPTIONS"]
    return f"postgresql:///{quote(database['NAME'])}?{urlencode({k: v for k, v in parameters.items() if v})}"
