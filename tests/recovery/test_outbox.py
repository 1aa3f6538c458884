"""The release of a message: checked at the second it leaves, stored, noted; never twice, never in doubt unsaid."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection

from recovery import actions, batches, outbox, releases, tasks
from recovery.account_facts import of_account, tenants_of
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules.actions import Action
from tenancies import storage
from tenancies.models import AccountChange, AccountEvent, IssuedDocument, TenancyPerson
from tests.engines import broker_in_use
from tests.factories.people import Household, household
from tests.factories.tenancies import LedgerEntryFactory
from tests.mail_server import mail_server
from tests.recovery.flagged import mark
from tests.recovery.happens import died, held, paid_in_full
from tests.recovery.messages import BY_EMAIL, MONDAY, NOON, into_release, queued, released


@pytest.mark.django_db
def test_a_released_letter_is_stored_and_noted() -> None:
    home = household()
    AccountChange.objects.all().delete()

    message = released(queued(home))

    assert message.state == "sent"
    document = IssuedDocument.objects.get()
    assert message.document == document
    assert (document.template, document.template_version, document.issued_by) == ("letter_1", 1, home.officer)
    assert storage.read(document).startswith(b"%PDF")
    assert document.size == len(storage.read(document))
    contact = ContactAttempt.objects.get()
    assert (contact.channel, contact.purpose, contact.outcome) == ("letter", "letter_1", "sent")
    assert (contact.person, contact.officer, contact.on) == (home.tenants[0], home.officer, MONDAY)
    event = AccountEvent.objects.get(what="letter_sent")
    assert event.document == document
    assert event.summary == "Letter 1 sent to Ms Amina Yusuf by post."
    assert AccountChange.objects.filter(account=home.account).exists()


@pytest.mark.django_db
def test_releasing_twice_sends_once() -> None:
    message = queued(household())

    released(message)
    released(message)

    assert IssuedDocument.objects.count() == ContactAttempt.objects.count() == 1
    assert AccountEvent.objects.filter(what="letter_sent").count() == 1


@pytest.mark.django_db
def test_nothing_goes_before_its_time() -> None:
    message = queued(household(BY_EMAIL))

    released(message, now=NOON + timedelta(minutes=9))

    assert message.state == "queued"
    assert not mail.outbox


def paid_in_part(home: Household) -> None:
    LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-20.00"), effective_on=MONDAY)


def moved(home: Household) -> None:
    home.tenants[0].correspondence_address = "c/o Ash House / 9 New Road / Ottersby / OT2 3CD"
    home.tenants[0].save()


def left(home: Household) -> None:
    TenancyPerson.objects.update(last_day=date(2026, 11, 20))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param(paid_in_full, "Nothing is left to pay", id="paid in full"),
        pytest.param(paid_in_part, "The balance has changed", id="paid in part"),
        pytest.param(died, "has died", id="died"),
        pytest.param(lambda home: mark(home, "breathing_space", "standard"), "breathing space", id="breathing space"),
        pytest.param(lambda home: mark(home, "crisis", "suicide_risk"), "in crisis", id="crisis"),
        pytest.param(lambda home: mark(home, "insolvency", "dro"), "insolvency", id="insolvent"),
        pytest.param(lambda home: mark(home, "safe_contact", "letter_unsafe"), "unsafe", id="letters unsafe"),
        pytest.param(lambda home: mark(home, "dispute", "balance"), "disputed", id="disputed"),
        pytest.param(held, "This account is held", id="held"),
        pytest.param(moved, "address has changed", id="moved"),
        pytest.param(left, "no longer a tenant", id="left the tenancy"),
    ],
)
def test_what_happened_since_the_press_stops_the_letter(event: Callable[[Household], None], why: str) -> None:
    home = household()
    message = queued(home)

    event(home)
    released(message)

    assert message.state == "withdrawn"
    assert why in message.why
    assert why in AccountEvent.objects.get(what="letter_withdrawn").summary
    assert not IssuedDocument.objects.exists()
    assert not ContactAttempt.objects.exists()


@pytest.mark.django_db
def test_a_reason_given_at_the_press_still_holds_at_the_release() -> None:
    home = household()
    mark(home, "dispute", "balance")

    message = released(queued(home, reason_given="Answered on Friday"))

    assert message.state == "sent"
    assert ContactAttempt.objects.get().note == "Answered on Friday"


@pytest.mark.django_db
def test_a_letter_released_the_next_day_bears_that_day() -> None:
    message = queued(household())

    released(message, on=date(2026, 11, 24), now=NOON + timedelta(days=1))

    assert ContactAttempt.objects.get().on == date(2026, 11, 24)
    assert message.letter["dated"] == "2026-11-23"


@pytest.mark.django_db
def test_an_email_carries_the_stored_letter() -> None:
    message = released(queued(household(BY_EMAIL)))

    [sent] = mail.outbox
    assert sent.to == ["amina@example.com"]
    assert sent.reply_to == ["nrahman@example.com"]
    assert "Yusuf" not in sent.subject
    assert sent.attachments[0][1] == storage.read(IssuedDocument.objects.get())
    assert message.state == "sent"
    assert ContactAttempt.objects.get().channel == "email"


@pytest.mark.django_db
def test_no_email_goes_outside_working_hours_however_late_the_release() -> None:
    message = queued(household(BY_EMAIL))

    released(message, now=datetime(2026, 11, 23, 18, 0, tzinfo=UTC))

    assert message.state == "queued"
    assert message.send_after == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert not mail.outbox


@pytest.mark.django_db
def test_a_letter_whose_worker_died_waits_again_and_is_given_up_in_the_end() -> None:
    message = queued(household())
    batch = into_release(message)
    OutboxMessage.objects.update(state="sending", attempts=1, lease_until=NOON)

    outbox.recover(on=MONDAY, now=NOON)  # the lease runs to its end
    assert not batches.waiting(batch).exists()
    outbox.recover(on=MONDAY, now=NOON + timedelta(seconds=1))
    assert list(batches.waiting(batch)) == [message]

    OutboxMessage.objects.update(state="sending", attempts=outbox.MOST_ATTEMPTS, lease_until=NOON)
    outbox.recover(on=MONDAY, now=NOON + timedelta(seconds=1))
    message.refresh_from_db()
    assert (message.state, message.why) == ("failed", "It could not be made in 5 tries")
    assert "did not go to Ms Amina Yusuf" in AccountEvent.objects.get(what="note").summary


@pytest.mark.django_db
def test_a_slow_release_that_lost_its_lease_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    message = queued(household())
    lay_out = outbox.documents.letter_pdf

    def slow(letter: Any) -> bytes:
        OutboxMessage.objects.update(attempts=2, lease_until=NOON + timedelta(hours=1))  # another worker took it
        return lay_out(letter)

    monkeypatch.setattr(outbox.documents, "letter_pdf", slow)

    released(message)

    assert message.state == "sending"
    assert not IssuedDocument.objects.exists()


def test_two_workers_at_once_make_one_letter(own_database: str) -> None:
    message = queued(household())
    into_release(message)

    def work(_: int) -> None:
        try:
            outbox.release(message.pk, on=MONDAY, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 1)
    assert IssuedDocument.objects.count() == ContactAttempt.objects.count() == 1


def test_two_presses_at_once_queue_one_letter(own_database: str) -> None:
    home = household()
    press = uuid4()
    facts, tenants = of_account(home.account, as_of=MONDAY), tenants_of(home.account, as_of=MONDAY)

    def push(_: int) -> list[int]:
        try:
            messages = actions.queue_letter(
                account=home.account,
                action=Action.LETTER_1,
                facts=facts,
                tenants=tenants,
                by=home.officer,
                on=MONDAY,
                press=press,
                reason_given="",
                now=NOON,
            )
            return [message.pk for message in messages]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as officers:
        answers = list(officers.map(push, range(4)))

    assert answers == [answers[0]] * 4
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_mail_server_that_takes_the_message_has_sent_it(settings: Any) -> None:
    with mail_server(settings) as server:
        message = released(queued(household(BY_EMAIL)))

    assert (message.state, server.taken) == ("sent", 1)


@pytest.mark.django_db
def test_an_email_cut_off_after_its_text_goes_to_a_person_and_is_never_sent_again(settings: Any) -> None:
    with mail_server(settings, breaks_at="END") as server:
        message = released(queued(household(BY_EMAIL)))
        outbox.recover(on=MONDAY, now=NOON + timedelta(days=1))
        released(message, now=NOON + timedelta(days=1))

    assert (message.state, server.taken) == ("unknown", 1)
    assert not ContactAttempt.objects.exists()
    note = AccountEvent.objects.get(what="note")
    assert "It is not known whether Letter 1 reached Ms Amina Yusuf" in note.summary
    assert note.document == IssuedDocument.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("refuses_at", ["MAIL", "RCPT", "DATA"])
def test_an_email_that_the_server_refuses_has_failed(settings: Any, refuses_at: str) -> None:
    with mail_server(settings, refuses_at=refuses_at) as server:
        message = released(queued(household(BY_EMAIL)))

    assert (message.state, server.taken) == ("failed", 0)
    assert message.why == "The mail server refused the message or its address"


@pytest.mark.django_db
@pytest.mark.parametrize("breaks_at", ["MAIL", "RCPT"])
def test_an_email_cut_off_before_its_text_has_failed(settings: Any, breaks_at: str) -> None:
    with mail_server(settings, breaks_at=breaks_at) as server:
        message = released(queued(household(BY_EMAIL)))

    assert (message.state, server.taken) == ("failed", 0)


@pytest.mark.django_db
def test_an_email_has_failed_when_the_mail_server_is_not_there(settings: Any) -> None:
    with mail_server(settings):
        pass

    message = released(queued(household(BY_EMAIL)))

    assert (message.state, message.why) == ("failed", "The mail server could not be reached")


@pytest.mark.django_db
def test_an_email_whose_worker_died_while_sending_is_not_known_to_have_gone() -> None:
    message = queued(household(BY_EMAIL))
    document = IssuedDocument.objects.create(
        account=message.account,
        title="Letter 1",
        template="letter_1",
        template_version=1,
        sha256=storage.keep(b"%PDF letter"),
        size=11,
        issued_at=NOON,
    )
    OutboxMessage.objects.update(state="sending", attempts=1, lease_until=NOON, document=document)

    outbox.recover(on=MONDAY, now=NOON + timedelta(seconds=1))

    message.refresh_from_db()
    assert message.state == "unknown"
    assert not mail.outbox


@pytest.mark.django_db
def test_an_email_whose_worker_died_before_it_was_handed_over_waits_again() -> None:
    message = queued(household(BY_EMAIL))
    OutboxMessage.objects.update(state="sending", attempts=1, lease_until=NOON)

    outbox.recover(on=MONDAY, now=NOON + timedelta(seconds=1))

    assert released(message).state == "sent"


def test_a_release_while_the_broker_is_away_is_not_lost(own_database: str, tmp_path: Path) -> None:
    with broker_in_use(f"unix://{tmp_path}/nothing-here.sock?db=0"):
        message = queued(household())
        batch = into_release(message)
        tasks.release_batch(batch.job_id)

    [job_id] = [job.pk for job in releases.left_behind(now=NOON + releases.LEASE + timedelta(seconds=1))]
    assert job_id == batch.job_id
    assert releases.part(job_id, on=MONDAY) is False  # nothing more waits
    message.refresh_from_db()
    assert message.state == "sent"
