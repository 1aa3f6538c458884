"""transactions.csv to the ledger. Rows are only ever added; one stored already is passed over.

The staged rows are in `load_transactions`, each with its line and the hash of its reference. What the ledger does
not hold yet is `fresh`; on a first load that is the staging table itself.
"""

from collections.abc import Callable

from django.db import connection

SLICE = 2_000_000  # lines

# Stored column (as the file would say it), and the file's own.
COMPARED = {
    "account_ref": "a.account_ref",
    "posted_on": "e.posted_on",
    "effective_on": "e.effective_on",
    "type": "e.kind",
    "method": "e.method",
    "amount": "e.amount",
    "narrative": "nullif(e.narrative, '')",
    "reverses": "v.source_ref",
}
# A reference in `reverses` on any other row means nothing: the format wants it there for a reversal only.
SENT = {name: f"s.{name}" for name in COMPARED} | {"reverses": "CASE s.type WHEN 'reversal' THEN s.reverses END"}


def separate_known() -> str:
    """Reject the staged rows that the ledger holds with other values. Answers the table of rows new to the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM tenancies_ledgerentry WHERE source_hash IS NOT NULL)")
        if not cursor.fetchone()[0]:
            return "load_transactions"
        different = " ".join(
            f"WHEN {stored} IS DISTINCT FROM {SENT[name]} THEN '{name}'" for name, stored in COMPARED.items()
        )
        values = " ".join(f"WHEN '{name}' THEN s.{name}::text" for name in COMPARED)
        cursor.execute("DROP TABLE IF EXISTS load_known, load_fresh")
        cursor.execute(
            f"""
            CREATE TEMP TABLE load_known AS
            SELECT s.line, CASE {different} END AS different
            FROM load_transactions AS s
            JOIN tenancies_ledgerentry AS e ON e.source_hash = s.hash
            JOIN tenancies_rentaccount AS a ON a.id = e.account_id
            LEFT JOIN tenancies_ledgerentry AS v ON v.id = e.reverses_id
            """  # noqa: S608
        )
        cursor.execute(
            f"""
            INSERT INTO load_rejected
            SELECT 'transactions.csv', s.line, k.different, coalesce(CASE k.different {values} END, ''), 'changed_row',
                   ARRAY[s.transaction_ref], s.account_ref
            FROM load_known AS k JOIN load_transactions AS s ON s.line = k.line
            WHERE k.different IS NOT NULL
            """  # noqa: S608
        )
        cursor.execute(
            """
            CREATE TEMP TABLE load_fresh AS
            SELECT s.* FROM load_transactions AS s LEFT JOIN load_known AS k ON k.line = s.line
            WHERE k.line IS NULL ORDER BY s.line
            """
        )
        cursor.execute("ANALYZE load_fresh")
    return "load_fresh"


def reject_unsuited(fresh: str) -> None:
    """Reject court costs on another kind of account, and opening balances that are not their account's first row."""
    with connection.cursor() as cursor:
        cursor.execute(
            _rejecting(
                fresh,
                "type",
                "bad_code",
                f"""
                SELECT s.line FROM {fresh} AS s JOIN tenancies_rentaccount AS a ON a.account_ref = s.account_ref
                WHERE s.type = 'court_costs' AND a.kind <> 'court_costs'
                """,  # noqa: S608
            )
        )
        cursor.execute(
            _rejecting(
                fresh,
                "type",
                "bad_code",
                f"""
                SELECT s.line FROM {fresh} AS s
                JOIN (SELECT account_ref, min(line) AS line FROM load_transactions GROUP BY account_ref) AS first
                  ON first.account_ref = s.account_ref
                JOIN tenancies_rentaccount AS a ON a.account_ref = s.account_ref
                LEFT JOIN tenancies_accountposition AS p ON p.account_id = a.id
                WHERE s.type = 'opening_balance' AND (first.line < s.line OR p.account_id IS NOT NULL)
                """,  # noqa: S608
            )
        )


def reject_reversals(fresh: str) -> None:
    """Reject reversals of nothing, of another account's row, of the same sign, or of more than the row's sum.

    What is reversed must stand earlier in the file or be stored; a row that was rejected takes its reversals along.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS load_reversals")
        cursor.execute(
            f"""
            CREATE TEMP TABLE load_reversals AS
            SELECT r.line, md5(r.reverses)::uuid AS target, f.line AS target_line, e.id IS NOT NULL AS stored,
                   r.account_ref = coalesce(f.account_ref, a.account_ref) AS same_account,
                   sign(r.amount) = sign(coalesce(f.amount, e.amount)) AS same_sign,
                   abs(r.amount) > abs(coalesce(f.amount, e.amount)) AS too_much
            FROM {fresh} AS r
            LEFT JOIN {fresh} AS f ON f.hash = md5(r.reverses)::uuid AND f.line < r.line
            LEFT JOIN tenancies_ledgerentry AS e ON e.source_hash = md5(r.reverses)::uuid
            LEFT JOIN tenancies_rentaccount AS a ON a.id = e.account_id
            WHERE r.type = 'reversal'
            """  # noqa: S608
        )
        cursor.execute("ANALYZE load_reversals")
        for column, reason, wrong in (
            ("reverses", "unknown_ref", "same_account IS NOT TRUE"),
            ("amount", "wrong_sign", "same_sign"),
            ("amount", "out_of_range", "too_much"),
        ):
            cursor.execute(
                _rejecting(fresh, column, reason, f"SELECT line FROM load_reversals WHERE {wrong}")  # noqa: S608
            )
        while True:
            fallen = """
                SELECT r.line FROM load_reversals AS r
                WHERE NOT r.stored AND r.target_line IN (SELECT line FROM load_rejected WHERE file = 'transactions.csv')
                  AND r.line NOT IN (SELECT line FROM load_rejected WHERE file = 'transactions.csv')
            """
            cursor.execute(_rejecting(fresh, "reverses", "unknown_ref", fallen))
            if not cursor.rowcount:
                break


def _rejecting(fresh: str, column: str, reason: str, lines: str) -> str:
    """SQL that moves the rows of the lines selected to the rejected ones."""
    return f"""
        WITH bad AS (DELETE FROM {fresh} WHERE line IN ({lines}) RETURNING *)
        INSERT INTO load_rejected
        SELECT 'transactions.csv', line, '{column}', coalesce({column}::text, ''), '{reason}',
               ARRAY[transaction_ref], account_ref
        FROM bad
    """  # noqa: S608


def add_entries(fresh: str, *, progress: Callable[[int], None]) -> int:
    """Add the fresh rows to the ledger, slice by slice; reversals last, as each must find what it reverses."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(min(line), 0), coalesce(max(line), -1) FROM {fresh}")  # noqa: S608
        first, last = cursor.fetchone()
        added = 0
        for start in range(first, last + 1, SLICE):
            cursor.execute(
                f"""
                INSERT INTO tenancies_ledgerentry
                    (account_id, posted_on, effective_on, kind, method, amount, narrative, source_ref, source_hash)
                SELECT a.id, s.posted_on, s.effective_on, s.type, s.method, s.amount, coalesce(s.narrative, ''),
                       s.transaction_ref, s.hash
                FROM {fresh} AS s JOIN tenancies_rentaccount AS a ON a.account_ref = s.account_ref
                WHERE s.type <> 'reversal' AND s.line >= %s AND s.line < %s
                """,  # noqa: S608
                [start, start + SLICE],
            )
            added += cursor.rowcount
            progress(min(start + SLICE, last) - start)
        while True:
            cursor.execute(
                f"""
                INSERT INTO tenancies_ledgerentry
                    (account_id, posted_on, effective_on, kind, method, amount, narrative, source_ref, source_hash,
                     reverses_id)
                SELECT a.id, s.posted_on, s.effective_on, s.type, s.method, s.amount, coalesce(s.narrative, ''),
                       s.transaction_ref, s.hash, e.id
                FROM {fresh} AS s
                JOIN load_reversals AS r ON r.line = s.line
                JOIN tenancies_ledgerentry AS e ON e.source_hash = r.target
                JOIN tenancies_rentaccount AS a ON a.account_ref = s.account_ref
                WHERE NOT EXISTS (SELECT FROM tenancies_ledgerentry AS x WHERE x.source_hash = s.hash)
                """  # noqa: S608
            )
            if not cursor.rowcount:
                return added
            added += cursor.rowcount
