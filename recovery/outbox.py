"""What waits to go, and its release: checked again at the second it leaves, stored as issued, noted on the account.

A release first takes the message (queued → sending, committed, with a lease), then works. A worker that dies leaves a
lease that runs out. A letter is then laid out again: until it is sent nothing of it exists. Of an e-mail that may have
been handed to the mail server nobody knows whether it went: a person finds out, it is never sent again alone.
"""

from datetime import date, datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from recovery import documents, policies
from recovery.account_facts import of_account, tenants_of
from recovery.channels import Outcome, Sending, send_email
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules import gates, letters
from recovery.rules.facts import TenantFacts
from recovery.rules.letters import Letter
from staff.models import User
from tenancies import bank_holidays, storage, timeline
from tenancies.models import AccountEvent, IssuedDocument, RentAccount
from tenancies.rules.calendar import next_contact_day, next_contact_time

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
AT_ONCE = 500  # as many as one minute hands out; the rest follow in the next

State = OutboxMessage.State
EMAIL = OutboxMessage.OutboxChannel.EMAIL


def release(message_id: int, *, on: date, now: datetime) -> None:
    """Let one message go, if it is due and nobody else has taken it. Running it twice changes nothing."""
    message = _take(message_id, now=now)
    if message is None:
        return
    letter = letters.from_json(message.letter).dated_on(_posting_day(on))
    pdf = documents.letter_pdf(letter)
    with transaction.atomic():
        if not _still_ours(message):
            return
        tenant, obstacle = check(message, letter, on=on)
        if tenant is None or obstacle:
            withdrawn(message, why=obstacle, by=None, on=on, at=now)
            return
        message.document = _issue(message, letter, pdf, at=now)
        if message.channel != EMAIL:
            _sent(message, letter, on=on, at=now)
            return
        message.save(update_fields=["document"])
    sending = send_email(_email(letter, to=tenant.email, pdf=pdf))
    with transaction.atomic():
        if not _still_ours(message):
            return
        if sending.outcome == Outcome.SENT:
            _sent(message, letter, on=on, at=now)
        else:
            _not_sent(message, sending, on=on, at=now)


def next_release(channel: str, *, at: datetime) -> datetime:
    """When a message may go, not before `at`: post at any time, e-mail in the council's working hours."""
    if channel != EMAIL:
        return at
    local = timezone.localtime(at)
    hours = policies.in_force(on=local.date()).contact
    return next_contact_time(local, bank_holidays=bank_holidays.around(local.date()), hours=hours)


def _posting_day(on: date) -> date:
    """The day a letter made today goes out: never a day on which the council contacts nobody."""
    return next_contact_day(on, bank_holidays=bank_holidays.around(on), hours=policies.in_force(on=on).contact)


def due(*, now: datetime) -> QuerySet[OutboxMessage]:
    """What should be going: the oldest first."""
    return OutboxMessage.objects.filter(state=State.QUEUED, send_after__lte=now).order_by("send_after", "pk")[:AT_ONCE]


def recover(*, on: date, now: datetime) -> None:
    """Settle what a dead worker left, its lease run out: letters wait again, e-mails that may have gone are unknown."""
    with transaction.atomic():
        left = OutboxMessage.objects.filter(state=State.SENDING, lease_until__lt=now).order_by("pk")
        for message in left.select_for_update(skip_locked=True):
            if message.document_id:
                why = "The program stopped while it was handing the message to the mail server"
                _not_sent(message, Sending(Outcome.UNKNOWN, why), on=on, at=now)
            elif message.attempts >= MOST_ATTEMPTS:
                why = f"It could not be made in {MOST_ATTEMPTS} tries"
                _not_sent(message, Sending(Outcome.FAILED, why), on=on, at=now)
            else:
                message.state, message.lease_until = State.QUEUED, None
                message.save(update_fields=["state", "lease_until"])


def check(message: OutboxMessage, letter: Letter, *, on: date) -> tuple[TenantFacts | None, str]:
    """The tenant it goes to, and why it must not go now: the gates, what it says, where it goes. Blank: it may go."""
    tenants = tenants_of(message.account, as_of=on)
    tenant = next((tenant for tenant in tenants if tenant.person_id == message.person_id), None)
    if tenant is None:
        return None, f"{letter.addressee} is no longer a tenant on this account"
    facts = of_account(message.account, as_of=on)
    found = gates.for_letter(action=letter.action, facts=facts, tenant=tenant)
    if stops := gates.blocking(found, reason_given=message.reason_given):
        return tenant, " ".join(gates.sentence(stop) for stop in stops)
    if message.channel == EMAIL and not tenant.email:
        return tenant, "There is no e-mail address any more"
    if (tenant.name, tenant.address_lines) != (letter.addressee, letter.address_lines):
        return tenant, "The name or address has changed since the letter was written"
    return tenant, letters.no_longer_right(letter, facts=facts)


def withdrawn(message: OutboxMessage, *, why: str, by: User | None, on: date, at: datetime) -> None:
    """End a message that must not go, and say so on the timeline. Call it with the row locked."""
    _end(message, State.WITHDRAWN, why=why, at=at)
    summary = f"{_title(message)} to {message.person} was not sent. {why.rstrip('.')}."
    _note(message, AccountEvent.What.LETTER_WITHDRAWN, summary, by=by, on=on, at=at)


def not_known(user: User) -> QuerySet[OutboxMessage]:
    """E-mails on this person's accounts of which somebody must find out whether they went, the oldest first."""
    visible = OutboxMessage.objects.filter(account__in=RentAccount.objects.visible_to(user), state=State.UNKNOWN)
    return visible.select_related("account", "person").order_by("ended_at", "pk")


def settled(message: OutboxMessage, *, arrived: bool, by: User, on: date, at: datetime) -> None:
    """End what was not known, as a person found it out. Call it with the row locked."""
    if arrived:
        _sent(message, letters.from_json(message.letter), on=on, at=at)
        return
    _end(message, State.FAILED, why="It did not arrive", at=at)
    summary = f"{_title(message)} to {message.person} did not arrive."
    _note(message, AccountEvent.What.LETTER_WITHDRAWN, summary, by=by, on=on, at=at)


def _take(message_id: int, *, now: datetime) -> OutboxMessage | None:
    """Mark the message as going, with a lease; None where it is not due or another worker has it."""
    message = OutboxMessage.objects.filter(pk=message_id, state=State.QUEUED, send_after__lte=now).first()
    if message is None:
        return None
    if (later := next_release(message.channel, at=now)) > now:
        OutboxMessage.objects.filter(pk=message_id, state=State.QUEUED).update(send_after=later)
        return None
    taken = OutboxMessage.objects.filter(pk=message_id, state=State.QUEUED).update(
        state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return OutboxMessage.objects.select_related("account", "person", "queued_by").get(pk=message_id) if taken else None


def _still_ours(message: OutboxMessage) -> bool:
    """Lock the row. False where the lease ran out and another release has it: its attempts have gone up."""
    ours = OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING, attempts=message.attempts)
    return ours.select_for_update().exists()


def _issue(message: OutboxMessage, letter: Letter, pdf: bytes, *, at: datetime) -> IssuedDocument:
    """Store the letter for good; its bytes are on disk before the row commits."""
    return IssuedDocument.objects.create(
        account=message.account,
        person=message.person,
        title=f"{letter.kind.title} to {letter.addressee}",
        template=letter.action,
        template_version=letter.version,
        sha256=storage.keep(pdf),
        size=len(pdf),
        issued_at=at,
        issued_by=message.queued_by,
    )


def _email(letter: Letter, *, to: str, pdf: bytes) -> EmailMessage:
    message = EmailMessage(
        subject=f"A letter from {letter.council}",
        body=render_to_string("documents/email.txt", {"letter": letter}),
        to=[to],
        reply_to=[letter.officer_email] if letter.officer_email else None,
    )
    message.attach("letter.pdf", pdf, "application/pdf")
    return message


def _sent(message: OutboxMessage, letter: Letter, *, on: date, at: datetime) -> None:
    ContactAttempt.objects.create(
        tenancy_id=message.account.tenancy_id,
        account=message.account,
        person=message.person,
        at=at,
        on=on,
        channel=message.channel,
        direction=ContactAttempt.Direction.OUT,
        purpose=letter.purpose,
        outcome=ContactAttempt.Outcome.SENT,
        officer=message.queued_by,
        note=message.reason_given,
    )
    _end(message, State.SENT, at=at)
    way = "by e-mail" if message.channel == EMAIL else "by post"
    summary = f"{letter.kind.title} sent to {letter.addressee} {way}."
    _note(message, AccountEvent.What.LETTER_SENT, summary, by=message.queued_by, on=on, at=at)


def _not_sent(message: OutboxMessage, sending: Sending, *, on: date, at: datetime) -> None:
    _end(message, State(sending.outcome), why=sending.why, at=at)
    if sending.outcome == Outcome.UNKNOWN:
        summary = f"It is not known whether {_title(message)} reached {message.person}. {sending.why}. Ask them."
    else:
        summary = f"{_title(message)} did not go to {message.person}. {sending.why}."
    _note(message, AccountEvent.What.NOTE, summary, by=None, on=on, at=at)


def _end(message: OutboxMessage, state: OutboxMessage.State, *, at: datetime, why: str = "") -> None:
    message.state, message.ended_at, message.lease_until = state, at, None
    message.why = why[: OutboxMessage._meta.get_field("why").max_length]
    message.save(update_fields=["state", "ended_at", "lease_until", "why", "document"])


def _note(
    message: OutboxMessage, what: AccountEvent.What, summary: str, *, by: User | None, on: date, at: datetime
) -> None:
    timeline.record(
        account=message.account,
        what=what,
        on=on,
        by=by,
        summary=summary,
        at=at,
        about=about(message),
        person=message.person,
        document=message.document,
    )


def about(message: OutboxMessage) -> str:
    return f"recovery.outboxmessage:{message.pk}"


def _title(message: OutboxMessage) -> str:
    return letters.from_json(message.letter).kind.title
