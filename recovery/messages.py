"""Messages in an officer's own words, those that still wait, and those of which a person finds out what became."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from recovery import drafts, gatekeeping, outbox
from recovery.account_facts import tenants_of
from recovery.actions import UNDO, locked
from recovery.models import OutboxMessage
from recovery.rules import gates, messages, newer_rent, texts
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts
from staff.models import User
from tenancies.models import Person, RentAccount

State = OutboxMessage.State
SMS = OutboxMessage.OutboxChannel.SMS


class CannotSendMessage(Exception):
    """This message cannot go. The message is written for the officer."""


@transaction.atomic
def queue_message(
    *,
    account: RentAccount,
    person: Person,
    channel: str,
    purpose: str,
    text: str,
    facts: AccountFacts,
    by: User,
    on: date,
    press: UUID,
    reason_given: str,
    now: datetime,
) -> OutboxMessage:
    """Queue a text or e-mail in the officer's own words to one tenant. The same press queues once.

    It passes the gates of a letter that chases, unless its purpose is to help. Raises gates.Refused, CannotSendMessage.
    """
    account = locked(account)
    if already := OutboxMessage.objects.filter(account=account, press=press).first():
        return already
    tenant = next((t for t in tenants_of(account, as_of=on) if t.person_id == person.pk), None)
    if tenant is None:
        raise CannotSendMessage(f"{person} is not a tenant on this account.")
    text = texts.plain(text) if channel == SMS else text.strip()
    if why_not := refusal(channel=channel, text=text, tenant=tenant):
        raise CannotSendMessage(why_not)
    if named := newer_rent.names_too_much(text, facts=facts, tenant=tenant):
        raise CannotSendMessage(newer_rent.refusal(named, facts=facts, tenant=tenant))
    found = gates_of_message(channel=channel, purpose=purpose, facts=facts, tenant=tenant, user_id=by.pk)
    gatekeeping.check(found, account=account, given=gates.Given(reason=reason_given), on=on)
    act = gates.Act.TEXT if channel == SMS else gates.Act.EMAIL
    brought = f"Reason: {reason_given.strip()}."
    gatekeeping.note_passed(found, act=act, account=account, brought=brought, by=by, on=on, at=now)
    message = OutboxMessage.objects.create(
        account=account,
        person=person,
        channel=channel,
        action=Action.NONE,
        text=text,
        purpose=purpose,
        reason_given=reason_given.strip(),
        queued_at=now,
        queued_by=by,
        send_after=outbox.next_release(channel, at=now + UNDO),
        press=press,
    )
    outbox.note_queued(message, said=f": “{text}”", by=by, on=on, at=now)
    return message


def refusal(*, channel: str, text: str, tenant: TenantFacts) -> str:
    """Why these words cannot go to this tenant this way; blank: they can. The gates are asked apart."""
    _, why_not = drafts.address_of(channel, tenant)
    if why_not:
        return f"{tenant.name} cannot be {'texted' if channel == SMS else 'sent e-mail'}: {why_not}."
    return messages.text_refusal(text) if channel == SMS else messages.email_refusal(text)


def gates_of_message(
    *, channel: str, purpose: str, facts: AccountFacts, tenant: TenantFacts, user_id: int
) -> list[gates.Gate]:
    """What stands in the way of an officer's own words to this tenant."""
    asked = gates.for_text if channel == SMS else gates.for_email
    return asked(chases=messages.chases(purpose), facts=facts, tenant=tenant, user_id=user_id)


@transaction.atomic
def withdraw_waiting(
    *, accounts: Sequence[RentAccount], by: User, why: str, on: date, at: datetime, person: Person | None = None
) -> list[OutboxMessage]:
    """Take back all that still waits on these accounts, to one person where one is named.

    What is going already cannot be stopped.
    """
    waiting = OutboxMessage.objects.select_for_update(of=["self"]).select_related("account", "person")
    if person:
        waiting = waiting.filter(person=person)
    taken_back = list(waiting.filter(account__in=accounts, state=State.QUEUED).order_by("pk"))
    for message in taken_back:
        outbox.withdrawn(message, why=why, by=by, on=on, at=at)
    return taken_back


@transaction.atomic
def settle(*, message: OutboxMessage, arrived: bool, by: User, on: date, at: datetime) -> None:
    """Record what was found out about a message that may have gone. Raises outbox.AlreadySettled."""
    message = outbox.to_check(message)
    if message.state != State.UNKNOWN:
        raise outbox.AlreadySettled(f"Somebody has recorded this already: {message.get_state_display().lower()}.")
    outbox.settled(message, arrived=arrived, by=by, on=on, at=at)


@transaction.atomic
def see_to(*, message: OutboxMessage, by: User, at: datetime) -> None:
    """Nothing more is to be done about a message that failed or did not arrive.

    Raises outbox.AlreadySettled; CannotSendMessage while it is not known whether it went.
    """
    message = outbox.to_check(message)
    if message.state == State.UNKNOWN:
        raise CannotSendMessage("Record first whether it arrived.")
    outbox.seen_to(message, by=by, at=at)
