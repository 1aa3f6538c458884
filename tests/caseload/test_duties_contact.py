"""Duties of contact, each tested by its number: needs of people, calls, promises, offers, advice."""

import datetime as dt

import pytest
from django.test import Client

from caseload import guidance, reminders
from caseload.account_timeline import timeline
from caseload.explain import explain
from caseload.sweep import decide_now
from recovery.rules import letters
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from tests.caseload.case_pages import do, page, told
from tests.caseload.desk import MONDAY, owing
from tests.caseload.desk_acts import NOON, call, press
from tests.factories.people import Household
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_s0_07_large_print_is_printed_large_and_who_is_not_to_be_telephoned_is_not(client: Client) -> None:
    home = owing({"format_needed": "large_print", "mobile": "07700 900111"})
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="phone_unsafe", person=home.tenants[0], from_on=MONDAY
    )
    decide_now([home.account.pk], as_of=MONDAY)

    shown = page(client, home)
    [message] = press(home)

    assert letters.from_json(message.letter).large_print
    assert "Large print" in shown
    assert "Phone unsafe for Ms Amina Yusuf" in shown
    assert "07700 900111" not in shown
    with pytest.raises(Refused, match="Telephone calls are unsafe for Ms Amina Yusuf"):
        call(home)


def test_s3_42_a_recorded_language_asks_for_an_interpreter_beside_the_script(client: Client) -> None:
    home = owing({"language": "pl"})

    shown = page(client, home)

    assert "Interpreter Ms Amina Yusuf: Polish. Book one before you call or visit." in shown
    assert "Guidance: " in shown
    assert guidance.cards()[Action.CALL].say


def test_s3_19_large_print_says_the_same_facts_and_what_cannot_be_printed_is_work_for_a_person() -> None:
    plain, large = owing(), owing({"format_needed": "large_print"})
    braille = owing({"format_needed": "braille"})

    said, said_large = (letters.from_json(press(each)[0].letter) for each in (plain, large))

    assert said_large.large_print
    for fact in ("balance", "technical", "collectable", "weeks_collectable", "last_payment_on", "next_charge_on"):
        assert getattr(said, fact) == getattr(said_large, fact)
    assert explain(braille.account, as_of=MONDAY).action == Action.MAKE_FORMAT


def test_s1_11_what_we_promise_is_a_dated_task_and_stands_on_the_timeline(client: Client, home: Household) -> None:
    do(client, home, "reminders", kind="promise", text="Send the statement", due="2026-11-24")

    [mine] = reminders.due(home.officer, MONDAY, dt.date(2026, 11, 24))
    assert (mine.kind, mine.due_on, mine.person) == ("promise", dt.date(2026, 11, 24), home.tenants[0])
    assert told(home) == [("reminder", "Promised to Ms Amina Yusuf by 24 November 2026: Send the statement")]


def test_s2_25_a_call_is_logged_by_its_outcome_alone_and_stands_on_the_timeline_at_once(
    client: Client, home: Household
) -> None:
    """Two presses: C opens the form, an outcome sends it. The note may stay empty."""
    do(client, home, "call", person=home.tenants[0].pk, outcome="no_answer", note="")

    [line] = timeline(home.account, as_of=MONDAY, group="contact").lines
    assert "no answer" in f"{line.heading} {line.text}".lower()
    assert line.by == "Nadia Rahman"


def test_s4_06_an_offer_stands_on_the_timeline_with_who_how_much_the_reply_and_until_when(
    client: Client, home: Household
) -> None:
    offer = {"who": "Ottersby Advice", "amount": "25", "stands_until": "7 December 2026", "reply": "thinking"}

    do(client, home, "offer", **offer)

    assert told(home) == [("offer", "Ottersby Advice offered £25.00. It stands until 7 December 2026. To be answered.")]


def test_s4_19_advice_is_logged_with_its_cards_version_and_none_from_a_card_out_of_date(home: Household) -> None:
    card = guidance.advice_cards()[0]
    given = {"account": home.account, "code": card.code, "by": home.officer, "at": NOON}

    guidance.log_advice(on=MONDAY, **given)

    assert told(home) == [("advice", f"{card.title}, card version {card.version}.")]
    with pytest.raises(guidance.CannotLogAdvice, match="was to be reviewed by"):
        guidance.log_advice(on=card.review_on, **given)


def test_s1_45_a_hold_for_an_adviser_ends_on_its_day_and_the_step_asks_for_attention_again(
    client: Client, home: Household
) -> None:
    """Copies of letters to the adviser wait for the directory."""
    step = explain(home.account, as_of=MONDAY).action

    do(client, home, "hold", reason="advice", last_day="4 December 2026", note="Ottersby Advice")

    assert "Held to 4 December 2026: with a debt adviser" in page(client, home)
    assert explain(home.account, as_of=dt.date(2026, 12, 4)).action == Action.NONE
    assert explain(home.account, as_of=dt.date(2026, 12, 5)).action == step
