"""A light letter as a text: who gets it, what stops it, when it leaves, and that it counts as a contact."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from recovery import actions, outbox
from recovery.account_facts import of_account, tenants_of
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules import gates
from recovery.rules.actions import Action
from tenancies.models import AccountEvent, IssuedDocument
from tests.factories.facts import account_facts, tenant_facts
from tests.factories.people import Household, household
from tests.recovery.flagged import mark
from tests.recovery.happens import died, held, paid_in_full
from tests.recovery.messages import BY_EMAIL, BY_TEXT, LATER, MONDAY, NOON, released, step
from welfare.models import Representative

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts_folder")]


def kinds(messages: list[OutboxMessage]) -> list[str]:
    return [message.channel for message in messages]


def test_who_prefers_texts_gets_a_reminder_as_a_text() -> None:
    home = household(BY_TEXT)

    [message] = step(home)

    assert (message.channel, message.purpose, message.state) == ("sms", "reminder", "queued")
    assert "£209.00 is left to pay" in message.text
    assert message.send_after == NOON + timedelta(minutes=10)
    event = AccountEvent.objects.get(what="message_queued")
    assert event.summary == "Reminder to Ms Amina Yusuf is to go by text."


def test_who_has_somebody_acting_for_them_instead_is_not_texted() -> None:
    """The reminder goes on paper to whoever gets their letters, and to nobody else."""
    home = household(BY_TEXT)
    Representative.objects.create(
        person=home.tenants[0], kind="appointee", name="Grace Obi", address="2 Low Lane / Ottersby", letters="instead",
        authority_on=MONDAY, evidence="DWP letter", from_on=MONDAY, by=home.officer,
    )  # fmt: skip

    [message] = step(home)

    assert (message.channel, message.to_representative) == ("letter", "Grace Obi")


def test_joint_tenants_are_each_written_to_their_own_way() -> None:
    home = household(
        BY_TEXT, {"first_names": "Idris", **BY_EMAIL}, {"first_names": "Zahra", "preferred_channel": "letter"}
    )

    assert kinds(step(home)) == ["sms", "email", "letter"]


@pytest.mark.parametrize("action", [Action.LETTER_1, Action.LETTER_2, Action.PRE_NOTICE, Action.AGREEMENT_BROKEN])
def test_what_the_protocol_wants_in_writing_is_never_a_text(action: Action) -> None:
    assert kinds(step(household(BY_TEXT), action)) == ["letter"]


def test_a_number_that_cannot_be_texted_loses_nothing() -> None:
    home = household({"preferred_channel": "sms", "mobile": "+48 512 345 678"})

    [message] = step(home)

    assert message.channel == "letter"
    assert AccountEvent.objects.get(what="letter_queued").summary == (
        "Reminder to Ms Amina Yusuf is to go by post. Ms Amina Yusuf prefers texts but cannot be texted: "
        "+48 512 345 678 is a number abroad, which the council does not text."
    )


def test_an_address_that_is_none_loses_nothing_either() -> None:
    [message] = step(household({"preferred_channel": "email", "email": "amina at example"}), Action.LETTER_1)

    assert message.channel == "letter"
    said = AccountEvent.objects.get(what="letter_queued").summary
    assert "prefers e-mail, but ‘amina at example’ is no e-mail address." in said


def test_a_council_without_texts_sends_letters(settings: Any) -> None:
    settings.SENDS_TEXTS = False

    assert kinds(step(household(BY_TEXT))) == ["letter"]


def test_texts_are_unsafe_so_a_letter_goes() -> None:
    home = household(BY_TEXT)
    mark(home, "safe_contact", "phone_unsafe")

    [message] = step(home)

    assert message.channel == "letter"
    assert "Texts are unsafe for Ms Amina Yusuf." in AccountEvent.objects.get(what="letter_queued").summary


def test_letters_are_unsafe_so_a_text_goes_without_a_sum() -> None:
    home = household(BY_TEXT)
    mark(home, "safe_contact", "letter_unsafe")

    [message] = step(home)

    assert message.channel == "sms"
    assert "£" not in message.text
    assert "rent" not in message.text


@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param(lambda home: mark(home, "breathing_space", "standard"), "breathing space", id="breathing space"),
        pytest.param(lambda home: mark(home, "crisis", "suicide_risk"), "in crisis", id="crisis"),
        pytest.param(lambda home: mark(home, "insolvency", "dro"), "insolvency", id="insolvent"),
        pytest.param(lambda home: mark(home, "capacity", "in_doubt"), "no appointee", id="capacity"),
        pytest.param(died, "has died", id="died"),
        pytest.param(held, "is held", id="held"),
        pytest.param(lambda home: mark(home, "dispute", "balance"), "disputed", id="disputed"),
    ],
)
def test_a_text_is_refused_where_a_letter_is(event: Callable[[Household], None], why: str) -> None:
    home = household(BY_TEXT)
    event(home)

    with pytest.raises((gates.Refused, actions.CannotSendLetter), match=why):
        step(home)
    assert not OutboxMessage.objects.exists()


def lost_the_number(home: Household) -> None:
    home.tenants[0].mobile = ""
    home.tenants[0].save()


@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param(lambda home: mark(home, "breathing_space", "standard"), "breathing space", id="breathing space"),
        pytest.param(lambda home: mark(home, "crisis", "suicide_risk"), "in crisis", id="crisis"),
        pytest.param(lambda home: mark(home, "insolvency", "dro"), "insolvency", id="insolvent"),
        pytest.param(lambda home: mark(home, "capacity", "in_doubt"), "no appointee", id="capacity"),
        pytest.param(lambda home: mark(home, "safe_contact", "phone_unsafe"), "Texts are unsafe", id="phone unsafe"),
        pytest.param(lambda home: mark(home, "dispute", "balance"), "disputed", id="disputed"),
        pytest.param(died, "has died", id="died"),
        pytest.param(held, "is held", id="held"),
        pytest.param(paid_in_full, "Nothing is left to pay", id="paid"),
        pytest.param(lost_the_number, "no mobile number is known", id="no number any more"),
    ],
)
def test_what_happened_since_the_press_stops_the_text(
    event: Callable[[Household], None], why: str, texts_folder: Path
) -> None:
    home = household(BY_TEXT)
    [message] = step(home)

    event(home)
    released(message)

    assert message.state == "withdrawn"
    assert why in message.why
    assert why in AccountEvent.objects.get(what="message_not_sent").summary
    assert not list(texts_folder.iterdir())
    assert not ContactAttempt.objects.exists()


def test_a_released_text_is_noted_and_is_no_document(texts_folder: Path) -> None:
    [message] = step(household(BY_TEXT))

    released(message)

    assert message.state == "sent"
    assert not IssuedDocument.objects.exists()
    contact = ContactAttempt.objects.get()
    assert (contact.channel, contact.purpose, contact.outcome, contact.on) == ("sms", "reminder", "sent", MONDAY)
    assert AccountEvent.objects.get(what="message_sent").summary == "Reminder sent to Ms Amina Yusuf by text."
    [file] = texts_folder.iterdir()
    assert file.read_text() == f"To: +447700900123\n\n{message.text}\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_releasing_twice_sends_one_text(texts_folder: Path) -> None:
    [message] = step(household(BY_TEXT))

    released(message)
    [file] = texts_folder.iterdir()
    file.unlink()
    released(message)

    assert not list(texts_folder.iterdir())
    assert ContactAttempt.objects.count() == 1


def test_a_text_waits_ten_minutes_in_which_it_is_taken_back() -> None:
    home = household(BY_TEXT)
    [message] = step(home)

    released(message, now=NOON + timedelta(minutes=9, seconds=59))
    assert message.state == "queued"
    actions.withdraw(message=message, by=home.officer, why="Nadia Rahman took it back", on=MONDAY, at=NOON)

    assert released(message).state == "withdrawn"
    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw(message=message, by=home.officer, why="again", on=MONDAY, at=NOON)


@pytest.mark.parametrize(
    ("pressed", "goes"),
    [
        pytest.param(
            datetime(2026, 11, 23, 17, 55, tzinfo=UTC), datetime(2026, 11, 24, 8, 0, tzinfo=UTC), id="evening"
        ),
        pytest.param(datetime(2026, 11, 27, 20, 0, tzinfo=UTC), datetime(2026, 11, 30, 8, 0, tzinfo=UTC), id="Friday"),
        pytest.param(datetime(2026, 11, 23, 7, 0, tzinfo=UTC), datetime(2026, 11, 23, 8, 0, tzinfo=UTC), id="early"),
        pytest.param(
            datetime(2026, 12, 24, 19, 0, tzinfo=UTC), datetime(2026, 12, 29, 8, 0, tzinfo=UTC), id="Christmas"
        ),
    ],
)
def test_texts_go_in_contact_hours_only(pressed: datetime, goes: datetime) -> None:
    [message] = step(household(BY_TEXT), now=pressed)

    assert message.send_after == goes


def test_a_late_release_waits_for_the_morning(texts_folder: Path) -> None:
    [message] = step(household(BY_TEXT))

    released(message, now=datetime(2026, 11, 23, 18, 0, tzinfo=UTC))

    assert (message.state, message.send_after) == ("queued", datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    assert not list(texts_folder.iterdir())


def test_a_waiting_text_counts_as_sent() -> None:
    home = household(BY_TEXT)
    step(home)

    facts = of_account(home.account, as_of=MONDAY)

    assert (facts.stage, facts.stage_on, facts.last_contact_on) == (1, MONDAY, MONDAY)


def test_one_that_was_taken_back_does_not_count() -> None:
    home = household(BY_TEXT)
    [message] = step(home)
    actions.withdraw(message=message, by=home.officer, why="taken back", on=MONDAY, at=NOON)

    facts = of_account(home.account, as_of=MONDAY)

    assert (facts.stage, facts.last_contact_on) == (0, None)


def test_while_a_text_waits_no_other_letter_goes() -> None:
    home = household(BY_TEXT)
    step(home)

    with pytest.raises(actions.CannotSendLetter, match="already on its way"):
        step(home, Action.LETTER_1)


def test_a_worker_that_died_with_a_text_leaves_it_not_known() -> None:
    [message] = step(household(BY_TEXT))
    OutboxMessage.objects.update(state="sending", attempts=1, lease_until=NOON)

    outbox.recover(on=MONDAY, now=LATER)

    message.refresh_from_db()
    assert message.state == "unknown"


def test_tenants_are_gathered_with_their_numbers() -> None:
    home = household({"mobile": "07700 900123", "phone": "01632 960244"})

    [tenant] = tenants_of(home.account, as_of=MONDAY)

    assert (tenant.mobile, tenant.phone) == ("07700 900123", "01632 960244")


STOPS: dict[str, dict[str, Any]] = {
    "deceased": {"died_on": MONDAY},
    "crisis": {"in_crisis": True},
    "breathing_space": {"in_breathing_space": True},
    "insolvency": {"insolvency": "dro"},
    "capacity": {"capacity_in_doubt": True},
    "safe_contact": {"phone_unsafe": True},
    "format": {"format_needed": "braille"},
}


@pytest.mark.parametrize("flag", STOPS)
def test_each_gate_of_a_text_that_chases(flag: str) -> None:
    found = gates.for_text(chases=True, facts=account_facts(), tenant=tenant_facts(**STOPS[flag]))

    assert [gate.flag for gate in found] == [flag]


@pytest.mark.parametrize("flag", ["breathing_space", "insolvency"])
def test_a_text_that_helps_goes_where_one_that_chases_does_not(flag: str) -> None:
    assert gates.for_text(chases=False, facts=account_facts(), tenant=tenant_facts(**STOPS[flag])) == []


@pytest.mark.parametrize("flag", ["deceased", "crisis", "capacity", "safe_contact", "format"])
def test_some_gates_hold_for_a_text_that_helps_as_well(flag: str) -> None:
    found = gates.for_text(chases=False, facts=account_facts(), tenant=tenant_facts(**STOPS[flag]))

    assert [gate.flag for gate in found] == [flag]


@pytest.mark.parametrize("flag", ["letter_unsafe", "phone_unsafe"])
def test_an_email_to_somebody_whose_contact_must_be_safe_wants_a_reason(flag: str) -> None:
    [gate] = gates.for_email(chases=True, facts=account_facts(), tenant=tenant_facts(**{flag: True}))

    assert gate.level == gates.Level.GATE
    assert gates.blocking([gate], reason_given="She named this address as safe") == []
