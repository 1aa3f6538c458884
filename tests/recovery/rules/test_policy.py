"""The policy as data: read with clear errors, one answer for every account, and a way to the end for every debt."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.rules.actions import Action
from recovery.rules.decide import Decision, decide
from recovery.rules.facts import AccountFacts, AgreementState, NeedsState
from recovery.rules.policy import (
    DEFAULT_POLICY,
    FACTS,
    KINDS,
    TENURES,
    Policy,
    WrongPolicy,
    default_policy,
    read,
)
from recovery.rules.words import explain
from tests.factories.facts import account_facts
from tests.recovery.rules.winning import MONDAY, ago, ahead

POLICY = default_policy()
TEXT = DEFAULT_POLICY.read_text("utf-8")
EVERY = [
    (kind, tenure, former)
    for kind, tenure, former in product(KINDS, TENURES, (False, True))
    if not (former and kind == "use_and_occupation") and not (not former and kind == "former_tenant")
]


def ladder_name(kind: str, tenure: str, former: bool) -> str:
    return POLICY.ladder_of(kind=kind, tenure=tenure, former=former).name


# One tenure for each kind of account on each ladder: the others are decided by the same rules.
SERVED = list({(served[0], ladder_name(*served)): served for served in reversed(EVERY)}.values())


def thresholds(facts: AccountFacts) -> Iterator[AccountFacts]:
    """The facts on both sides of each threshold of the account's own ladder: a penny, a day either way."""
    ladder = POLICY.ladder_of(kind=facts.kind, tenure=facts.tenancy_type, former=facts.is_former)
    conditions = {(c.fact, c.comparison, c.value) for rule in ladder.rules for c in (*rule.conditions, *rule.any_of)}
    names = {field.name for field in fields(AccountFacts)}
    for fact, comparison, value in sorted(conditions, key=str):
        if fact in {"weeks_collectable", "weeks_after_cycle"}:
            edge = Decimal(value) * facts.weekly_charge
            near = [{"balance": edge + pennies * Decimal("0.01")} for pennies in (-1, 0, 1)]
        elif fact in {"collectable_arrears", "gross_arrears", "balance"}:
            near = [{"balance": value + pennies * Decimal("0.01")} for pennies in (-1, 0, 1)]
        elif fact not in names:
            continue
        elif "days" in comparison:
            sign = 1 if comparison == "in the next days" else -1
            near = [{fact: MONDAY + timedelta(days=sign * (value + days))} for days in (-1, 0, 1)]
        elif comparison == "known" or "today" in comparison:
            state: Any = AgreementState.KEPT if fact == "agreement_state" else MONDAY
            near = [{fact: None}, {fact: Decimal("0.01") if fact == "order_shortfall" else state}]
        elif isinstance(value, bool):
            near = [{fact: True}, {fact: False}]
        elif comparison in {"in", "not in"}:
            near = [{fact: each} for each in value]
        elif isinstance(value, int):
            near = [{fact: value - 1}, {fact: value}, {fact: value + 1}] if value else [{fact: 0}, {fact: 1}]
        else:
            near = [{fact: value}]
        yield from (replace(facts, **each) for each in near)


@pytest.mark.parametrize(("kind", "tenure", "former"), SERVED)
def test_every_account_has_one_answer_on_both_sides_of_every_threshold(kind: str, tenure: str, former: bool) -> None:
    """Claim-data fault 1: no balance without an answer, whatever the kind and the tenure."""
    for stage, weekly in product(range(5), ("0.00", "104.50")):
        facts = account_facts(
            kind=kind,
            tenancy_type=tenure,
            is_former=former,
            tenancy_last_day=ago(60) if former else None,
            weekly_charge=Decimal(weekly),
            stage=stage,
            stage_on=ago(30) if stage else None,
        )
        for near in thresholds(facts):
            said = explain(near, decide(near, POLICY, trace=True), POLICY)
            assert said.why
            assert said.why_not
            assert len(said.why.split()) <= 60
            assert len(said.why_not.split()) <= 60


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a fact's type, and none where it may be none."""
    days = st.dates(ago(400), ahead(400))
    known: dict[Any, st.SearchStrategy[Any]] = {
        Decimal: st.decimals("-500.00", "9000.00", places=2),
        bool: st.booleans(),
        int: st.integers(0, 30),
        date: days,
        str: st.sampled_from(["", "in_force", "listed", "adjourned_generally", "outright", "booked", "dro", "braille"]),
        AgreementState: st.sampled_from(AgreementState),
        NeedsState: st.sampled_from(NeedsState),
        tuple[int, ...]: st.just(()),
        tuple[str, ...]: st.lists(st.sampled_from([a.value for a in Action]), max_size=4).map(tuple),
    }
    if type(None) in get_args(kind):
        return st.none() | values_of(get_args(kind)[0])
    return known[kind]


# A hold, breathing space or promise that is over is gathered as none.
RUNNING = {"held_until", "breathing_space_until", "promise_until"}
FIXED = {"account_id", "account_ref", "tenancy_id", "as_of", "kind", "tenancy_type", "is_former", "next_charge_on",
         "weekly_charge", "tenancy_started_on"}  # fmt: skip
ANY_FACTS = st.fixed_dictionaries(
    {
        f.name: st.none() | st.dates(MONDAY, ahead(60)) if f.name in RUNNING else values_of(f.type)
        for f in fields(AccountFacts)
        if f.name not in FIXED
    }
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    served=st.sampled_from(EVERY),
    weekly=st.sampled_from([Decimal("0.00"), Decimal("104.50"), Decimal("98.11")]),
    known=ANY_FACTS,
)
def test_whatever_the_facts_there_is_one_answer_in_words(
    served: tuple[str, str, bool], weekly: Decimal, known: dict[str, Any]
) -> None:
    kind, tenure, former = served
    facts = account_facts(kind=kind, tenancy_type=tenure, is_former=former, weekly_charge=weekly, **known)

    said = explain(facts, decide(facts, POLICY, trace=True), POLICY)

    assert said.action.value not in facts.overridden or said.action == Action.NONE
    assert said.next_look_on > facts.as_of
    for words in (said.why, said.why_not, said.would_change):
        assert len(words.split()) <= 60
        assert "{" not in words
        assert "None" not in words


def test_every_fact_that_a_rule_names_is_a_fact_of_the_account() -> None:
    """Claim-data fault 2. That each is fetched is the affair of test_facts.py and test_money_facts.py."""
    named = {c.fact for ladder in POLICY.ladders for rule in ladder.rules for c in (*rule.conditions, *rule.any_of)}

    assert named <= FACTS


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('["weeks_collectable", "<", 1]', '["balance", "~", 1]', "no comparison ~", id="comparison"),
        pytest.param('action = "trace"', 'action = "shout"', "no action shout", id="unknown action"),
        pytest.param('"sub_call", ', '"sub_shout", ', "sub_shout", id="unknown rule"),
        pytest.param('otherwise = "waiting"', 'otherwise = "trace"', "must end in a rule", id="a gap at the end"),
        pytest.param('"agency", "write_off"', '"waiting", "write_off"', "nothing after waiting", id="a dead rule"),
        pytest.param("{ notice_weeks = 4 }", "{ }", "no threshold notice_weeks", id="a threshold left out"),
        pytest.param('kinds = ["use_and_occupation"]', 'kinds = ["garage"]', "fault", id="a kind without a ladder"),
        pytest.param("[[ladder]]", "[[ladder", "cannot be read", id="not TOML"),
    ],
)
def test_a_policy_with_a_fault_is_refused_by_name(old: str, new: str, said: str) -> None:
    assert old in TEXT

    with pytest.raises(WrongPolicy, match=said):
        read(TEXT.replace(old, new), number=7)


class TestEveryDebtComesToAnEnd:
    """Duty S0-16: each kind has a path from the first contact to a court, an agency or a write-off."""

    ENDS = frozenset({Action.SERVE_NOTICE, Action.REFER_TO_COURT, Action.AGENCY_REVIEW, Action.WRITE_OFF_REVIEW})

    @pytest.mark.parametrize("needs", [NeedsState.NONE, NeedsState.NEVER_ASKED])
    @pytest.mark.parametrize(("kind", "tenure", "former"), SERVED)
    def test_from_first_contact_on(self, kind: str, tenure: str, former: bool, needs: NeedsState) -> None:
        facts = account_facts(
            kind=kind,
            tenancy_type=tenure,
            is_former=former,
            needs=needs,
            tenancy_last_day=ago(60) if former else None,
            balance=Decimal("900.00"),
            weekly_charge=Decimal("0.00") if former or kind == "court_costs" else Decimal("104.50"),
        )

        steps = list(unanswered(facts, POLICY, days=420))

        first, last = steps[0].action, {step.action for step in steps} & self.ENDS
        assert first.contacts
        assert last, [step.rule.code for step in steps]
        if former or kind not in {"rent", "use_and_occupation", "pitch_fee"}:
            assert {Action.AGENCY_REVIEW, Action.WRITE_OFF_REVIEW} <= last
        if kind in {"rent", "use_and_occupation"} and not former:
            lease = tenure == "leasehold"  # what a lease owes never leads to a tenancy's notice
            assert (Action.AGENCY_REVIEW if lease else Action.REFER_TO_COURT) in last

    def test_a_part_payment_each_month_delays_the_ladder_and_does_not_stop_it(self) -> None:
        facts = account_facts(balance=Decimal("900.00"))

        actions = [step.action for step in unanswered(facts, POLICY, days=420, pays_every=45)]

        assert Action.SERVE_NOTICE in actions


def unanswered(facts: AccountFacts, policy: Policy, *, days: int, pays_every: int = 0) -> Iterator[Decision]:
    """The steps of an account that nobody answers, each taken on the day it is suggested."""
    rungs = {Action.REMINDER: 1, Action.LETTER_1: 2, Action.LETTER_2: 3, Action.PRE_NOTICE: 4}
    resting: dict[str, date] = {}
    for day in (facts.as_of + timedelta(days=n) for n in range(days)):
        facts = replace(
            facts,
            as_of=day,
            next_charge_on=day + timedelta(days=7),
            overridden=tuple(action for action, until in resting.items() if until > day),
        )
        if pays_every and (day - MONDAY).days % pays_every == pays_every - 1:
            facts = replace(facts, paid_since_stage=Decimal("5.00"))
        decision = decide(facts, policy)
        action = decision.action
        if action == Action.NONE:
            continue
        yield decision
        if action.contacts:
            facts = replace(facts, last_contact_on=day)
        if action.channel != "letter":
            resting[action.value] = day + timedelta(days=decision.rule.rest_days)
        if action in rungs and rungs[action] >= facts.stage:
            facts = replace(facts, stage=rungs[action], stage_on=day, paid_since_stage=Decimal("0.00"))
        elif action in rungs:
            facts = replace(facts, paid_since_stage=Decimal("0.00"))
        elif action.channel == "call":
            facts = replace(facts, called_on=day)
        elif action in {Action.FORMER_LETTER_1, Action.FORMER_LETTER_2}:
            facts = replace(facts, former_letters=facts.former_letters + 1, former_letter_on=day)
        if action == Action.ASK_NEEDS:
            facts = replace(facts, needs=NeedsState.NONE)
        if action == Action.SERVE_NOTICE:
            facts = replace(
                facts,
                notice_kind="nosp",
                notice_state="in_force",
                notice_in_force=True,
                notice_first_issue_on=day + timedelta(days=35),
                notice_last_issue_on=day + timedelta(days=400),
            )
