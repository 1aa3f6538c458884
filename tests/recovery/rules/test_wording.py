"""The markup of letters: what it draws, what it refuses and on which line, and how old its readers should be."""

from decimal import Decimal

import pytest

from recovery.rules import reading, wording
from recovery.rules.actions import Action
from recovery.rules.letters import KINDS, TEMPLATED
from recovery.rules.texts import LIGHT, says
from tests.factories.letters import letter

PARTS = "{figures}\n\n{how_to_pay}\n\n{help}"


def drawn(body: str, **changes: object) -> str:
    return wording.to_html(body, letter(**changes), heading="h2", part=lambda name: f"<{name}>")


def said(body: str, *, action: Action = Action.LETTER_1, channel: str = "letter", language: str = "") -> list[str]:
    return [str(each) for each in wording.faults(body, action=action, channel=channel, language=language)]


def test_paragraphs_headings_bullets_and_bold() -> None:
    body = "One\nline.\n\n# Two\n- a **bold** end\n- goes\n  on\nover\n\nEnd"

    assert drawn(body) == (
        '<p>One line.</p><h2 class="letter-subheading">Two</h2>'
        "<ul><li>a <strong>bold</strong> end</li><li>goes on over</li></ul><p>End</p>"
    )


def test_fields_are_filled_in_and_parts_drawn() -> None:
    body = "Pay {to_pay} by **{reply_by}**.\n\n{figures}"

    assert drawn(body) == "<p>Pay £1,204.50 by <strong>30 November 2026</strong>.</p><figures>"


def test_a_section_stands_where_its_condition_is_met() -> None:
    body = "A[[if joint]], both[[end]].\n[[if not joint]]\nAlone.\n[[end]]"

    assert drawn(body, joint=True) == "<p>A, both.</p>"
    assert drawn(body, joint=False) == "<p>A. Alone.</p>"


def test_what_a_field_holds_is_words_and_never_markup() -> None:
    odd = drawn("Dear {name}", addressee="# <b>{council}</b> **x** [[if joint]]")

    assert odd == "<p>Dear # &lt;b&gt;{council}&lt;/b&gt; **x** [[if joint]]</p>"


def test_words_reach_no_other_data_and_run_nothing() -> None:
    with pytest.raises(wording.CannotWrite, match="There is no field"):
        drawn("{letter.officer_name.__class__}")
    assert drawn("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.mark.parametrize(
    ("body", "says_so"),
    [
        (f"Pay {{collectible}}\n\n{PARTS}", "Line 1: There is no field {collectible}: see the list beside the words."),
        (f"Pay {{balence}}\n\n{PARTS}", "Line 1: There is no field {balence}: did you mean ‘balance’?"),
        (f"{PARTS}\n[[if joint]]x[[end]]\n[[end]]", "Line 7: [[end]] ends nothing"),
        (f"{PARTS}\n\n[[if joint]]\nB", "Line 7: [[if joint]] has no [[end]]."),
        (f"{{end}}\n\n{PARTS}", "Line 1: There is no field {end}: a section is written [[if joint]] … [[end]]."),
        (f"{{% if a %}}\n\n{PARTS}", "Line 1: There is no field {% if a %}: a section is written [[if joint]]"),
        (f"{PARTS}\n[[if jont]]x[[end]]", "Line 6: ‘jont’ is no condition: did you mean ‘joint’?"),
        (f"{PARTS}\n[[unless joint]]", "Line 6: [[unless joint]] is not known."),
        (f"{PARTS}\n\nA [[ here", "Line 7: A [[ or ]] stands alone"),
        (f"{PARTS}\n\nA {{ here", "Line 7: A { stands alone"),
        (f"{PARTS}\n\n**bold", "Line 7: Bold begins with ** and ends with **"),
        (f"{PARTS}\n\n<b>bold</b>", "Line 7: <b> would be printed as it stands."),
        (f"See {{figures}}\n\n{PARTS}", "Line 1: {figures} stands on a line of its own."),
        (f"{PARTS}\n\n{{behind}}", "Line 7: {behind} does not belong in this letter."),
        ("{figures}\n\n{help}", "The letter does not say how to pay: put {how_to_pay} in it, outside any section."),
        ("  \n", "Write the words that the tenant will read."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body: str, says_so: str) -> None:
    found = said(body)

    assert len(found) == 1
    assert found[0].startswith(says_so)


def test_what_some_accounts_lack_stands_in_a_section() -> None:
    bare = said(f"You paid on {{last_paid_on}}.\n\n{PARTS}")
    guarded = said(f"[[if paid_before]]You paid on {{last_paid_on}}.[[end]]\n\n{PARTS}")
    turned = said(f"[[if not paid_before]]You paid on {{last_paid_on}}.[[end]]\n\n{PARTS}")

    assert guarded == []
    assert bare == turned
    assert bare[0].startswith("Line 1: Some accounts have no {last_paid_on}. Write [[if paid_before]]")
    with pytest.raises(wording.CannotWrite, match="This account has no"):
        drawn("{last_paid_on}", last_payment_on=None)


def test_a_translation_says_all_in_its_own_language() -> None:
    needed = "{figures_of} {balance} {to_pay} {reply_by}"

    assert said(needed, language="pl") == []
    assert said(f"{needed} {{reach_me}}", language="pl") == [
        "Line 1: {reach_me} prints English words: a translation says it in its own."
    ]
    assert "prints English words" in said(f"{needed}\n\n{{help}}", language="pl")[0]


@pytest.mark.parametrize(
    ("action", "needed"),
    [
        (Action.CONTACT_PLAN, "{plan}\n\n{plan_review_on}"),
        (Action.HEARING_RESULT, "{decided}"),
        (Action.INVOICE, "{items}"),
        (Action.DISPUTE_ANSWER, "{answer_by}"),
        (Action.SURVIVOR_LETTER, "{late}"),
    ],
)
def test_a_letter_outside_the_ladder_is_translated_round_what_was_written_for_this_person(
    action: Action, needed: str
) -> None:
    assert said(f"Dzień dobry.\n\n{needed}", action=action, language="pl") == []
    assert said("Dzień dobry.", action=action, language="pl")


def test_a_text_is_plain_and_fits() -> None:
    assert said("Please call {who_to_call}.", action=Action.REMINDER, channel="sms") == []
    assert said("- **Call**", action=Action.REMINDER, channel="sms") == [
        "Line 1: Headings, bullets and bold are for letters."
    ]
    [long] = said("a" * 460, action=Action.REMINDER, channel="sms")  # 3 parts of 153 hold 459
    assert long == "It is too long for a text: 4 parts with the examples, 3 at most."


@pytest.mark.parametrize("action", TEMPLATED)
def test_the_shipped_words_have_no_fault(action: Action) -> None:
    assert said(wording.shipped(action), action=action) == []
    assert wording.heading_faults(KINDS[action].heading, action=action) == []
    assert said(wording.shipped(action, "email"), action=action, channel="email") == []


@pytest.mark.parametrize("action", sorted(LIGHT))
def test_the_words_to_begin_a_text_with_are_those_that_go(action: Action) -> None:
    start = wording.shipped(action, "sms")

    assert said(start, action=action, channel="sms") == []
    assert wording.to_text(start, letter(action)) == says(letter(action), discreet=False)


def test_the_reading_age_is_the_flesch_kincaid_grade_and_five() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 × 6 + 11.8 × 1 - 15.59 = -1.45, as an age 4: the least is 5.
    assert reading.age("The cat sat on the mat.") == 5
    # 10 words, 1 sentence, 20 syllables: 3.9 + 23.6 - 15.59 = 11.91, and 5 years: 17.
    assert reading.age("Council tenants very often carry heavy money trouble under pressure.") == 17


def test_a_bullet_or_heading_ends_a_sentence() -> None:
    assert reading.age("- we talk\n- you pay\n- all is well") == reading.age("We talk. You pay. All is well.")


def test_money_of_thousands_reads_as_money() -> None:
    assert drawn("{balance}", balance=Decimal("-1204.50")) == "<p>-£1,204.50</p>"
