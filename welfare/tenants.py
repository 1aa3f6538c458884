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
               bool_or(m.kind = 'vulnerability') AS vulnerable,
               bool_or(m.kind IN ('vulnerability', 'crisis') AND m.detail = 'domestic_abuse') AS domestic_abuse,
               bool_and(insolvency.advised_on <= %(as_of)s) FILTER (WHERE m.kind = 'insolvency') AS insolvency_advised
        FROM welfare_marker AS m
        LEFT JOIN welfare_insolvency AS insolvency ON insolvency.marker_id = m.id
        WHERE m.person_id IN (SELECT person_id FROM tenant) AND {LIVE_MARKER}
        GROUP BY m.person_id
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
           coalesce(flags.insolvency_advised, false) AS insolvency_advised,
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
    LEFT JOIN tried ON tried.person_id = tenant.person_id
    LEFT JOIN adjusted ON adjusted.person_id = tenant.person_id
"""
