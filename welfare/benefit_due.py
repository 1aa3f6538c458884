"""Benefit due but not yet in, and when the next payment comes: the select behind technical arrears (rulebook R-6).

Housing Benefit: the weekly sum for each whole week since the last credit ended. Universal Credit: only with a managed
payment or a confirmed housing element; the element spread over the days of the assessment period that starts the day
after the last paid one ended. Several live claims are added; the cap at gross arrears comes later.
Universal Credit is paid seven days after the assessment period ends (rulebook R-8).
"""

# The first day of the month of a date, and a claim's own day in a month: the last day where the month is shorter.
_IN_MONTH = "least({month} + {day} - 1, ({month} + interval '1 month')::date - 1)"


def _start_in(month: str) -> str:
    return _IN_MONTH.format(month=month, day="c.period_start_day")


_NEXT_MONTH = "(date_trunc('month', c.paid_up_to + 1) + interval '1 month')::date"
_THIS_MONTH = "date_trunc('month', c.paid_up_to + 1)::date"

# Day after the assessment period that follows paid_up_to. Where the claim's own day does not fit, a plain month.
_PERIOD_END = f"""
    CASE WHEN c.paid_up_to + 1 = {_start_in(_THIS_MONTH)} THEN {_start_in(_NEXT_MONTH)}
         ELSE (c.paid_up_to + 1 + interval '1 month')::date END
"""

BENEFIT_DUE = f"""
    SELECT c.account_id,
           sum(CASE
               WHEN NOT c.live OR c.paid_up_to IS NULL OR c.paid_up_to >= %(as_of)s THEN 0
               WHEN c.kind = 'hb' THEN c.weekly_amount * div(%(as_of)s - c.paid_up_to, 7)
               WHEN c.managed_payment OR c.element_confirmed THEN round(
                   coalesce(c.housing_element, 0) * (%(as_of)s - c.paid_up_to) / ({_PERIOD_END} - c.paid_up_to - 1), 2)
               ELSE 0 END) AS due,
           bool_or(c.live) AS has_live,
           bool_or(c.status = 'claimed') AS pending,
           max(coalesce(c.last_day, c.paid_up_to)) FILTER (
               WHERE c.status IN ('suspended', 'ended', 'refused')
                 AND coalesce(c.last_day, c.paid_up_to) BETWEEN %(as_of)s - 28 AND %(as_of)s
           ) AS stopped_on,
           min(c.last_day) FILTER (WHERE c.live AND c.last_day <= %(as_of)s + 28) AS ends_on,
           min(next.paid_on) FILTER (WHERE c.live) AS next_on,
           (array_agg(next.amount ORDER BY next.paid_on, c.id) FILTER (WHERE c.live))[1] AS next_amount
    FROM (
        SELECT claim.*,
               status = 'live' AND from_on <= %(as_of)s AND (last_day IS NULL OR last_day >= %(as_of)s) AS live
        FROM welfare_benefitclaim AS claim
        WHERE account_id IN (SELECT account_id FROM scope) AND not_sent_since IS NULL
    ) AS c
    LEFT JOIN LATERAL (
        SELECT c.paid_up_to + 7 * c.pay_weeks * greatest(
                   1, ceil((%(as_of)s - c.paid_up_to) / (7.0 * c.pay_weeks)))::integer AS paid_on,
               c.weekly_amount * c.pay_weeks AS amount
        WHERE c.kind = 'hb' AND c.paid_up_to IS NOT NULL
        UNION ALL
        (
            SELECT {_start_in("month.first")} + 6, CASE WHEN c.managed_payment THEN c.housing_element END
            FROM generate_series(
                date_trunc('month', %(as_of)s::date) - interval '1 month',
                date_trunc('month', %(as_of)s::date) + interval '1 month', interval '1 month'
            ) AS months (at), LATERAL (SELECT months.at::date AS first) AS month
            WHERE c.kind = 'uc' AND c.period_start_day IS NOT NULL
              AND {_start_in("month.first")} + 6 >= %(as_of)s
            ORDER BY 1
            LIMIT 1
        )
    ) AS next ON true
    GROUP BY c.account_id
"""
