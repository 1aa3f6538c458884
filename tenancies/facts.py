"""What an account owes, what it is charged, and how its payer pays: one row an account.

`scope` (tenancies/gather.py) holds the accounts asked about. Short windows only: 26 weeks of ledger, never all of it.
The balance is as posted up to the end of the day; a day before the last posting takes off what came later.
"""

# What the tenant or a benefit paid in. A receipt that was reversed did not come.
RECEIPTS = "'payment', 'hb', 'uc_managed', 'third_party_deduction'"

# For each first day of a rent week, 1 being Monday: the day itself, or in a rent-free week the last day of the charge
# week before. Rent-free weeks are named by their Monday; such a week's first day falls from then to the Sunday after.
_WEEK_START = "%(as_of)s - (extract(isodow FROM %(as_of)s)::integer - weekday + 7) %% 7 - 7 * back"
CHARGE_DAY = f"""
    SELECT weekday, max(CASE WHEN back = 0 THEN %(as_of)s ELSE week_start + 6 END) AS day
    FROM generate_series(1, 7) AS weekday, generate_series(0, 8) AS back,
         LATERAL (SELECT {_WEEK_START}) AS week (week_start)
    WHERE NOT EXISTS (
        SELECT FROM tenancies_rentyear AS y
        WHERE y.rent_free_weeks ? (week_start - extract(isodow FROM week_start)::integer + 1)::text
    )
    GROUP BY weekday
"""

# The Mondays that name rent-free weeks: a weekly payer who skips one has not paid late.
FREE_WEEK = "SELECT jsonb_array_elements_text(rent_free_weeks)::date AS monday FROM tenancies_rentyear"

# Each weekday has its day. It is joined LEFT all the same, which tells the planner that no account is lost: as it would
# guess otherwise, few accounts were left, and what comes after would be compared each with each.
SQL = f"""
    WITH charge_day AS MATERIALIZED ({CHARGE_DAY}), free_week AS MATERIALIZED ({FREE_WEEK})
    SELECT s.account_id,
           coalesce(p.balance, 0) - coalesce(later.amount, 0) AS balance,
           coalesce(p.balance, 0) - coalesce(later.amount, 0) - coalesce(recent.posted_28d, 0) AS balance_4_weeks_ago,
           CASE WHEN p.last_posted_on > %(as_of)s THEN recent.last_posted_on ELSE p.last_posted_on END
               AS last_posted_on,
           CASE WHEN p.last_posted_on > %(as_of)s THEN then_paid.paid_on ELSE p.last_payment_on END AS last_payment_on,
           CASE WHEN p.last_posted_on > %(as_of)s THEN coalesce(then_paid.paid, 0)
                ELSE coalesce(p.last_payment_amount, 0) END AS last_payment_amount,
           payer.last_receipt_on, recent.first_charge_on, unpaid.reversed_payment_on,
           coalesce(payer.payments, 0) AS payments_26w, payer.usual_gap_days, payer.widest_gap_days,
           coalesce(payer.usual_amount, 0) AS usual_amount,
           coalesce((
               SELECT sum(weekly_amount) FROM tenancies_chargerate AS c
               WHERE c.account_id = s.account_id AND c.not_sent_since IS NULL
                 AND c.from_on <= %(as_of)s AND (c.last_day IS NULL OR c.last_day >= %(as_of)s)
           ), 0) AS weekly_charge,
           CASE WHEN charge_day.day < %(as_of)s THEN coalesce((
               SELECT sum(weekly_amount) FROM tenancies_chargerate AS c
               WHERE c.account_id = s.account_id AND c.not_sent_since IS NULL
                 AND c.from_on <= charge_day.day AND (c.last_day IS NULL OR c.last_day >= charge_day.day)
           ), 0) END AS last_charge_week,
           coalesce((
               SELECT sum(amount) FROM tenancies_pendingposting AS w
               WHERE w.account_id = s.account_id AND w.state IN ('asked', 'exported')
           ), 0) AS pending_credits,
           CASE WHEN s.payment_method <> 'direct_debit' THEN (
               SELECT (max(h.pgh_created_at) AT TIME ZONE 'Europe/London')::date
               FROM tenancies_rentaccounthistory AS h
               WHERE h.id = s.account_id AND h.payment_method = 'direct_debit'
                 AND h.pgh_created_at > %(as_of)s::timestamp AT TIME ZONE 'Europe/London' - interval '28 days'
           ) END AS debit_stopped_on,
           (
               SELECT min(c.from_on) FROM tenancies_chargerate AS c
               WHERE c.account_id = s.account_id AND c.not_sent_since IS NULL
                 AND c.from_on > %(as_of)s - 28 AND c.from_on <= %(as_of)s + 28
                 AND c.weekly_amount > (
                     SELECT was.weekly_amount FROM tenancies_chargerate AS was
                     WHERE was.account_id = c.account_id AND was.kind = c.kind AND was.from_on < c.from_on
                       AND was.not_sent_since IS NULL
                     ORDER BY was.from_on DESC LIMIT 1
                 )
           ) AS rent_rises_on,
           EXISTS (
               SELECT FROM tenancies_datafault AS f
               WHERE f.account_id = s.account_id AND f.kind = 'balance_mismatch' AND f.mended_on IS NULL
           ) AS balance_mismatch,
           NOT EXISTS (
               SELECT FROM staff_patchassignment AS pa JOIN staff_user AS u ON u.id = pa.user_id
               WHERE pa.patch_id = s.patch_id AND pa.ends_on IS NULL AND pa.cover_id IS NULL
                 AND u.role = 'income_officer' AND u.is_active
           ) AS no_officer
    FROM scope AS s
    LEFT JOIN charge_day ON charge_day.weekday = extract(isodow FROM s.next_charge_on)
    LEFT JOIN tenancies_accountposition AS p ON p.account_id = s.account_id
    LEFT JOIN LATERAL (
        SELECT sum(e.amount) AS amount FROM tenancies_ledgerentry AS e
        WHERE p.last_posted_on > %(as_of)s AND e.account_id = s.account_id AND e.posted_on > %(as_of)s
    ) AS later ON true
    LEFT JOIN LATERAL (
        SELECT e.effective_on AS paid_on, -sum(e.amount + coalesce(r.reversed, 0)) AS paid
        FROM tenancies_ledgerentry AS e
        LEFT JOIN LATERAL (
            SELECT sum(amount) AS reversed FROM tenancies_ledgerentry
            WHERE reverses_id = e.id AND posted_on <= %(as_of)s
        ) AS r ON true
        WHERE p.last_posted_on > %(as_of)s AND e.account_id = s.account_id
          AND e.kind = 'payment' AND e.posted_on <= %(as_of)s AND e.amount + coalesce(r.reversed, 0) < 0
        GROUP BY e.effective_on
        ORDER BY e.effective_on DESC
        LIMIT 1
    ) AS then_paid ON true
    LEFT JOIN LATERAL (
        SELECT sum(e.amount) FILTER (WHERE e.posted_on > %(as_of)s - 28) AS posted_28d,
               max(e.posted_on) AS last_posted_on,
               min(e.effective_on) FILTER (WHERE e.kind IN ('rent_debit', 'service_debit')) AS first_charge_on
        FROM tenancies_ledgerentry AS e
        WHERE e.account_id = s.account_id AND e.effective_on > %(as_of)s - 182 AND e.posted_on <= %(as_of)s
    ) AS recent ON true
    LEFT JOIN LATERAL (
        SELECT max(day) AS last_receipt_on, count(*) FILTER (WHERE is_payment) AS payments,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE is_payment) AS usual_gap_days,
               max(gap) FILTER (WHERE is_payment) AS widest_gap_days,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY paid) FILTER (WHERE is_payment) AS usual_amount
        FROM (
            SELECT day, is_payment, paid, day - previous - 7 * (
                       SELECT count(*) FROM free_week WHERE monday + 3 > previous AND monday + 3 < day
                   )::integer AS gap
            FROM (
                SELECT day, is_payment, -sum(amount) AS paid,
                       lag(day) OVER (PARTITION BY is_payment ORDER BY day) AS previous
                FROM (
                    SELECT e.effective_on AS day, e.kind = 'payment' AS is_payment, e.amount
                    FROM tenancies_ledgerentry AS e
                    WHERE e.account_id = s.account_id AND e.effective_on > %(as_of)s - 182
                      AND e.kind IN ({RECEIPTS}) AND e.posted_on <= %(as_of)s
                    UNION ALL
                    SELECT e.effective_on, e.kind = 'payment', r.amount
                    FROM tenancies_ledgerentry AS r JOIN tenancies_ledgerentry AS e ON e.id = r.reverses_id
                    WHERE r.account_id = s.account_id AND r.effective_on > %(as_of)s - 182 AND r.kind = 'reversal'
                      AND r.posted_on <= %(as_of)s AND e.effective_on > %(as_of)s - 182 AND e.kind IN ({RECEIPTS})
                ) AS receipts
                GROUP BY day, is_payment
                HAVING sum(amount) < 0
            ) AS paid_days
        ) AS days
    ) AS payer ON true
    LEFT JOIN LATERAL (
        SELECT max(r.posted_on) AS reversed_payment_on
        FROM tenancies_ledgerentry AS r JOIN tenancies_ledgerentry AS e ON e.id = r.reverses_id
        WHERE r.account_id = s.account_id AND r.effective_on > %(as_of)s - 182 AND r.kind = 'reversal'
          AND r.posted_on > %(as_of)s - 28 AND r.posted_on <= %(as_of)s AND e.kind = 'payment'
    ) AS unpaid ON true
"""
