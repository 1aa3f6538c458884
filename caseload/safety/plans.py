"""Plans for contact that is hard, and for hard times: shown before each contact, owned, reviewed, ended.

A contact plan limits how somebody deals with us, or eases it; one that limits wants a leader's yes. Compassion after a
death or a grave illness stops the ladder at once and asks a manager what happens instead.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db.models import QuerySet

from caseload import questions, reminders, undo
from caseload.at_work import at_work
from caseload.models import Reminder
from caseload.noting import note
from recovery import told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.told import Told
from staff.asking import records_where
from staff.models import LEADING_ROLES, User
from staff.ui import words
from tenancies.models import AccountEvent, Person, RentAccount, TenancyPerson
from welfare import actions as welfare
from welfare.models import ContactPlan, Hold, Marker

What = AccountEvent.What
State = OutboxMessage.State
LIMITS = {ContactPlan.Kind.PERSISTENT, ContactPlan.Kind.ABUSIVE}
LONGEST = timedelta(days=365)
COMPASSION = {
    "bereavement": "Bereavement",
    "terminal_illness": "Terminal illness",
    "serious_illness": "Serious illness or disability",
}


class CannotPlan(Exception):
    """The plan stays as it is. The message says what to do."""


def contact_plans(account: RentAccount, *, on: date) -> list[ContactPlan]:
    """Those of the people here that have not ended; `due` where its review day has come. Asked before each contact."""
    return records_where(
        ContactPlan,
        "ended_on IS NULL AND last_day >= %(on)s AND person_id IN "
        "(SELECT person_id FROM tenancies_tenancyperson WHERE tenancy_id = %(tenancy)s AND not_sent_since IS NULL)",
        order="from_on, id",
        also="review_on <= %(on)s AS due",
        related=["person", "single_contact", "approved_by", "by"],
        tenancy=account.tenancy_id,
        on=on,
    )


def running_plans(account: RentAccount) -> QuerySet[ContactPlan]:
    """Those of the people of its tenancy, living or not, that nobody has ended."""
    people = TenancyPerson.objects.filter(tenancy=account.tenancy_id).values("person")
    return ContactPlan.objects.filter(person__in=people, ended_on=None)


def in_force(plan: ContactPlan) -> bool:
    """A plan that limits somebody counts once a leader said yes; one that helps counts at once."""
    return plan.kind not in LIMITS or plan.approved_by_id is not None


def make_contact_plan(
    *,
    account: RentAccount,
    person: Person,
    kind: str,
    limits: str,
    single_contact: User | None,
    told_on: date | None,
    review_on: date,
    last_day: date,
    by: User,
    on: date,
    at: datetime,
) -> ContactPlan:
    """One plan a person; a running one is replaced. Its review comes back to its author. Raises CannotPlan."""
    if not on < review_on <= last_day <= on + LONGEST:
        raise CannotPlan("The review must lie ahead, not after the last day, and the plan within a year.")
    if not limits.strip():
        raise CannotPlan("Say what the plan is: what we do, what we do not, and why.")
    with at_work(account, by=by, on=on) as locked:
        if person not in welfare.people_of(locked, on=on):
            raise CannotPlan("Choose somebody who lives here.")
        ContactPlan.objects.filter(person=person, ended_on=None).update(ended_on=on)
        told_letters.withdraw_waiting(
            locked, Action.CONTACT_PLAN, why="Another plan takes its place", by=by, on=on, at=at, person_id=person.pk
        )
        plan = ContactPlan.objects.create(
            person=person, kind=kind, limits=limits.strip(), single_contact=single_contact, told_on=told_on,
            from_on=on, last_day=last_day, review_on=review_on, by=by,
            approved_by=by if kind in LIMITS and by.role in LEADING_ROLES else None,
        )  # fmt: skip
        reminders.remind(
            account=locked, kind=Reminder.Kind.OWN, text="The contact plan is to be reviewed: is it still needed?",
            due_on=review_on, by=by, on=on, at=at,
        )  # fmt: skip
        said = f"Contact plan, {plan.get_kind_display().lower()}, until {words.long_day(last_day)}"
        said += "." if in_force(plan) else ": waits for a leader’s yes."
        note(locked, What.PROTECTION, said, kind="contact_plan", person=person, by=by, on=on, at=at)
    return plan


def approve(*, account: RentAccount, plan: ContactPlan, by: User, on: date, at: datetime) -> None:
    """A leader who did not write it puts it in force. Raises CannotPlan."""
    if by.role not in LEADING_ROLES:
        raise CannotPlan("A team leader or the income manager says yes to it.")
    if by.pk == plan.by_id:
        raise CannotPlan("You wrote it yourself: another leader says yes to it.")
    with at_work(account, by=by, on=on) as locked:
        if not running_plans(locked).filter(pk=plan.pk, approved_by=None).update(approved_by=by):
            raise CannotPlan("It is in force already, or has ended. Look at the page again.")
        said = f"The contact plan is in force: {by.name} agreed."
        note(locked, What.PROTECTION, said, kind="contact_plan", person=plan.person, by=by, on=on, at=at)


def tell(*, account: RentAccount, plan: ContactPlan, by: User, on: date, at: datetime) -> list[OutboxMessage]:
    """Queue the letter that tells them of a plan in force; the day it goes is the day they were told.

    Raises CannotPlan.
    """
    if not in_force(plan):
        raise CannotPlan("A leader says yes to the plan first.")
    with at_work(account, by=by, on=on) as locked:
        if _letters(locked, plan).filter(state__in=[State.QUEUED, State.SENDING]).exists():
            raise CannotPlan("The letter waits in the print room already.")
        told = Told(
            record=plan.pk,
            plan=tuple(part for part in plan.limits.split("\n") if part.strip()),
            single_contact=plan.single_contact.name if plan.single_contact else "",
            review_on=plan.review_on,
        )
        tenants = [each for each in tenants_of(locked, as_of=on) if each.person_id == plan.person_id]
        if not tenants:
            raise CannotPlan(f"{plan.person} is not a tenant here: tell them yourself, and write down when.")
        queued, stopped = told_letters.queue(
            tenants, account=locked, action=Action.CONTACT_PLAN, fill=lambda letter: replace(letter, told=told),
            facts=of_account(locked, as_of=on), by=by, on=on, at=at, press=uuid4(),
        )  # fmt: skip
        if not queued:
            raise CannotPlan(" ".join(stopped))
        undo.remember(
            user=by, account=locked, kind="letter", summary=f"Letter about the contact plan to {plan.person}.",
            about=f"recovery.outboxmessage:{queued[0].pk}", at=at,
            undo_until=undo.end_of_day(max(each.send_after for each in queued)),
        )  # fmt: skip
    return queued


def _letters(account: RentAccount, plan: ContactPlan) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(account=account, action=Action.CONTACT_PLAN, letter__told__record=plan.pk)


def end_contact_plan(*, account: RentAccount, plan: ContactPlan, by: User, on: date, at: datetime) -> None:
    """From today it limits and eases nothing. Raises CannotPlan."""
    with at_work(account, by=by, on=on) as locked:
        if not running_plans(locked).filter(pk=plan.pk).update(ended_on=on):
            raise CannotPlan("It has ended already.")
        told_letters.withdraw_waiting(
            locked, Action.CONTACT_PLAN, why="The plan has ended", by=by, on=on, at=at, letter__told__record=plan.pk
        )
        said = "The contact plan has ended."
        note(locked, What.PROTECTION, said, kind="contact_plan", person=plan.person, by=by, on=on, at=at)


# ------------------------------------------------------------------------------------------------------- compassion


def compassion_of(account: RentAccount, *, on: date) -> Marker | None:
    live = Marker.objects.live(on=on).filter(kind=Marker.Kind.COMPASSION, tenancy=account.tenancy_id, source_ref="")
    return live.select_related("owner", "person").order_by("-from_on", "-pk").first()


def show_compassion(
    *, account: RentAccount, why: str, evidence: str, review_on: date, by: User, on: date, at: datetime
) -> tuple[Marker, list[User]]:
    """Stop the ladder here at once, and ask a manager for a plan; who is asked. Raises CannotPlan.

    Until the review the account is held; after it the marker still refuses what escalates. What a manager answers
    returns to who asked; writing the debt down is the manager's to ask for as a posting.
    """
    if why not in COMPASSION:
        raise CannotPlan("Choose what has happened.")
    if not evidence.strip():
        raise CannotPlan("Say how you know: who told you, when.")
    if not on < review_on <= on + welfare.LONGEST:
        raise CannotPlan(
            f"The day to look again must lie ahead, by {words.long_day(on + welfare.LONGEST)} at the latest."
        )
    with at_work(account, by=by, on=on) as locked:
        if compassion_of(locked, on=on):
            raise CannotPlan("It is shown already. Change the plan with the manager.")
        marker = Marker.objects.create(
            kind=Marker.Kind.COMPASSION, detail=why, tenancy=locked.tenancy, from_on=on, review_on=review_on,
            evidence=evidence.strip()[:200], owner=by,
        )  # fmt: skip
        about = f"welfare.marker:{marker.pk}"
        welfare.put_on_hold(
            account=locked, reason=Hold.Reason.HARDSHIP, note="Compassion: a manager is asked for a plan",
            last_day=review_on, by=by, on=on, at=at,
        )  # fmt: skip
        said = f"{COMPASSION[why]}: the ladder has stopped. Looked at again by {words.long_day(review_on)}."
        note(locked, What.PROTECTION, said, kind="compassion", about=about, by=by, on=on, at=at)
        text = f"{COMPASSION[why]}: what is the plan here? Think of writing the debt down."
        return marker, _asked(locked, text, by=by, on=on, at=at)


def _asked(account: RentAccount, text: str, *, by: User, on: date, at: datetime) -> list[User]:
    """Who is asked; nobody where nobody can be, or this officer's question waits already: chasing stops anyway."""
    try:
        return questions.ask(account=account, text=text, by=by, on=on, at=at)[1]
    except reminders.CannotRemind:
        return []


def end_compassion(*, account: RentAccount, why: str, by: User, on: date, at: datetime) -> None:
    """A leader who did not show it ends it, with a reason. Raises CannotPlan."""
    if by.role not in LEADING_ROLES:
        raise CannotPlan("A team leader or the income manager ends it.")
    if not 0 < len(why.strip()) <= 500:
        raise CannotPlan("Say what happens instead, in 500 characters at most.")
    with at_work(account, by=by, on=on) as locked:
        marker = compassion_of(locked, on=on)
        if marker is None:
            raise CannotPlan("It has ended already.")
        if marker.owner_id == by.pk:
            raise CannotPlan("You set it yourself: another leader ends it.")
        marker.lifted_on, marker.lifted_by, marker.lifted_why = on, by, why.strip()
        marker.save(update_fields=["lifted_on", "lifted_by", "lifted_why"])
        note(locked, What.PROTECTION, f"Compassion ended: {why.strip()}", kind="compassion", by=by, on=on, at=at)
