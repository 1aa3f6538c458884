"""A council's own policy beside a newer one that ships: what protects people is offered, never changed by itself."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from caseload.policies import as_shipped, drafts
from recovery import policies
from recovery.models import PolicyDraft, PolicyVersion
from recovery.rules.policy_checks import faults
from recovery.rules.policy_text import load, rule_of, text_hash, write
from staff.models import User
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import shipped
from tests.caseload.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def before_the_split() -> dict[str, Any]:
    """A policy written when an insolvency stopped everything, split ledger or not, with a step of its own name."""
    data = shipped()
    for code in ("insolvency", "insolvency_wait"):
        rule = rule_of(data, code)
        assert rule is not None
        rule["all"] = [each for each in rule["all"] if each[0] != "ledger_split"]
    letter = rule_of(data, "letter_1")
    assert letter is not None
    letter["name"] = "Our first letter"
    return data


@pytest.fixture
def own(leader: User) -> PolicyVersion:
    """The council's policy 1, in force since the summer."""
    return PolicyVersion.objects.create(
        number=1, text=write(before_the_split()), in_force_from=dt.date(2026, 7, 1), written_by=leader
    )


def test_the_policys_page_says_what_protects_people_as_shipped_now_and_changes_nothing(
    client: Client, leader: User, own: PolicyVersion
) -> None:
    sign_in(client, leader)

    page = text(client.get("/policy/"))

    assert "Quarterday’s own have changed since policy 1 was written." in page
    assert "Rule ‘Insolvency to review’, when it fires" in page
    rule = policies.in_force(on=MONDAY).rule("insolvency")
    assert rule is not None
    assert "ledger_split" not in {condition.fact for condition in rule.conditions}


def test_one_press_takes_them_over_into_a_draft_and_leaves_the_councils_own_alone(
    client: Client, leader: User, own: PolicyVersion
) -> None:
    sign_in(client, leader)
    draft = drafts.clone(number=1, name="With the split", by=leader, at=NOON)
    assert "Take them over" in text(client.get(f"/policy/drafts/{draft.pk}/"))

    page = client.post(
        f"/policy/drafts/{draft.pk}/change/", {"do": "protect", "seen": text_hash(draft.text)}, follow=True
    )

    draft = PolicyDraft.objects.get()
    assert "Take them over" not in text(page)
    assert "2 changes, and no fault was found" in text(page)
    assert as_shipped.newer(draft.text) == []
    assert rule_of(load(draft.text), "insolvency") == rule_of(shipped(), "insolvency")
    assert (rule_of(load(draft.text), "letter_1") or {})["name"] == "Our first letter"


def test_a_rule_that_now_protects_people_leaves_its_old_place_and_one_that_no_longer_does_goes() -> None:
    """The council's ‘disputed’ stood among the others, and began with a rule that does not ship any more."""
    data = shipped()
    for ladder in data["ladder"]:
        ladder["protect"] = ["old", *(code for code in ladder["protect"] if code != "disputed")]
        ladder["rules"].insert(0, "disputed")
    data["rule"].append(
        {"code": "old", "name": "Old", "action": "none", "because": "So", "all": [["held_until", "known", True]]}
    )

    as_shipped.take_over(data)

    assert [ladder["protect"] for ladder in data["ladder"]] == [each["protect"] for each in shipped()["ladder"]]
    assert all("disputed" not in ladder["rules"] for ladder in data["ladder"])
    assert rule_of(data, "old") is None
    assert faults(write(data)) == []


def test_other_rules_that_ship_and_are_not_here_are_named(client: Client, leader: User, own: PolicyVersion) -> None:
    data = before_the_split()
    for ladder in data["ladder"]:
        ladder["owing"] = [code for code in ladder["owing"] if code != "keep_in_touch"]
    data["rule"] = [rule for rule in data["rule"] if rule["code"] != "keep_in_touch"]
    PolicyVersion.objects.create(number=2, text=write(data), in_force_from=dt.date(2026, 8, 1), written_by=leader)
    sign_in(client, leader)

    page = text(client.get("/policy/"))

    assert "1 rule of the policy as shipped is not in policy 2" in page


def test_the_policy_as_shipped_is_never_behind_itself(client: Client, leader: User) -> None:
    assert as_shipped.newer(as_shipped.text()) == []
    sign_in(client, leader)
    assert "Quarterday’s own have changed" not in text(client.get("/policy/"))
