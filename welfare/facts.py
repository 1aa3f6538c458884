"""Benefit towards an account, and what protects the people on it: one row an account."""

from welfare.benefit_due import BENEFIT_DUE
from welfare.covered import COVERED, LEDGER_SPLIT
from welfare.tenants import LIVE_MARKER, NEEDS, TENANTS

LETTER_POSSIBLE = """
    NOT dead AND NOT in_breathing_space AND NOT letter_unsafe AND NOT must_trace
    AND (NOT capacity_in_doubt OR has_appointee)
"""

SQL = f"""
    WITH person AS MATERIALIZED ({TENANTS}),
    people AS (
        SELECT tenancy_id,
               count(*) AS tenants,
               count(*) FILTER (WHERE NOT dead) AS tenants_living,
               count(*) FILTER (WHERE NOT dead AND NOT in_breathing_space) AS tenants_contactable,
               bool_or(in_breathing_space AND NOT dead) AS in_breathing_space,
               CASE WHEN NOT bool_or(in_breathing_space AND NOT dead AND breathing_space_until IS NULL)
                    THEN max(breathing_space_until) FILTER (WHERE NOT dead) END AS breathing_space_until,
               max(insolvency) FILTER (WHERE NOT dead) AS insolvency,
               bool_and(insolvency_advised) FILTER (WHERE NOT dead AND insolvency <> '') AS insolvency_advised,
               bool_or(domestic_abuse AND NOT dead) AS domestic_abuse,
               bool_or((domestic_abuse OR letter_unsafe OR phone_unsafe) AND NOT dead) AS contact_must_be_safe,
               bool_or(capacity_in_doubt AND NOT has_appointee AND NOT dead) AS capacity_in_doubt,
               bool_or({LETTER_POSSIBLE} AND insolvency = '') AS letter_possible,
               bool_or({LETTER_POSSIBLE}) AS newer_letter_possible,
               bool_and(must_trace) FILTER (WHERE NOT dead) AS must_trace,
               max(format_needed) FILTER (
                   WHERE NOT dead AND format_needed NOT IN ('', 'none', 'large_print')
               ) AS format_to_make,
               max(language) FILTER (WHERE NOT dead AND format_needed = 'translation') AS format_language,
               {NEEDS} AS needs
        FROM person
        GROUP BY tenancy_id
    ), marked AS (
        SELECT h.tenancy_id,
               bool_or(m.kind = 'crisis') AS in_crisis,
               bool_or(m.kind = 'dispute' AND m.detail IN ('balance', 'service_charge')) AS disputed,
               bool_or(m.kind IN ('complaint', 'asb') OR (m.kind = 'dispute' AND m.detail = 'disrepair'))
                   AS complaint_open,
               bool_or(m.kind = 'compassion') AS compassion,
               bool_or(m.kind = 'risk' AND m.person_id IS NOT NULL) AS risk
        FROM (
            SELECT s.tenancy_id, tp.person_id
            FROM scope AS s JOIN tenancies_tenancyperson AS tp ON tp.tenancy_id = s.tenancy_id
            WHERE tp.role IN ('tenant', 'household') AND tp.not_sent_since IS NULL AND tp.from_on <= s.people_on
              AND (tp.last_day IS NULL OR tp.last_day >= s.people_on)
            UNION
            SELECT tenancy_id, NULL FROM scope
        ) AS h
        JOIN welfare_marker AS m
            ON m.person_id = h.person_id OR (m.tenancy_id = h.tenancy_id AND h.person_id IS NULL)
        WHERE m.kind IN ('crisis', 'dispute', 'complaint', 'asb', 'compassion', 'risk') AND {LIVE_MARKER}
        GROUP BY h.tenancy_id
    ), risky AS (
        SELECT DISTINCT s.tenancy_id
        FROM welfare_marker AS m
        JOIN tenancies_tenancy AS marked ON marked.id = m.tenancy_id
        JOIN tenancies_tenancy AS lives ON lives.home_id = marked.home_id
        JOIN scope AS s ON s.tenancy_id = lives.id
        WHERE m.kind = 'risk' AND m.person_id IS NULL AND {LIVE_MARKER}
    ), covered AS ({COVERED}), split AS ({LEDGER_SPLIT}), interested AS (
        SELECT here.tenancy_id, array_agg(DISTINCT i.user_id ORDER BY i.user_id) AS user_ids
        FROM welfare_declaredinterest AS i
        JOIN tenancies_rentaccount AS here ON here.id = i.account_id
        WHERE i.ended_at IS NULL AND here.tenancy_id IN (SELECT tenancy_id FROM scope)
        GROUP BY here.tenancy_id
    ), benefit AS ({BENEFIT_DUE}),
    hold AS (
        SELECT DISTINCT ON (account_id) account_id, last_day, reason
        FROM welfare_hold
        WHERE account_id IN (SELECT account_id FROM scope) AND lifted_on IS NULL
          AND from_on <= %(as_of)s AND last_day >= %(as_of)s
        ORDER BY account_id, last_day DESC, id DESC
    )
    SELECT s.account_id,
           CASE WHEN s.kind IN ('rent', 'use_and_occupation', 'pitch_fee') THEN coalesce(b.due, 0) ELSE 0 END
               AS benefit_due,
           coalesce(b.has_live, false) AS has_live_benefit,
           coalesce(b.pending, false) AS benefit_pending,
           b.stopped_on AS benefit_stopped_on, b.ends_on AS benefit_ends_on,
           b.next_on AS next_benefit_on, b.next_amount AS next_benefit_amount,
           hold.last_day AS held_until, coalesce(hold.reason, '') AS held_why,
           coalesce(people.tenants, 0) AS tenants,
           coalesce(people.tenants_living, 0) AS tenants_living,
           coalesce(people.tenants_contactable, 0) AS tenants_contactable,
           coalesce(people.in_breathing_space, false) AS in_breathing_space,
           people.breathing_space_until,
           coalesce(people.insolvency, '') AS insolvency,
           coalesce(people.insolvency_advised, false) AS insolvency_advised,
           coalesce(covered.amount, 0) AS covered_debt, coalesce(covered.of_one, 0) AS covered_of_one,
           covered.as_at AS covered_until,
           coalesce(split.split, false) AS ledger_split,
           coalesce(people.domestic_abuse, false) AS domestic_abuse,
           coalesce(people.contact_must_be_safe, false) AS contact_must_be_safe,
           coalesce(marked.compassion, false) AS compassion,
           coalesce(marked.risk, false) OR risky.tenancy_id IS NOT NULL AS risk,
           coalesce(interested.user_ids, '{{}}') AS interest_of,
           coalesce(people.capacity_in_doubt, false) AS capacity_in_doubt,
           coalesce(CASE WHEN split.split THEN people.newer_letter_possible ELSE people.letter_possible END, false)
               AS letter_possible,
           coalesce(people.must_trace, false) AS must_trace,
           coalesce(people.format_to_make, '') AS format_to_make,
           coalesce(people.format_language, '') AS format_language,
           coalesce(people.needs, 'never_asked') AS needs,
           coalesce(marked.in_crisis, false) AS in_crisis,
           coalesce(marked.disputed, false) AS disputed,
           coalesce(marked.complaint_open, false) AS complaint_open
    FROM scope AS s
    LEFT JOIN people ON people.tenancy_id = s.tenancy_id
    LEFT JOIN marked ON marked.tenancy_id = s.tenancy_id
    LEFT JOIN risky ON risky.tenancy_id = s.tenancy_id
    LEFT JOIN covered ON covered.account_id = s.account_id
    LEFT JOIN split ON split.account_id = s.account_id
    LEFT JOIN interested ON interested.tenancy_id = s.tenancy_id
    LEFT JOIN benefit AS b ON b.account_id = s.account_id
    LEFT JOIN hold ON hold.account_id = s.account_id
"""
