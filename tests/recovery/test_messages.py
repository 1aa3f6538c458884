"""An officer's own words to one tenant, and messages that a person sees to: by post instead, or nothing more."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from recovery import actions, messages, outbox
from recovery.account_facts import of_account
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules import gates
from recovery.rules.actions import Action
from tenancies.models import AccountEvent
from tests.factories.people import PersonFactory, household
from tests.notify_server import Service
from tests.recovery.flagged import mark
from tests.recovery.messages import BY_EMAIL, BY_TEXT, LATER, MONDAY, NOON, released, step, written
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts_folder")]


def test_a_text_in_her_own_words_waits_ten_minutes_and_goes(texts_folder: Path) -> None:
    message = written(household(BY_TEXT), "Please don’t worry – ring me.")

    assert (message.text, message.letter, message.purpose) == ("Please don't worry - ring me.", None, "general")
    assert message.send_after == NOON + timedelta(minutes=10)
    assert AccountEvent.objects.get(what="message_queued").summary == (
        "Text message to Ms Amina Yusuf is to go by text: “Please don't worry - ring me.”"
    )

    assert released(message).state == "sent"
    contact = ContactAttempt.objects.get()
    assert (contact.channel, contact.purpose, contact.account) == ("sms", "general", message.account)
    assert "Please don't worry" in next(texts_folder.iterdir()).read_text()


def test_an_email_in_her_own_words_goes_with_her_name() -> None:
    message = released(written(household(BY_EMAIL), "Thank you 🎉", channel="email"))

    [sent] = mail.outbox
    assert message.state == "sent"
    assert sent.to == ["amina@example.com"]
    assert sent.reply_to == ["nrahman@example.com"]
    assert sent.subject.startswith("A message from")
    assert "Thank you 🎉\n\nNadia Rahman" in sent.body
    assert not sent.attachments


def test_the_same_press_queues_once() -> None:
    home, press = household(BY_TEXT), uuid4()

    assert written(home, press=press) == written(home, press=press)
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("person", "text", "channel", "why"),
    [
        (BY_TEXT, "", "sms", "Write the message."),
        (BY_TEXT, "   ", "sms", "Write the message."),
        (BY_TEXT, "Well done 😀", "sms", "A text message cannot carry ‘😀’"),
        (BY_TEXT, "a" * 460, "sms", "This is 1 character too long"),
        (BY_EMAIL, "a" * 3_001, "email", "This is 1 character too long: an e-mail has room for 3,000."),
        ({"mobile": "+48 512 345 678"}, "Hello", "sms", "cannot be texted: +48 512 345 678 is a number abroad"),
        ({"mobile": "none"}, "Hello", "sms", "cannot be texted: ‘none’ is no telephone number"),
        ({}, "Hello", "sms", "cannot be texted: no mobile number is known"),
        ({}, "Hello", "email", "cannot be sent e-mail: no e-mail address is known"),
        ({"email": "amina@"}, "Hello", "email", "cannot be sent e-mail: ‘amina@’ is no e-mail address"),
    ],
)
def test_what_cannot_go_is_refused_with_why(person: dict[str, Any], text: str, channel: str, why: str) -> None:
    with pytest.raises(messages.CannotSendMessage) as refusal:
        written(household(person), text, channel=channel)

    assert why in str(refusal.value)
    assert not OutboxMessage.objects.exists()


def test_somebody_who_is_no_tenant_here_is_not_written_to() -> None:
    stranger = PersonFactory(first_names="Zoe", **{"mobile": "07700 900999"})

    with pytest.raises(messages.CannotSendMessage, match="is not a tenant on this account"):
        written(household(BY_TEXT), person=stranger)


@pytest.mark.parametrize(
    ("kind", "detail", "chasing", "helping"),
    [
        pytest.param("breathing_space", "standard", False, True, id="breathing space"),
        pytest.param("insolvency", "dro", False, True, id="insolvency"),
        pytest.param("dispute", "balance", False, True, id="disputed"),
        pytest.param("crisis", "suicide_risk", False, False, id="crisis"),
        pytest.param("capacity", "in_doubt", False, False, id="capacity"),
        pytest.param("safe_contact", "phone_unsafe", False, False, id="phone unsafe"),
        pytest.param("safe_contact", "letter_unsafe", True, True, id="letters unsafe"),
    ],
)
def test_help_goes_where_chasing_does_not(kind: str, detail: str, chasing: bool, helping: bool) -> None:
    home = household(BY_TEXT)
    mark(home, kind, detail)

    for purpose, may in (("general", chasing), ("welfare", helping)):
        if may:
            written(home, purpose=purpose)
        else:
            with pytest.raises(gates.Refused):
                written(home, purpose=purpose)


def test_a_gate_opens_to_a_reason_which_stays_on_record() -> None:
    home = household(BY_TEXT)
    mark(home, "dispute", "balance")

    message = released(written(home, reason_given="She asked for this in writing"))

    assert message.state == "sent"
    assert ContactAttempt.objects.get().note == "She asked for this in writing"


@pytest.mark.parametrize(("purpose", "state"), [("general", "withdrawn"), ("debt_advice", "sent")])
def test_the_gates_are_asked_again_at_the_second_it_leaves(purpose: str, state: str) -> None:
    home = household(BY_TEXT)
    message = written(home, purpose=purpose)
    mark(home, "breathing_space", "standard")

    assert released(message).state == state


@pytest.mark.parametrize(("purpose", "counts"), [("general", True), ("welfare", False), ("debt_advice", False)])
def test_only_what_is_about_arrears_counts_as_contact_about_them(purpose: str, counts: bool) -> None:
    home = household(BY_TEXT)
    message = written(home, purpose=purpose)

    waiting = of_account(home.account, as_of=MONDAY)
    released(message)
    gone = of_account(home.account, as_of=MONDAY)

    assert (waiting.last_contact_on == MONDAY, gone.last_contact_on == MONDAY) == (counts, counts)
    assert waiting.stage == gone.stage == 0


def test_a_message_that_waits_does_not_stop_a_letter() -> None:
    home = household(BY_TEXT)
    written(home)

    assert [message.channel for message in step(home)] == ["sms"]


def refused_email(settings: Any, service: Service) -> OutboxMessage:
    """A first letter by e-mail to an address that the service refuses."""
    service.answers = [(400, "email_address Not a valid email address")]
    [message] = step(household(BY_EMAIL), Action.LETTER_1)
    return released(message)


def post(message: OutboxMessage) -> OutboxMessage:
    return actions.post_instead(
        message=message,
        facts=of_account(message.account, as_of=MONDAY),
        by=message.queued_by,
        on=MONDAY,
        press=uuid4(),
        now=LATER,
    )


def test_a_refused_email_makes_work_until_its_letter_goes_by_post(settings: Any, service: Service) -> None:
    message = refused_email(settings, service)
    assert message.why == "The message service says that this cannot be an e-mail address"
    assert list(outbox.wanting_a_person(message.queued_by)) == [message]

    posted = post(message)

    assert (posted.channel, posted.action, posted.person) == ("letter", "letter_1", message.person)
    assert not outbox.wanting_a_person(message.queued_by).exists()
    assert released(posted).state == "sent"
    assert "What went by e-mail did not reach them." in AccountEvent.objects.filter(what="letter_queued").last().summary


def test_by_post_instead_passes_the_gates_again(settings: Any, service: Service) -> None:
    message = refused_email(settings, service)
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=message.person, from_on=MONDAY
    )

    with pytest.raises(actions.CannotSendLetter, match="is in breathing space"):
        post(message)
    assert list(outbox.wanting_a_person(message.queued_by)) == [message]


def test_by_post_instead_is_done_once(settings: Any, service: Service) -> None:
    message = refused_email(settings, service)
    post(message)

    with pytest.raises(outbox.AlreadySettled, match="seen to this already"):
        post(message)


def test_an_officers_own_words_are_not_posted() -> None:
    message = written(household(BY_TEXT))
    OutboxMessage.objects.update(state="sending")
    OutboxMessage.objects.update(state="failed", ended_at=NOON)

    with pytest.raises(actions.CannotSendLetter, match="Write to them again"):
        post(message)


def test_nothing_more_to_do_ends_the_work(settings: Any, service: Service) -> None:
    message = refused_email(settings, service)

    messages.see_to(message=message, by=message.queued_by, at=LATER)

    assert not outbox.wanting_a_person(message.queued_by).exists()
    with pytest.raises(outbox.AlreadySettled):
        messages.see_to(message=message, by=message.queued_by, at=LATER)


def test_what_is_not_known_must_first_be_found_out() -> None:
    message = written(household(BY_TEXT))
    OutboxMessage.objects.update(state="sending")
    OutboxMessage.objects.update(state="unknown", ended_at=NOON)

    with pytest.raises(messages.CannotSendMessage, match="Record first whether it arrived"):
        messages.see_to(message=message, by=message.queued_by, at=LATER)
    messages.settle(message=message, arrived=False, by=message.queued_by, on=MONDAY, at=LATER)
    messages.see_to(message=message, by=message.queued_by, at=LATER)

    assert not outbox.wanting_a_person(message.queued_by).exists()


@pytest.mark.parametrize("state", ["sent", "withdrawn", "queued"])
def test_what_needs_nobody_is_not_seen_to(state: str) -> None:
    message = written(household(BY_TEXT))
    if state == "sent":
        released(message)
    if state == "withdrawn":
        actions.withdraw(message=message, by=message.queued_by, why="taken back", on=MONDAY, at=NOON)

    with pytest.raises(outbox.AlreadySettled):
        messages.see_to(message=message, by=message.queued_by, at=LATER)


def test_all_that_waits_on_some_accounts_is_taken_back_and_no_other() -> None:
    home, other = household(BY_TEXT), household(BY_TEXT, **{})
    mine, theirs, gone = written(home), written(other), released(written(home))

    taken_back = messages.withdraw_waiting(
        accounts=[home.account], by=home.officer, why="Somebody here is in crisis", on=MONDAY, at=NOON
    )

    assert taken_back == [mine]
    for message, state in ((mine, "withdrawn"), (theirs, "queued"), (gone, "sent")):
        message.refresh_from_db()
        assert message.state == state
