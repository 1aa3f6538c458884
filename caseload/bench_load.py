"""The first load of a made-up council against its floor: a bare COPY of the same ledger rows into the same table."""

import resource
import tempfile
import time
from pathlib import Path

from django.db import connection, transaction

from caseload.benching import AS_OF, make_council, scratch_database
from caseload.load import load
from tenancies.ledger_import import SLICE

LUMP = 1 << 20  # bytes of lines handed over at once
COLUMNS = (
    "id, account_id, posted_on, effective_on, kind, method, amount, narrative, reverses_id, source_ref, source_hash"
)


def bench(accounts: int) -> dict[str, float]:
    """Seconds of the whole load and of its floor, their ratio, the loader's peak memory in MB, and ledger rows."""
    with tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made, scratch_database():
        folder = Path(made) / "extract"
        make_council(accounts, folder)
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


def _floor(rows: Path) -> float:
    """Seconds to COPY the loaded ledger back into its own table, emptied, with its triggers and indexes.

    In slices as long as the loader's: one statement of many millions would keep them all for its trigger.
    """
    with connection.cursor() as cursor:
        with rows.open("wb") as file, cursor.copy(f"COPY tenancies_ledgerentry ({COLUMNS}) TO STDOUT") as out:
            file.writelines(out)
        cursor.execute("ALTER TABLE tenancies_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE tenancies_ledgerentry, tenancies_accountposition")
        cursor.execute("ALTER TABLE tenancies_ledgerentry ENABLE TRIGGER USER")
        cursor.execute("CHECKPOINT")
    began = time.perf_counter()
    with rows.open("rb") as file, transaction.atomic(), connection.cursor() as cursor:
        lines = file.readlines(LUMP)
        while lines:
            copied = 0
            with cursor.copy(f"COPY tenancies_ledgerentry ({COLUMNS}) FROM STDIN") as copy:
                while lines and copied < SLICE:
                    copy.write(b"".join(lines))
                    copied += len(lines)
                    lines = file.readlines(LUMP)
    return time.perf_counter() - began
