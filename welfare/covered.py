"""The debt that a running moratorium or insolvency covers, and whether all of it is known (rulebook BS-3, INS-3).

Needs `scope(account_id, …)` in front of it and the parameter `as_of`. Where two cover the same account, the larger
counts: what the later one covers holds what the earlier one did. After a breathing space its debt is asked for again.
What an insolvency covered is discharged at its end: nobody ever asks for it, and it waits to be written off (INS-2,
INS-3). Written off, it is covered no more; nor where the marker was lifted, the order being annulled.
"""

from welfare.tenants import LIVE_MARKER

COVERED = f"""
    SELECT c.account_id, max(greatest(c.amount + coalesce(given_up.amount, 0), 0)) AS amount, max(c.as_at) AS as_at
    FROM welfare_covereddebt AS c
    JOIN welfare_marker AS m ON m.id = c.marker_id
    LEFT JOIN LATERAL (
        SELECT sum(e.amount + coalesce(r.reversed, 0)) AS amount
        FROM tenancies_ledgerentry AS e
        LEFT JOIN LATERAL (
            SELECT sum(amount) AS reversed FROM tenancies_ledgerentry
            WHERE reverses_id = e.id AND posted_on <= %(as_of)s
        ) AS r ON true
        WHERE e.account_id = c.account_id AND e.kind = 'write_off' AND e.effective_on > c.as_at
          AND e.posted_on <= %(as_of)s
    ) AS given_up ON true
    WHERE c.account_id IN (SELECT account_id FROM scope) AND c.as_at <= %(as_of)s
      AND ({LIVE_MARKER} OR (m.kind = 'insolvency' AND m.last_day < %(as_of)s AND m.lifted_on IS NULL))
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
