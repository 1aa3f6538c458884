"""Rent paid from Universal Credit: explained, their day, a text on that day unless they opt out (duty S3-16)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.db.models import Q

from recovery import messages
from recovery.account_facts import of_account
from recovery.models import OutboxMessage, PayDayPlan
from recovery.rules import gates
from recovery.rules.plans import next_pay_day
from staff.models import User
from staff.ui.words import pounds
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount, TenancyRole

SMS = OutboxMessage.OutboxChannel.SMS


class CannotPlanPayDay(Exception):
    """The plan is not kept. The message says what to change."""


@transaction.atomic
def keep(
    *,
    account: RentAccount,
    person: Person,
    month_day: int,
    amount: Decimal,
    explained: bool,
    reminds: bool,
    by: User,
    on: date,
    at: datetime,
) -> PayDayPlan:
    """Keep a tenant's pay-day plan; the one before it ends. Raises CannotPlanPayDay."""
    account = RentAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    if not explained:
        raise CannotPlanPayDay(
            "Explain first that Universal Credit is paid to them and that they pay the rent from it."
        )
    if not 1 <= month_day <= 31:
        raise CannotPlanPayDay("Their pay day is a day of the month, from 1 to 31.")
    if amount <= 0:
        raise CannotPlanPayDay("Enter the rent that they pay each month, more than £0.00.")
    if not account.tenancy.people.filter(person=person, role=TenancyRole.TENANT, not_sent_since=None).exists():
        raise CannotPlanPayDay(f"{person} is not a tenant on this account.")
    PayDayPlan.objects.filter(account=account, person=person, ended_on=None).update(ended_on=on)
    plan = PayDayPlan.objects.create(
        account=account,
        person=person,
        month_day=month_day,
        amount=amount,
        reminds=reminds,
        explained_on=on,
        explained_by=by,
        made_at=at,
    )
    text = "A text goes on the day." if reminds else "No text is wanted."
    said = (
        f"Rent from Universal Credit: {pounds(amount)} on day {month_day} of the month. Explained to {person}. {text}"
    )
    _note(plan, said, by=by, on=on, at=at)
    return plan


@transaction.atomic
def opt_out(plan: PayDayPlan, *, by: User, on: date, at: datetime) -> None:
    """They want no more texts about their pay day: from this second none goes."""
    if PayDayPlan.objects.filter(pk=plan.pk, reminds=True).update(reminds=False, opted_out_on=on):
        _note(plan, f"{plan.person} wants no more texts on their pay day.", by=by, on=on, at=at, about=":out")


def due_on(plan: PayDayPlan, *, on: date) -> bool:
    """Whether this is their day: the day named, or the last of a shorter month."""
    return next_pay_day(on=on, frequency="monthly", known=plan.explained_on, month_day=plan.month_day) == on


def send_due(*, on: date, at: datetime) -> int:
    """Once a day: queue the text of every plan whose day it is. Returns how many; run twice it sends none again.

    Gates, opt-outs and where a text cannot go are asked as for every message: who may not be texted is left out. So is
    whoever has no rent to pay any more: the tenancy has ended, or the account is closed.
    """
    sent = 0
    has_ended = Q(account__tenancy__last_day__lt=on) | Q(account__closed_on__lte=on)
    running = PayDayPlan.objects.filter(ended_on=None, reminds=True, explained_by__is_active=True).exclude(has_ended)
    plans = running.filter(Q(last_sent_on=None) | ~Q(last_sent_on=on)).select_related(
        "account", "person", "explained_by"
    )
    for plan in plans.order_by("pk"):
        if due_on(plan, on=on) and _send(plan, on=on, at=at):
            sent += 1
    return sent


@transaction.atomic
def _send(plan: PayDayPlan, *, on: date, at: datetime) -> bool:
    if not PayDayPlan.objects.select_for_update().filter(pk=plan.pk, ended_on=None, reminds=True).exists():
        return False
    text = (
        f"Your Universal Credit should be in today. Please pay your rent of {pounds(plan.amount)} from it. Thank you."
    )
    try:
        messages.queue_message(
            account=plan.account,
            person=plan.person,
            channel=SMS,
            purpose="benefit_help",
            text=text,
            facts=of_account(plan.account, as_of=on),
            by=plan.explained_by,
            on=on,
            press=uuid5(NAMESPACE_OID, f"quarterday pay day {plan.pk} {on.isoformat()}"),
            reason_given="",
            now=at,
        )
    except (gates.Refused, messages.CannotSendMessage):
        return False
    PayDayPlan.objects.filter(pk=plan.pk).update(last_sent_on=on)
    return True


def _note(plan: PayDayPlan, said: str, *, by: User, on: date, at: datetime, about: str = "") -> None:
    timeline.record(
        account=plan.account,
        what=AccountEvent.What.ADVICE,
        on=on,
        by=by,
        at=at,
        summary=said,
        about=f"recovery.paydayplan:{plan.pk}{about}",
        person=plan.person,
    )
