"""Texts and e-mail through GOV.UK Notify, here a real server on loopback: sent, failed, not known, arrived."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recovery import deliveries, outbox
from recovery.account_facts import of_account
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules.actions import Action
from tenancies.models import AccountEvent
from tests.factories.people import household
from tests.notify_server import Service, notify_in_use
from tests.recovery.messages import BY_EMAIL, BY_TEXT, LATER, MONDAY, NOON, released, step, written

pytestmark = pytest.mark.django_db


def text() -> OutboxMessage:
    [message] = step(household(BY_TEXT))
    return message


def asked(message: OutboxMessage, *, now: datetime) -> OutboxMessage:
    """What the beat does every few minutes."""
    deliveries.ask_unknown(on=MONDAY, now=now)
    deliveries.ask_arrived(on=MONDAY, now=now)
    message.refresh_from_db()
    return message


def test_a_text_that_the_service_takes_is_sent(service: Service) -> None:
    message = released(text())

    [taken] = service.taken
    assert (message.state, message.provider_ref) == ("sent", taken["id"])
    assert taken["phone_number"] == "+447700900123"
    assert taken["personalisation"] == {"text": message.text}
    assert taken["reference"] == outbox.reference(message)
    assert service.asked == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((400, "phone_number Not enough digits"), "The message service says that the number cannot be a mobile number"),
        ((400, "Cannot send to international mobile numbers"), "The message service does not send to numbers abroad"),
        (
            (400, "Can't send to this recipient using a team-only API key"),
            "The council's message service is not live yet",
        ),
        (
            (400, "Template not found"),
            "The message template is not set up as it should be: tell whoever runs Quarterday",
        ),
        ((400, "something new"), "The message service refused it"),
        (403, "The message service did not accept the council's key: tell whoever runs Quarterday"),
    ],
)
def test_what_the_service_refuses_has_failed_and_says_why(service: Service, answer: Any, why: str) -> None:
    service.answers = [answer]

    message = released(text())

    assert (message.state, message.why, service.taken) == ("failed", why, [])
    assert why in AccountEvent.objects.get(what="message_not_sent").summary
    assert not ContactAttempt.objects.exists()


def test_a_wrong_key_is_told_apart(service: Service, settings: Any) -> None:
    settings.NOTIFY_API_KEY = f"{settings.NOTIFY_API_KEY[:-36]}00000000-0000-0000-0000-000000000000"

    assert "did not accept the council's key" in released(text()).why


def test_a_busy_service_is_tried_again_later(service: Service) -> None:
    service.answers = [429]
    message = text()

    released(message)
    assert (message.state, message.send_after) == ("queued", LATER + outbox.TRY_AGAIN)
    assert released(message, now=LATER + timedelta(minutes=4)).state == "queued"
    released(message, now=LATER + timedelta(minutes=5))

    assert (message.state, len(service.taken)) == ("sent", 1)


def test_a_service_that_stays_busy_is_given_up(service: Service) -> None:
    service.answers = [429] * outbox.MOST_ATTEMPTS
    message = text()

    for tries in range(outbox.MOST_ATTEMPTS):
        released(message, now=LATER + tries * outbox.TRY_AGAIN)

    assert (message.state, message.why) == ("failed", "The message service takes no more messages for now")


def test_a_service_that_is_not_there_is_tried_again_later(settings: Any) -> None:
    with notify_in_use(settings):
        pass

    message = released(text())

    assert (message.state, message.send_after) == ("queued", LATER + outbox.TRY_AGAIN)


@pytest.mark.parametrize("habit", ["take and hang up", "take and be slow"])
def test_an_answer_that_never_came_is_asked_for_by_our_reference(service: Service, habit: str) -> None:
    service.answers = [habit]
    message = released(text())
    assert (message.state, message.why) == (
        "unknown",
        "The message service did not say whether it took the message",
    )

    assert asked(message, now=LATER + timedelta(minutes=4)).state == "unknown"  # it may not have written it down yet
    asked(message, now=LATER + timedelta(minutes=5))

    assert (message.state, message.provider_ref) == ("sent", service.taken[0]["id"])
    assert len(service.taken) == 1
    assert ContactAttempt.objects.count() == 1


@pytest.mark.parametrize("habit", [500, 503, "hang up"])
def test_what_the_service_never_had_goes_again_and_only_once(service: Service, habit: Any) -> None:
    service.answers = [habit]
    message = released(text())
    assert message.state == "unknown"

    asked(message, now=LATER + timedelta(minutes=5))
    assert message.state == "queued"
    released(message, now=LATER + timedelta(minutes=6))

    assert (message.state, len(service.taken)) == ("sent", 1)


def test_while_the_service_cannot_be_asked_nothing_is_sent_again(service: Service) -> None:
    service.answers, service.asked_answers = [500], [500]
    message = released(text())

    asked(message, now=LATER + timedelta(minutes=5))

    assert (message.state, service.taken) == ("unknown", [])


def test_what_fails_time_after_time_is_given_up(service: Service) -> None:
    service.answers = [500] * outbox.MOST_ATTEMPTS
    message = text()

    for tries in range(outbox.MOST_ATTEMPTS):
        at = LATER + tries * timedelta(minutes=6)
        released(message, now=at)
        asked(message, now=at + timedelta(minutes=5))

    assert (message.state, message.why) == ("failed", "The message service did not take it in 5 tries")
    assert AccountEvent.objects.filter(what="note").count() == outbox.MOST_ATTEMPTS
    assert service.taken == []


def test_one_that_waits_again_passes_its_gates_again(service: Service) -> None:
    service.answers = [500]
    home = household(BY_TEXT)
    [message] = step(home)
    released(message)
    asked(message, now=LATER + timedelta(minutes=5))
    home.tenants[0].died_on = MONDAY
    home.tenants[0].save()

    released(message, now=LATER + timedelta(minutes=6))

    assert (message.state, service.taken) == ("withdrawn", [])


def test_a_text_whose_worker_died_is_asked_for_before_it_goes_again(service: Service) -> None:
    message = text()
    OutboxMessage.objects.update(state="sending", attempts=1, lease_until=NOON)
    outbox.recover(on=MONDAY, now=LATER)

    asked(message, now=LATER + timedelta(minutes=5))

    assert (message.state, service.taken) == ("queued", [])
    assert service.asked == ["/v2/notifications"]


def test_a_person_who_settled_it_first_has_the_last_word(service: Service) -> None:
    service.answers = ["take and hang up"]
    message = released(text())
    outbox.settled(message, arrived=False, by=message.queued_by, on=MONDAY, at=LATER)

    assert asked(message, now=LATER + timedelta(minutes=5)).state == "failed"


def test_what_arrived_is_written_down_with_its_time(service: Service) -> None:
    message = released(text())

    assert asked(message, now=LATER).delivery == ""
    service.becomes("delivered", at="2026-11-23T12:17:05.000000Z")
    asked(message, now=LATER + timedelta(minutes=3))

    assert (message.delivery, message.delivery_at) == ("delivered", datetime(2026, 11, 23, 12, 17, 5, tzinfo=UTC))
    questions = len(service.asked)
    asked(message, now=LATER + timedelta(minutes=6))
    assert len(service.asked) == questions  # it is settled


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("permanent-failure", "There is no such number or address, says the network"),
        ("temporary-failure", "The telephone was off or the mailbox full for three days"),
        ("technical-failure", "The message service could not pass it on"),
    ],
)
def test_what_did_not_arrive_makes_work_and_no_longer_counts(service: Service, status: str, why: str) -> None:
    home = household(BY_TEXT)
    [message] = step(home)
    released(message)
    service.becomes(status)

    asked(message, now=LATER + timedelta(minutes=3))

    assert (message.state, message.delivery, message.why) == ("sent", "failed", why)
    assert ContactAttempt.objects.get().outcome == "bounced"
    event = AccountEvent.objects.get(what="not_delivered")
    assert event.summary == f"Reminder to Ms Amina Yusuf did not arrive. {why}."
    assert list(outbox.wanting_a_person(home.officer)) == [message]
    assert of_account(home.account, as_of=MONDAY).stage == 0


def test_a_message_is_asked_about_for_five_days(service: Service) -> None:
    message = released(text())
    service.becomes("delivered")

    assert asked(message, now=LATER + timedelta(days=5)).delivery == ""
    assert asked(message, now=LATER + timedelta(days=4, hours=23)).delivery == "delivered"


def test_a_service_that_is_away_is_asked_about_one_message_only(service: Service) -> None:
    for _ in range(3):
        released(text())
    service.asked_answers = [500]

    deliveries.ask_arrived(on=MONDAY, now=LATER)

    assert len(service.asked) == 1


def test_a_letter_by_email_is_left_with_the_service(service: Service) -> None:
    [message] = step(household(BY_EMAIL), Action.LETTER_1)

    released(message)

    [taken] = service.taken
    assert (message.state, taken["kind"], taken["email_address"]) == ("sent", "email", "amina@example.com")
    assert taken["personalisation"]["subject"].startswith("A letter from")
    assert taken["personalisation"]["file"]["filename"] == "letter.pdf"
    assert message.document is not None


def test_a_letter_by_email_that_waits_again_is_issued_once(service: Service) -> None:
    service.answers = [429]
    [message] = step(household(BY_EMAIL), Action.LETTER_1)

    first = released(message).document_id
    released(message, now=LATER + timedelta(minutes=5))

    assert (message.state, message.document_id) == ("sent", first)


def test_an_officers_own_words_go_by_email_with_her_name_under_them(service: Service) -> None:
    message = written(household(BY_EMAIL), "Thank you for ringing.", channel="email")

    released(message)

    [taken] = service.taken
    assert taken["personalisation"]["file"] == ""
    assert taken["personalisation"]["text"].startswith("Thank you for ringing.\n\nNadia Rahman\nIncome team")
    assert "01632 960010" in taken["personalisation"]["text"]
    assert message.document is None
