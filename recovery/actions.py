"""What an officer does to get paid, fairly: write, take back, call."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from recovery import drafts, outbox, tasks
from recovery.account_facts import tenants_of
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules import gates, letters
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.letters import Letter
from staff.models import User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount

State = OutboxMessage.State
OutboxChannel = OutboxMessage.OutboxChannel
EMAIL_UNDO = timedelta(minutes=10)  # in which an e-mail may be taken back


class CannotSendLetter(Exception):
    """No letter may go about this account. The message is written for the officer."""


class CannotWithdraw(Exception):
    """The message is on its way or gone. The message is written for the officer."""


class AlreadySettled(Exception):
    """Whether the message went is known by now. The message is written for the officer."""


class CannotRecordCall(Exception):
    """The call may not be recorded so. The message is written for the officer."""


def draft_letters(
    *,
    account: RentAccount,
    action: Action,
    facts: AccountFacts,
    tenants: Sequence[TenantFacts],
    by: User,
    on: date,
    reason_given: str = "",
) -> list[tuple[TenantFacts, Letter]]:
    """The letter to each tenant who may be written to: joint tenants apart, survivors too (PAP 2.1).

    Raises gates.Refused where the account's gates forbid it, CannotSendLetter where nobody is left to write to.
    """
    if stops := gates.blocking(gates.account_gates(action=action, facts=facts), reason_given=reason_given):
        raise gates.Refused(stops)
    if facts.collectable_arrears <= 0:
        raise CannotSendLetter("Nothing is left to pay on this account, so there is no letter to send.")
    written_to = [tenant for tenant in tenants if not _stops(action, tenant, reason_given)]
    if not written_to:
        reasons = [gates.sentence(stop) for tenant in tenants for stop in _stops(action, tenant, reason_given)]
        raise CannotSendLetter(" ".join(reasons) or "No tenant is named on this account. Put the data right first.")
    joint = sum(tenant.died_on is None for tenant in tenants) > 1
    letters_to = drafts.letters_to(written_to, account=account, action=action, facts=facts, by=by, on=on, joint=joint)
    return list(zip(written_to, letters_to, strict=True))


@transaction.atomic
def queue_letter(
    *,
    account: RentAccount,
    action: Action,
    facts: AccountFacts,
    tenants: Sequence[TenantFacts],
    by: User,
    on: date,
    press: UUID,
    reason_given: str,
    now: datetime,
) -> list[OutboxMessage]:
    """Queue one letter to each tenant who may be written to. The same press queues once.

    Who may not be written to is named on the timeline with the reason. A tenant who prefers e-mail and has an address
    gets the letter by e-mail. Raises what draft_letters raises, and CannotSendLetter while another letter is going.
    """
    locked = RentAccount.objects.select_for_update(of=["self"], no_key=True).select_related("tenancy__home", "property")
    account = locked.get(pk=account.pk)
    ours = OutboxMessage.objects.filter(account=account)
    if already := list(ours.filter(press=press).order_by("pk")):
        return already
    if ours.filter(state__in=[State.QUEUED, State.SENDING]).exists():
        raise CannotSendLetter("A letter about this account is already on its way: see the timeline.")
    drafted = draft_letters(
        account=account, action=action, facts=facts, tenants=tenants, by=by, on=on, reason_given=reason_given
    )
    people = Person.objects.in_bulk([tenant.person_id for tenant, _ in drafted])
    not_written_to = _not_written_to(action, tenants, reason_given)
    messages = []
    for tenant, letter in drafted:
        channel = OutboxChannel.EMAIL if tenant.preferred_channel == "email" and tenant.email else OutboxChannel.LETTER
        undo = EMAIL_UNDO if channel == OutboxChannel.EMAIL else timedelta()
        message = OutboxMessage.objects.create(
            account=account,
            person=people[tenant.person_id],
            channel=channel,
            action=action,
            letter=letters.to_json(letter),
            reason_given=reason_given.strip(),
            queued_at=now,
            queued_by=by,
            send_after=outbox.next_release(channel, at=now + undo),
            press=press,
        )
        way = "by e-mail" if channel == OutboxChannel.EMAIL else "by post"
        reason = f" The officer's reason: {message.reason_given}" if message.reason_given else ""
        timeline.record(
            account=account,
            what=AccountEvent.What.LETTER_QUEUED,
            on=on,
            by=by,
            summary=f"{letter.kind.title} to {tenant.name} is to go {way}.{not_written_to}{reason}",
            at=now,
            about=outbox.about(message),
            person=message.person,
        )
        messages.append(message)
        if channel == OutboxChannel.LETTER:  # an e-mail waits for its undo time; the minute beat lets it go
            _release_on_commit(message, on=on)
    return messages


@transaction.atomic
def withdraw(*, message: OutboxMessage, by: User, why: str, on: date, at: datetime) -> None:
    """Take back a message that still waits. Raises CannotWithdraw once it is going or gone."""
    message = (
        OutboxMessage.objects.select_for_update(of=["self"]).select_related("account", "person").get(pk=message.pk)
    )
    if message.state != State.QUEUED:
        raise CannotWithdraw(f"This letter can no longer be taken back: {message.get_state_display().lower()}.")
    outbox.withdrawn(message, why=why, by=by, on=on, at=at)


@transaction.atomic
def settle(*, message: OutboxMessage, arrived: bool, by: User, on: date, at: datetime) -> None:
    """Record what was found out about an e-mail that may have gone. Raises AlreadySettled where somebody was first."""
    message = (
        OutboxMessage.objects.select_for_update(of=["self"])
        .select_related("account", "person", "queued_by")
        .get(pk=message.pk)
    )
    if message.state != State.UNKNOWN:
        raise AlreadySettled(f"Somebody has recorded this already: {message.get_state_display().lower()}.")
    outbox.settled(message, arrived=arrived, by=by, on=on, at=at)


@transaction.atomic
def log_call(
    *,
    account: RentAccount,
    facts: AccountFacts,
    person: Person,
    outcome: ContactAttempt.Outcome,
    note: str,
    promised_amount: Decimal | None,
    promised_on: date | None,
    by: User,
    at: datetime,
) -> ContactAttempt:
    """Record a telephone call to one tenant on the facts' day, with its note written from what was chosen.

    The officer's note is the reason where a gate asks for one. A promise to pay has a sum and a day, today or later.
    Raises gates.Refused; CannotRecordCall where the promise is half given.
    """
    promised = outcome == ContactAttempt.Outcome.PROMISED
    if promised and (promised_amount is None or promised_amount <= 0 or promised_on is None):
        raise CannotRecordCall("Enter how much was promised and by which day.")
    if not promised and (promised_amount is not None or promised_on is not None):
        raise CannotRecordCall("A sum or day was promised: choose the outcome 'Promised to pay', or leave them empty.")
    if promised_on and promised_on < facts.as_of:
        raise CannotRecordCall("The day of the promise must be today or later.")
    tenant = next((t for t in tenants_of(account, as_of=facts.as_of) if t.person_id == person.pk), None)
    if tenant is None:
        raise CannotRecordCall(f"{person} is not a tenant on this account.")
    if stops := gates.blocking(gates.for_call(facts=facts, tenant=tenant), reason_given=note):
        raise gates.Refused(stops)
    contact = ContactAttempt.objects.create(
        tenancy_id=account.tenancy_id,
        account=account,
        person=person,
        at=at,
        on=facts.as_of,
        channel=ContactAttempt.ContactChannel.PHONE,
        direction=ContactAttempt.Direction.OUT,
        purpose=ContactAttempt.Purpose.PAYMENT_PROMISE if promised else ContactAttempt.Purpose.GENERAL,
        outcome=outcome,
        officer=by,
        note=note.strip(),
        promised_amount=promised_amount,
        promised_on=promised_on,
    )
    timeline.record(
        account=account,
        what=AccountEvent.What.CALL,
        on=facts.as_of,
        by=by,
        summary=_call_summary(contact),
        at=at,
        about=f"recovery.contactattempt:{contact.pk}",
        person=person,
    )
    return contact


def _release_on_commit(message: OutboxMessage, *, on: date) -> None:
    """Send it to a worker. A broker that is away fails nothing: the minute run sends again what still waits."""

    def send() -> None:
        tasks.release_message.delay(message.pk, on=on.isoformat())

    transaction.on_commit(send, robust=True)


# The letter that follows each rung that was reached.
NEXT_LETTER = {0: "reminder", 1: "letter_1", 2: "letter_2", 3: "pre_notice", 4: "general"}


def log_letter_made_by_hand(
    *, account: RentAccount, facts: AccountFacts, note: str, by: User, at: datetime
) -> ContactAttempt:
    """Record that a letter in a format that cannot be printed here was made and sent: the ladder's next letter."""
    return ContactAttempt.objects.create(
        tenancy_id=account.tenancy_id,
        account=account,
        at=at,
        on=facts.as_of,
        channel=ContactAttempt.ContactChannel.LETTER,
        direction=ContactAttempt.Direction.OUT,
        purpose="former_tenant" if facts.is_former else NEXT_LETTER[facts.stage],
        outcome=ContactAttempt.Outcome.SENT,
        officer=by,
        note=note.strip(),
    )


def _stops(action: Action, tenant: TenantFacts, reason_given: str) -> list[gates.Gate]:
    return gates.blocking(gates.tenant_gates(action=action, tenant=tenant), reason_given=reason_given)


def _not_written_to(action: Action, tenants: Sequence[TenantFacts], reason_given: str) -> str:
    """For the timeline: why each of the others gets no letter."""
    reasons = [stop.reason for tenant in tenants for stop in _stops(action, tenant, reason_given)[:1]]
    return f" Not written to: {'; '.join(reasons)}." if reasons else ""


def _call_summary(contact: ContactAttempt) -> str:
    said = f"Called {contact.person}: {contact.get_outcome_display().lower()}"
    if contact.promised_amount and contact.promised_on:
        said += f" {words.pounds(contact.promised_amount)} by {words.long_day(contact.promised_on)}"
    return f"{said}. {contact.note}".strip()
