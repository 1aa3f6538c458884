"""Letters in a script that no font here has: they stay work for a person, never empty boxes on paper."""

from collections.abc import Iterator
from datetime import date

import pytest

from recovery import fonts, wordings
from recovery.account_facts import tenants_of
from recovery.actions import CannotSendLetter
from recovery.models import Template, TemplateVersion
from recovery.rules.actions import Action
from staff.models import Role
from tests.factories.people import OfficerFactory, household
from tests.recovery.messages import step
from tests.recovery.print_room import MONDAY, NOON

POLISH = "Stan na {figures_of}: {balance}. Do zapłaty {to_pay} do {reply_by}."
BENGALI = "বাংলা {figures_of}: {balance}. {to_pay} {reply_by}."


@pytest.fixture
def only_european(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that does not say which fonts it has."""
    monkeypatch.setenv("PATH", "")
    fonts.printable.cache_clear()
    yield
    fonts.printable.cache_clear()


def approved(body: str, language: str) -> TemplateVersion:
    """Words approved where there was a font for them."""
    officer = OfficerFactory()
    template = Template.objects.create(
        action="letter_1", channel="letter", variant="translation", language=language, name="T"
    )
    return TemplateVersion.objects.create(
        template=template, number=1, heading="H", body=body, state="approved", made_by=officer, made_at=NOON,
        decided_by=OfficerFactory(role=Role.TEAM_LEADER), decided_at=NOON, in_force_from=date(2026, 11, 1),
    )  # fmt: skip


def test_european_scripts_can_always_be_printed(only_european: None) -> None:
    assert fonts.not_printed("Dzień dobry, Καλημέρα, Доброе утро\n\t£5 – ‘so’") == ""
    assert fonts.not_printed("বাব") == "বা"


def test_what_the_fonts_of_this_machine_have_is_asked_of_them() -> None:
    assert fonts.not_printed("We owe £5 – ‘so’. Dzień dobry, zażółć") == ""
    assert fonts.not_printed("\U000f0000") == "\U000f0000"  # for private use: no font has it


@pytest.mark.django_db
def test_words_without_a_font_are_not_submitted_and_it_is_said_what_helps(only_european: None) -> None:
    officer = OfficerFactory()
    begun = wordings.begin(
        action="letter_1", channel="letter", variant="translation", language="bn", name="T", by=officer, at=NOON
    )
    kept = wordings.save(version=begun, heading="H", body=BENGALI, contentious=False, by=officer, at=NOON)

    with pytest.raises(wordings.CannotChangeWords, match=r"No font here has ব, .* made by hand"):
        wordings.submit(version=kept, by=officer)


@pytest.mark.django_db
def test_a_letter_whose_script_this_machine_lacks_is_work_and_no_plain_letter_goes(only_european: None) -> None:
    bengali = household({"format_needed": "translation", "language": "bn"})
    polish = household({"format_needed": "translation", "language": "pl"})
    approved(BENGALI, "bn")
    approved(POLISH, "pl")

    [tenant] = tenants_of(bengali.account, as_of=MONDAY)
    assert tenant.printed_here == frozenset()
    with pytest.raises(CannotSendLetter, match="needs a translation, which cannot be printed here"):
        step(bengali, Action.LETTER_1, now=NOON)
    [message] = step(polish, Action.LETTER_1, now=NOON)
    assert message.letter
    assert message.letter["wording"]["language"] == "pl"


@pytest.mark.django_db
def test_standard_lines_without_a_font_are_left_off_the_letter(only_european: None) -> None:
    home = household({"language": "bn"})
    officer = OfficerFactory()
    template = Template.objects.create(
        action=wordings.LINES, channel="letter", variant="translation", language="bn", name="T"
    )
    TemplateVersion.objects.create(
        template=template, number=1, body="বাংলা", state="approved", made_by=officer, made_at=NOON,
        decided_by=OfficerFactory(role=Role.TEAM_LEADER), decided_at=NOON, in_force_from=date(2026, 11, 1),
    )  # fmt: skip

    [message] = step(home, Action.LETTER_1, now=NOON)

    assert message.letter
    assert message.letter["lines"] == []
