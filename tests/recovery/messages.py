"""Messages as tests queue and release them, on a Monday at noon."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from recovery import actions, batches, messages, outbox, releases
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage, PrintBatch
from recovery.rules.actions import Action
from tests.factories.people import Household

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=15)
MOBILE = "07700 900123"
BY_TEXT = {"preferred_channel": "sms", "mobile": MOBILE}
BY_EMAIL = {"preferred_channel": "email", "email": "amina@example.com"}


def step(home: Household, action: Action = Action.REMINDER, **changes: Any) -> list[OutboxMessage]:
    """The step's letter, e-mail or text to each tenant, queued on the Monday at noon unless told otherwise."""
    on = changes.get("on", MONDAY)
    given: dict[str, Any] = {
        "account": home.account,
        "action": action,
        "facts": of_account(home.account, as_of=on),
        "tenants": tenants_of(home.account, as_of=on),
        "by": home.officer,
        "on": on,
        "press": uuid4(),
        "reason_given": "",
        "now": NOON,
    }
    return actions.queue_letter(**given | changes)


def queued(home: Household, action: Action = Action.LETTER_1, **changes: Any) -> OutboxMessage:
    """The one message of a step to a household of one."""
    [message] = step(home, action, **changes)
    return message


def written(home: Household, text: str = "Please ring me.", **changes: Any) -> OutboxMessage:
    """A text in the officer's own words, queued at noon."""
    given: dict[str, Any] = {
        "account": home.account,
        "person": home.tenants[0],
        "channel": "sms",
        "purpose": "general",
        "text": text,
        "facts": of_account(home.account, as_of=MONDAY),
        "by": home.officer,
        "on": MONDAY,
        "press": uuid4(),
        "reason_given": "",
        "now": NOON,
    }
    return messages.queue_message(**given | changes)


def into_release(message: OutboxMessage, *, now: datetime = NOON) -> PrintBatch:
    """Somebody reads the proofs of a letter's batch and releases it; workers have not begun."""
    assert message.batch is not None
    batches.proofed(batch=message.batch, by=message.queued_by, at=now)
    going = releases.release(
        batch=message.batch, postage="second", read_at=now, by=message.queued_by, on=MONDAY, now=now
    )
    message.refresh_from_db()
    return going


def released(message: OutboxMessage, *, on: date = MONDAY, now: datetime = LATER) -> OutboxMessage:
    """The message let go; a letter with its batch, once somebody has read the proofs."""
    if message.batch and message.batch.state == PrintBatch.State.COLLECTING:
        into_release(message, now=now)
    outbox.release(message.pk, on=on, now=now)
    message.refresh_from_db()
    return message
