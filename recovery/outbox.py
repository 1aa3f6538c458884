"""What waits to go, and its release: checked again at the second it leaves, stored as issued, noted on the account.

A letter that collects waits until its batch is released (recovery/batches.py). A release first takes the message
(queued → sending, committed, with a lease), then works. A worker that dies leaves a lease that runs out. A letter is
then laid out again: until it is sent nothing of it exists. Of an e-mail or text that may have been handed over nobody
knows whether it went: where the service can be asked it is (recovery/deliveries.py), else a person finds out; it is
never sent again alone.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from recovery import channels, documents, policies, stages
from recovery.account_facts import of_account, tenants_of
from recovery.channels import Outcome, Outgoing, Sending
from recovery.drafts import address_of, misaddressed
from recovery.models import ContactAttempt, OutboxMessage, PrintBatch
from recovery.rules import gates, letters, messages, newer_rent, still_right, wording
from recovery.rules.actions import TO_ESTATE, Action
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.letters import Letter
from staff.council import council_name
from staff.models import User
from tenancies import bank_holidays, storage, timeline
from tenancies.models import AccountEvent, IssuedDocument, RentAccount
from tenancies.rules.calendar import next_contact_day, next_contact_time
from welfare.models import ContactPlan, Estate

LEASE = timedelta(minutes=2)
TRY_AGAIN = timedelta(minutes=5)  # where the service took nothing for now
MOST_ATTEMPTS = 5
AT_ONCE = 500  # as many as one minute hands out; the rest follow in the next

State = OutboxMessage.State
What = AccountEvent.What
LETTER, EMAIL, SMS = (
    OutboxMessage.OutboxChannel.LETTER,
    OutboxMessage.OutboxChannel.EMAIL,
    OutboxMessage.OutboxChannel.SMS,
)


class AlreadySettled(Exception):
    """Somebody has dealt with this message. The message is written for the officer."""


def release(message_id: int, *, on: date, now: datetime) -> None:
    """Let one message go, if it is due and nobody else has taken it. Running it twice changes nothing."""
    message = _take(message_id, now=now)
    if message is None:
        return
    letter = letter_of(message, on=on)
    pdf = documents.letter_pdf(letter) if letter and message.channel != SMS else b""
    with transaction.atomic():
        _lock_account(message)
        if not _still_ours(message):
            return
        to, why_not = check(message, letter, on=on)
        if why_not:
            withdrawn(message, why=why_not, by=None, on=on, at=now)
            return
        if letter and pdf and message.document is None:
            message.document = _issue(message, letter, pdf, at=now)
        if message.channel == LETTER:
            sent(message, on=on, at=now)
            return
        message.save(update_fields=["document"])
    sending = channels.of(message.channel).send(_outgoing(message, letter, to=to, pdf=pdf))
    with transaction.atomic():
        if _still_ours(message):
            _went(message, sending, on=on, at=now)


def _went(message: OutboxMessage, sending: Sending, *, on: date, at: datetime) -> None:
    """Write down what came of handing it over."""
    if sending.outcome == Outcome.SENT:
        message.provider_ref = sending.provider_ref
        sent(message, on=on, at=at)
    elif sending.outcome == Outcome.LATER and message.attempts < MOST_ATTEMPTS:
        waits_again(message, until=at + TRY_AGAIN)
    else:
        not_sent(message, sending, on=on, at=at)


def waits_again(message: OutboxMessage, *, until: datetime) -> None:
    """It surely did not go: let it wait and be checked again."""
    message.state, message.send_after, message.lease_until, message.ended_at = State.QUEUED, until, None, None
    message.save(update_fields=["state", "send_after", "lease_until", "ended_at"])


def next_release(channel: str, *, at: datetime) -> datetime:
    """When a message may go, not before `at`: post at any time, e-mail and texts in the council's contact hours."""
    if channel == LETTER:
        return at
    local = timezone.localtime(at)
    hours = policies.in_force(on=local.date()).contact
    return next_contact_time(local, bank_holidays=bank_holidays.around(local.date()), hours=hours)


def posting_day(on: date) -> date:
    """The day a letter made today goes out: never a day on which the council contacts nobody."""
    return next_contact_day(on, bank_holidays=bank_holidays.around(on), hours=policies.in_force(on=on).contact)


def due(*, now: datetime) -> QuerySet[OutboxMessage]:
    """What should be going by itself: the oldest first. A batch is released by a person, a stopped stage waits."""
    waiting = OutboxMessage.objects.filter(state=State.QUEUED, send_after__lte=now, batch=None)
    return waiting.exclude(action__in=stages.stopped()).order_by("send_after", "pk")[:AT_ONCE]


def recover(*, on: date, now: datetime) -> None:
    """Settle what a dead worker left, its lease run out: letters wait again, what may have gone is not known."""
    with transaction.atomic():
        left = OutboxMessage.objects.filter(state=State.SENDING, lease_until__lt=now).order_by("pk")
        for message in left.select_for_update(skip_locked=True):
            if message.document_id or message.letter is None or message.channel == SMS:
                why = "The program stopped while it was handing the message over"
                not_sent(message, Sending(Outcome.UNKNOWN, why), on=on, at=now)
            elif message.attempts >= MOST_ATTEMPTS:
                why = f"It could not be made in {MOST_ATTEMPTS} tries"
                not_sent(message, Sending(Outcome.FAILED, why), on=on, at=now)
            else:
                waits_again(message, until=message.send_after)


def check(message: OutboxMessage, letter: Letter | None, *, on: date) -> tuple[str, str]:
    """Where it goes, and why it must not go now, asked at this second. Blank: it may go."""
    facts, tenants = of_account(message.account, as_of=on), tenants_of(message.account, as_of=on)
    return obstacle(message, letter, facts=facts, tenants=tenants)


def obstacle(
    message: OutboxMessage, letter: Letter | None, *, facts: AccountFacts, tenants: Sequence[TenantFacts]
) -> tuple[str, str]:
    """The same of facts gathered already: the gates, what it says, whom it reaches."""
    tenant = next((tenant for tenant in tenants if tenant.person_id == message.person_id), None)
    if tenant is None:
        return "", f"{message.person} is no longer a tenant on this account"
    found = _gates(message, letter, facts=facts, tenant=tenant)
    if stops := gates.blocking(found, reason_given=message.reason_given):
        return "", " ".join(gates.sentence(stop) for stop in stops)
    to, why_not = ("", "") if message.channel == LETTER else address_of(message.channel, tenant)
    if why_not:
        return "", f"It can no longer go {message.way}: {why_not}"
    if letter is None:
        named = newer_rent.names_too_much(message.text, facts=facts, tenant=tenant)
        return to, newer_rent.refusal(named, facts=facts, tenant=tenant) if named else ""
    if message.channel != SMS and (why_not := misaddressed(letter, tenant)):
        return "", why_not
    if letter.action == Action.CAMPAIGN and not wording.names_sums(letter):
        return to, ""
    return to, still_right.no_longer_right(letter, facts=facts.of_tenant(tenant))


def _gates(
    message: OutboxMessage, letter: Letter | None, *, facts: AccountFacts, tenant: TenantFacts
) -> list[gates.Gate]:
    who = message.queued_by_id
    if letter and letter.action in TO_ESTATE:  # it goes to somebody else than who has died
        return gates.account_gates(action=letter.action, facts=facts, user_id=who)
    if letter and message.channel != SMS:
        return gates.for_letter(action=letter.action, facts=facts, tenant=tenant, user_id=who)
    chases = messages.chases(message.purpose)
    if message.channel == EMAIL:
        return gates.for_email(chases=chases, facts=facts, tenant=tenant, user_id=who)
    escalates = letter is not None and letter.action in gates.ESCALATES
    return gates.for_text(chases=chases, facts=facts, tenant=tenant, user_id=who, escalates=escalates)


def note_queued(message: OutboxMessage, *, said: str, by: User | None, on: date, at: datetime) -> None:
    """Say on the timeline that it waits; `said` follows with its stop or the words. `by` is None without a press."""
    what = What.LETTER_QUEUED if message.is_letter else What.MESSAGE_QUEUED
    summary = f"{message.title} to {message.whom} is to go {message.way}{said}"
    _note(message, what, summary, by=by, on=on, at=at)


def withdrawn(message: OutboxMessage, *, why: str, by: User | None, on: date, at: datetime) -> None:
    """End a message that must not go, and say so on the timeline. Call it with the row locked."""
    _end(message, State.WITHDRAWN, why=why, at=at)
    what = What.LETTER_WITHDRAWN if message.is_letter else What.MESSAGE_NOT_SENT
    summary = f"{message.title} to {message.whom} was not sent. {why.rstrip('.')}."
    _note(message, what, summary, by=by, on=on, at=at)


# Messages that failed, did not arrive or are not known to have gone, until a person has seen to them.
TROUBLE = Q(seen_to_at=None) & (Q(state__in=[State.UNKNOWN, State.FAILED]) | Q(delivery=OutboxMessage.Delivery.FAILED))


def wanting_a_person(user: User) -> QuerySet[OutboxMessage]:
    """Those on this person's lists, the oldest first."""
    visible = OutboxMessage.objects.filter(TROUBLE, account__in=RentAccount.objects.visible_to(user))
    return visible.select_related("account__tenancy__home", "person", "queued_by").order_by("ended_at", "pk")


def to_check(message: OutboxMessage) -> OutboxMessage:
    """The message, locked, where it still wants a person. Raises AlreadySettled."""
    locked = OutboxMessage.objects.select_for_update(of=["self"]).select_related("account", "person", "queued_by")
    message = locked.get(pk=message.pk)
    if message.seen_to_at:
        raise AlreadySettled("Somebody has seen to this already.")
    fine = message.state == State.SENT and message.delivery != OutboxMessage.Delivery.FAILED
    if fine or message.state in {State.QUEUED, State.SENDING, State.WITHDRAWN}:
        raise AlreadySettled(f"Somebody has recorded this already: {message.get_state_display().lower()}.")
    return message


def settled(message: OutboxMessage, *, arrived: bool, by: User, on: date, at: datetime) -> None:
    """End what was not known, as a person found it out. Call it with the row locked."""
    if arrived:
        sent(message, on=on, at=at)
        return
    _end(message, State.FAILED, why="It did not arrive", at=at)
    what = What.LETTER_WITHDRAWN if message.is_letter else What.MESSAGE_NOT_SENT
    _note(message, what, f"{message.title} to {message.whom} did not arrive.", by=by, on=on, at=at)


def seen_to(message: OutboxMessage, *, by: User, at: datetime) -> None:
    """A person has dealt with it. Call it with the row locked."""
    message.seen_to_at, message.seen_to_by = at, by
    message.save(update_fields=["seen_to_at", "seen_to_by"])


def _take(message_id: int, *, now: datetime) -> OutboxMessage | None:
    """Mark the message as going, with a lease; None where it is not due, is stopped or another worker has it."""
    ready = Q(batch=None, send_after__lte=now) | Q(batch__state=PrintBatch.State.RELEASING)
    message = OutboxMessage.objects.filter(ready, pk=message_id, state=State.QUEUED).first()
    if message is None or message.action in stages.stopped():
        return None
    if (later := next_release(message.channel, at=now)) > now:
        OutboxMessage.objects.filter(pk=message_id, state=State.QUEUED).update(send_after=later)
        return None
    # Asked again: in this moment an officer may have let it wait longer, or the rest of its batch was left behind.
    unchanged = {"send_after": message.send_after, "batch_id": message.batch_id}
    taken = OutboxMessage.objects.filter(pk=message_id, state=State.QUEUED, **unchanged).update(
        state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return OutboxMessage.objects.select_related("account", "person", "queued_by").get(pk=message_id) if taken else None


def _lock_account(message: OutboxMessage) -> None:
    """Who stops all chasing in this instant holds the same lock: either they wait, or the check sees what they did."""
    list(RentAccount.objects.filter(pk=message.account_id).select_for_update(no_key=True).values_list("pk"))


def _still_ours(message: OutboxMessage) -> bool:
    """Lock the row. False where the lease ran out and another release has it: its attempts have gone up."""
    ours = OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING, attempts=message.attempts)
    return ours.select_for_update().exists()


def _issue(message: OutboxMessage, letter: Letter, pdf: bytes, *, at: datetime) -> IssuedDocument:
    """Store the letter for good; its bytes are on disk before the row commits."""
    title = f"{letter.kind.title} to {letter.addressee}"
    return storage.issue(message.account, pdf, title=title, template=letter.action, version=letter.version,
                         person=message.person, by=message.queued_by, at=at)  # fmt: skip


def _outgoing(message: OutboxMessage, letter: Letter | None, *, to: str, pdf: bytes) -> Outgoing:
    """The message as its channel takes it. A text goes word for word as it stands."""
    if message.channel == SMS:
        return Outgoing(reference=reference(message), to=to, text=message.text)
    text = wording.to_text(letter.cover or wording.shipped(letter.action, EMAIL), letter) if letter else message.text
    context = {"letter": letter, "text": text, "officer": message.queued_by, "council": council_name()}
    return Outgoing(
        reference=reference(message),
        to=to,
        subject=f"A {'letter' if letter else 'message'} from {letter.council if letter else context['council']}",
        text=render_to_string("documents/email.txt" if letter else "documents/message.txt", context),
        reply_to=letter.officer_email if letter else message.queued_by.email,
        attachment=pdf,
    )


def reference(message: OutboxMessage) -> str:
    """Ours, by which the service is asked: the press and the row, so that no other site's is the same."""
    return f"{message.press}-{message.pk}"


def sent(message: OutboxMessage, *, on: date, at: datetime) -> None:
    """It went: the contact, the end and the timeline. Call it with the row locked."""
    ContactAttempt.objects.create(
        tenancy_id=message.account.tenancy_id,
        account=message.account,
        person=message.person,
        at=at,
        on=on,
        channel=message.channel,
        direction=ContactAttempt.Direction.OUT,
        purpose=purpose(message),
        outcome=ContactAttempt.Outcome.SENT,
        officer=message.queued_by,
        note=message.reason_given,
    )
    _end(message, State.SENT, at=at)
    _told(message, on=on)
    what = What.LETTER_SENT if message.is_letter else What.MESSAGE_SENT
    summary = f"{message.title} sent to {message.whom} {message.way}."
    _note(message, what, summary, by=message.queued_by, on=on, at=at)


def _told(message: OutboxMessage, *, on: date) -> None:
    """Write the day of a letter that the law or a plan counts from on the record that it is about."""
    if message.action == Action.ESTATE_COPY:
        Estate.objects.filter(person=message.person_id).update(public_trustee_on=on)
    elif message.action == Action.CONTACT_PLAN and message.letter:
        ContactPlan.objects.filter(pk=message.letter["told"]["record"]).update(told_on=on)


def could_not_be_made(message_id: int, *, on: date, at: datetime) -> None:
    """A letter of a batch that cannot be laid out or stored has failed; a person looks at it and tries again."""
    with transaction.atomic():
        going = OutboxMessage.objects.select_for_update(of=["self"]).filter(pk=message_id, state=State.SENDING)
        if message := going.select_related("account", "person").first():
            not_sent(message, Sending(Outcome.FAILED, "It could not be laid out or stored"), on=on, at=at)


def note_read(message: OutboxMessage, summary: str, *, by: User, on: date, at: datetime) -> None:
    """What was done about a message before it goes."""
    _note(message, What.NOTE, summary, by=by, on=on, at=at, about_it=f"{about(message)}:read")


def not_sent(message: OutboxMessage, sending: Sending, *, on: date, at: datetime) -> None:
    """It failed, or nobody knows. Call it with the row locked."""
    unknown = sending.outcome == Outcome.UNKNOWN
    _end(message, State.UNKNOWN if unknown else State.FAILED, why=sending.why, at=at)
    if unknown:
        summary = f"It is not known whether {message.title} reached {message.whom}. {sending.why}."
        about_it = f"{about(message)}:{message.attempts}"  # it may be tried, and not known, again
        _note(message, What.NOTE, summary, by=None, on=on, at=at, about_it=about_it)
        return
    what = What.NOTE if message.is_letter else What.MESSAGE_NOT_SENT
    summary = f"{message.title} did not go to {message.whom}. {sending.why}."
    about_it = f"{about(message)}:{message.attempts}" if message.is_letter else ""  # tried again, it may fail again
    _note(message, what, summary, by=None, on=on, at=at, about_it=about_it)


def _end(message: OutboxMessage, state: OutboxMessage.State, *, at: datetime, why: str = "") -> None:
    message.state, message.ended_at, message.lease_until = state, at, None
    message.why = why[: OutboxMessage._meta.get_field("why").max_length]
    message.save(update_fields=["state", "ended_at", "lease_until", "why", "document", "provider_ref"])


def _note(
    message: OutboxMessage,
    what: AccountEvent.What,
    summary: str,
    *,
    by: User | None,
    on: date,
    at: datetime,
    about_it: str = "",
) -> None:
    timeline.record(
        account=message.account,
        what=what,
        on=on,
        by=by,
        summary=summary,
        at=at,
        about=about_it or about(message),
        person=message.person,
        document=message.document,
    )


def about(message: OutboxMessage) -> str:
    return f"recovery.outboxmessage:{message.pk}"


def letter_of(message: OutboxMessage, *, on: date) -> Letter | None:
    """The letter that it is, or that the text stands for, dated on its day; None: the officer's own words."""
    return letters.from_json(message.letter).dated_on(posting_day(on)) if message.letter else None


def purpose(message: OutboxMessage) -> str:
    return message.letter["purpose"] if message.letter else message.purpose
