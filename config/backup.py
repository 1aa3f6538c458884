"""A backup is a folder: the database, the documents as issued, and a note of what the ledger came to."""

import json
import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from config import services
from tenancies import proof

DUMP, DOCUMENTS, NOTE = "database.dump", "documents", "backup.json"


class BackupFailed(Exception):
    """Nothing usable was written, or what was restored is not proved. The message says why."""


def make(folder: Path) -> tuple[int, Decimal]:
    """Write a backup into a new folder; how many ledger entries it holds and what they come to, in pounds.

    The database is taken first: a document is stored before its row is committed, so the document of each row is there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupFailed(f"{folder} is not empty: give a new folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        entries, total = proof.ledger_total()
        _run("pg_dump", "--format=custom", "--no-owner", "--snapshot", snapshot, "--file", str(folder / DUMP))
    Path(settings.DOCUMENTS).mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(settings.DOCUMENTS, folder / DOCUMENTS)
    note = {"made_at": timezone.now().isoformat(timespec="seconds"), "entries": entries, "total": str(total)}
    (folder / NOTE).write_text(json.dumps(note, indent=1))
    return entries, total


def restore(folder: Path) -> tuple[int, Decimal]:
    """Put a backup into an empty database and prove it; how many ledger entries there are and what they come to.

    Raises BackupFailed where the database holds anything already, or where a balance, the ledger's total or a document
    is not what it was.
    """
    try:
        note = json.loads((folder / NOTE).read_text())
    except (OSError, ValueError):
        raise BackupFailed(f"{folder} is not a whole backup: {NOTE} is missing or unreadable.") from None
    if connection.introspection.table_names():
        raise BackupFailed("This database is not empty: restore into a new one (DATABASE_URL or QUARTERDAY_HOME).")
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname", _name(), str(folder / DUMP))
    shutil.copytree(folder / DOCUMENTS, settings.DOCUMENTS, dirs_exist_ok=True)
    return _prove(entries=note["entries"], total=Decimal(note["total"]))


def _prove(*, entries: int, total: Decimal) -> tuple[int, Decimal]:
    found = proof.ledger_total()
    if found != (entries, total):
        raise BackupFailed(f"The ledger has {found[0]} entries of £{found[1]}; the backup had {entries} of £{total}.")
    if wrong := proof.differences():
        raise BackupFailed(f"{len(wrong)} balances are not the sum of their ledger, the first of account {wrong[0]}.")
    if faults := list(proof.documents_not_as_issued()):
        raise BackupFailed(f"{len(faults)} documents are not as issued. {faults[0]}")
    return found


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database. The password goes by the environment, where `ps` shows none."""
    database = connection.get_connection_params()
    names = {"dbname": "DATABASE"} | {name: name.upper() for name in ("user", "password", "host", "port")}
    names |= {"sslmode": "SSLMODE", "sslrootcert": "SSLROOTCERT"}
    known = {f"PG{names[name]}": str(value) for name, value in database.items() if name in names}
    done = subprocess.run([_program(program), *arguments], env={**os.environ, **known}, capture_output=True, text=True)
    if done.returncode:
        raise BackupFailed(f"{program} failed: {done.stderr.strip()}")


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _program(name: str) -> str:
    """The system's program where there is one as new as the server, else the one that came with the embedded pair."""
    system = shutil.which(name)
    if system:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            [server] = cursor.fetchone()
        said = subprocess.run([system, "--version"], capture_output=True, text=True).stdout
        version = re.search(r"\) (\d+)", said)
        if version and int(version[1]) >= server:
            return system
    return str(services.postgres_binaries() / name)
