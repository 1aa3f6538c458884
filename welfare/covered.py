"""The debt that a moratorium or insolvency covers, and whether all of it is known (rulebook BS-3, INS-3).

Both need `scope(account_id, tenancy_id, …)`, `person` (welfare/tenants.py) and the parameter `as_of`.
"""

from welfare.tenants import ENDED_UNRECORDED, LIVE_MARKER

# What nobody is asked for: the least that is covered of any living tenant, since a joint tenant whom none of it covers
# stays liable for all (INS-3; 6.1 of breathing space). `of_one`: the most that is covered of any. Where none lives, of
# those who died.
COVERED = """
    SELECT s.account_id, min(each.amount) AS amount, max(each.amount) AS of_one, max(each.as_at) AS as_at
    FROM scope AS s
    JOIN LATERAL (
        SELECT coalesce((p.covers -> s.account_id::text ->> 0)::numeric, 0) AS amount,
               (p.covers -> s.account_id::text ->> 1)::date AS as_at,
               p.dead, bool_or(NOT p.dead) OVER () AS anybody_lives
        FROM person AS p WHERE p.tenancy_id = s.tenancy_id
    ) AS each ON each.dead <> each.anybody_lives
    WHERE s.tenancy_id IN (SELECT tenancy_id FROM person WHERE covers IS NOT NULL)
    GROUP BY s.account_id
"""

# Whether the ledger is split at the day of each moratorium and insolvency that protects here: its part of the account
# is on record, or nothing was owed before its day and it is recorded here, or over. No row: none protects. Needs
# `person` as well.
LEDGER_SPLIT = f"""
    SELECT s.account_id,
           bool_and(
               c.id IS NOT NULL OR (coalesce(owed.before, 0) <= 0
                                    AND (insolvency.id IS NOT NULL OR b.id IS NOT NULL OR m.last_day < %(as_of)s))
           ) AS split
    FROM scope AS s
    JOIN person ON person.tenancy_id = s.tenancy_id AND NOT person.dead
        AND (person.insolvency <> '' OR person.in_breathing_space)
    JOIN welfare_marker AS m ON m.person_id = person.person_id AND m.kind IN ('insolvency', 'breathing_space')
    LEFT JOIN welfare_covereddebt AS c ON c.marker_id = m.id AND c.account_id = s.account_id
    LEFT JOIN welfare_insolvency AS insolvency ON insolvency.marker_id = m.id
    LEFT JOIN welfare_breathingspace AS b ON b.marker_id = m.id
    LEFT JOIN LATERAL (
        SELECT sum(e.amount) AS before FROM tenancies_ledgerentry AS e
        WHERE e.account_id = s.account_id AND e.effective_on < m.from_on
    ) AS owed ON c.id IS NULL
    WHERE {LIVE_MARKER} OR ({ENDED_UNRECORDED})
    GROUP BY s.account_id
"""
