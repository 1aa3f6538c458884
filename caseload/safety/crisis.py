"""After the press: who leads, when and how they are next contacted, and how it ended before it may be lifted."""

from datetime import date, datetime, timedelta

from django.db import transaction

from caseload import reminders
from caseload.at_work import at_work
from caseload.models import Reminder
from caseload.noting import note
from staff.models import LEADING_ROLES, User
from staff.ui import words
from tenancies.models import AccountEvent, RentAccount
from welfare.actions import running_concerns
from welfare.models import CrisisPlan

FURTHEST = timedelta(days=28)


class CannotPlan(Exception):
    """The plan stays as it is. The message says what to do."""


def plan_of(account: RentAccount) -> CrisisPlan | None:
    """The plan that runs for this tenancy."""
    found = CrisisPlan.objects.filter(account__tenancy=account.tenancy_id, ended_on=None)
    return found.select_related("lead").order_by("-pk").first()


def plan_contact(
    *,
    account: RentAccount,
    lead: User,
    next_contact_on: date,
    how: str,
    urgent_contacts: str = "",
    by: User,
    on: date,
    at: datetime,
) -> CrisisPlan:
    """Agree who leads and the next safe contact, and put it on the lead's list; a plan that runs is changed.

    A sign-off given before falls: the plan has changed. Raises CannotPlan, and what at_work raises.
    """
    if not how.strip():
        raise CannotPlan("Say how they are contacted safely: which number, by whom, at what time.")
    if not on <= next_contact_on <= on + FURTHEST:
        raise CannotPlan(f"The next contact must lie between today and {words.long_day(on + FURTHEST)}.")
    with at_work(account, by=by, on=on) as locked:
        if not running_concerns(locked, on=on).exists():
            raise CannotPlan("No crisis runs here: raise it first.")
        plan = plan_of(locked)
        known = {
            "lead": lead, "next_contact_on": next_contact_on, "how": how.strip(), "by": by, "at": at,
            "urgent_contacts": urgent_contacts.strip(), "outcome": "", "signed_off_at": None,
        }  # fmt: skip
        if plan:
            CrisisPlan.objects.filter(pk=plan.pk).update(**known)
            plan.refresh_from_db()
        else:
            plan = CrisisPlan.objects.create(account=locked, **known)
        mine = lead.pk == by.pk
        reminders.remind(
            account=locked,
            kind=Reminder.Kind.OWN if mine else Reminder.Kind.TASK,
            text="The next safe contact is due: it is written on the crisis card.",
            due_on=next_contact_on,
            colleague=None if mine else lead,
            by=by,
            on=on,
            at=at,
        )
        said = f"{lead.name} leads. Next contact by {words.long_day(next_contact_on)}."
        note(locked, AccountEvent.What.PROTECTION, said, kind="crisis_plan", by=by, on=on, at=at)
    return plan


@transaction.atomic
def sign_off(*, account: RentAccount, outcome: str, by: User, on: date, at: datetime) -> CrisisPlan:
    """The lead writes how it ended: without it nobody lifts the crisis. Raises CannotPlan, and what at_work raises."""
    if not 0 < len(outcome.strip()) <= 500:
        raise CannotPlan("Write how it ended, in 500 characters at most.")
    with at_work(account, by=by, on=on) as locked:
        plan = plan_of(locked)
        if plan is None:
            raise CannotPlan("There is no plan yet. Agree the next contact first.")
        if plan.lead_id != by.pk and not (not plan.lead.is_active and by.role in LEADING_ROLES):
            raise CannotPlan(f"{plan.lead.name} leads, and signs it off. To change who leads, change the plan.")
        plan.outcome, plan.signed_off_at = outcome.strip(), at
        plan.save(update_fields=["outcome", "signed_off_at"])
        said = "Whoever leads has signed the plan off. A second person may lift the crisis."
        note(locked, AccountEvent.What.PROTECTION, said, kind="crisis_plan", by=by, on=on, at=at)
    return plan
