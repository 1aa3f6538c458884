"""The debt that a running moratorium or insolvency covers, and whether all of it is known (rulebook BS-3, INS-3).

Needs `scope(account_id, …)` in front of it and the parameter `as_of`. Where two cover the same account, the larger
counts: what the later one covers holds what the earlier one did.
"""

from welfare.tenants import LIVE_MARKER

COVERED = f"""
    SELECT c.account_id, max(c.amount) AS amount, max(c.as_at) AS as_at
    FROM welfare_covereddebt AS c JOIN welfare_marker AS m ON m.id = c.marker_id
    WHERE c.account_id IN (SELECT account_id FROM scope) AND c.as_at <= %(as_of)s AND {LIVE_MARKER}
    GROUP BY c.account_id
"""

# Whether the ledger is split at the day of each moratorium and insolvency that runs here: its part of the account is on
# record, or it is recorded here and nothing was owed before its day. No row: none runs. Needs `person` as well.
LEDGER_SPLIT = f"""
    SELECT s.account_id,
           bool_and(
               c.id IS NOT NULL OR ((i.id IS NOT NULL OR b.id IS NOT NULL) AND coalesce(owed.before, 0) <= 0)
           ) AS split
    FROM scope AS s
    JOIN person ON person.tenancy_id = s.tenancy_id AND NOT person.dead
        AND (person.insolvency <> '' OR person.in_breathing_space)
    JOIN welfare_marker AS m ON m.person_id = person.person_id AND m.kind IN ('insolvency', 'breathing_space')
        AND {LIVE_MARKER}
    LEFT JOIN welfare_covereddebt AS c ON c.marker_id = m.id AND c.account_id = s.account_id
    LEFT JOIN welfare_insolvency AS i ON i.marker_id = m.id
    LEFT JOIN welfare_breathingspace AS b ON b.marker_id = m.id
    LEFT JOIN LATERAL (
        SELECT sum(e.amount) AS before FROM tenancies_ledgerentry AS e
        WHERE e.account_id = s.account_id AND e.effective_on < m.from_on
    ) AS owed ON c.id IS NULL
    GROUP BY s.account_id
"""
