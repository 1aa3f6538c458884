"""Help: the glossary's one source, a card for every step, and the rules in words in the version that was in force."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client

from caseload import glossary, guidance, rule_words
from recovery.models import PolicyVersion
from recovery.rules.actions import Action
from recovery.rules.policy import DEFAULT_POLICY, FACTS, Condition, default_policy
from staff.models import Role
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import OfficerFactory

POLICY = default_policy()


@pytest.fixture
def reader(client: Client, db: None, settings: Any) -> Client:
    settings.TRAINING_DAY = MONDAY
    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    return client


def test_the_pages_words_are_those_of_the_document() -> None:
    document = Path(site.BASE_DIR, "docs", "glossary.md").read_text("utf-8")
    rows = [line for line in document.splitlines() if line.startswith("| ") and not line.startswith("| word ")]

    assert len(glossary.words()) == len(rows)
    for word, row in zip(glossary.words(), rows, strict=True):
        assert row.startswith(f"| {word.word} | {word.meaning} |")


def test_a_word_is_found_by_itself_before_those_that_mention_it() -> None:
    found = [word.word for word in glossary.found(" Agreement ")]

    assert found[:2] == ["agreement state", "repayment agreement"]
    assert "breach" in found[2:]


def test_a_word_is_found_by_what_people_also_say() -> None:
    assert [word.word for word in glossary.found("diary")] == ["timeline"]


@pytest.mark.django_db
def test_the_page_finds_words_and_says_when_there_is_none(reader: Client) -> None:
    assert "1 found for ‘diary’" in text(reader.get("/help/?q=diary"))
    page = text(reader.get("/help/", {"q": "<zebra>"}))
    assert "No word is found for ‘&lt;zebra&gt;’" in page


def test_every_step_has_its_card_with_owner_and_review_date() -> None:
    found = guidance.cards()

    assert {action for action in Action if action != Action.NONE} <= found.keys()
    for card in found.values():
        assert card.owner
        assert card.source
        assert card.do
        assert card.review_on > dt.date(2026, 11, 22)
        assert card.code in {action.value for action in Action} or card.kind == "advice"


@pytest.mark.django_db
def test_the_card_of_a_step_opens_from_its_recommendation(client: Client, settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    home = owing()
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/").content.decode()

    assert 'href="/help/guidance/letter_1/"' in page
    card = text(client.get("/help/guidance/letter_1/"))
    assert "For the step ‘Send letter 1’" in card
    assert "Owner: team leader · Version 1 · Review by 22 November 2027" in card


@pytest.mark.django_db
def test_a_recorded_language_asks_for_an_interpreter(client: Client, settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    home = owing({"language": "pl"})
    sign_in(client, home.officer)

    page = text(client.get(f"/accounts/{home.account.pk}/"))

    assert "Interpreter Ms Amina Yusuf: Polish. Book one before you call or visit." in page


@pytest.mark.django_db
def test_a_card_past_its_day_says_so(reader: Client, settings: Any) -> None:
    settings.TRAINING_DAY = dt.date(2027, 4, 30)

    assert "Review is due It may no longer be right." in text(reader.get("/help/guidance/benefit_help/"))
    assert text(reader.get("/help/guidance/")).count("Review is due") == 3  # benefit, Universal Credit, the Fund


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/guidance/nonsense/", "/help/rules/nonsense/", "/help/rules/?policy=77"])
def test_what_does_not_exist_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("rule", rule_words.all_rules(POLICY), ids=lambda rule: rule.code)
def test_every_rule_has_a_source_an_owner_and_words_without_code(rule: Any) -> None:
    words = rule_words.in_words(rule, POLICY)

    assert words.source
    assert words.owner
    said = " ".join([words.because, *(line for _, every, any_of in words.ladders for line in [*every, *any_of])])
    assert "_" not in said
    assert "{" not in said
    assert "True" not in said


def test_what_a_policy_may_name_has_words_for_every_comparison() -> None:
    for fact in FACTS:
        for comparison in rule_words.PHRASES:
            condition = type("Condition", (), {"fact": fact, "comparison": comparison, "value": 1})
            assert "_" not in rule_words.condition_in_words(condition)


@pytest.mark.parametrize(
    ("fact", "comparison", "value", "said"),
    [
        ("weeks_collectable", ">=", Decimal("2.5"), "what is left to pay is at least 2.5 weeks"),
        ("weeks_owed", "<", Decimal("3.0"), "what is owed in all is under 3 weeks"),
        ("ledger_split", "=", False, "which part of the debt is covered is not on record"),
    ],
)
def test_a_condition_reads_as_a_person_would_say_it(fact: str, comparison: str, value: Any, said: str) -> None:
    condition = Condition(fact=fact, comparison=comparison, value=value, met=lambda facts: True)

    assert rule_words.condition_in_words(condition) == said


def test_ladders_that_ask_otherwise_stand_apart() -> None:
    rule = POLICY.rule("refer_to_court")
    assert rule is not None

    [homes, pitches] = rule_words.in_words(rule, POLICY).ladders

    assert homes[0] == ["Homes"]
    assert homes[1] == [
        "a notice is in force",
        "what is left to pay is at least 4 weeks",
        "no benefit claim awaits its decision",
        "needs were asked about",
        "nobody’s mental capacity is in doubt",
    ]
    assert (pitches[0], pitches[1][1]) == (["Pitches"], "what is left to pay is at least 6 weeks")


@pytest.mark.django_db
def test_a_cards_rule_opens_in_the_version_that_was_in_force(client: Client, settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    home = owing()
    shipped = DEFAULT_POLICY.read_text("utf-8")
    name = POLICY.rule("letter_1").name
    PolicyVersion.objects.create(number=1, in_force_from=dt.date(2026, 11, 1), text=shipped)
    changed = shipped.replace(f'name = "{name}"', 'name = "The new first letter"')
    PolicyVersion.objects.create(number=2, in_force_from=dt.date(2026, 12, 1), text=changed)
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/").content.decode()
    assert 'href="/help/rules/letter_1/?policy=1"' in page
    then = text(client.get("/help/rules/letter_1/?policy=1"))
    assert f"{name} Policy 1, in force from 1 November 2026." in then
    assert "Not in force today" not in then

    settings.TRAINING_DAY = dt.date(2026, 12, 1)
    assert "The new first letter Policy 2" in text(client.get("/help/rules/letter_1/"))
    assert "Not in force today" in text(client.get("/help/rules/letter_1/?policy=1"))


@pytest.mark.django_db
def test_without_a_published_policy_the_shipped_one_is_shown(reader: Client) -> None:
    assert "The policy that ships with Quarterday." in text(reader.get("/help/rules/"))
    assert "Source Pre-action protocol 2.1 " in text(reader.get("/help/rules/letter_1/?policy=0"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*Role])
def test_help_is_for_everybody(client: Client, role: Role) -> None:
    sign_in(client, OfficerFactory(role=role))

    for address in ["/help/", "/help/guidance/", "/help/rules/", "/help/suggest/", "/help/suggestions/", "/jobs/"]:
        assert client.get(address).status_code == 200, address


@pytest.mark.django_db
def test_the_tray_and_the_keys_are_on_every_page(reader: Client) -> None:
    for address in ["/", "/help/", "/jobs/", "/coverage/"]:
        page = reader.get(address).content.decode()
        assert 'data-key="?"' in page, address
        assert 'href="/help/"' in page, address
        assert 'href="/jobs/"' in page, address
        assert "/help/suggest/?page=" in page, address
