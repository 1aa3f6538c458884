"""How long a text is, what it cannot carry, which numbers can be texted, and what a light letter says as a text."""

from decimal import Decimal
from typing import Any

import pytest

from recovery.rules import messages, phones, texts
from recovery.rules.actions import Action
from recovery.rules.letters import Letter
from tests.factories.letters import letter


@pytest.mark.parametrize(
    ("text", "units", "parts", "fits"),
    [
        pytest.param("a" * 160, 160, 1, True, id="one plain part"),
        pytest.param("a" * 161, 161, 2, True, id="one over: parts of 153"),
        pytest.param("a" * 306, 306, 2, True, id="two whole parts"),
        pytest.param("a" * 459, 459, 3, True, id="three whole parts"),
        pytest.param("a" * 460, 460, 4, False, id="one too many"),
        pytest.param("€" * 80, 160, 1, True, id="a euro sign costs two"),
        pytest.param("a" * 152 + "€" + "a" * 8, 162, 2, True, id="a euro sign goes whole into the next part"),
        pytest.param("a" * 152 + "€" + "a" * 305, 459, 4, False, id="and may so need a part more"),
        pytest.param("£209.00 left to pay\n", 20, 1, True, id="pounds and line ends are plain"),
        pytest.param("ł" + "a" * 69, 70, 1, True, id="one Polish letter makes all wide"),
        pytest.param("ł" + "a" * 70, 71, 2, True, id="wide parts hold 67"),
        pytest.param("ł" + "a" * 200, 201, 3, True, id="three wide parts"),
        pytest.param("ł" + "a" * 201, 202, 4, False, id="one too many for wide ones"),
        pytest.param("😀" * 35, 70, 1, True, id="an emoji costs two wide units"),
        pytest.param("a" * 66 + "😀" + "a" * 3, 71, 2, True, id="and is not cut in two"),
        pytest.param("", 0, 1, True, id="nothing"),
    ],
)
def test_a_text_is_measured_as_it_is_sent(text: str, units: int, parts: int, fits: bool) -> None:
    size = texts.size(text)

    assert (size.units, size.parts, size.fits) == (units, parts, fits)


def test_the_marks_of_a_word_processor_are_made_plain() -> None:
    assert texts.plain("  Don’t worry – “ring” me…\r\nThanks\u00a0! ") == 'Don\'t worry - "ring" me...\nThanks !'


@pytest.mark.parametrize(
    ("text", "sign"), [("Thank you 😀", "😀"), ("I ☺ you", "☺"), ("Łódź, déjà vu, £5 & €6", ""), ("", "")]
)
def test_a_text_does_not_carry_pictures(text: str, sign: str) -> None:
    assert texts.not_carried(text) == sign


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("0044 (0)7700 900123", "+447700900123"),
        ("07700900123", "+447700900123"),
        ("07911 123456", "+447911123456"),
    ],
)
def test_a_british_mobile_number_is_read_however_it_is_written(given: str, number: str) -> None:
    assert phones.mobile(given, abroad=False) == phones.Mobile(number=number)


@pytest.mark.parametrize(
    ("given", "why_not"),
    [
        ("", "no mobile number is known"),
        ("ask at the office", "‘ask at the office’ is no telephone number"),
        ("01632 960244", "01632 960244 is not a mobile number that can be texted"),
        ("07700", "07700 is not a mobile number that can be texted"),
        ("07012 345678", "07012 345678 is not a mobile number that can be texted"),
        ("07612 345678", "07612 345678 is not a mobile number that can be texted"),
        ("+48 512 345 678", "+48 512 345 678 is a number abroad, which the council does not text"),
        ("+48 22 345 67 89", "+48 22 345 67 89 is not a mobile number that can be texted"),
    ],
)
def test_a_number_that_cannot_be_texted_is_named_with_why(given: str, why_not: str) -> None:
    assert phones.mobile(given, abroad=False) == phones.Mobile(why_not=why_not)


def test_a_number_abroad_is_texted_where_the_council_says_so() -> None:
    assert phones.mobile("0048 512 345 678", abroad=True) == phones.Mobile(number="+48512345678")


def test_the_first_number_that_can_be_texted_is_taken() -> None:
    assert phones.mobile("gone", "07700 900123", abroad=False).number == "+447700900123"


def test_numbers_are_shown_as_people_here_read_them() -> None:
    assert phones.readable("+447700900123") == "07700 900123"
    assert phones.readable("+48512345678") == "+48 512 345 678"


def a_letter(action: Action = Action.REMINDER, **changes: Any) -> Letter:
    """Two weeks' rent are owed, and £25.50 of an agreement."""
    usual: dict[str, Any] = {
        "council": "Ottersby Council",
        "collectable": Decimal("209.00"),
        "agreement_shortfall": Decimal("25.50"),
    }
    return letter(action, **usual | changes)


def test_a_reminder_says_what_is_owed_and_whom_to_call() -> None:
    assert texts.says(a_letter(), discreet=False) == (
        "Ottersby Council, rent account A0001: £209.00 is left to pay. If you have paid in the last few days, thank "
        "you. If paying is hard, please call Nadia Rahman on 01632 960010. We can look at what you can afford and what "
        "help there is."
    )


def test_a_slipping_agreement_says_what_has_not_come() -> None:
    said = texts.says(a_letter(Action.AGREEMENT_SLIPPING), discreet=False)

    assert "a payment of your repayment agreement has not reached us, £25.50 so far" in said
    assert "01632 960010" in said


@pytest.mark.parametrize("action", sorted(texts.LIGHT))
def test_a_text_that_somebody_else_may_read_names_neither_debt_nor_sum(action: Action) -> None:
    said = texts.says(a_letter(action), discreet=True)

    assert said == "Ottersby Council: please call Nadia Rahman on 01632 960010 when it suits you. Thank you."


@pytest.mark.parametrize("action", sorted(texts.LIGHT))
def test_a_name_with_a_wide_letter_gives_way_before_the_text_grows_too_long(action: Action) -> None:
    said = texts.says(a_letter(action, officer_name="Małgorzata Wiśniewska"), discreet=False)

    assert "please call us on 01632 960010" in said
    assert texts.size(said).fits


def test_without_a_telephone_they_are_asked_to_call_all_the_same() -> None:
    assert "please call us." in texts.says(a_letter(officer_phone=""), discreet=False)


def test_a_text_that_cannot_be_said_in_three_parts_is_not_said() -> None:
    assert texts.says(a_letter(council="Ottersby " * 60), discreet=False) == ""


def test_letters_that_the_protocol_wants_in_writing_are_no_texts() -> None:
    assert {Action.REMINDER, Action.AGREEMENT_SLIPPING} == texts.LIGHT


@pytest.mark.parametrize(
    ("text", "why_not"),
    [
        ("", "Write the message."),
        ("Well done 🎉", "A text message cannot carry ‘🎉’. Take it out; everything else stays as you wrote it."),
        ("a" * 470, "This is 11 characters too long: a text has room for 459. Shorten it, or send it by e-mail."),
        ("ł" * 211, "This is 10 characters too long: a text has room for 201. Shorten it, or send it by e-mail."),
        (
            "Hello {name}, please ring me.",
            "Only a letter fills in fields: {name} would go as it stands. Write it out, or take it out.",
        ),
        ("Please ring me.", ""),
    ],
)
def test_a_text_that_cannot_go_is_refused_in_plain_words(text: str, why_not: str) -> None:
    assert messages.text_refusal(text) == why_not


def test_an_email_carries_pictures_and_has_its_own_length() -> None:
    assert messages.email_refusal("Well done 🎉") == ""
    assert messages.email_refusal("a" * 4_200) == "This is 1,200 characters too long: an e-mail has room for 3,000."
    assert messages.email_refusal("") == "Write the message."
    assert messages.email_refusal("You owe [[if joint]]").startswith("Only a letter fills in fields: [[if joint]]")


@pytest.mark.parametrize("name", messages.OPENINGS)
def test_each_opening_fits_a_text_and_is_about_something_known(name: str) -> None:
    about, words = messages.OPENINGS[name]

    assert about in messages.ABOUT
    assert texts.size(words.format(who="Nadia Rahman on 01632 960010")).parts <= 2
    assert texts.not_carried(words) == ""
