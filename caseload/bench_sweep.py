"""The sweep of a made-up council against its floor: the same gather with a COPY out and back and no deciding."""

import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from caseload import runs
from caseload.benching import AS_OF, make_council, manage, scratch_database
from caseload.explain import explain
from caseload.models import SweepRun
from tenancies import bank_holidays
from tenancies.gather import statement
from tenancies.models import RentAccount

PLAIN_SAMPLE = 200


def bench(accounts: int, *, weeks: int = 156) -> dict[str, float]:
    """Seconds of a first sweep, of its floor, of a second sweep of the same day, and of the plain way on a sample.

    The plain way takes one account at a time. `peak_mb` is this process, which gathers, decides and writes.
    """
    with tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made, scratch_database() as url:
        load(Path(made) / "extract", accounts, weeks, url)
        spans = _spans()
        _floor(spans)  # warms what both sides read
        floor_seconds = _floor(spans)
        first, first_seconds = sweep()
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        second, second_seconds = sweep()
        plain = _plain()
        rows = _count("tenancies_ledgerentry")
    return {
        "seconds": round(first_seconds, 2),
        "floor_seconds": round(floor_seconds, 2),
        "ratio": round(first_seconds / floor_seconds, 2),
        "peak_mb": round(peak_mb),
        "accounts": first.accounts,
        "ledger_rows": rows,
        "failed": len(first.failures),
        "written": first.written,
        "second_seconds": round(second_seconds, 2),
        "second_written": second.written,
        "plain_seconds_for_all": round(plain * first.accounts, 1),
        "microseconds_per_account": round(first_seconds / first.accounts * 1e6, 1),
    }


def load(folder: Path, accounts: int, weeks: int, url: str) -> None:
    make_council(accounts, folder, weeks=weeks)
    manage("load_extract", str(folder), DATABASE_URL=url)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE tenancies_ledgerentry")


def _spans() -> list[list[int]]:
    """The tenancies of each chunk, as a sweep cuts them."""
    run = runs.start(as_of=AS_OF)
    spans = [
        list(
            RentAccount.objects.filter(tenancy_id__gte=chunk.first_id, tenancy_id__lte=chunk.last_id)
            .order_by("tenancy_id")
            .values_list("tenancy_id", flat=True)
            .distinct()
        )
        for chunk in run.chunks.order_by("pk")
    ]
    run.delete()
    return spans


def _floor(spans: list[list[int]]) -> float:
    """Seconds to gather each chunk, COPY its rows out and COPY them back into a table, and nothing else."""
    gather = statement()
    holidays = sorted(bank_holidays.around(AS_OF))
    began = time.perf_counter()
    for tenancy_ids in spans:
        params: dict[str, Any] = {"as_of": AS_OF, "bank_holidays": holidays, "tenancy_ids": tenancy_ids}
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE floor AS {gather} LIMIT 0", params)
            with cursor.copy(f"COPY ({cursor.mogrify(gather, params)}) TO STDOUT") as out:
                rows = [bytes(block) for block in out]
            with cursor.copy("COPY floor FROM STDIN") as back:
                for block in rows:
                    back.write(block)
            cursor.execute("DROP TABLE floor")
    return time.perf_counter() - began


def sweep() -> tuple[SweepRun, float]:
    began = time.perf_counter()
    run = runs.start(as_of=AS_OF)
    while runs.work(run):
        pass
    run = runs.finish(run)
    if run.state != SweepRun.State.DONE:
        raise RuntimeError("The sweep did not end.")
    return run, time.perf_counter() - began


def _plain() -> float:
    """Seconds for one account, one at a time, over a sample spread across the ledger."""
    step = max(1, RentAccount.objects.count() // PLAIN_SAMPLE)
    sample = list(RentAccount.objects.order_by("pk")[::step][:PLAIN_SAMPLE])
    began = time.perf_counter()
    for account in sample:
        explain(account, as_of=AS_OF)
    return (time.perf_counter() - began) / len(sample)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        row = cursor.fetchone()
    return int(row[0]) if row else 0
