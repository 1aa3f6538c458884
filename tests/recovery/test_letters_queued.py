"""Queueing letters and recording calls: one to each tenant who may be written to, once a press."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from recovery import actions, calls
from recovery.account_facts import of_account
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules import letters
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from tenancies.models import AccountChange, AccountEvent, RentYear
from tests.factories.people import Household, household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.recovery.messages import MONDAY, NOON, step
from welfare.models import Marker

pytestmark = pytest.mark.django_db


def queue(home: Household, action: Action = Action.LETTER_1, **changes: Any) -> list[OutboxMessage]:
    return step(home, action, **changes)


def mark(person: Any, kind: str, detail: str, **fields: Any) -> None:
    Marker.objects.create(
        source_ref=f"M{person.pk}{kind}", kind=kind, detail=detail, person=person, from_on=date(2026, 11, 1), **fields
    )


def test_each_joint_tenant_gets_a_letter_of_their_own() -> None:
    home = household({"first_names": "Amina"}, {"title": "Mr", "first_names": "Idris"})

    messages = queue(home)

    assert [message.person for message in messages] == home.tenants
    written = [letters.from_json(message.letter) for message in messages]
    assert [letter.addressee for letter in written] == ["Ms Amina Yusuf", "Mr Idris Yusuf"]
    assert all(letter.joint for letter in written)
    assert {message.state for message in messages} == {"queued"}


def test_what_the_letter_says_is_kept_as_it_was_at_the_press() -> None:
    home = household()
    LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-50.00"), effective_on=date(2026, 11, 18))
    garage = RentAccountFactory(account_ref="G0007", tenancy=home.account.tenancy, kind="garage")
    LedgerEntryFactory(account=garage, kind="rent_debit", amount=Decimal("22.40"), effective_on=date(2026, 11, 16))

    [message] = queue(home)

    letter = letters.from_json(message.letter)
    assert (letter.balance, letter.collectable, letter.technical) == (Decimal("159.00"), Decimal("159.00"), 0)
    assert letter.weeks_collectable == Decimal("1.52")  # 159.00 / 104.50
    assert (letter.last_payment_on, letter.last_payment_amount) == (date(2026, 11, 18), Decimal("50.00"))
    assert letter.next_charge_on == date(2026, 11, 30)
    assert [(other.reference, other.balance) for other in letter.other_accounts] == [("G0007", Decimal("22.40"))]
    assert (letter.officer_name, letter.officer_phone) == ("Nadia Rahman", "01632 960010")
    assert letter.reference == home.account.account_ref
    assert message.letter["balance"] == "159.00"
    assert message.letter["purpose"] == "letter_1"


def test_the_next_charge_leaves_out_a_rent_free_week_whatever_day_rent_weeks_begin_on() -> None:
    RentYear.objects.create(starts_on=date(2026, 4, 6), weeks=52, charge_weeks=51, rent_free_weeks=["2026-11-23"])

    [message] = queue(household(tenancy__rent_week_start="wed"))

    # The free week that Monday 23 November names begins on Wednesday the 25th.
    assert letters.from_json(message.letter).next_charge_on == date(2026, 12, 2)


def test_a_letter_read_back_from_its_row_is_the_same_letter() -> None:
    [message] = queue(household())

    letter = letters.from_json(message.letter)

    message.refresh_from_db()
    assert letters.from_json(message.letter) == letter
    assert letters.to_json(letter) == message.letter


def test_the_survivor_of_two_tenants_is_written_to_and_the_dead_one_is_not() -> None:
    home = household({"first_names": "Amina"}, {"first_names": "Idris", "died_on": date(2026, 10, 1)})

    [message] = queue(home)

    assert message.person == home.tenants[0]
    assert letters.from_json(message.letter).joint is False
    event = AccountEvent.objects.get(what="letter_queued")
    assert event.summary == "Letter 1 to Ms Amina Yusuf is to go by post. Not written to: Ms Idris Yusuf has died."


def test_nobody_is_left_to_write_to_and_every_reason_is_given() -> None:
    home = household({"first_names": "Amina"}, {"first_names": "Idris", "died_on": date(2026, 10, 1)})
    mark(home.tenants[0], "breathing_space", "standard", last_day=date(2026, 12, 31))

    with pytest.raises(actions.CannotSendLetter) as refusal:
        queue(home)

    assert str(refusal.value) == (
        "Ms Amina Yusuf is in breathing space until 31 December 2026. You may write to the debt adviser. "
        "You may ask for the current rent alone, never for arrears. "
        "Ms Idris Yusuf has died. Write to the personal representatives, never to the person. "
        "Speak with whoever deals with the estate, and write down who that was."
    )
    assert not OutboxMessage.objects.exists()


def test_a_crisis_stops_every_letter_on_the_account() -> None:
    home = household({"first_names": "Amina"}, {"first_names": "Idris"})
    mark(home.tenants[1], "crisis", "suicide_risk")

    with pytest.raises(Refused, match="in crisis"):
        queue(home)


def test_a_disputed_balance_wants_a_reason_and_keeps_it() -> None:
    home = household()
    Marker.objects.create(
        source_ref="M1", kind="dispute", detail="balance", tenancy=home.account.tenancy, from_on=date(2026, 11, 1)
    )

    with pytest.raises(Refused, match="The balance is disputed"):
        queue(home)
    [message] = queue(home, reason_given="Answered by letter on Friday")

    assert message.reason_given == "Answered by letter on Friday"


def test_the_same_press_queues_once() -> None:
    home = household()
    press = uuid4()

    [first] = queue(home, press=press)
    [second] = queue(home, press=press)

    assert first == second
    assert OutboxMessage.objects.count() == 1


def test_another_press_is_refused_while_a_letter_is_on_its_way() -> None:
    home = household()
    queue(home)

    with pytest.raises(actions.CannotSendLetter, match="already on its way"):
        queue(home)


def test_no_letter_is_sent_when_nothing_is_owed() -> None:
    home = household()
    facts = replace(of_account(home.account, as_of=MONDAY), balance=Decimal("0.00"))

    with pytest.raises(actions.CannotSendLetter, match="Nothing is left to pay"):
        queue(home, facts=facts)


def test_a_tenant_who_needs_large_print_gets_large_print() -> None:
    [message] = queue(household({"format_needed": "large_print"}))

    assert letters.from_json(message.letter).large_print


def test_an_email_goes_to_who_prefers_it_after_its_undo_time_and_in_working_hours() -> None:
    home = household({"preferred_channel": "email", "email": "amina@example.com"})

    [message] = queue(home, now=datetime(2026, 11, 27, 17, 55, tzinfo=UTC))  # a Friday evening

    assert message.channel == "email"
    assert message.send_after == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def test_an_email_without_an_address_is_a_letter() -> None:
    [message] = queue(household({"preferred_channel": "email"}))

    assert message.channel == "letter"
    assert message.batch is not None  # it collects, to go by half past four of the next working day
    assert message.send_after == message.batch.cut_off_at == datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


def test_a_letter_that_waits_can_be_taken_back_once() -> None:
    home = household()
    [message] = queue(home)

    actions.withdraw(message=message, by=home.officer, why="She has just paid", on=MONDAY, at=NOON)

    message.refresh_from_db()
    assert (message.state, message.why) == ("withdrawn", "She has just paid")
    assert AccountEvent.objects.get(what="letter_withdrawn").summary == (
        "Letter 1 to Ms Amina Yusuf was not sent. She has just paid."
    )
    with pytest.raises(actions.CannotWithdraw, match="withdrawn"):
        actions.withdraw(message=message, by=home.officer, why="Again", on=MONDAY, at=NOON)


def test_the_press_marks_the_account_for_deciding_again() -> None:
    home = household()

    queue(home)

    assert AccountChange.objects.filter(account=home.account).exists()


def call(home: Household, **changes: Any) -> ContactAttempt:
    given: dict[str, Any] = {
        "account": home.account,
        "facts": of_account(home.account, as_of=MONDAY),
        "person": home.tenants[0],
        "outcome": ContactAttempt.Outcome.SPOKE,
        "note": "",
        "promised_amount": None,
        "promised_on": None,
        "by": home.officer,
        "at": NOON,
    }
    return calls.log_contact(**given | changes)


def test_a_call_with_a_promise_is_recorded_with_its_note_written() -> None:
    contact = call(
        household(),
        outcome=ContactAttempt.Outcome.PROMISED,
        promised_amount=Decimal("1204.50"),
        promised_on=date(2026, 12, 4),
        note="Wages come on the 3rd.",
    )

    assert (contact.channel, contact.direction, contact.purpose) == ("phone", "out", "payment_promise")
    assert contact.on == MONDAY
    assert AccountEvent.objects.get(what="call").summary == (
        "Called Ms Amina Yusuf: promised to pay £1,204.50 by 4 December 2026. Wages come on the 3rd."
    )


def test_a_call_without_an_answer_is_recorded_too() -> None:
    contact = call(household(), outcome=ContactAttempt.Outcome.NO_ANSWER)

    assert contact.purpose == "general"
    assert AccountEvent.objects.get(what="call").summary == "Called Ms Amina Yusuf: no answer."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"outcome": "promised"}, "how much was promised", id="promise without sum and day"),
        pytest.param(
            {"outcome": "promised", "promised_amount": Decimal(0), "promised_on": date(2026, 12, 4)},
            "how much was promised",
            id="promise of nothing",
        ),
        pytest.param(
            {"outcome": "promised", "promised_amount": Decimal(10), "promised_on": date(2026, 11, 22)},
            "today or later",
            id="promise for yesterday",
        ),
        pytest.param({"promised_amount": Decimal(10)}, "choose ‘Promised to pay’", id="sum without a promise"),
    ],
)
def test_half_a_promise_is_not_recorded(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(calls.CannotRecordCall, match=words):
        call(household(), **changes)

    assert not ContactAttempt.objects.exists()


def test_no_call_is_recorded_to_a_tenant_for_whom_calls_are_unsafe() -> None:
    home = household()
    mark(home.tenants[0], "safe_contact", "phone_unsafe")

    with pytest.raises(Refused, match="Telephone calls are unsafe for Ms Amina Yusuf"):
        call(home, note="It was urgent")


def test_a_press_of_another_account_is_its_own() -> None:
    press = UUID("7c6cbd0e-7f2f-4f64-9b7c-0d8a3a1f0c11")

    first, second = queue(household(), press=press), queue(household(), press=press)

    assert first != second
