"""A crisis pressed in the instant in which a letter leaves: whichever comes first, nothing follows a crisis."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from recovery import outbox
from recovery.models import OutboxMessage
from tenancies.models import RentAccount
from tests.factories.people import Household, household
from tests.recovery.flagged import MONDAY, NOON, mark
from tests.recovery.messages import into_release, queued


def proofed(home: Household) -> OutboxMessage:
    """A letter whose batch is released, before workers have begun."""
    message = queued(home)
    into_release(message)
    return message


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_letter_that_leaves_while_a_crisis_is_being_recorded_waits_for_it_and_is_withdrawn(
    own_database: str,
) -> None:
    home = household()
    message = proofed(home)
    begun, finished = Event(), Event()

    def release() -> None:
        begun.wait()
        try:
            outbox.release(message.pk, on=MONDAY, now=NOON)
        finally:
            finished.set()
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        going = worker.submit(release)
        with transaction.atomic():  # the crisis: its accounts locked first, as raise_worry does
            list(RentAccount.objects.filter(pk=home.account.pk).select_for_update(no_key=True))
            begun.set()
            until = time.monotonic() + 60
            while not somebody_waits_for_a_lock():
                assert not finished.is_set(), "it went by without asking"
                assert time.monotonic() < until
            mark(home, "crisis", "suicide_risk")
        going.result(timeout=60)

    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert "in crisis" in message.why


@pytest.mark.django_db
def test_a_letter_taken_to_go_before_the_crisis_is_withdrawn_where_it_was_not_checked_yet() -> None:
    home = household()
    message = proofed(home)
    mark(home, "crisis", "suicide_risk")

    outbox.release(message.pk, on=MONDAY, now=NOON)

    message.refresh_from_db()
    assert message.state == "withdrawn"
