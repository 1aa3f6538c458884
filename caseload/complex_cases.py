"""Accounts tagged as complex: a plan, the day of the next panel, and a weight in whoever's week they are."""

from collections import Counter
from datetime import date, datetime, timedelta

from caseload.at_work import at_work
from caseload.noting import note
from staff.asking import records_where, rows
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, ComplexCase, RentAccount

# Council policy, to be confirmed by each council: what a complex case takes of an officer's week beside its next step.
MINUTES_A_WEEK = 45
LONGEST_PLAN, LONGEST_WHY = 1000, 300
PANEL_WITHIN = timedelta(days=91)  # a panel looks at it once a quarter at least
ABOUT = "tenancies.complexcase"
# Whose each complex case is today: whom the account was handed to, else the officer who has its patch for good.
OWNERS = """
    SELECT coalesce(
        (SELECT to_id FROM tenancies_handover AS given WHERE given.account_id = a.id AND given.ended_at IS NULL),
        (SELECT user_id FROM staff_patchassignment AS has JOIN staff_user AS u ON u.id = has.user_id
         WHERE has.patch_id = home.patch_id AND has.ends_on IS NULL AND has.cover_id IS NULL
           AND u.role = 'income_officer' AND u.is_active ORDER BY has.id LIMIT 1)) AS owner
    FROM tenancies_complexcase AS tagged
    JOIN tenancies_rentaccount AS a ON a.id = tagged.account_id
    JOIN tenancies_tenancy AS t ON t.id = a.tenancy_id JOIN tenancies_property AS home ON home.id = t.home_id
    WHERE tagged.ended_at IS NULL
"""
NUMBER_OF = f"SELECT count(*) FROM ({OWNERS}) AS whose WHERE owner = %(user)s"  # noqa: S608  # our own words


class CannotTag(Exception):
    """The tag stays as it is. The message is written for the officer."""


def running(account: RentAccount) -> ComplexCase | None:
    running = records_where(
        ComplexCase,
        "account_id = %(account)s AND ended_at IS NULL",
        order="id LIMIT 1",
        related=["set_by"],
        account=account.pk,
    )
    return next(iter(running), None)


def said(case: ComplexCase, *, on: date) -> str:
    """The tag in one line for the strip."""
    due = "panel was due" if case.panel_on < on else "panel"
    return f"Complex case: {due} {words.short_day(case.panel_on, on=on)}"


def tag(*, account: RentAccount, plan: str, panel_on: date, by: User, on: date, at: datetime) -> ComplexCase:
    """Tag an account as complex, or change its plan and day of panel. Raises CannotTag."""
    plan = plan.strip()
    if not 0 < len(plan) <= LONGEST_PLAN:
        raise CannotTag(f"Write the plan, in {LONGEST_PLAN} characters at most.")
    if not on < panel_on <= on + PANEL_WITHIN:
        raise CannotTag(f"Choose a day for the panel after today, by {words.long_day(on + PANEL_WITHIN)}.")
    with at_work(account, by=by, on=on) as locked:
        case = running(locked)
        if case and (case.plan, case.panel_on) == (plan, panel_on):
            raise CannotTag("Nothing has changed: the plan and the day are the same.")
        word = "Plan changed" if case else "Tagged as complex"
        case = case or ComplexCase(account=locked, set_by=by, set_at=at)
        case.plan, case.panel_on = plan, panel_on
        case.save()
        _noted(case, f"{word}, panel {words.long_day(panel_on)}: {plan}", by=by, on=on, at=at)
    return case


def end(*, account: RentAccount, why: str, by: User, on: date, at: datetime) -> None:
    """Take the tag off; plan and reason stay on the timeline. Raises CannotTag."""
    why = " ".join(why.split())
    if not 0 < len(why) <= LONGEST_WHY:
        raise CannotTag(f"Say why it ends, in {LONGEST_WHY} characters at most.")
    with at_work(account, by=by, on=on) as locked:
        case = running(locked)
        if case is None:
            raise CannotTag("This account is not tagged as complex.")
        case.ended_at, case.ended_by, case.ended_why = at, by, why
        case.save(update_fields=["ended_at", "ended_by", "ended_why"])
        _noted(case, f"No longer complex: {why}", by=by, on=on, at=at)


def number_by_owner() -> Counter[int]:
    """How many complex cases each person has in hand today, by user id. Tagged accounts are few."""
    return Counter(each["owner"] for each in rows(OWNERS) if each["owner"])


def _noted(case: ComplexCase, summary: str, *, by: User, on: date, at: datetime) -> None:
    what = AccountEvent.What.COMPLEX_CASE
    note(case.account, what, summary, kind="complex_case", about=f"{ABOUT}:{case.pk}", by=by, on=on, at=at)
