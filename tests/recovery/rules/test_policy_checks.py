"""A policy is checked before it is published: what reads and would still do harm is named, with what to do."""

import re
from dataclasses import fields
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.known_facts import NOT_ASKED, FactKind, compared_facts, known_facts, misfit, sentence_names
from recovery.rules.lawful import POSSESSION, unlawful
from recovery.rules.policy import DEFAULT_POLICY, KINDS, TENURES, default_policy, read
from recovery.rules.policy_checks import faults
from recovery.rules.policy_text import load, text_hash, write

NO_SUCH_ACCOUNT = {("use_and_occupation", True), ("former_tenant", False)}
SERVED = [each for each in product(KINDS, TENURES, (False, True)) if (each[0], each[2]) not in NO_SUCH_ACCOUNT]
SHIPPED = DEFAULT_POLICY.read_text("utf-8")


def with_change(old: str, new: str) -> list[str]:
    assert old in SHIPPED
    return [fault.says for fault in faults(SHIPPED.replace(old, new))]


def test_the_shipped_policy_has_no_fault() -> None:
    assert faults(SHIPPED) == []


def test_what_is_written_again_reads_the_same() -> None:
    written = write(load(SHIPPED))

    assert read(written, number=7) == read(SHIPPED, number=7)
    assert write(load(written)) == written
    assert text_hash(written) != text_hash(SHIPPED)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="{}"), min_size=1, max_size=60))
def test_whatever_is_typed_as_a_name_is_read_back(name: str) -> None:
    data = load(SHIPPED)
    data["rule"][0]["name"] = name

    rule = read(write(data), number=0).rule(data["rule"][0]["code"])

    assert rule is not None
    assert rule.name == name


def test_money_and_weeks_keep_their_pence() -> None:
    data = load(SHIPPED)
    data["ladder"][0]["thresholds"]["notice_weeks"] = Decimal("4.25")

    conditions = [c for rule in read(write(data), number=0).ladders[0].rules for c in rule.conditions]

    assert Decimal("4.25") in [condition.value for condition in conditions]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            'all = [["weeks_collectable", "<", 1]]',
            'all = [["weeks_collectable", "<", 0.1]]',
            # Under 0.1 weeks of £100.00 ends at £9.49, as weeks are rounded half up; the reminder begins at £99.50.
            "The ladder ‘Homes’ has no answer for a balance of £9.50 to £99.49 on £100.00 a week, with no letter sent.",
            id="a gap in the ladder where a balance gets no action at all (fault 1)",
        ),
        pytest.param(
            '["tone", "=", 0], ["stage", "=", 0], ["weeks_collectable", ">=", 1]',
            '["tone", "=", 0], ["stage", "=", 0], ["weeks_collectable", "<", 1]',
            "Rule ‘Reminder’ on the ladder ‘Homes’ can never be the answer: ‘Under one week’ always comes before it.",
            id="a rule that another always comes before (fault 8)",
        ),
        pytest.param(
            '["weeks_collectable", "<", 8], ["last_contact_on"',
            '["weeks_collectable", "<", 0], ["last_contact_on"',
            "‘First missed payment’ on the ladder ‘Homes’ can never be the answer: its conditions can never all hold",
            id="conditions that cannot hold together",
        ),
        pytest.param(
            '["promise_until", "known", true], ["agreement_state", "known", false]',
            '["promise_until", ">", 5], ["agreement_state", "known", false]',
            "Rule ‘Payment promised’: the promise to pay: This fact cannot be compared so.",
            id="a day compared with a number",
        ),
        pytest.param(
            '["agreement_state", "=", "slipping"], ["last_contact_on"',
            '["agreement_state", "=", "sliding"], ["last_contact_on"',
            "Rule ‘Agreement slipping’: the agreement: Choose from the list.",
            id="a value that the fact never has (fault 2)",
        ),
        pytest.param(
            '["pays_regularly", "=", true]', '["pays_regularly", "=", 1]', "Choose yes or no.", id="one for yes"
        ),
        pytest.param(
            "{agreement_shortfall} short: a friendly", "{shortfall} short: a friendly", "{shortfall}", id="words"
        ),
        pytest.param(
            "short: a friendly", "short}: a friendly", "a bracket in its sentence is not closed", id="bracket"
        ),
        pytest.param("urgency = 1\nminutes = 60", "urgency = 12\nminutes = 60", "its urgency must be", id="urgency"),
        pytest.param('waits = "agreement_kept"', 'waits = "shelf"', "there is no place called shelf", id="bucket"),
        pytest.param('"agency", "write_off",', '"agency", "agency",', "the same rule stands twice", id="a tie"),
        pytest.param(
            'name = "Leases"', 'name = "Court costs"', "Two ladders are called ‘Court costs’", id="two of one name"
        ),
        pytest.param(
            '"crisis", "held", "breathing',
            '"held", "crisis", "breathing',
            "must begin with the rules that protect",
            id="order",
        ),
        pytest.param(
            'all = [["in_crisis", "=", true]]',
            'all = [["in_crisis", "=", false]]',
            "was changed. Press ‘Take them over’",
            id="weaker",
        ),
        pytest.param('code = "letter_1"', 'code = "letter_2"', "names a rule that is not there", id="no such rule"),
        pytest.param(
            '["tenants", "=", 0]',
            '["tenantz", "=", 0]',
            "tenantz is no fact that a rule may ask",
            id="unknown fact (fault 2)",
        ),
        pytest.param("[[rule]]", "[[rule", "cannot be read", id="no TOML"),
    ],
)
def test_a_fault_names_the_rule_and_what_to_do(old: str, new: str, said: str) -> None:
    assert any(said in each for each in with_change(old, new)), with_change(old, new)


def test_a_notice_cannot_be_put_on_a_garage() -> None:
    found = with_change(
        '"sub_call", "sub_letter_2", "sub_letter_1"', '"sub_call", "refer", "sub_letter_2", "sub_letter_1"'
    )
    assert "names a rule that is not there" in found[0]
    data = load(SHIPPED)
    garages = next(ladder for ladder in data["ladder"] if ladder["name"] == "Garages and services")
    garages["owing"].insert(4, "occupier_claim")

    said = [fault.says for fault in faults(write(data))]

    assert said == [
        "Rule ‘Still there after the tenancy’ cannot stand on the ladder ‘Garages and services’: a home cannot be "
        "claimed for a debt that is not its rent. Remove it there."
    ]


def test_every_fact_of_an_account_is_offered_or_left_out_on_purpose() -> None:
    named = {field.name for field in fields(AccountFacts)}

    assert named - known_facts().keys() <= NOT_ASKED | {"held_why"}
    assert len(set(sentence_names().values())) == len(sentence_names())
    assert all(re.match(r"[a-z]", fact.words) for fact in known_facts().values())


def test_every_condition_of_the_shipped_policy_fits_its_fact() -> None:
    for ladder in default_policy().ladders:
        for rule in ladder.rules:
            for condition in (*rule.conditions, *rule.any_of):
                fact = compared_facts()[condition.fact]
                assert misfit(fact, condition.comparison, condition.value) == ""


@pytest.mark.parametrize("kind", [kind for kind in FactKind if kind != FactKind.TEXT])
def test_no_kind_of_fact_takes_a_word_for_a_number(kind: FactKind) -> None:
    fact = next(each for each in known_facts().values() if each.kind == kind)

    assert all(misfit(fact, comparison, "soon") for comparison in fact.comparisons)
    assert misfit(fact, "sounds like", 1)


class TestTenureAndAction:
    """Duty S2-02: for each tenure and kind of account only lawful steps are possible."""

    @pytest.mark.parametrize(("kind", "tenure", "former"), SERVED)
    def test_the_ladder_of_each_tenure_has_lawful_steps_alone(self, kind: str, tenure: str, former: bool) -> None:
        ladder = default_policy().ladder_of(kind=kind, tenure=tenure, former=former)

        steps = {rule.action for rule in ladder.rules} - {Action.TRIAL_DECISION}

        assert [step for step in steps if unlawful(step, kind=kind, tenure=tenure, former=former)] == []

    def test_the_pairs_worked_by_hand(self) -> None:
        """A secure tenancy may be given notice, a lease never; only a trial ends; a garage's debt takes no home."""
        may = {
            (tenure, action): not unlawful(action, kind="rent", tenure=tenure, former=False)
            for tenure, action in product(TENURES, POSSESSION)
        }

        assert not any(may["leasehold", action] for action in POSSESSION)
        assert may["secure", Action.SERVE_NOTICE]
        assert [tenure for tenure in TENURES if may[tenure, Action.TRIAL_DECISION]] == ["introductory", "starter"]
        assert all(unlawful(action, kind="garage", tenure="secure", former=False) for action in POSSESSION)
        assert all(unlawful(action, kind="rent", tenure="secure", former=True) for action in POSSESSION)
        assert unlawful(Action.LETTER_1, kind="rent", tenure="secure", former=True)
        assert unlawful(Action.FORMER_LETTER_1, kind="rent", tenure="secure", former=False)
        assert not unlawful(Action.REFER_TO_COURT, kind="use_and_occupation", tenure="secure", former=False)
        assert unlawful(Action.SERVE_NOTICE, kind="use_and_occupation", tenure="secure", former=False)
        assert not unlawful(Action.SERVE_NOTICE, kind="pitch_fee", tenure="pitch", former=False)
