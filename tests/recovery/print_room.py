"""The print room as tests use it: letters queued on a Monday at noon, proofs read and released by their officer."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from recovery import batches, releases
from recovery.models import OutboxMessage, PrintBatch
from recovery.rules.actions import Action
from staff.models import Job, User
from tests.factories.people import Household, household
from tests.recovery.messages import step

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
READ = NOON + timedelta(minutes=30)


def letter(home: Household, action: Action = Action.LETTER_1, *, now: datetime = NOON) -> OutboxMessage:
    [message] = step(home, action, now=now)
    return message


def letters(count: int, action: Action = Action.LETTER_1) -> list[OutboxMessage]:
    """So many letters, each to a household of its own, all of one officer."""
    first = household()
    homes = [first, *(household(tenancy__home=first.account.tenancy.home) for _ in range(count - 1))]
    return [letter(Household(home.account, home.tenants, first.officer), action) for home in homes]


def tray(action: str = "letter_1") -> PrintBatch:
    """The batch in which letters of a kind collect."""
    return PrintBatch.objects.get(action=action, state="collecting")


def let_go(message: OutboxMessage, *, by: User | None = None, at: datetime = READ) -> PrintBatch:
    """Its batch's proofs are read and it is released; no worker has begun."""
    by = by or message.queued_by
    collecting = tray(message.action)
    batches.proofed(batch=collecting, by=by, at=at)
    return releases.release(batch=collecting, postage="second", read_at=at, by=by, on=MONDAY, now=at)


def worked_off(batch: PrintBatch, *, on: date = MONDAY) -> PrintBatch:
    """As workers do it, part after part."""
    assert batch.job is not None
    while releases.part(batch.job.pk, on=on):
        pass
    return PrintBatch.objects.select_related("job").get(pk=batch.pk)


def states(messages: Sequence[OutboxMessage]) -> list[str]:
    found = OutboxMessage.objects.in_bulk([message.pk for message in messages])
    return [found[message.pk].state for message in messages]


def parts(job: Job | None) -> tuple[int, int, int, int, int]:
    """What a release began with, and what went, was withdrawn, failed and was left."""
    assert job is not None
    return job.total, *(job.result[name] for name in ("sent", "withdrawn", "failed", "left"))
