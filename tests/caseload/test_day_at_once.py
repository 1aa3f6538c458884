"""Pressed twice in the same moment, over two connections: a session, a cover, taking an act back, work for many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from caseload import bulk, session, undo
from caseload.models import Act, Step, WorkSession
from recovery import outbox
from recovery.models import OutboxMessage
from staff import cover
from staff.models import Cover, Job, PatchAssignment
from tenancies.models import AccountEvent
from tests.at_once import at_once
from tests.caseload.desk import MONDAY, owing
from tests.caseload.desk_acts import NOON, defer
from tests.caseload.sweeping import sweep
from tests.factories.people import OfficerFactory

pytestmark = pytest.mark.usefixtures("monday_noon", "own_database")


def test_start_pressed_twice_opens_one_session() -> None:
    home = owing()
    sweep()

    def start() -> WorkSession:
        return session.start(user=home.officer, on=MONDAY, at=NOON)

    answers = at_once(start, start)

    assert [type(answer) for answer in answers] == [WorkSession, WorkSession]
    assert WorkSession.objects.filter(ended_at=None).count() == 1


def test_an_act_taken_back_twice_is_taken_back_once() -> None:
    home = owing()
    defer(home)
    act = Act.objects.get()

    def take_back() -> str:
        return undo.take_back(act, by=home.officer, on=MONDAY, at=NOON)

    answers = at_once(take_back, take_back)

    assert sorted(type(answer).__name__ for answer in answers) == ["CannotUndo", "str"]
    assert Step.objects.get().undone_at
    assert AccountEvent.objects.filter(what=AccountEvent.What.TAKEN_BACK).count() == 1


def test_a_cover_that_begins_while_the_minute_run_begins_it_gives_each_patch_once() -> None:
    home = owing()
    colleague = OfficerFactory(name="Tom Fenwick")
    Cover.objects.create(
        absent=home.officer, covering=colleague, starts_on=MONDAY, ends_on=date(2026, 11, 28), made_by=home.officer,
        made_at=NOON,
    )  # fmt: skip

    def run() -> None:
        cover.keep(on=MONDAY)

    answers = at_once(run, run, run)

    assert answers == [None, None, None]
    assert PatchAssignment.objects.filter(user=colleague, ends_on=None).count() == 1


def test_a_message_that_is_let_wait_as_a_worker_comes_for_it_waits() -> None:
    home = owing()
    message = OutboxMessage.objects.create(
        account=home.account, person=home.tenants[0], channel="sms", action="none", text="Please ring us",
        queued_at=NOON, queued_by=home.officer, send_after=NOON, press="0" * 32,
    )  # fmt: skip

    def release() -> None:
        outbox.release(message.pk, on=MONDAY, now=NOON)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            OutboxMessage.objects.filter(pk=message.pk).update(send_after=NOON + undo.LONGER)
            worker = pool.submit(at_once, release)
            while not _somebody_waits() and not worker.done():
                pass
        assert worker.result(timeout=60) == [None]

    message.refresh_from_db()
    assert (message.state, message.attempts) == (OutboxMessage.State.QUEUED, 0)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')")
        return bool(cursor.fetchone()[0])


def test_work_for_many_that_two_workers_take_up_is_done_and_counted_once() -> None:
    homes = [owing() for _ in range(3)]
    sweep()
    keys = [home.account.pk for home in homes]
    job = Job.objects.create(
        kind=bulk.RUN,
        made_by=homes[0].officer,
        total=len(keys),
        input={"act": "put_off", "accounts": keys, "values": {"until": "2026-11-30", "why": "Away"}, "press": "1" * 32},
        lease_until=timezone.now(),
    )

    def work() -> None:
        bulk.work(Job.objects.get(pk=job.pk), on=MONDAY)

    answers = at_once(work, work)

    assert answers == [None, None]
    job.refresh_from_db()
    assert (job.state, job.done, job.failures) == (Job.State.DONE, 3, [])
    assert sorted(key for key, _ in job.result["done"]) == sorted(keys)
    assert Step.objects.count() == 3
