"""What became of messages: the service is asked about those that went, and those of which nobody knows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from recovery import channels, outbox
from recovery.channels import Channel, Delivery, NotAnswered, Outcome, Sending
from recovery.models import ContactAttempt, OutboxMessage
from tenancies import timeline
from tenancies.models import AccountEvent

ASKED_FOR = timedelta(days=5)  # the networks try for three days; the service forgets after seven
SETTLED_BY = timedelta(minutes=5)  # by then the service has written down what it took
AT_ONCE = 500  # in one run, the newest first

State = OutboxMessage.State


def ask_arrived(*, on: date, now: datetime) -> None:
    """Write down for each message that went whether it arrived, once the network says so."""
    sent = OutboxMessage.objects.filter(state=State.SENT, delivery="", ended_at__gt=now - ASKED_FOR)
    for message, channel in _to_ask(sent.exclude(provider_ref="").order_by("-ended_at", "-pk")):
        try:
            found = channel.delivery(message.provider_ref)
        except NotAnswered:
            return
        if found:
            _arrived_or_not(message.pk, found, on=on, now=now)


def ask_unknown(*, on: date, now: datetime) -> None:
    """Of each message that may have gone, ask whether the service has it. One that it has not waits and goes again."""
    unknown = OutboxMessage.objects.filter(
        state=State.UNKNOWN, seen_to_at=None, ended_at__gt=now - ASKED_FOR, ended_at__lte=now - SETTLED_BY
    )
    for message, channel in _to_ask(unknown.order_by("ended_at", "pk")):
        try:
            found = channel.has(outbox.reference(message))
        except NotAnswered:
            return
        _went_or_not(message.pk, found, on=on, now=now)


def _to_ask(messages: QuerySet[OutboxMessage]) -> Iterator[tuple[OutboxMessage, Channel]]:
    """Each message with its channel, where that can be asked."""
    by_name = {name: channels.of(name) for name in ("sms", "email")}
    askable = [name for name, channel in by_name.items() if channel.can_be_asked]
    for message in messages.filter(channel__in=askable)[:AT_ONCE]:
        yield message, by_name[message.channel]


@transaction.atomic
def _arrived_or_not(message_id: int, found: Delivery, *, on: date, now: datetime) -> None:
    message = _locked(message_id)
    if message.delivery:
        return
    message.delivery = OutboxMessage.Delivery.DELIVERED if found.arrived else OutboxMessage.Delivery.FAILED
    message.delivery_at = found.at or now
    message.why = found.why
    message.save(update_fields=["delivery", "delivery_at", "why"])
    if found.arrived:
        return
    assert message.ended_at  # it was sent
    contact = ContactAttempt.objects.filter(
        account=message.account, person=message.person, channel=message.channel, at=message.ended_at
    )
    contact.update(outcome=ContactAttempt.Outcome.BOUNCED)
    timeline.record(
        account=message.account,
        what=AccountEvent.What.NOT_DELIVERED,
        on=on,
        by=None,
        at=message.delivery_at,
        summary=f"{message.title} to {message.person} did not arrive. {found.why}.",
        about=outbox.about(message),
        person=message.person,
    )


@transaction.atomic
def _went_or_not(message_id: int, found: Sending | None, *, on: date, now: datetime) -> None:
    message = _locked(message_id)
    if message.state != State.UNKNOWN or message.seen_to_at:
        return
    if found:
        message.provider_ref = found.provider_ref
        outbox.sent(message, on=on, at=now)
    elif message.attempts < outbox.MOST_ATTEMPTS:
        outbox.waits_again(message, until=now)
    else:
        why = f"The message service did not take it in {outbox.MOST_ATTEMPTS} tries"
        outbox.not_sent(message, Sending(Outcome.FAILED, why), on=on, at=now)


def _locked(message_id: int) -> OutboxMessage:
    rows = OutboxMessage.objects.select_for_update(of=["self"]).select_related("account", "person", "queued_by")
    return rows.get(pk=message_id)
