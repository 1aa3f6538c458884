"""The staging tables of a load: made, filled from the reader's lumps, and cleared of duplicates and loose ends."""

from collections.abc import Callable
from itertools import chain

from django.db import connection

from caseload import differences
from caseload.extract.files import FILES, LEDGER
from caseload.extract.reader import FileReader, Lump, Rejected
from caseload.extract.spec import File

SQL_TYPES = {
    "date": "date",
    "time": "time",
    "moment": "timestamp",
    "money": "numeric(12,2)",
    "whole": "bigint",
    "flag": "boolean",
}
MOST_HELD = 10_000  # rejected rows
REJECTED_COPY = 'COPY load_rejected (file, line, "column", value, reason, key, account_ref, tenancy_ref) FROM STDIN'
REPORTED = 'file text, line int, "column" text, value text, reason text'


def make_tables() -> None:
    """All staging tables, empty. They go when the transaction ends."""
    tables = {
        file.staging: ["line int", *(f"{c.name} {SQL_TYPES.get(c.kind, 'text')}" for c in file.columns)]
        for file in FILES
    }
    tables[LEDGER.staging].append("hash uuid GENERATED ALWAYS AS (md5(transaction_ref)::uuid) STORED")
    tables["load_reported"] = [REPORTED]
    tables["load_rejected"] = [REPORTED, "key text[]", "account_ref text", "tenancy_ref text", "fell_with text"]
    tables["load_changed"] = ["file text, id bigint, is_new boolean"]
    tables["load_absent"] = ["file text, id bigint"]
    tables["load_touched"] = ["account_id bigint"]
    tables["load_different"] = [differences.TABLE]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS load_known, load_fresh, load_ready, load_reversals, load_faults")
        for name, columns in tables.items():
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(f"CREATE TEMP TABLE {name} ({', '.join(columns)}) ON COMMIT DROP")
        cursor.execute("CREATE INDEX ON load_rejected (file, key)")


def stage(file: File, reader: FileReader, *, progress: Callable[[int], None]) -> bool:
    """Copy a file's good rows to its staging table. Whether every rejected row's key could be read.

    One COPY takes lump after lump, so that the database works while the next lump is checked; it is broken off
    only to write rejected rows when many have gathered.
    """
    keys_read = True
    lumps = reader.lumps()
    first = next(lumps, None)
    lumps = chain([first], lumps) if first else iter(())
    columns = ["line", *first.columns] if first else []
    rejected: list[Rejected] = []
    with connection.cursor() as cursor:
        more = first is not None
        while more:
            more = False
            with cursor.copy(f"COPY {file.staging} ({', '.join(columns)}) FROM STDIN (NULL '')") as copy:
                for lump in lumps:
                    if lump.lines:
                        copy.write(_copy_text(lump))
                    rejected += lump.rejected
                    progress(len(lump.lines) + len(lump.rejected))
                    if more := len(rejected) > MOST_HELD:
                        break
            keys_read &= all(row.key for row in rejected)
            with cursor.copy(REJECTED_COPY) as copy:
                for row in rejected:
                    copy.write_row(_rejected_row(file, row))
            rejected.clear()
        if file is LEDGER:
            cursor.execute(f"CREATE INDEX ON {file.staging} USING brin (line) WITH (pages_per_range = 32)")
        cursor.execute(f"ANALYZE {file.staging}")
    return keys_read


def _copy_text(lump: Lump) -> str:
    """The rows in COPY's text form: fields parted by tabs, blank for null."""
    text = "\n".join(map("\t".join, zip(map(str, lump.lines), *lump.columns.values(), strict=True)))
    if "\\" in text or text.count("\t") != len(lump.lines) * len(lump.columns):
        columns = [[_escaped(value) for value in column] for column in lump.columns.values()]
        text = "\n".join(map("\t".join, zip(map(str, lump.lines), *columns, strict=True)))
    return text + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t")


def _rejected_row(file: File, row: Rejected) -> tuple[object, ...]:
    key = list(row.key) if row.key else None
    return file.name, row.line, row.column, row.value, row.reason, key, row.account_ref, row.tenancy_ref


def reject_duplicates(file: File) -> None:
    """Reject rows whose key came earlier in the file; the first row stands."""
    column = file.key[0]
    if file is LEDGER:  # only the few keys that come twice are sorted by line
        among = f"{file.staging} JOIN (SELECT hash FROM {file.staging} GROUP BY hash HAVING count(*) > 1) AS twice USING (hash)"  # noqa: S608, E501
    else:
        among = file.staging
    _reject(
        file,
        column=column,
        reason="duplicate_ref",
        lines=f"""
            SELECT line FROM (
                SELECT line, row_number() OVER (PARTITION BY {", ".join(file.key)} ORDER BY line) AS place FROM {among}
            ) AS numbered WHERE place > 1
        """,  # noqa: S608
    )


def reject_loose(file: File, *, staging: str, header: list[str], keys: dict[str, tuple[str, str]]) -> None:
    """Reject rows that point at nothing stored, the leftmost column first. `keys`: each file's table and key."""
    columns = [column for name in header for column in file.columns if column.name == name]
    for column in columns:
        if column.points_to and column.points_to != file.name:
            table, key = keys[column.points_to]
            _reject(
                file,
                staging=staging,
                column=column.name,
                reason="unknown_ref",
                lines=f"""
                    SELECT s.line FROM {staging} AS s WHERE s.{column.name} IS NOT NULL
                      AND NOT EXISTS (SELECT FROM {table} AS t WHERE t.{key} = s.{column.name})
                """,  # noqa: S608
                points_to=column.points_to,
            )


def _reject(file: File, *, column: str, reason: str, lines: str, staging: str = "", points_to: str = "") -> None:
    known_by = ", ".join(f"bad.{name}::text" for name in file.known_by)
    names = {c.name for c in file.columns}
    account, tenancy = (f"bad.{name}" if name in names else "''" for name in ("account_ref", "tenancy_ref"))
    fell_with = (
        f"(SELECT x.file FROM load_rejected AS x WHERE x.file = '{points_to}' AND x.key = ARRAY[bad.{column}] LIMIT 1)"  # noqa: S608
        if points_to
        else "NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH bad AS (DELETE FROM {staging or file.staging} WHERE line IN ({lines}) RETURNING *)
            INSERT INTO load_rejected
            SELECT %(file)s, bad.line, %(column)s, coalesce(left(bad.{column}::text, 200), ''), %(reason)s,
                   ARRAY[{known_by}], {account}, {tenancy}, {fell_with}
            FROM bad
            """,  # noqa: S608
            {"file": file.name, "column": column, "reason": reason},
        )
