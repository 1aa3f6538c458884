"""The pages of the policy: drafts changed in words, versions, the rule book."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from caseload.policies import drafts
from recovery.models import PolicyDraft, PolicyVersion
from recovery.rules.policy import read
from recovery.rules.policy_text import load, rule_of, text_hash
from staff.models import Job, Role, User
from tests.caseload.desk import sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import draft_by, shipped, simulated
from tests.caseload.reading import text
from tests.factories.people import OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def rule_fields(**changes: str) -> dict[str, str]:
    """The form of the rule ‘First letter’ as the page shows it."""
    usual = {
        "do": "save", "ladder": "Homes", "rows": "2", "only": "no", "name": "First letter", "action": "letter_1",
        "because": "[the weeks left to pay] weeks are owed", "urgency": "6", "minutes": "3", "rest_days": "28",
        "c0_fact": "weeks_collectable", "c0_group": "all", "c0_how": ">=", "c0_value": "2.5",
        "c1_fact": "last_contact_on", "c1_group": "all", "c1_how": "not within days", "c1_value": "14",
    }  # fmt: skip
    return usual | changes


@pytest.fixture
def page_of(client: Client, leader: User) -> PolicyDraft:
    """An open draft of the leader who is signed in."""
    sign_in(client, leader)
    return drafts.clone(number=0, name="Later letters", by=leader, at=NOON)


def path(draft: PolicyDraft, tail: str = "") -> str:
    return f"/policy/drafts/{draft.pk}/{tail}"


def now(draft: PolicyDraft, code: str) -> dict[str, Any]:
    draft.refresh_from_db()
    return rule_of(load(draft.text), code) or {}


def test_a_rule_is_changed_in_words(client: Client, page_of: PolicyDraft) -> None:
    form = rule_fields(seen=text_hash(page_of.text))

    page = client.post(path(page_of, "rules/letter_1/"), form, follow=True)

    assert "‘First letter’ is saved in the draft." in text(page)
    assert "what is left to pay is at least 2.5" in text(page)
    rule = now(page_of, "letter_1")
    assert rule["all"] == [["weeks_collectable", ">=", Decimal("2.5")], ["last_contact_on", "not within days", 14]]
    assert rule["because"] == "{weeks_collectable} weeks are owed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"name": ""}, "Give the rule a name.", id="no name"),
        pytest.param({"name": "😀"}, "Use letters or numbers", id="a name without a letter"),
        pytest.param({"because": ""}, "Write why this is suggested.", id="no sentence"),
        pytest.param({"because": "[the moon] is full"}, "There is no ‘the moon’ to put into the sentence.", id="moon"),
        pytest.param({"because": "{balance} is owed"}, "Write facts in square brackets", id="braces"),
        pytest.param({"because": "[the arrears are owed"}, "A square bracket is not closed.", id="open bracket"),
        pytest.param({"c0_value": "lots"}, "Enter a number of weeks, such as 4 or 1.5.", id="no number"),
        pytest.param({"c0_value": "1e3"}, "Enter a number of weeks, such as 4 or 1.5.", id="no exponent"),
        pytest.param({"c0_value": "1,5"}, "Enter a number of weeks, such as 4 or 1.5.", id="no comma for the point"),
        pytest.param({"c0_value": "2.555"}, "Enter a number of weeks.", id="too fine"),
        pytest.param({"c0_value": "-3"}, "Enter a number of weeks, 0 or more.", id="less than no weeks"),
        pytest.param({"c0_value": "NaN"}, "Enter a number of weeks", id="not a number"),
        pytest.param({"c0_how": "within days"}, "Choose how it is compared.", id="does not fit the fact"),
        pytest.param({"c1_value": "0"}, "Enter a number of days from 1 to 3,660.", id="no days"),
        pytest.param({"urgency": "12"}, "Enter a whole number from 1 to 9.", id="urgency"),
        pytest.param({"minutes": "many"}, "Enter a whole number from 0 to 480.", id="minutes"),
        pytest.param({"action": "shout"}, "Choose a step from the list.", id="no such step"),
        pytest.param({"way": "sms"}, "Only a reminder can go as a text.", id="a letter as a text"),
        pytest.param({"waits": "legal_wait"}, "Only a rule without a step chooses this.", id="a bucket with a step"),
        pytest.param({"seen": "of yesterday"}, "The draft was changed meanwhile", id="an older draft"),
        pytest.param({"rows": "0"}, "nothing after first letter", id="no condition left"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Client, page_of: PolicyDraft, wrong: dict[str, str], said: str
) -> None:
    form = rule_fields(**{"seen": text_hash(page_of.text), "cites": "Our policy 4.2", **wrong})

    page = client.post(path(page_of, "rules/letter_1/"), form)

    assert page.status_code == 422
    found = text(page).lower().replace("letter_1", "first letter")
    assert said.lower() in found
    assert "Our policy 4.2" in page.content.decode()
    assert now(page_of, "letter_1")["all"][1][2] == 2


def test_a_condition_is_added_and_taken_away_without_losing_what_was_typed(
    client: Client, page_of: PolicyDraft
) -> None:
    form = rule_fields(seen=text_hash(page_of.text), name="Renamed", c0_value="lots")

    added = client.post(path(page_of, "rules/letter_1/"), form | {"do": "add", "add_fact": "agreement_state"})
    fewer = client.post(path(page_of, "rules/letter_1/"), form | {"do": "remove:0"})

    assert added.status_code == fewer.status_code == 200
    shown = added.content.decode()
    assert 'name="c2_fact" value="agreement_state"' in shown
    assert "Renamed" in shown
    assert 'value="lots"' in shown
    assert 'value="weeks_collectable"' not in fewer.content.decode().split("add_fact")[0]
    assert now(page_of, "letter_1")["name"] == "First letter"


def test_a_new_rule_stands_first_and_the_choices_are_ticked(client: Client, page_of: PolicyDraft) -> None:
    form = rule_fields(
        seen=text_hash(page_of.text), name="Universal Credit payers", action="call", rows="1", part="owing",
        c0_fact="payment_method", c0_how="one of", c0_value="",
    )  # fmt: skip
    none_ticked = client.post(path(page_of, "rules/new/"), form)
    no_condition = client.post(path(page_of, "rules/new/"), form | {"rows": "0"})

    client.post(path(page_of, "rules/new/"), form | {"c0_chosen": ["universal_credit", "dwp_deduction"]})

    assert "Tick one at least." in text(none_ticked)
    assert "Add one condition at least" in text(no_condition)
    rule = now(page_of, "universal_credit_payers")
    assert rule["all"] == [["payment_method", "in", ["universal_credit", "dwp_deduction"]]]
    assert load(page_of.text)["ladder"][0]["owing"][0] == "universal_credit_payers"


def test_a_rule_is_moved_removed_and_added_by_buttons(client: Client, page_of: PolicyDraft) -> None:
    def press(**fields: str) -> str:
        page_of.refresh_from_db()
        given = {"seen": text_hash(page_of.text), "ladder": "Homes"} | fields
        return text(client.post(path(page_of, "change/"), given, follow=True))

    press(do="up:letter_1")
    assert "‘Keep in touch’ is off the ladder ‘Homes’." in press(do="remove:keep_in_touch")
    press(do="add:owing", add_owing="keep_in_touch")
    assert "protects people" in press(do="up:crisis")
    assert "Press one of the buttons" in press(do="dance")
    assert "changed meanwhile" in press(do="up:letter_1", seen="old")

    owing = load(page_of.text)["ladder"][0]["owing"]
    assert owing.index("letter_1") < owing.index("letter_2")
    assert owing[-1] == "keep_in_touch"


def test_settings_and_thresholds_are_changed_and_errors_stand_beside_them(client: Client, page_of: PolicyDraft) -> None:
    settings = {
        "seen": text_hash(page_of.text), "pounds": "2.50", "days": "5", "weekdays": ["mon", "sat"], "opens": "09:00",
        "closes": "17:00", "cannot_wait": "1", "today": "2", "others": "5", "below_weeks": "2",
    }  # fmt: skip
    wrong = client.post(path(page_of, "settings/"), settings | {"closes": "08:00", "days": "x", "weekdays": []})
    order = client.post(path(page_of, "settings/"), settings | {"cannot_wait": "9", "today": "3", "others": "2"})

    client.post(path(page_of, "settings/"), settings)
    page_of.refresh_from_db()
    ladder = {"seen": text_hash(page_of.text), "ladder": "Homes", "do": "save", "name": "Homes", "notice_weeks": "x"}
    no_weeks = client.post(path(page_of, "ladder/"), ladder)
    client.post(path(page_of, "ladder/"), ladder | {"notice_weeks": "5.5", "name": "Homes let"})

    assert wrong.status_code == no_weeks.status_code == 422
    for said in ("Enter a time later", "Enter a whole number from 0 to 28", "Tick one day at least"):
        assert said in text(wrong)
    for said in ("Enter 9 or more: what is more urgent is answered sooner.", "Enter 3 or more"):
        assert said in text(order)
    assert "Enter a number of weeks" in text(no_weeks)
    page_of.refresh_from_db()
    policy = read(page_of.text, number=0)
    assert (policy.tolerance.pounds, policy.tolerance.days) == (Decimal("2.50"), 5)
    assert sorted(policy.contact.days) == [0, 5]
    assert policy.low_level_weeks == 2
    assert load(page_of.text)["ladder"][0]["thresholds"] == {"notice_weeks": Decimal("5.5")}
    assert load(page_of.text)["post"] == shipped()["post"]


def test_the_way_from_copy_to_version_on_the_pages(client: Client, page_of: PolicyDraft, manager: User) -> None:
    client.post(path(page_of, "rules/letter_1/"), rule_fields(seen=text_hash(page_of.text)))
    assert "Simulate the draft first" in text(client.post(path(page_of, "act/"), {"do": "submit"}, follow=True))
    page_of.refresh_from_db()
    simulated(page_of, by=page_of.made_by)
    assert "Submitted." in text(client.post(path(page_of, "act/"), {"do": "submit"}, follow=True))
    assert "Another team leader or income manager publishes it." in text(client.get(path(page_of)))

    sign_in(client, manager)
    too_soon = client.post(path(page_of, "publish/"), {"in_force_from": "23 November 2026"})
    typed_badly = client.post(path(page_of, "publish/"), {"in_force_from": "soon"})
    page = client.post(path(page_of, "publish/"), {"in_force_from": "1 December 2026"}, follow=True)

    assert (too_soon.status_code, typed_badly.status_code) == (422, 422)
    assert "Choose a day after today" in text(too_soon)
    assert "soon" in typed_badly.content.decode()
    assert "Policy 1 is published." in text(page)
    assert "Not in force today" in text(page)
    assert "1 December 2026" in text(client.get("/policy/"))


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.LEGAL, Role.FINANCE, ""])
def test_others_find_the_rules_in_help(client: Client, role: str) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/policy/").status_code == 403
    assert client.get("/policy/versions/0/book/").status_code == 403


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_auditors_and_administrators_read(client: Client, leader: User, role: Role) -> None:
    draft = draft_by(leader)
    sign_in(client, OfficerFactory(role=role))

    for address in ("/policy/", "/policy/versions/0/", "/policy/versions/0/book/", path(draft)):
        assert client.get(address).status_code == 200
    leads_to_guidelines = 'href="/spending-guidelines/"' in client.get("/policy/").content.decode()
    assert leads_to_guidelines == (client.get("/spending-guidelines/").status_code == 200)
    form = rule_fields(seen=text_hash(draft.text))
    assert client.post(path(draft, "rules/letter_1/"), form).status_code == 403
    assert client.post("/policy/versions/0/copy/", {"name": "Mine"}).status_code == 403


def test_unknown_versions_rules_and_ladders_are_not_there(client: Client, page_of: PolicyDraft) -> None:
    for address in (
        "/policy/versions/7/",
        "/policy/versions/7/book/",
        path(page_of, "rules/nothing/"),
        path(page_of, "ladder/?ladder=X"),
    ):
        assert client.get(address).status_code == 404
    assert client.post("/policy/versions/7/copy/", {"name": "Mine"}).status_code == 404


def test_a_copy_needs_a_name_and_a_copy_of_a_colleagues_is_ones_own(
    client: Client, page_of: PolicyDraft, manager: User
) -> None:
    sign_in(client, manager)

    assert "Give the draft a name" in text(client.post("/policy/versions/0/copy/", {"name": " "}, follow=True))
    client.post(path(page_of, "copy/"), {"name": "My way"})

    copy = PolicyDraft.objects.get(name="My way")
    assert (copy.made_by, copy.text, copy.based_on) == (manager, page_of.text, 0)


def test_the_policys_page_asks_as_much_for_twenty_drafts_and_versions_as_for_one(
    client: Client, page_of: PolicyDraft, django_assert_max_num_queries: Any
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(60) as asked:
            client.get("/policy/")
        return len(asked)

    def add(number: int) -> None:
        for each in range(number):
            drafts.clone(number=0, name=f"Draft {each}", by=OfficerFactory(role=Role.TEAM_LEADER), at=NOON)
            PolicyVersion.objects.create(
                number=200 + PolicyVersion.objects.count(), text=page_of.text, in_force_from=dt.date(2027, 1, 1)
            )

    add(1)
    for_one = queries()
    add(19)

    assert queries() == for_one


def test_the_rule_book_names_each_rule_with_its_source_and_owner(client: Client, page_of: PolicyDraft) -> None:
    book = text(client.get("/policy/versions/0/book/"))

    assert "Rule book: the policy as shipped" in book
    assert "Pre-action protocol 2.1" in book
    assert "Income manager" in book
    assert Job.objects.count() == 0
