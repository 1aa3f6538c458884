"""Data faults that a load finds: opened, kept up to date, and marked mended when they are gone."""

import datetime as dt

from django.db import connection

from staff.staging import pounds

MOST = 1000  # rejected rows of one file that become faults of their own; the load's report lists all

# Accounts `a` of which the housing system states another balance than its transactions here, `p`, add up to.
DIFFERING = """
    FROM load_accounts AS s
    JOIN tenancies_rentaccount AS a ON a.account_ref = s.account_ref
    JOIN tenancies_accountkindsetting AS k ON k.kind = a.kind AND k.ledger_owner = 'source'
    LEFT JOIN tenancies_accountposition AS p ON p.account_id = a.id
    WHERE coalesce(p.balance, 0) <> s.balance
"""
BALANCE_DIFFERS = f"""
    SELECT 'balance_mismatch' AS kind, a.id AS account_id, a.account_ref::text AS reference,
           'The housing system says ' || {pounds("s.balance")} || '; its transactions here add up to '
           || {pounds("coalesce(p.balance, 0)")} || '.' AS detail
    {DIFFERING}
"""

# An ended tenancy's account with nothing owed either way may leave the extract; anything else may not.
NOT_SENT = """
    SELECT 'not_sent', a.id, 'accounts.csv ' || a.account_ref,
           'The extract has not held this account since ' || to_char(a.not_sent_since, 'FMDD FMMonth YYYY') || '.'
    FROM tenancies_rentaccount AS a
    JOIN tenancies_tenancy AS t ON t.id = a.tenancy_id
    LEFT JOIN tenancies_accountposition AS p ON p.account_id = a.id
    WHERE a.not_sent_since IS NOT NULL
      AND (coalesce(p.balance, 0) <> 0 OR (t.last_day IS NULL AND a.closed_on IS NULL))
    UNION ALL
    SELECT 'not_sent', (SELECT min(a.id) FROM tenancies_rentaccount AS a WHERE a.tenancy_id = t.id),
           'tenancies.csv ' || t.tenancy_ref,
           'The extract has not held this tenancy since ' || to_char(t.not_sent_since, 'FMDD FMMonth YYYY') || '.'
    FROM tenancies_tenancy AS t
    WHERE t.not_sent_since IS NOT NULL AND t.last_day IS NULL
"""

NO_OFFICER = """
    SELECT 'no_officer', NULL::bigint, p.code,
           'No income officer looks after patch ' || p.code || ' (' || count(*)
           || CASE count(*) WHEN 1 THEN ' home' ELSE ' homes' END || ' with a tenancy).'
    FROM staff_patch AS p
    JOIN tenancies_property AS h ON h.patch_id = p.id
    JOIN tenancies_tenancy AS t ON t.home_id = h.id AND t.last_day IS NULL
    WHERE NOT EXISTS (
        SELECT FROM staff_patchassignment AS g JOIN staff_user AS u ON u.id = g.user_id
        WHERE g.patch_id = p.id AND g.ends_on IS NULL AND g.cover_id IS NULL
          AND u.role = 'income_officer' AND u.is_active
    )
    GROUP BY p.id
"""

# A row that only fell with the row it points to is mended with that row, and is no fault of its own.
REJECTED = f"""
    SELECT DISTINCT ON (reference) 'rejected_row', account_id, reference, detail FROM (
        SELECT coalesce(a.id, main.id) AS account_id,
               left(x.file || ' ' || coalesce(array_to_string(x.key, ' '), 'line ' || x.line), 120) AS reference,
               left('Line ' || x.line || ' of ' || x.file || ' was not taken: '
               || CASE x."column" WHEN '' THEN '' ELSE x."column" || ' ' END
               || CASE x.value WHEN '' THEN '' ELSE '“' || x.value || '” ' END
               || '(' || replace(x.reason, '_', ' ') || ').', 400) AS detail,
               row_number() OVER (PARTITION BY x.file ORDER BY x.line) AS place
        FROM load_rejected AS x
        LEFT JOIN tenancies_rentaccount AS a ON a.account_ref = x.account_ref
        LEFT JOIN LATERAL (
            SELECT min(b.id) AS id FROM tenancies_tenancy AS t JOIN tenancies_rentaccount AS b ON b.tenancy_id = t.id
            WHERE t.tenancy_ref = x.tenancy_ref
        ) AS main ON true
        WHERE x.fell_with IS NULL AND x.reason <> 'duplicate_ref'
    ) AS y
    WHERE place <= {MOST}
    ORDER BY reference, place
"""  # noqa: S608


def keep_faults(*, on: dt.date) -> int:
    """Open the faults that this load shows, mend those that it no longer shows. How many balances differ."""
    _keep(
        BALANCE_DIFFERS,
        on=on,
        scope="t.kind = 'balance_mismatch' AND t.reference IN (SELECT account_ref FROM load_accounts)",
    )
    _keep(NOT_SENT, on=on, scope="t.kind = 'not_sent'")
    _keep(NO_OFFICER, on=on, scope="t.kind = 'no_officer'")
    _keep(REJECTED, on=on, scope="t.kind = 'rejected_row'")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO load_reported
            SELECT 'accounts.csv', s.line, 'balance', 'stated ' || s.balance || ', found ' || coalesce(p.balance, 0.00),
                   'balance_mismatch'
            {DIFFERING}
            """
        )
        return int(cursor.rowcount)


def _keep(found: str, *, scope: str, on: dt.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS load_faults")
        cursor.execute("CREATE TEMP TABLE load_faults (kind text, account_id bigint, reference text, detail text)")
        cursor.execute(f"INSERT INTO load_faults {found}")
        cursor.execute(
            f"""
            WITH mended AS (
                UPDATE tenancies_datafault AS t SET mended_on = %(on)s
                WHERE t.mended_on IS NULL AND {scope}
                  AND NOT EXISTS (SELECT FROM load_faults AS f WHERE f.kind = t.kind AND f.reference = t.reference)
                RETURNING account_id
            ), opened AS (
                INSERT INTO tenancies_datafault AS t (kind, account_id, reference, detail, found_on)
                SELECT kind, account_id, reference, detail, %(on)s FROM load_faults
                ON CONFLICT (kind, reference) WHERE mended_on IS NULL
                DO UPDATE SET detail = excluded.detail, account_id = excluded.account_id
                WHERE (t.detail, t.account_id) IS DISTINCT FROM (excluded.detail, excluded.account_id)
                RETURNING account_id
            )
            INSERT INTO load_touched
            SELECT account_id FROM mended WHERE account_id IS NOT NULL
            UNION SELECT account_id FROM opened WHERE account_id IS NOT NULL
            """,  # noqa: S608
            {"on": on},
        )
