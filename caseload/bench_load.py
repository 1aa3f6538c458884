"""The first load of a made-up council against its floor: a bare COPY of the same ledger rows into the same table."""

import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from caseload.load import load

AS_OF = dt.date(2026, 11, 20)
COLUMNS = (
    "id, account_id, posted_on, effective_on, kind, method, amount, narrative, reverses_id, source_ref, source_hash"
)


def bench(accounts: int) -> dict[str, float]:
    """Seconds of the whole load and of its floor, their ratio, the loader's peak memory in MB, and ledger rows."""
    with tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made, _scratch_database():
        folder = Path(made) / "extract"
        _make_council(accounts, folder)
        began = time.perf_counter()
        result = load(folder, today=AS_OF)
        seconds = time.perf_counter() - began
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if not result.loaded or result.rejected:
            raise RuntimeError(f"The bench's extract did not load whole: {result.as_json()}")
        floor_seconds = _floor(Path(made) / "ledger")
    return {
        "seconds": round(seconds, 2),
        "floor_seconds": round(floor_seconds, 2),
        "ratio": round(seconds / floor_seconds, 2),
        "peak_mb": round(peak_mb),
        "rows": result.files["transactions.csv"]["read"],
    }


def _make_council(accounts: int, folder: Path) -> None:
    """In a process of its own, so that its memory is not counted as the loader's."""
    command = [sys.executable, "manage.py", "make_council", f"--accounts={accounts}", "--seed=1"]
    command += [f"--as-of={AS_OF}", f"--out={folder}"]
    if settings.COUNCIL_NAME:
        command.append(f"--council={settings.COUNCIL_NAME}")
    subprocess.run(command, cwd=settings.BASE_DIR, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _scratch_database() -> Iterator[None]:
    """A migrated database of the bench's own behind Django's default connection, dropped at the end."""
    ours = connection.settings_dict
    usual, scratch = ours["NAME"], f"{ours['NAME']}_bench_load"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(scratch))
    with connection.cursor() as cursor:
        cursor.execute(drop)
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(scratch)))
    connection.close()
    ours["NAME"] = scratch
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connection.close()
        ours["NAME"] = usual
        with connection.cursor() as cursor:
            cursor.execute(drop)


def _floor(rows: Path) -> float:
    """Seconds to COPY the loaded ledger back into its own table, emptied, with its triggers and indexes."""
    with connection.cursor() as cursor:
        with rows.open("wb") as file, cursor.copy(f"COPY tenancies_ledgerentry ({COLUMNS}) TO STDOUT") as out:
            file.writelines(out)
        cursor.execute("ALTER TABLE tenancies_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE tenancies_ledgerentry, tenancies_accountposition")
        cursor.execute("ALTER TABLE tenancies_ledgerentry ENABLE TRIGGER USER")
        cursor.execute("CHECKPOINT")
    began = time.perf_counter()
    with (
        rows.open("rb") as file,
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY tenancies_ledgerentry ({COLUMNS}) FROM STDIN") as copy,
    ):
        while data := file.read(1 << 20):
            copy.write(data)
    return time.perf_counter() - began
