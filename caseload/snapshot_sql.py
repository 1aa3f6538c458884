"""What a snapshot asks of the database: one row an account, put together from few statements for all accounts.

Needs the temporary table `scope` (tenancies/gather.py) with every account. Parameters: as_of, bank_holidays,
charge_weeks of the rent year, year_from (its first day), week_from and week_to (the last whole week, Monday to Sunday).
"""

from caseload.models import WeeksOwed
from legal.facts import SQL as LEGAL
from recovery.facts import SQL as RECOVERY
from tenancies.facts import CHARGE_DAY, RECEIPTS
from tenancies.gather import SCOPE
from welfare.benefit_due import BENEFIT_DUE
from welfare.covered import COVERED
from welfare.tenants import TENANTS

CHARGES = "'rent_debit', 'service_debit'"

# A home's current accounts: rent, pitch fee, use and occupation, and the service charges beside them (rulebook 12: the
# rent debit is rent and service charge). Garages and court costs are no rent; former accounts are counted apart.
HOMES_CURRENT = "s.kind NOT IN ('garage', 'court_costs', 'former_tenant') AND NOT {former}"

MAKE_SCOPE = f"CREATE TEMP TABLE scope ON COMMIT DROP AS {SCOPE.format(which='true')}"

# Live agreements with their terms and receipts: recovery's own select, asked of the accounts that lead one.
AGREEMENTS = f"""
    WITH scope AS MATERIALIZED (
        {SCOPE.format(which="a.id IN (SELECT account_id FROM recovery_repaymentagreement)")}
    )
    SELECT account_id, agreement FROM ({RECOVERY}) AS found WHERE (agreement ->> 'leads')::boolean
"""

# Whose accounts they are, one person at most. Handed over: whoever was given it. Former: the advisors' workstream, so
# the advisor of the patch or the only one there is. Else the income officer of the patch, cover left aside; of two, who
# has had it longer. See also RentAccountQuerySet.owned_by. `current_officer` leaves former accounts where they were.
OWNERS = """
    CREATE TEMP TABLE owner ON COMMIT DROP AS
    WITH assigned AS (
        SELECT DISTINCT ON (pa.patch_id, u.role) pa.patch_id, u.role, u.id AS user_id
        FROM staff_patchassignment AS pa JOIN staff_user AS u ON u.id = pa.user_id
        WHERE pa.ends_on IS NULL AND pa.cover_id IS NULL AND u.is_active
          AND u.role IN ('income_officer', 'income_advisor')
        ORDER BY pa.patch_id, u.role, pa.starts_on, pa.id
    ), advisors AS (
        SELECT count(*) AS number, min(id) AS any_id FROM staff_user WHERE role = 'income_advisor' AND is_active
    )
    SELECT s.account_id,
           coalesce(h.to_id, officer.user_id, advisor.user_id) AS current_officer,
           CASE WHEN h.to_id IS NOT NULL THEN h.to_id
                WHEN s.is_former AND advisors.number > 0
                    THEN coalesce(advisor.user_id, CASE advisors.number WHEN 1 THEN advisors.any_id END)
                ELSE coalesce(officer.user_id, advisor.user_id) END AS officer_id
    FROM scope AS s
    CROSS JOIN advisors
    LEFT JOIN tenancies_handover AS h ON h.account_id = s.account_id AND h.ended_at IS NULL
    LEFT JOIN assigned AS officer ON officer.patch_id = s.patch_id AND officer.role = 'income_officer'
    LEFT JOIN assigned AS advisor ON advisor.patch_id = s.patch_id AND advisor.role = 'income_advisor'
"""

# What a reversal takes back: its sum, with the kind of entry it reverses, on the day on which it counts.
REVERSED = """
    SELECT r.account_id, r.effective_on, e.kind, r.amount
    FROM tenancies_ledgerentry AS r JOIN tenancies_ledgerentry AS e ON e.id = r.reverses_id
    WHERE r.kind = 'reversal' AND r.posted_on <= %(as_of)s
"""

_RATES = """
    SELECT coalesce(sum(weekly_amount), 0) FROM tenancies_chargerate AS c
    WHERE c.account_id = s.account_id AND c.not_sent_since IS NULL
      AND c.from_on <= {day} AND (c.last_day IS NULL OR c.last_day >= {day})
"""

# The tenants of the few households where a moratorium or insolvency covers something.
_COVERED_PEOPLE = f"""
    WITH scope AS (
        SELECT * FROM scope WHERE tenancy_id IN (
            SELECT a.tenancy_id FROM tenancies_rentaccount AS a JOIN welfare_covereddebt AS c ON c.account_id = a.id
        )
    )
    SELECT * FROM ({TENANTS}) AS each
"""

MONEY = f"""
    CREATE TEMP TABLE money ON COMMIT DROP AS
    WITH charge_day AS MATERIALIZED ({CHARGE_DAY}), benefit AS MATERIALIZED ({BENEFIT_DUE}),
    person AS MATERIALIZED ({_COVERED_PEOPLE}), covered AS MATERIALIZED ({COVERED}),
    taken_back AS MATERIALIZED (
        SELECT account_id,
               sum(amount) FILTER (WHERE kind IN ({CHARGES}) AND effective_on >= %(week_from)s) AS charged_week,
               sum(amount) FILTER (WHERE kind IN ({RECEIPTS}) AND effective_on >= %(week_from)s) AS received_week,
               sum(amount) FILTER (WHERE kind IN ({CHARGES}) AND effective_on >= %(year_from)s) AS charged_year,
               sum(amount) FILTER (WHERE kind IN ({RECEIPTS}) AND effective_on >= %(year_from)s) AS received_year
        FROM ({REVERSED}) AS reversed
        WHERE effective_on BETWEEN least(%(week_from)s, %(year_from)s) AND %(week_to)s
        GROUP BY account_id
    )
    SELECT s.account_id,
           coalesce(p.balance, 0) - coalesce(later.amount, 0) AS balance,
           coalesce(ledger.posted_28d, 0) AS posted_28d,
           CASE WHEN s.kind IN ('rent', 'use_and_occupation', 'pitch_fee') THEN coalesce(b.due, 0) ELSE 0 END AS due,
           coalesce(c.amount, 0) AS frozen,
           ({_RATES.format(day="%(as_of)s")}) AS weekly_charge,
           CASE WHEN {HOMES_CURRENT.format(former="s.is_former")}
                THEN ({_RATES.format(day="charge_day.day")}) * %(charge_weeks)s ELSE 0 END AS annual_debit,
           {HOMES_CURRENT.format(former="s.is_former")} AS homes_current,
           coalesce(ledger.charged_week, 0) + coalesce(t.charged_week, 0) AS charged_week,
           -coalesce(ledger.received_week, 0) - coalesce(t.received_week, 0) AS received_week,
           coalesce(ledger.charged_year, 0) + coalesce(t.charged_year, 0) AS charged_year,
           -coalesce(ledger.received_year, 0) - coalesce(t.received_year, 0) AS received_year
    FROM scope AS s
    JOIN charge_day ON charge_day.weekday = extract(isodow FROM s.next_charge_on)
    LEFT JOIN tenancies_accountposition AS p ON p.account_id = s.account_id
    LEFT JOIN benefit AS b ON b.account_id = s.account_id
    LEFT JOIN covered AS c ON c.account_id = s.account_id
    LEFT JOIN taken_back AS t ON t.account_id = s.account_id
    LEFT JOIN LATERAL (
        SELECT sum(e.amount) AS amount FROM tenancies_ledgerentry AS e
        WHERE p.last_posted_on > %(as_of)s AND e.account_id = s.account_id AND e.posted_on > %(as_of)s
    ) AS later ON true
    LEFT JOIN LATERAL (
        SELECT sum(e.amount) FILTER (WHERE posted_on > %(as_of)s - 28 AND effective_on > %(as_of)s - 182)
                   AS posted_28d,
               sum(e.amount) FILTER (WHERE kind IN ({CHARGES}) AND in_week) AS charged_week,
               sum(e.amount) FILTER (WHERE kind IN ({RECEIPTS}) AND in_week) AS received_week,
               sum(e.amount) FILTER (WHERE kind IN ({CHARGES}) AND in_year) AS charged_year,
               sum(e.amount) FILTER (WHERE kind IN ({RECEIPTS}) AND in_year) AS received_year
        FROM (
            SELECT amount, kind, posted_on, effective_on,
                   effective_on BETWEEN %(week_from)s AND %(week_to)s AS in_week,
                   effective_on BETWEEN %(year_from)s AND %(week_to)s AS in_year
            FROM tenancies_ledgerentry
            WHERE account_id = s.account_id AND effective_on >= least(%(year_from)s, %(as_of)s - 182)
              AND posted_on <= %(as_of)s
        ) AS e
    ) AS ledger ON true
"""

_GROSS = "greatest(m.balance, 0)"
_TECHNICAL = f"least({_GROSS}, m.due)"
_COVERED = f"least({_GROSS} - {_TECHNICAL}, m.frozen)"
_WEEKS = f"round({_GROSS} / nullif(m.weekly_charge, 0), 2)"
_TREND = "round(m.posted_28d / nullif(m.weekly_charge, 0), 2)"
_UPPER = {"up_to_1": 1, "up_to_2": 2, "up_to_4": 4, "up_to_7": 7, "up_to_13": 13, "up_to_26": 26}
_BAND = " ".join(f"WHEN {_WEEKS} <= {weeks} THEN '{band}'" for band, weeks in _UPPER.items())

STANDING = f"""
    INSERT INTO standing
        (account_id, patch_id, officer_id, gross, technical, covered, collectable, credits, current_arrears,
         former_arrears, annual_debit, charged_week, received_week, charged_year, received_year, weeks_owed, trend,
         band, direction, recommended, overdue, held, evicted, minutes_due, done, overridden, agreement, stage)
    WITH legal AS MATERIALIZED ({LEGAL}),
    step AS (
        SELECT account_id, bool_or(outcome = 'done')::integer AS done,
               bool_or(outcome = 'overridden')::integer AS overridden
        FROM caseload_step
        WHERE "on" BETWEEN %(as_of)s - 7 AND %(as_of)s - 1 AND undone_at IS NULL
        GROUP BY account_id
    ), decided AS (
        SELECT DISTINCT ON (account_id) account_id, action, first_on, minutes
        FROM caseload_recommendation
        WHERE first_on <= %(as_of)s AND (lapsed_on IS NULL OR lapsed_on > %(as_of)s)
        ORDER BY account_id, id DESC
    ), held AS (
        SELECT DISTINCT account_id FROM welfare_hold
        WHERE lifted_on IS NULL AND from_on <= %(as_of)s AND last_day >= %(as_of)s
    ), first_of_home AS (
        SELECT DISTINCT ON (tenancy_id) account_id FROM scope ORDER BY tenancy_id, priority, account_id
    )
    SELECT s.account_id, s.patch_id, owner.officer_id,
           {_GROSS}, {_TECHNICAL}, {_COVERED}, {_GROSS} - {_TECHNICAL} - {_COVERED}, greatest(-m.balance, 0),
           CASE WHEN m.homes_current THEN {_GROSS} ELSE 0 END, CASE WHEN s.is_former THEN {_GROSS} ELSE 0 END,
           m.annual_debit,
           CASE WHEN m.homes_current THEN m.charged_week ELSE 0 END,
           CASE WHEN m.homes_current THEN m.received_week ELSE 0 END,
           CASE WHEN m.homes_current THEN m.charged_year ELSE 0 END,
           CASE WHEN m.homes_current THEN m.received_year ELSE 0 END,
           {_WEEKS}, {_TREND},
           CASE WHEN m.balance <= 0 THEN '' WHEN m.weekly_charge = 0 THEN 'no_charge' {_BAND} ELSE 'over_26' END,
           CASE WHEN m.balance <= 0 OR m.weekly_charge = 0 THEN ''
                WHEN {_TREND} >= 0.5 THEN 'rising' WHEN {_TREND} <= -0.5 THEN 'falling' ELSE 'steady' END,
           (r.account_id IS NOT NULL)::integer, coalesce(r.first_on < %(as_of)s - 7, false)::integer,
           (held.account_id IS NOT NULL)::integer,
           coalesce(first_of_home.account_id IS NOT NULL AND legal.eviction_outcome = 'executed'
                    AND legal.eviction_on BETWEEN %(year_from)s AND %(as_of)s, false)::integer,
           coalesce(r.minutes, 0), coalesce(step.done, 0), coalesce(step.overridden, 0), coalesce(agreed.state, ''),
           CASE WHEN NOT s.is_main OR s.is_former THEN ''
                WHEN legal.order_kind IN ('suspended', 'postponed', 'outright', 'consent') AND NOT legal.order_executed
                THEN CASE WHEN legal.eviction_outcome = 'booked' AND legal.eviction_on >= %(as_of)s THEN 'eviction'
                          WHEN legal.warrant_issued_on <= %(as_of)s THEN 'warrant' ELSE 'order' END
                WHEN legal.claim_status IN ('issued', 'listed', 'adjourned_generally', 'adjourned_to_date',
                                            'adjourned_on_terms') THEN 'claim'
                WHEN legal.notice_state = 'in_force' THEN 'notice' ELSE '' END
    FROM scope AS s
    JOIN owner ON owner.account_id = s.account_id
    JOIN money AS m ON m.account_id = s.account_id
    JOIN legal ON legal.account_id = s.account_id
    LEFT JOIN agreed ON agreed.account_id = s.account_id
    LEFT JOIN step ON step.account_id = s.account_id
    LEFT JOIN held ON held.account_id = s.account_id
    LEFT JOIN first_of_home ON first_of_home.account_id = s.account_id
    LEFT JOIN decided AS r ON r.account_id = s.account_id AND r.action <> 'none'
"""

_SUMS = """
    gross technical covered collectable credits current_arrears former_arrears annual_debit charged_week received_week
    charged_year received_year recommended minutes_due done overridden held overdue
""".split()
_COUNTS = {
    "agreements_kept": "agreement = 'kept'",
    "agreements_slipping": "agreement = 'slipping'",
    "agreements_broken": "agreement = 'broken'",
    "notices": "stage = 'notice'",
    "claims": "stage = 'claim'",
    "orders": "stage = 'order'",
    "warrants": "stage = 'warrant'",
    "evictions_booked": "stage = 'eviction'",
    "evictions": "evicted = 1",
    "in_arrears": "gross > 0",
}
_BANDS = ", ".join(f"'{band.value}', count(*) FILTER (WHERE band = '{band.value}')" for band in WeeksOwed)

ADD_UP = f"""
    INSERT INTO caseload_snapshot
        ("on", patch_id, officer_id, whole, accounts, by_weeks_owed, {", ".join([*_SUMS, *_COUNTS])})
    SELECT %(as_of)s, patch_id, officer_id, true, count(*), jsonb_build_object({_BANDS}),
           {", ".join(f"sum({name})" for name in _SUMS)},
           {", ".join(f"count(*) FILTER (WHERE {condition})" for condition in _COUNTS.values())}
    FROM standing
    GROUP BY patch_id, officer_id
"""

# The collection of whole weeks before the first snapshot, by the accounts that were a home's current ones that week, in
# the patch and with the officer of today. A snapshot tells of the week that ended before its day: these are Mondays.
_NOT_KNOWN = [name for name in ["accounts", *_SUMS, *_COUNTS] if name not in ("charged_week", "received_week")]
_FORMER_THEN = "(s.kind <> 'use_and_occupation' AND coalesce(s.tenancy_last_day < week.monday + 6, false))"
PAST_WEEKS = f"""
    INSERT INTO caseload_snapshot
        ("on", patch_id, officer_id, whole, by_weeks_owed, charged_week, received_week, {", ".join(_NOT_KNOWN)})
    SELECT week.monday + 7, s.patch_id, owner.current_officer, false, '{{}}',
           coalesce(sum(e.amount) FILTER (WHERE e.kind IN ({CHARGES})), 0),
           -coalesce(sum(e.amount) FILTER (WHERE e.kind IN ({RECEIPTS})), 0), {", ".join("0" for _ in _NOT_KNOWN)}
    FROM (
        SELECT account_id, effective_on, kind, amount FROM tenancies_ledgerentry
        WHERE effective_on BETWEEN %(first_week)s AND %(week_to)s AND posted_on <= %(as_of)s
          AND kind IN ({CHARGES}, {RECEIPTS})
        UNION ALL
        SELECT account_id, effective_on, kind, amount FROM ({REVERSED}) AS reversed
        WHERE effective_on BETWEEN %(first_week)s AND %(week_to)s AND kind IN ({CHARGES}, {RECEIPTS})
    ) AS e
    JOIN scope AS s ON s.account_id = e.account_id
    JOIN owner ON owner.account_id = e.account_id
    CROSS JOIN LATERAL (SELECT e.effective_on - extract(isodow FROM e.effective_on)::integer + 1) AS week (monday)
    WHERE {HOMES_CURRENT.format(former=_FORMER_THEN)}
    GROUP BY week.monday, s.patch_id, owner.current_officer
    ON CONFLICT ("on", patch_id, officer_id) DO NOTHING
"""
