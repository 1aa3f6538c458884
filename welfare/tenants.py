"""The tenants of a tenancy, each with what protects them: the select that facts, gates and pages share.

Needs `scope(tenancy_id, people_on, …)` in front of it and the parameter `as_of`. A tenant is a person with that role on
`people_on`: the day itself, or the last day of a tenancy that has ended. Markers that an extract no longer sends go on
protecting until their last day: the fault is listed, nobody is exposed.
"""

# A marker that is live on the day (alias m). See also MarkerQuerySet.live.
LIVE_MARKER = (
    "m.from_on <= %(as_of)s AND (m.last_day IS NULL OR m.last_day >= %(as_of)s) "
    "AND (m.lifted_on IS NULL OR m.lifted_on > %(as_of)s)"
)

# An insolvency of the housing system's that is over, of which nobody recorded here what it covered, while an account of
# theirs still owes and owed before its day (alias m, its papers insolvency). Until somebody decides, it protects as if
# it ran: what it covered may be discharged, and would never be asked for (rulebook INS-2, INS-3).
ENDED_UNRECORDED = """
    m.kind = 'insolvency' AND m.source_ref <> '' AND m.last_day < %(as_of)s AND m.lifted_on IS NULL
    AND insolvency.id IS NULL AND EXISTS (
        SELECT FROM tenancies_tenancyperson AS owes
        JOIN tenancies_rentaccount AS a ON a.tenancy_id = owes.tenancy_id
        JOIN tenancies_ledgerentry AS e ON e.account_id = a.id AND e.posted_on <= %(as_of)s
        WHERE owes.person_id = m.person_id AND owes.role = 'tenant' AND owes.not_sent_since IS NULL
        GROUP BY a.id
        HAVING sum(e.amount) > 0 AND sum(e.amount) FILTER (WHERE e.effective_on < m.from_on) > 0
    )
"""

# What one tenant is not asked for of an account (rulebook BS-3, INS-3). Where two cover the same account, the larger
# counts: what the later one covers holds what the earlier one did. After a breathing space its debt is asked for again.
# What an insolvency covered is discharged at its end: nobody ever asks them for it, and it waits to be written off.
# Written off, it is covered no more; nor where the marker was lifted, the order being annulled.
COVERED_OF_EACH = f"""
    SELECT m.person_id, c.account_id, max(greatest(c.amount + coalesce(given_up.amount, 0), 0)) AS amount,
           max(c.as_at) AS as_at
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
    WHERE m.person_id IN (SELECT person_id FROM tenant) AND c.as_at <= %(as_of)s
      AND ({LIVE_MARKER} OR (m.kind = 'insolvency' AND m.last_day < %(as_of)s AND m.lifted_on IS NULL))
    GROUP BY m.person_id, c.account_id
"""

# Of the tenants of a tenancy: whether needs are known, or who was asked.
NEEDS = """
    CASE WHEN bool_or(has_needs AND NOT dead) THEN 'known'
         WHEN bool_and(asked OR dead) THEN 'none'
         WHEN bool_and(asked OR tried OR dead) THEN 'asked_no_answer'
         ELSE 'never_asked' END
"""

TENANTS = f"""
    WITH tenant AS MATERIALIZED (
        SELECT DISTINCT tp.tenancy_id, tp.person_id, household.people_on
        FROM (SELECT DISTINCT tenancy_id, people_on FROM scope) AS household
        JOIN tenancies_tenancyperson AS tp ON tp.tenancy_id = household.tenancy_id
        WHERE tp.role = 'tenant' AND tp.not_sent_since IS NULL AND tp.from_on <= household.people_on
          AND (tp.last_day IS NULL OR tp.last_day >= household.people_on)
    ), flags AS (
        SELECT m.person_id,
               bool_or(m.kind = 'breathing_space') AS in_breathing_space,
               bool_or(m.kind = 'breathing_space' AND m.last_day IS NULL) AS breathing_space_open,
               max(m.last_day) FILTER (WHERE m.kind = 'breathing_space') AS breathing_space_until,
               bool_or(m.kind = 'crisis') AS in_crisis,
               max(m.detail) FILTER (WHERE m.kind = 'insolvency') AS insolvency,
               bool_or(m.kind = 'capacity' AND m.detail = 'in_doubt') AS capacity_in_doubt,
               bool_or(m.kind = 'capacity' AND m.detail = 'appointee') AS has_appointee,
               bool_or(m.kind = 'safe_contact' AND m.detail = 'letter_unsafe') AS letter_unsafe,
               bool_or(m.kind = 'safe_contact' AND m.detail = 'phone_unsafe') AS phone_unsafe,
               bool_or(m.kind = 'vulnerability') AS vulnerable,
               bool_or(m.kind IN ('vulnerability', 'crisis') AND m.detail = 'domestic_abuse') AS domestic_abuse,
               bool_and(insolvency.advised_on <= %(as_of)s) FILTER (WHERE m.kind = 'insolvency') AS insolvency_advised
        FROM welfare_marker AS m
        LEFT JOIN welfare_insolvency AS insolvency ON insolvency.marker_id = m.id
        WHERE m.person_id IN (SELECT person_id FROM tenant) AND ({LIVE_MARKER} OR ({ENDED_UNRECORDED}))
        GROUP BY m.person_id
    ), covers AS (
        SELECT person_id, jsonb_object_agg(account_id, jsonb_build_array(amount::text, as_at)) AS covers
        FROM ({COVERED_OF_EACH}) AS each GROUP BY person_id
    ), tried AS (
        SELECT person_id,
               (array_agg(answer ORDER BY "on" DESC, id DESC) FILTER (WHERE answer <> 'no_answer'))[1] AS answer,
               count(DISTINCT "on") > 1 AND bool_or(channel = 'visit') AS tried
        FROM welfare_needsasked
        WHERE person_id IN (SELECT person_id FROM tenant) AND "on" <= %(as_of)s AND taken_back_at IS NULL
        GROUP BY person_id
    ), adjusted AS (
        SELECT person_id, bool_or(code = 'no_calls') AS no_calls FROM welfare_adjustment
        WHERE person_id IN (SELECT person_id FROM tenant) AND from_on <= %(as_of)s
          AND (ended_on IS NULL OR ended_on > %(as_of)s)
        GROUP BY person_id
    ), person AS (
        SELECT p.*, coalesce(p.died_on, estate.died_on) AS died, coalesce(needs.interpreter, false) AS interpreter,
               coalesce(nullif(needs.format_needed, ''), p.format_needed) AS format_wanted,
               coalesce(nullif(needs.language, ''), p.language) AS language_spoken,
               coalesce(nullif(needs.preferred_channel, ''), p.preferred_channel) AS channel_wanted
        FROM tenancies_person AS p
        LEFT JOIN welfare_personneeds AS needs ON needs.person_id = p.id
        LEFT JOIN welfare_estate AS estate ON estate.person_id = p.id
        WHERE p.id IN (SELECT person_id FROM tenant)
    )
    SELECT tenant.tenancy_id, person.id AS person_id,
           coalesce(person.died <= %(as_of)s, false) AS dead,
           CASE WHEN person.died <= %(as_of)s THEN person.died END AS died_on,
           coalesce(flags.in_breathing_space, false) AS in_breathing_space,
           CASE WHEN NOT flags.breathing_space_open THEN flags.breathing_space_until END AS breathing_space_until,
           coalesce(flags.in_crisis, false) AS in_crisis,
           coalesce(flags.insolvency, '') AS insolvency,
           coalesce(flags.capacity_in_doubt, false) AS capacity_in_doubt,
           coalesce(flags.has_appointee, false) AS has_appointee,
           coalesce(flags.letter_unsafe, false) AS letter_unsafe,
           coalesce(flags.phone_unsafe, false) AS phone_unsafe,
           coalesce(flags.insolvency_advised, false) AS insolvency_advised, covers.covers,
           coalesce(flags.domestic_abuse, false) AS domestic_abuse,
           coalesce(adjusted.no_calls, false) AS no_calls,
           coalesce(flags.vulnerable, false) OR person.format_wanted NOT IN ('', 'none') OR person.interpreter
               OR adjusted.person_id IS NOT NULL OR coalesce(tried.answer = 'needs', false) AS has_needs,
           person.format_wanted = 'none' OR coalesce(tried.answer = 'none', false) AS asked,
           coalesce(tried.tried, false) AS tried,
           person.interpreter, person.format_wanted AS format_needed, person.language_spoken AS language,
           person.channel_wanted AS preferred_channel, person.email, person.mobile, person.phone,
           person.correspondence_address = '' AND tenant.people_on < %(as_of)s AND NOT EXISTS (
               SELECT FROM tenancies_rentaccount AS stays_on
               WHERE stays_on.tenancy_id = tenant.tenancy_id AND stays_on.kind = 'use_and_occupation'
                 AND stays_on.closed_on IS NULL
           ) AS must_trace
    FROM tenant
    JOIN person ON person.id = tenant.person_id
    LEFT JOIN flags ON flags.person_id = tenant.person_id
    LEFT JOIN covers ON covers.person_id = tenant.person_id
    LEFT JOIN tried ON tried.person_id = tenant.person_id
    LEFT JOIN adjusted ON adjusted.person_id = tenant.person_id
"""
