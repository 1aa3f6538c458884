"""What follows when an extract's rows are in: what the source lacks, what came back, which balances differ."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection

from staff.staging import label, pounds
from tenancies.models import EntryKind

NAMED = 100  # references named in a remark; the count is of all


def missing_from_source() -> tuple[int, list[str]]:
    """How many stored transactions a full file lacks for the accounts sent, and the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE load_missing AS
            SELECT e.source_ref FROM tenancies_ledgerentry AS e
            JOIN tenancies_rentaccount AS a ON a.id = e.account_id AND a.not_sent_since IS NULL
            WHERE e.source_hash IS NOT NULL
              AND NOT EXISTS (SELECT FROM load_transactions AS s WHERE s.hash = e.source_hash)
              AND NOT EXISTS (
                  SELECT FROM load_rejected AS x WHERE x.file = 'transactions.csv' AND x.key = ARRAY[e.source_ref::text]
              )
            """
        )
        cursor.execute("SELECT count(*) FROM load_missing")
        (count,) = cursor.fetchone()
        cursor.execute("SELECT source_ref FROM load_missing ORDER BY source_ref LIMIT %s", [NAMED])
        references = [reference for (reference,) in cursor.fetchall()]
        cursor.execute("DROP TABLE load_missing")
    return count, references


def match_pending(*, after_entry: int) -> int:
    """Match postings asked for here with the entries just loaded: same account, kind and sum, posted since.

    Each entry answers one request, each request takes the earliest entry that can answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.asked_on, p.account_id, p.kind, p.amount, e.id, e.posted_on
            FROM tenancies_pendingposting AS p
            JOIN tenancies_ledgerentry AS e ON e.account_id = p.account_id AND e.kind = p.kind
              AND e.amount = p.amount AND e.posted_on >= p.asked_on AND e.id > %s AND e.source_hash IS NOT NULL
            WHERE p.state IN ('asked', 'exported')
            ORDER BY p.asked_on, p.id, e.posted_on, e.id
            """,
            [after_entry],
        )
        matched = list(_pairs(cursor.fetchall()))
        if not matched:
            return 0
        pendings, entries = zip(*matched, strict=True)
        cursor.execute(
            f"""
            WITH matched AS (
                UPDATE tenancies_pendingposting AS p SET state = 'matched', matched_entry_id = m.entry
                FROM unnest(%s::bigint[], %s::bigint[]) AS m (pending, entry) WHERE p.id = m.pending
                RETURNING p.*
            )
            INSERT INTO tenancies_accountevent (account_id, "on", at, what, summary, by_system, about)
            SELECT p.account_id, e.posted_on, e.posted_on::timestamp AT TIME ZONE 'Europe/London', 'posting_matched',
                   {label("p.kind", EntryKind)} || ' of ' || {pounds("abs(p.amount)")}
                   || ' asked for on ' || to_char(p.asked_on, 'FMDD FMMonth YYYY') || ' is on the account', true,
                   'tenancies.pendingposting:' || p.id
            FROM matched AS p JOIN tenancies_ledgerentry AS e ON e.id = p.matched_entry_id
            ON CONFLICT (account_id, what, about) WHERE about <> '' DO NOTHING
            """,  # noqa: S608
            [list(pendings), list(entries)],
        )
    return len(matched)


def _pairs(candidates: list[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    by_request: dict[int, list[int]] = defaultdict(list)
    for pending, *_, entry, _posted_on in candidates:
        by_request[pending].append(entry)
    used: set[int] = set()
    for pending, entries in by_request.items():
        free = next((entry for entry in entries if entry not in used), None)
        if free is not None:
            used.add(free)
            yield pending, free
