"""Where an account's tenancy stands between notice and eviction: one row an account.

A notice's state is worked out from its service (figures: notice state), never taken from the file. `bank_holidays` are
England's. See also legal/rules/notices.py, which says the same in Python; a test asks both.
"""

# Deemed service before proceedings, not CPR 6.26 (rulebook 2.1): by hand or left at the home the same day, first class
# and signed-for the second business day after posting, second class the fourth. E-mail and the rest are no service.
DEEMED_ON = """
    CASE WHEN v.method IN ('hand', 'left_at_home') THEN v.done_on
         WHEN v.method IN ('first_class', 'signed_for', 'second_class') THEN (
             SELECT day::date
             FROM generate_series(v.done_on + 1, v.done_on + 21, interval '1 day') AS day
             WHERE extract(isodow FROM day) < 6 AND day::date <> ALL (%(bank_holidays)s::date[])
             ORDER BY day
             OFFSET CASE v.method WHEN 'second_class' THEN 3 ELSE 1 END
             LIMIT 1
         ) END
"""

# First day on or after S + 28 on which a rent period begins, or the day before it (SEC-6, INT-3, NTQ-2). Of monthly
# periods: on or after a month from S, where that is later.
_WEEK_START = "array_position(ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], home.rent_week_start)"
_LENGTH = "CASE home.rent_period WHEN 'fortnightly' THEN 14 WHEN 'four_weekly' THEN 28 ELSE 7 END"
_TO_BEGINNING = f"""CASE home.rent_period
    WHEN 'weekly' THEN {_WEEK_START} - extract(isodow FROM n.served_on + 28)::integer
    ELSE home.rent_period_anchor_on - (n.served_on + 28) END"""
_DAYS_ON = f"(({_TO_BEGINNING}) %% ({_LENGTH}) + ({_LENGTH})) %% ({_LENGTH})"
_MONTHS = """((extract(year FROM n.served_on + 28) - extract(year FROM home.rent_period_anchor_on)) * 12
    + extract(month FROM n.served_on + 28) - extract(month FROM home.rent_period_anchor_on))::integer"""
_RUNS_TO = "greatest(n.served_on + 28, (n.served_on + interval '1 month')::date)"
_MONTHLY = f"""(
    SELECT min(edge)
    FROM generate_series({_MONTHS}, {_MONTHS} + 2) AS months_on,
         LATERAL (SELECT (home.rent_period_anchor_on + make_interval(months => months_on))::date) AS period (begins),
         LATERAL (VALUES (begins - 1), (begins)) AS ends (edge)
    WHERE edge >= {_RUNS_TO}
)"""
EARLIEST = f"""
    CASE WHEN n.kind IN ('nosp', 's128', 's143e', 'ntq') AND home.rent_period = 'monthly' THEN {_MONTHLY}
         WHEN n.kind IN ('nosp', 's128', 's143e', 'ntq')
              THEN n.served_on + 28 + CASE WHEN {_DAYS_ON} = 0 THEN 0 ELSE {_DAYS_ON} - 1 END
         WHEN n.kind = 's8' THEN n.served_on + 14
         WHEN n.kind = 'notice_to_remedy' THEN n.served_on + 28 END
"""

SQL = f"""
    WITH home AS (
        SELECT DISTINCT s.tenancy_id, s.people_on, t.rent_week_start, t.rent_period, t.rent_period_anchor_on,
               t.last_day, t.trial_last_day,
               coalesce(t.trial_extended_last_day, t.trial_last_day) AS trial_last_day_as_extended
        FROM scope AS s JOIN tenancies_tenancy AS t ON t.id = s.tenancy_id
    ), served AS (
        SELECT n.id, n.tenancy_id, n.kind, n.prepared_on, n.specified_on,
               n.review_requested_on <= %(as_of)s AND n.review_late_taken IS DISTINCT FROM false AND NOT coalesce(
                   n.review_outcome = 'upheld' AND n.review_notified_on <= %(as_of)s
                   AND (n.specified_on IS NULL OR n.review_notified_on < n.specified_on), false
               ) AS review_open,
               count(*) AS tenants, count(v.deemed_on) AS tenants_served, max(v.deemed_on) AS served_on
        FROM legal_notice AS n
        JOIN home ON home.tenancy_id = n.tenancy_id
        LEFT JOIN LATERAL (
            SELECT DISTINCT tp.person_id
            FROM tenancies_tenancyperson AS tp JOIN tenancies_person AS p ON p.id = tp.person_id
            WHERE tp.tenancy_id = n.tenancy_id AND tp.role = 'tenant' AND tp.not_sent_since IS NULL
              AND tp.from_on <= home.people_on AND (tp.last_day IS NULL OR tp.last_day >= home.people_on)
              AND (p.died_on IS NULL OR p.died_on > %(as_of)s)
              AND NOT EXISTS (SELECT FROM welfare_estate AS e WHERE e.person_id = p.id AND e.died_on <= %(as_of)s)
        ) AS tenant ON true
        LEFT JOIN LATERAL (
            SELECT {DEEMED_ON} AS deemed_on
            FROM legal_noticeservice AS v
            WHERE v.notice_id = n.id AND v.person_id = tenant.person_id AND v.not_sent_since IS NULL
              AND v.done_on <= %(as_of)s
        ) AS v ON true
        WHERE n.status = 'served' AND n.not_sent_since IS NULL AND n.prepared_on <= %(as_of)s
        GROUP BY n.id
    ), judged AS (
        SELECT n.*,
               CASE WHEN n.kind = 's8' THEN n.specified_on ELSE n.specified_on + 1 END AS first_issue_on,
               CASE n.kind WHEN 'nosp' THEN (n.specified_on + interval '12 months')::date
                           WHEN 's8' THEN (n.served_on + interval '12 months')::date
                           WHEN 's128' THEN home.trial_last_day_as_extended
                           WHEN 's143e' THEN home.trial_last_day_as_extended END AS last_issue_on,
               CASE
                   WHEN n.tenants_served < n.tenants OR n.served_on IS NULL THEN 'defective'
                   WHEN n.specified_on < {EARLIEST} THEN 'defective'
                   WHEN n.specified_on IS NULL AND {EARLIEST} IS NOT NULL THEN 'defective'
                   WHEN n.kind = 'trial_extension' AND n.served_on > home.trial_last_day - 56 THEN 'defective'
                   WHEN home.last_day < %(as_of)s THEN 'expired'
                   WHEN n.kind = 'nosp' AND %(as_of)s > (n.specified_on + interval '12 months')::date THEN 'expired'
                   WHEN n.kind = 's8' AND %(as_of)s > (n.served_on + interval '12 months')::date THEN 'expired'
                   WHEN n.kind = 's128' AND %(as_of)s > home.trial_last_day_as_extended THEN 'expired'
                   ELSE 'in_force'
               END AS state
        FROM served AS n JOIN home ON home.tenancy_id = n.tenancy_id
    ), notice AS (
        SELECT DISTINCT ON (tenancy_id) *
        FROM judged
        WHERE kind NOT IN ('trial_extension', 'flexible_non_renewal')
        ORDER BY tenancy_id, (state = 'in_force') DESC, prepared_on DESC, id DESC
    ), beside AS (
        SELECT tenancy_id, bool_or(review_open AND kind = 'trial_extension') AS review_open
        FROM judged
        WHERE kind IN ('trial_extension', 'flexible_non_renewal') AND state = 'in_force'
        GROUP BY tenancy_id
    ), claim AS (
        SELECT DISTINCT ON (tenancy_id) *
        FROM legal_possessionclaim
        WHERE tenancy_id IN (SELECT tenancy_id FROM scope) AND not_sent_since IS NULL AND issued_on <= %(as_of)s
          AND route <> 'money_claim'
        ORDER BY tenancy_id, issued_on DESC, id DESC
    ), court_order AS (
        SELECT DISTINCT ON (c.tenancy_id) c.tenancy_id, o.*
        FROM legal_possessionorder AS o JOIN legal_possessionclaim AS c ON c.id = o.claim_id
        WHERE c.tenancy_id IN (SELECT tenancy_id FROM scope) AND o.not_sent_since IS NULL
          AND o.made_on <= %(as_of)s AND o.status IN ('in_force', 'executed')
        ORDER BY c.tenancy_id, (o.status = 'in_force') DESC, o.made_on DESC, o.id DESC
    )
    SELECT s.account_id,
           notice.id AS notice_id, coalesce(notice.kind, '') AS notice_kind, coalesce(notice.state, '') AS notice_state,
           coalesce(notice.state = 'in_force', false) OR beside.tenancy_id IS NOT NULL AS notice_in_force,
           notice.first_issue_on AS notice_first_issue_on, notice.last_issue_on AS notice_last_issue_on,
           coalesce(claim.status, '') AS claim_status, claim.hearing_on AS claim_hearing_on,
           claim.issued_on AS claim_since,
           coalesce(court_order.kind, '') AS order_kind, court_order.possession_on AS order_possession_on,
           coalesce(court_order.status = 'executed', false) AS order_executed,
           court_order.warrant_requested_on, court_order.warrant_issued_on, court_order.eviction_on,
           coalesce(court_order.eviction_outcome, '') AS eviction_outcome,
           home.trial_last_day_as_extended AS trial_last_day,
           coalesce(notice.review_open, false) OR coalesce(beside.review_open, false) AS review_open,
           CASE WHEN s.is_main AND court_order.status = 'in_force' AND court_order.instalment_amount > 0
                     AND court_order.first_due_on IS NOT NULL AND court_order.frequency <> ''
           THEN jsonb_build_object(
               'made_on', court_order.made_on, 'first_due_on', court_order.first_due_on,
               'frequency', court_order.frequency, 'instalment_amount', court_order.instalment_amount::text,
               'total', (coalesce(court_order.arrears, 0) + coalesce(court_order.costs, 0))::text,
               'rents', (
                   SELECT coalesce(jsonb_agg(jsonb_build_array(
                       c.weekly_amount::text, c.from_on, coalesce(c.last_day, %(as_of)s))), '[]')
                   FROM tenancies_chargerate AS c
                   WHERE c.account_id = s.account_id AND c.not_sent_since IS NULL
                     AND court_order.rent_terms = 'current_rent'
               ),
               'receipts', (
                   SELECT coalesce(sum(-e.amount - coalesce(r.reversed, 0)), 0)::text
                   FROM tenancies_ledgerentry AS e
                   LEFT JOIN LATERAL (
                       SELECT sum(amount) AS reversed FROM tenancies_ledgerentry
                       WHERE reverses_id = e.id AND posted_on <= %(as_of)s
                   ) AS r ON true
                   WHERE e.account_id = s.account_id AND e.effective_on > court_order.made_on
                     AND e.effective_on <= %(as_of)s AND e.posted_on <= %(as_of)s
                     AND e.kind IN ('payment', 'third_party_deduction', 'hb', 'uc_managed')
               )
           ) END AS order_terms
    FROM scope AS s
    JOIN home ON home.tenancy_id = s.tenancy_id
    LEFT JOIN notice ON notice.tenancy_id = s.tenancy_id
    LEFT JOIN beside ON beside.tenancy_id = s.tenancy_id
    LEFT JOIN claim ON claim.tenancy_id = s.tenancy_id
    LEFT JOIN court_order ON court_order.tenancy_id = s.tenancy_id
"""
