"""The small figures of a page, asked in one statement: Django takes longer to put each together than the database
takes to answer all of them. Each is what the function named beside it answers.
"""

from datetime import date, datetime, timedelta
from typing import Any

from caseload import complex_cases, reminders
from caseload.approvals import may_wait
from caseload.queue import ASKED, Mine, select_of
from recovery.batches import ANY_LATE
from staff.asking import Select, scalars
from staff.models import CASEWORK_ROLES, LEADING_ROLES, WHOLE_BOROUGH_ROLES, Role, User
from tenancies.models.accounts import closed_sql, visible_sql

# ------------------------------------------------------------------------------------------- the frame of every page

COUNCIL = {
    name: f"SELECT {name} FROM caseload_extractload WHERE state = 'loaded' ORDER BY as_at DESC, id DESC LIMIT 1"
    for name in ("council", "as_at")
}
OF_ANYBODY = {
    # jobs.newest: those under way
    "jobs": "SELECT count(*) FROM staff_job WHERE made_by_id = %(user)s AND state IN ('waiting', 'running')",
    # alerts.waiting
    "alerts": """
        SELECT count(*) FROM welfare_staffalert
        WHERE for_user_id = %(user)s AND acknowledged_at IS NULL AND kind <> 'debrief'
    """,
    # strip.strip: a session that is open, or something parked
    "in_hand": """
        SELECT EXISTS (SELECT FROM caseload_worksession WHERE user_id = %(user)s AND ended_at IS NULL)
            OR EXISTS (SELECT FROM caseload_parked WHERE user_id = %(user)s)
    """,
}
OF_ACCOUNTS = {
    # batches.any_late
    "late_letters": ANY_LATE % "%(now)s",
    # outbox.wanting_a_person
    "messages_to_check": """
        SELECT count(*) FROM recovery_outboxmessage
        WHERE seen_to_at IS NULL AND (state IN ('unknown', 'failed') OR delivery = 'failed')
          AND account_id IN ({visible})
    """,
}
# reminders.Desk.waiting
REMINDERS = f"SELECT count(*) FROM caseload_reminder WHERE {reminders.WAITING}"
# questions.put_to: whether there is more to ask for
QUESTIONS = f"SELECT EXISTS (SELECT {may_wait.ASKED} AND for_user_id IS NULL)"


def of_frame(user: User | None, *, on: date, now: datetime) -> dict[str, Any]:
    """What the frame of a page shows to this person, and whether there is more to ask for."""
    if user is None:
        return scalars(COUNCIL)
    wanted = COUNCIL | OF_ANYBODY
    if user.role in CASEWORK_ROLES | WHOLE_BOROUGH_ROLES:
        wanted |= OF_ACCOUNTS
    if user.role in CASEWORK_ROLES:
        wanted |= {"reminders": REMINDERS}
    if user.role in LEADING_ROLES:
        wanted |= {"questions": QUESTIONS} | may_wait.SELECTS
    return scalars(_fitted(wanted, user), user=user.pk, until=on, now=now)


def _fitted(selects: dict[str, str], user: User) -> dict[str, str]:
    """With the accounts that this person sees, and those that are closed to her, where a select names them."""
    visible, closed = visible_sql(user), closed_sql(user)
    return {name: each.replace("{visible}", visible).replace("{closed}", closed) for name, each in selects.items()}


# ------------------------------------------------------------------------------------------------------------- Today

HEAD = {
    "complex_cases": complex_cases.NUMBER_OF,
    # cover.covers, capacity.week_of: whether there is more to ask for
    "covered_patches": """
        SELECT EXISTS (SELECT FROM staff_patchassignment
            WHERE user_id = %(user)s AND ends_on IS NULL AND cover_id IS NOT NULL)
    """,
    "covers": "SELECT EXISTS (SELECT FROM staff_cover WHERE covering_id = %(user)s AND ended_at IS NULL)",
    "own_week": "SELECT EXISTS (SELECT FROM caseload_workingweek WHERE user_id = %(user)s)",
}
# Of somebody's accounts (`mine`), their households (`homes`), and queue (`line`).
OF_MINE = {
    # queue.with_senior
    "with_senior": f"""
        SELECT count(*) FROM caseload_recommendation
        WHERE lapsed_on IS NULL AND action <> 'none' AND account_id IN (SELECT id FROM mine)
          AND account_id IN ({ASKED})
    """,
    # overnight.came_up
    "new": """
        SELECT count(*) FROM line
        WHERE first_on > %(since)s AND NOT EXISTS (
            SELECT FROM caseload_recommendation AS before
            WHERE before.account_id = line.account_id AND before.first_on <= %(since)s
              AND before.lapsed_on > %(since)s AND before.action <> 'none')
    """,
    # contract.this_week
    "holds": """
        SELECT count(*) FROM welfare_hold
        WHERE account_id IN (SELECT id FROM mine) AND from_on BETWEEN %(monday)s AND %(on)s AND lifted_on IS NULL
    """,
    # diary.court: a hearing, an eviction
    "court": """
        SELECT EXISTS (
            SELECT FROM legal_possessionclaim
            WHERE status IN ('listed', 'adjourned_to_date') AND hearing_on BETWEEN %(on)s AND %(ahead)s
              AND not_sent_since IS NULL AND tenancy_id IN (SELECT tenancy_id FROM homes)
        ) OR EXISTS (
            SELECT FROM legal_possessionorder AS o JOIN legal_possessionclaim AS c ON c.id = o.claim_id
            WHERE o.eviction_outcome IN ('', 'booked') AND o.eviction_on BETWEEN %(on)s AND %(ahead)s
              AND o.not_sent_since IS NULL AND c.tenancy_id IN (SELECT tenancy_id FROM homes))
    """,
}
# contract.this_week
WEEK = """
    FROM caseload_step
    WHERE account_id IN (SELECT id FROM mine) AND "on" BETWEEN %(monday)s AND %(on)s AND undone_at IS NULL
"""
OF_MINE |= {
    "done": f"SELECT count(*) {WEEK} AND outcome = 'done'",
    "overridden": f"SELECT count(*) {WEEK} AND outcome = 'overridden'",
    "put_off": f"SELECT count(DISTINCT account_id) {WEEK} AND outcome = 'deferred' AND reason <> ''",
    "skipped": f"SELECT count(DISTINCT account_id) {WEEK} AND outcome = 'deferred' AND reason = '' AND until > %(on)s",
}
# overnight.overnight
GONE = """
    SELECT (gone.facts ->> 'balance')::numeric(12, 2) > balance.balance AS paid
    FROM caseload_recommendation AS gone LEFT JOIN tenancies_accountposition AS balance USING (account_id)
    WHERE gone.account_id IN (SELECT id FROM mine) AND gone.first_on <= %(since)s AND gone.lapsed_on > %(since)s
      AND gone.lapsed_on <= %(on)s AND gone.action <> 'none'
      AND NOT EXISTS (
        SELECT FROM caseload_recommendation AS still
        WHERE still.account_id = gone.account_id AND still.lapsed_on IS NULL AND still.action <> 'none')
      AND NOT EXISTS (SELECT FROM caseload_step AS s WHERE s.account_id = gone.account_id AND s."on" > %(since)s)
      AND NOT EXISTS (SELECT FROM welfare_hold AS h WHERE h.account_id = gone.account_id AND h.from_on > %(since)s)
"""
OF_MINE |= {
    "gone": "SELECT count(*) FROM gone",
    "paid": "SELECT count(*) FROM gone WHERE paid",
}
# MarkerQuerySet.live
LIVE = """
    (last_day IS NULL OR last_day >= %(on)s) AND (lifted_on IS NULL OR lifted_on > %(on)s) AND from_on <= %(on)s
"""
# This person, and whom she covers.
OWNERS = """
    ARRAY(SELECT %(user)s::bigint UNION ALL SELECT absent_id FROM staff_cover WHERE covering_id = %(user)s AND running)
"""
OF_ONESELF = {
    # protection.due_for_review and needs_due_for_review
    "reviews": f"""
        SELECT (SELECT count(*) FROM welfare_marker
                WHERE {LIVE} AND owner_id = ANY ({OWNERS})
                  AND (review_on <= %(on)s OR (kind = 'risk' AND last_day < %(soon)s)))
             + (SELECT count(*) FROM welfare_personneeds WHERE owner_id = ANY ({OWNERS}) AND review_on <= %(on)s)
    """,
    # disputes.open_disputes
    "disputes": f"""
        SELECT count(*) FROM welfare_marker
        WHERE {LIVE} AND kind = 'dispute' AND detail = 'balance' AND tenancy_id IN (
            SELECT tenancy_id FROM tenancies_rentaccount WHERE id IN ({{visible}}))
    """,
    # concerns.to_acknowledge
    "concerns": """
        SELECT count(*) FROM welfare_safetyconcern
        WHERE acknowledged_at IS NULL AND by_id <> %(user)s AND (lead_id = %(user)s OR %(manages)s)
    """,
    # complex_cases.number_by_owner
    # readings.unread
    "papers_read": "SELECT count(*) FROM caseload_reading WHERE user_id = %(user)s AND what = ANY (%(papers)s)",
    # Whether there is more to ask for: bulletins.unread, reviews.news, alerts.debrief_of, debriefs_due
    "bulletins": """
        SELECT EXISTS (SELECT FROM caseload_bulletin AS b WHERE withdrawn_at IS NULL AND NOT EXISTS (
            SELECT FROM caseload_reading WHERE user_id = %(user)s AND what = 'bulletin:' || b.id))
    """,
    "review_notes": """
        SELECT EXISTS (SELECT FROM caseload_reviewnote
            WHERE (to_id = %(user)s AND answered_at IS NULL)
               OR (by_id = %(user)s AND answered_at IS NOT NULL AND seen_at IS NULL))
    """,
    "debriefs": "SELECT EXISTS (SELECT FROM welfare_staffalert WHERE kind = 'debrief' AND acknowledged_at IS NULL)",
}


def of_head(user: User) -> dict[str, Any]:
    """What stands at the top of every list of work."""
    return scalars(HEAD, user=user.pk)


def of_today(
    user: User, mine: Mine, line: Select, *, on: date, since: date, ahead: date, papers: list[str]
) -> dict[str, Any]:
    """The head of Today and what it shows beside the list.

    `since`: the last working day; `ahead`: the last of the calendar; `papers`: what is to be read, by name.
    """
    wanted = HEAD | OF_MINE | OF_ONESELF
    hers = select_of(mine)
    return scalars(
        _fitted(wanted, user),
        before=f"""
            WITH mine (id) AS NOT MATERIALIZED ({hers.sql}), line AS ({line.sql}), gone AS ({GONE}),
            homes AS (SELECT tenancy_id FROM tenancies_rentaccount WHERE id IN (SELECT id FROM mine))
        """,
        **hers.values,
        **line.values,
        user=user.pk,
        manages=user.role == Role.INCOME_MANAGER,
        on=on,
        soon=on + timedelta(days=7),
        monday=on - timedelta(days=on.weekday()),
        since=since,
        ahead=ahead,
        papers=papers,
    )
