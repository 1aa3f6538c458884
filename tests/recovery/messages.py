"""Messages as tests queue and release them, on a Monday at noon."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from recovery import actions, messages, outbox
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from tests.factories.people import Household

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=15)
MOBILE = "07700 900123"
BY_TEXT = {"preferred_channel": "sms", "mobile": MOBILE}
BY_EMAIL = {"preferred_channel": "email", "email": "amina@example.com"}


def step(home: Household, action: Action = Action.REMINDER, **changes: Any) -> list[OutboxMessage]:
    """The step's letter, e-mail or text to each tenant, queued at noon."""
    given: dict[str, Any] = {
        "account": home.account,
        "action": action,
        "facts": of_account(home.account, as_of=MONDAY),
        "tenants": tenants_of(home.account, as_of=MONDAY),
        "by": home.officer,
        "on": MONDAY,
        "press": uuid4(),
        "reason_given": "",
        "now": NOON,
    }
    return actions.queue_letter(**given | changes)


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


def released(message: OutboxMessage, *, on: date = MONDAY, now: datetime = LATER) -> OutboxMessage:
    outbox.release(message.pk, on=on, now=now)
    message.refresh_from_db()
    return message
