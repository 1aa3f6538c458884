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
               bool_or(m.kind = 'vulnerability') AS vulnerable
        FROM welfare_marker AS m
        WHERE m.person_id IN (SELECT person_id FROM tenant) AND {LIVE_MARKER}
        GROUP BY m.person_id
    )
    SELECT tenant.tenancy_id, person.id AS person_id,
           coalesce(person.died_on <= %(as_of)s, false) AS dead,
           CASE WHEN person.died_on <= %(as_of)s THEN person.died_on END AS died_on,
           coalesce(flags.in_breathing_space, false) AS in_breathing_space,
           CASE WHEN NOT flags.breathing_space_open THEN flags.breathing_space_until END AS breathing_space_until,
           coalesce(flags.in_crisis, false) AS in_crisis,
           coalesce(flags.insolvency, '') AS insolvency,
           coalesce(flags.capacity_in_doubt, false) AS capacity_in_doubt,
           coalesce(flags.has_appointee, false) AS has_appointee,
           coalesce(flags.letter_unsafe, false) AS letter_unsafe,
           coalesce(flags.phone_unsafe, false) AS phone_unsafe,
           coalesce(flags.vulnerable, false) OR person.format_needed NOT IN ('', 'none') AS has_needs,
           person.format_needed = 'none' AS asked,
           person.format_needed, person.language, person.preferred_channel, person.email, person.mobile, person.phone,
           person.correspondence_address = '' AND tenant.people_on < %(as_of)s AND NOT EXISTS (
               SELECT FROM tenancies_rentaccount AS stays_on
               WHERE stays_on.tenancy_id = tenant.tenancy_id AND stays_on.kind = 'use_and_occupation'
                 AND stays_on.closed_on IS NULL
           ) AS must_trace
    FROM tenant
    JOIN tenancies_person AS person ON person.id = tenant.person_id
    LEFT JOIN flags ON flags.person_id = tenant.person_id
"""
