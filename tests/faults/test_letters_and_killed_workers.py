"""A worker that dies in the middle of a letter: nothing is lost and nothing goes twice."""

import subprocess
import sys
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings as django_settings
from django.utils import timezone

from config.services import wait_until
from recovery import batches, outbox, releases, tasks
from recovery.models import BatchPaper, ContactAttempt, OutboxMessage, PrintBatch
from staff.clock import today
from staff.models import Job
from tenancies import storage
from tenancies.models import AccountEvent, IssuedDocument
from tests.factories.people import Household, household
from tests.mail_server import mail_server
from tests.processes import Processes
from tests.recovery.messages import BY_EMAIL, MONDAY, NOON, queued

pytestmark = pytest.mark.fault


def press(home: Household) -> OutboxMessage:
    return queued(home, on=today(), now=timezone.now())


def state(message: OutboxMessage) -> str:
    return OutboxMessage.objects.values_list("state", flat=True).get(pk=message.pk)


def released(message: OutboxMessage) -> PrintBatch:
    """Its proofs are read, its batch is released, and the first parts are sent to the workers."""
    now = timezone.now()
    assert message.batch is not None
    batches.proofed(batch=message.batch, by=message.queued_by, at=now)
    batch = releases.release(
        batch=message.batch, postage="second", read_at=now, by=message.queued_by, on=today(), now=now
    )
    assert batch.job_id is not None
    tasks.release_batch(batch.job_id)
    return batch


def let_the_lease_run_out() -> None:
    OutboxMessage.objects.filter(state="sending").update(lease_until=timezone.now())
    Job.objects.update(lease_until=timezone.now())


def test_a_letter_whose_worker_is_killed_in_the_middle_goes_once(processes: Processes) -> None:
    message = press(household())
    batch = released(message)
    with psycopg.connect(processes.database_url) as holding_up:
        holding_up.execute("LOCK TABLE tenancies_issueddocument IN EXCLUSIVE MODE")
        worker = processes.worker(queues="documents,default")
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'tenancies_issueddocument'::regclass"
        wait_until(lambda: holding_up.execute(waiting).fetchone() == (1,), "The letter was never being issued.")
        worker.kill()
    assert state(message) == "sending"
    assert not IssuedDocument.objects.exists()

    let_the_lease_run_out()
    processes.worker(queues="documents,default")
    tasks.release_due.delay()
    wait_until(lambda: state(message) == "sent", "The letter never went.")
    wait_until(lambda: BatchPaper.objects.filter(batch=batch, kind="letters").exists(), "Nothing was joined.")

    document = IssuedDocument.objects.get()
    assert storage.read(document).startswith(b"%PDF")
    assert ContactAttempt.objects.count() == 1
    assert AccountEvent.objects.filter(what="letter_sent").count() == 1
    assert OutboxMessage.objects.get().attempts == 2


def test_a_release_that_the_broker_forgot_goes_with_the_minute_run(processes: Processes, empty_broker: None) -> None:
    messages = [press(household()) for _ in range(3)]
    batch = released(messages[0])
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        client.flushdb()  # what the broker held is gone
    let_the_lease_run_out()
    processes.worker(queues="default,documents")

    tasks.release_due.delay()

    wait_until(lambda: [state(message) for message in messages] == ["sent"] * 3, "The letters never went.")
    wait_until(lambda: BatchPaper.objects.filter(batch=batch, kind="letters").exists(), "Nothing was joined.")
    assert IssuedDocument.objects.count() == 3
    assert Job.objects.get().result == {"sent": 3, "withdrawn": 0, "failed": 0, "left": 0}


def test_an_email_whose_worker_is_killed_while_it_is_handed_over_is_never_sent_again(
    processes: Processes, settings: Any
) -> None:
    message = queued(household(BY_EMAIL))
    with mail_server(settings, breaks_at="NEVER ANSWERS") as server:
        work = "import django; django.setup(); from recovery import outbox; import datetime as dt; "
        work += f"outbox.release({message.pk}, on=dt.date.fromisoformat('{MONDAY}'), "
        work += f"now=dt.datetime.fromisoformat('{NOON}') + dt.timedelta(minutes=15))"
        host, port = server.server_address
        worker = subprocess.Popen(
            [sys.executable, "-c", work],
            env=processes.environment(EMAIL_URL=f"smtp://{host}:{port}"),
            cwd=django_settings.BASE_DIR,
        )
        wait_until(lambda: server.taken == 1, "The message never reached the mail server.")
        worker.kill()
        worker.wait(timeout=20)
        assert state(message) == "sending"

        let_the_lease_run_out()
        later = timezone.now() + outbox.LEASE
        outbox.recover(on=MONDAY, now=later)
        outbox.release(message.pk, on=MONDAY, now=later)

    assert (state(message), server.taken) == ("unknown", 1)
    assert not ContactAttempt.objects.exists()
    assert "It is not known" in AccountEvent.objects.get(what="note").summary
