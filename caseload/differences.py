"""Where an extract and what is stored here differ: each value that it replaces, each balance that stays as it is.

While an extract is loaded, `load_different` collects them; a trial shows them before anything changes (duty S2-24).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from staff.staging import Merge, same_key
from tenancies.faults import DIFFERING

KEPT = 1_000  # shown and downloaded from a load's page; the count is of all
TABLE = "file text, record text, what text, here text, sent text, replaced boolean"
HEAD = ("file", "record", "what", "here", "in the extract", "what becomes of it")
# A record that is pointed at, as people call it.
USERNAME = "(SELECT username FROM staff_user WHERE id = {})"
CALLED = {
    "account_id": "(SELECT account_ref FROM tenancies_rentaccount WHERE id = {})",
    "claim_id": "(SELECT claim_number FROM legal_possessionclaim WHERE id = {})",
    "home_id": "(SELECT property_ref FROM tenancies_property WHERE id = {})",
    "made_by_id": USERNAME,
    "notice_id": "(SELECT source_ref FROM legal_notice WHERE id = {})",
    "officer_id": USERNAME,
    "owner_id": USERNAME,
    "patch_id": "(SELECT code FROM staff_patch WHERE id = {})",
    "person_id": "(SELECT person_ref FROM tenancies_person WHERE id = {})",
    "property_id": "(SELECT property_ref FROM tenancies_property WHERE id = {})",
    "served_by_id": USERNAME,
    "team_id": "(SELECT name FROM staff_team WHERE id = {})",
    "tenancy_id": "(SELECT tenancy_ref FROM tenancies_tenancy WHERE id = {})",
}


def keep(cursor: CursorWrapper, what: Merge) -> None:
    """Before a file is merged: each value of a record that is about to be replaced. Reads `load_ready`."""
    stored, sent = (", ".join(f"{alias}.{name}" for name in what.columns) for alias in ("t", "r"))
    values = ", ".join(f"('{_plain(name)}', {_said(name, 't')}, {_said(name, 'r')})" for name in what.columns)
    cursor.execute(
        f"""
        INSERT INTO load_different
        SELECT %(file)s, array_to_string({what.known_by}, ' '), d.what, coalesce(d.here, ''), coalesce(d.sent, ''), true
        FROM {what.table} AS t JOIN load_ready AS r ON {same_key(what)}
        CROSS JOIN LATERAL (VALUES {values}) AS d (what, here, sent)
        WHERE NOT ({what.ours}) AND NOT ({what.keep}) AND ({stored}) IS DISTINCT FROM ({sent})
          AND d.here IS DISTINCT FROM d.sent
        """,  # noqa: S608  # expressions of ours
        {"file": what.file},
    )


def keep_balances() -> None:
    """After the postings: each balance that the housing system states and its own postings here do not come to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO load_different "
            f"SELECT 'accounts.csv', a.account_ref, 'balance', coalesce(p.balance, 0.00), s.balance, false {DIFFERING}"
        )


def found() -> tuple[int, list[dict[str, Any]]]:
    """How many, and the first of them: those that stay first, then by file and record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT file, record, what, here, sent, replaced, count(*) OVER () FROM load_different "
            "ORDER BY replaced, file, record, what LIMIT %s",
            [KEPT],
        )
        rows = cursor.fetchall()
    names = ("file", "record", "what", "here", "sent", "replaced")
    return rows[0][-1] if rows else 0, [dict(zip(names, row[:-1], strict=True)) for row in rows]


def lines(rows: Sequence[dict[str, Any]], *, count: int) -> Iterator[list[str]]:
    """The same as lines of a file under HEAD. Where there were more than are kept, the last line says how many."""
    for row in rows:
        becomes = "replaced" if row["replaced"] else "left, and marked"
        yield [row["file"], row["record"], row["what"], row["here"], row["sent"], becomes]
    if more := count - len(rows):
        yield [f"and {more:,} more, not listed", "", "", "", "", ""]


def _plain(column: str) -> str:
    """How a column is called: last name; on."""
    return column.strip('"').removesuffix("_id").replace("_", " ")


def _said(column: str, alias: str) -> str:
    expression = f"{alias}.{column}"
    return f"{CALLED[column].format(expression)}::text" if column in CALLED else f"{expression}::text"
