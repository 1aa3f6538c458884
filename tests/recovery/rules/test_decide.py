"""Which rule wins, and how a household speaks with one voice. Facts made by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recovery.rules import words
from recovery.rules.actions import Action
from recovery.rules.decide import Decision, decide, decide_household
from recovery.rules.facts import AgreementState
from recovery.rules.policy import Bucket, default_policy
from tests.factories.facts import account_facts
from tests.recovery.rules.winning import (
    BROKEN,
    FORMER,
    GOOD,
    IN_FORCE,
    MONDAY,
    OUTRIGHT,
    SUSPENDED,
    WINS,
    ago,
    ahead,
    owes,
    sent,
)

POLICY = default_policy()
RULES = sorted({rule.code for ladder in POLICY.ladders for rule in ladder.rules})


def decided(**known: Any) -> Decision:
    return decide(account_facts(**known), POLICY)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_of_the_shipped_policy_can_win(code: str) -> None:
    """Claim-data fault 2: no rule waits for what can never be."""
    assert decided(**WINS[code]).rule.code == code


def test_no_rule_is_written_that_no_ladder_uses() -> None:
    assert set(WINS) == set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_the_rules_that_fired_but_lost_are_listed(code: str) -> None:
    """Claim-data fault 8: a match does not hide the others."""
    facts = account_facts(**WINS[code])
    decision = decide(facts, POLICY, trace=True)

    fired = [check.rule for check in decision.trace if check.fired]

    assert decision.rule in fired
    assert list(decision.also_fired) == [
        rule.code for rule in fired if rule != decision.rule and rule.action != Action.NONE
    ]


def test_a_trace_changes_nothing_of_the_answer() -> None:
    for known in WINS.values():
        facts = account_facts(**known)
        assert replace(decide(facts, POLICY, trace=True), trace=()) == decide(facts, POLICY)


class TestFaultsOfOtherSystems:
    """The faults of claim-data that lie in the decision, by number.

    Weeks have two places: £103.97 of £104.50 is 0.99 of a week, £103.98 is 1.00.
    """

    @pytest.mark.parametrize("pounds", ["10.00", "50.00", "100.00", "103.97"])
    def test_1_a_small_balance_has_an_answer_that_says_so(self, pounds: str) -> None:
        decision = decided(balance=Decimal(pounds))

        assert (decision.rule.code, decision.bucket) == ("under_threshold", Bucket.UNDER_THRESHOLD)

    @pytest.mark.parametrize("pounds", ["103.98", "104.50", "109.99", "150.00"])
    def test_1_just_over_a_week_gets_a_reminder(self, pounds: str) -> None:
        assert decided(balance=Decimal(pounds)).action == Action.REMINDER

    def test_3_a_broken_agreement_gets_its_letter_and_then_blocks_nothing(self) -> None:
        warned = {**BROKEN, "agreement_letter_on": ago(15), "last_contact_on": ago(15)}

        assert decided(**BROKEN).action == Action.AGREEMENT_BROKEN
        assert decided(**warned, **owes("3")).action == Action.LETTER_1

    def test_3_a_second_broken_agreement_asks_what_stands_in_the_way_and_then_blocks_nothing(self) -> None:
        twice = {**BROKEN, "broken_plans": 2}

        assert decided(**{**BROKEN, "broken_plans": 1}).action == Action.AGREEMENT_BROKEN
        assert decided(**twice).action == Action.WELFARE_CHECK
        assert decided(**twice, welfare_contact_on=ago(27)).action == Action.AGREEMENT_BROKEN
        assert decided(**twice, welfare_contact_on=ago(28)).action == Action.WELFARE_CHECK

    def test_3_a_broken_agreement_with_a_notice_in_force_goes_on_to_the_claim(self) -> None:
        warned = {**BROKEN, "agreement_letter_on": ago(15), "last_contact_on": ago(15)}

        assert decided(**warned, **IN_FORCE, **GOOD, **owes("5")).action == Action.CALL
        assert decided(**warned, **IN_FORCE, **GOOD, **owes("5"), called_on=ago(3)).action == Action.REFER_TO_COURT

    @pytest.mark.parametrize("status", ["dismissed", "struck_out", "withdrawn", "closed"])
    def test_4_a_claim_that_ended_without_an_order_comes_back_to_the_ladder(self, status: str) -> None:
        assert decided(claim_status=status, claim_hearing_on=ago(100)).action == Action.LETTER_1
        assert decided(claim_status=status, **IN_FORCE, **GOOD, **owes("5"), called_on=ago(3)).action == (
            Action.REFER_TO_COURT
        )

    @pytest.mark.parametrize("status", ["adjourned_generally", "adjourned_on_terms"])
    def test_4_an_adjourned_claim_is_reviewed_when_arrears_grow(self, status: str) -> None:
        assert decided(claim_status=status, **owes("1.99")).bucket == Bucket.LEGAL_WAIT
        assert decided(claim_status=status, **owes("2")).action == Action.REVIEW_ADJOURNED

    def test_4_a_past_hearing_asks_for_its_outcome(self) -> None:
        assert decided(claim_status="adjourned_to_date", claim_hearing_on=ago(1)).action == Action.RECORD_HEARING

    def test_4_a_past_eviction_date_asks_for_its_outcome_and_blocks_nothing_after_it(self) -> None:
        booked = {**OUTRIGHT, "order_possession_on": ago(200), "warrant_issued_on": ago(100), "eviction_on": ago(20)}

        assert decided(**booked, eviction_outcome="booked").action == Action.RECORD_EVICTION
        assert decided(**booked, eviction_outcome="cancelled").action == Action.REQUEST_WARRANT
        assert decided(**booked, eviction_outcome="suspended").action == Action.REQUEST_WARRANT

    def test_4_a_warrant_runs_for_a_year_and_no_longer(self) -> None:
        order = {**OUTRIGHT, "order_possession_on": ago(500)}

        assert decided(**order, warrant_issued_on=ago(364)).rule.code == "warrant_issued"
        assert decided(**order, warrant_issued_on=ago(365)).action == Action.REQUEST_WARRANT

    def test_7_an_agreement_that_is_kept_is_never_chased_whatever_the_balance(self) -> None:
        decision = decided(agreement_id=1, agreement_state=AgreementState.KEPT, **owes("20"), **sent(4, 30))

        assert (decision.action, decision.bucket) == (Action.NONE, Bucket.AGREEMENT_KEPT)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        pytest.param(1, "outright_wait", id="before it"),
        pytest.param(0, "outright_wait", id="on the day itself"),
        pytest.param(-1, "outright_due", id="the day after"),
    ],
)
def test_an_outright_order_has_an_answer_on_every_side_of_its_date(days: int, code: str) -> None:
    assert decided(**OUTRIGHT, order_possession_on=ahead(days)).rule.code == code


class TestAPartPayment:
    """It sends the ladder back a step in tone; without one the ladder goes on."""

    PAID = {"paid_since_stage": Decimal("10.00")}

    @pytest.mark.parametrize(
        ("stage", "weeks", "without", "with_payment"),
        [
            pytest.param(4, "5", Action.SERVE_NOTICE, Action.PRE_NOTICE, id="after the letter before notice"),
            pytest.param(3, "5", Action.PRE_NOTICE, Action.LETTER_2, id="after letter 2"),
            pytest.param(2, "5", Action.LETTER_2, Action.LETTER_1, id="after letter 1"),
        ],
    )
    def test_goes_back_a_step(self, stage: int, weeks: str, without: Action, with_payment: Action) -> None:
        known = {**owes(weeks), **sent(stage, 20), "called_on": ago(10)}

        assert decided(**known).action == without
        assert decided(**known, **self.PAID).action == with_payment

    def test_after_a_reminder_the_reminder_is_not_followed_by_letter_1_under_two_weeks(self) -> None:
        assert decided(**owes("1.5"), **sent(1, 20), **self.PAID).rule.code == "waiting"


class TestPrevention:
    """Duty S0-06: early, gently, and not for money that is only on its way."""

    def test_a_first_missed_payment_is_listed_the_next_morning(self) -> None:
        assert decided(missed_payment_on=ago(1), **owes("1")).action == Action.MISSED_PAYMENT_CALL

    def test_it_is_listed_under_a_weeks_rent_too(self) -> None:
        assert decided(missed_payment_on=ago(1), **owes("0.5")).action == Action.MISSED_PAYMENT_CALL

    def test_a_missed_payment_of_two_weeks_ago_is_no_longer_an_early_call(self) -> None:
        assert decided(missed_payment_on=ago(14), **owes("2")).action == Action.LETTER_1

    def test_nothing_is_missed_where_only_benefit_is_still_to_come(self) -> None:
        decision = decided(missed_payment_on=ago(1), benefit_due=Decimal("209.00"))

        assert decision.rule.code == "all_technical"

    @pytest.mark.parametrize(
        ("known", "says"),
        [
            pytest.param({"benefit_due": Decimal("209.00")}, "benefit that has not come in yet", id="benefit"),
            pytest.param({"covered_debt": Decimal("209.00")}, "covered by a moratorium or insolvency", id="covered"),
            pytest.param(
                {"benefit_due": Decimal("100.00"), "covered_debt": Decimal("109.00")},
                "covered by a moratorium or insolvency, or benefit that has not come in yet",
                id="both",
            ),
        ],
    )
    @pytest.mark.parametrize("kind", ["rent", "garage", "court_costs"])
    def test_where_nothing_is_left_to_ask_for_it_says_why(self, known: dict[str, Any], says: str, kind: str) -> None:
        facts = account_facts(kind=kind, ledger_split=True, **known)
        decision = decide(facts, default_policy())

        assert (decision.action, words.because(facts, decision)) == (Action.NONE, f"All that is owed is {says}")

    @pytest.mark.parametrize("trouble", ["reversed_payment_on", "debit_stopped_on"])
    def test_a_direct_debit_that_failed_or_was_cancelled_gets_a_call(self, trouble: str) -> None:
        assert decided(**{trouble: ago(2)}, **owes("1")).action == Action.DEBIT_FAILED_CALL

    def test_benefit_that_ends_or_stopped_gets_help_even_where_nothing_is_owed(self) -> None:
        assert decided(benefit_ends_on=ahead(28), balance=Decimal("-20.00")).action == Action.BENEFIT_HELP
        assert decided(benefit_stopped_on=ago(28), balance=Decimal("0.00")).action == Action.BENEFIT_HELP

    def test_a_reliable_payer_who_stops_gets_a_welfare_check_before_any_letter(self) -> None:
        stopped = {**WINS["welfare_check"], **owes("6"), "missed_payment_on": ago(6)}

        assert decided(**stopped).action == Action.WELFARE_CHECK
        assert decided(**stopped, welfare_contact_on=ago(3), last_contact_on=ago(20)).action.channel != "letter"
        assert decided(**stopped, welfare_contact_on=ago(20), overridden=("missed_payment_call",)).action == (
            Action.LETTER_1
        )

    def test_the_ladder_waits_for_a_monthly_payer_within_their_own_cycle(self) -> None:
        paying = {**owes("4"), "pays_regularly": True, "next_payment_on": ahead(3), "last_payment_on": ago(30)}

        assert decided(**paying, expected_in_cycle=Decimal("450.00")).rule.code == "waits_for_cycle"
        # Of £418.00, £313.51 leaves £104.49, which is 1.00 week; £314.03 leaves £103.97, which is 0.99.
        assert decided(**paying, expected_in_cycle=Decimal("313.51")).rule.code == "letter_1"
        assert decided(**paying, expected_in_cycle=Decimal("314.03")).rule.code == "waits_for_cycle"


class TestTheHousehold:
    """One contact serves all accounts of a household: the debt that comes first leads."""

    def test_the_rent_leads_and_the_garage_is_named_in_its_letter(self) -> None:
        rent = account_facts(account_id=2)
        garage = account_facts(account_id=1, kind="garage", priority=8)

        led, lead = decide_household([garage, rent], POLICY)

        assert (lead.action, lead.account_id) == (Action.LETTER_1, 2)
        assert (led.action, led.rule.code, led.also_fired[0]) == (Action.NONE, "with_lead", "sub_reminder")
        assert led.bucket == Bucket.RECOMMENDED

    def test_a_step_that_contacts_nobody_leads_nobody(self) -> None:
        rent = account_facts(account_id=1, balance_mismatch=True)
        garage = account_facts(account_id=2, kind="garage", priority=8)

        assert [d.action for d in decide_household([rent, garage], POLICY)] == [Action.FIX_DATA, Action.REMINDER]

    def test_of_two_of_the_same_kind_the_older_account_leads(self) -> None:
        garages = [account_facts(account_id=n, kind="garage", priority=8) for n in (7, 3)]

        assert [d.rule.code for d in decide_household(garages, POLICY)] == ["with_lead", "sub_reminder"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({"tenants_living": 0, "insolvency": "dro"}, Bucket.DECEASED, id="death before insolvency"),
        pytest.param({"insolvency": "dro", "in_breathing_space": True}, Bucket.INSOLVENCY, id="insolvency first"),
        pytest.param({"in_breathing_space": True, "in_crisis": True}, Bucket.BREATHING_SPACE, id="breathing space"),
        pytest.param({"in_crisis": True, **IN_FORCE, **GOOD}, Bucket.CRISIS_OR_HELD, id="crisis before legal"),
        pytest.param({"held_until": MONDAY, "held_why": "benefit"}, Bucket.CRISIS_OR_HELD, id="held"),
        pytest.param({**SUSPENDED, "order_shortfall": Decimal("0.00")}, Bucket.LEGAL_WAIT, id="order kept"),
        pytest.param({"balance": Decimal("-3.00")}, Bucket.IN_CREDIT_OR_CLEAR, id="in credit"),
        pytest.param({**FORMER, "balance": Decimal("-80.00")}, Bucket.RECOMMENDED, id="a credit to give back"),
        pytest.param(sent(2, 3), Bucket.UNDER_THRESHOLD, id="waiting after a letter"),
    ],
)
def test_an_account_is_in_the_first_bucket_that_applies(known: dict[str, Any], expected: Bucket) -> None:
    assert decided(**known).bucket == expected


def test_a_step_that_the_officer_set_aside_gives_way_to_the_next() -> None:
    assert decided(**owes("2"), overridden=("letter_1",)).action == Action.REMINDER


class TestTheNextLook:
    def test_is_the_next_charge_at_the_latest(self) -> None:
        assert decided().next_look_on == date(2026, 11, 30)

    def test_is_the_first_day_that_is_coming_up(self) -> None:
        assert decided(next_payment_on=ahead(2), claim_hearing_on=ahead(5)).next_look_on == ahead(2)

    def test_is_the_day_after_a_promise_a_hold_or_breathing_space_ends(self) -> None:
        assert decided(promise_until=ahead(2)).next_look_on == ahead(3)
        assert decided(held_until=ahead(20), held_why="benefit").next_look_on == ahead(21)
        assert decided(in_breathing_space=True, breathing_space_until=ahead(50)).next_look_on == ahead(51)

    def test_is_always_ahead(self) -> None:
        for known in WINS.values():
            assert decided(**known).next_look_on > MONDAY


def test_the_fingerprint_changes_with_what_the_card_rests_on_and_with_nothing_else() -> None:
    facts = account_facts()
    fingerprint = decide(facts, POLICY).fingerprint

    assert decide(replace(facts, payments_26w=9), POLICY).fingerprint == fingerprint
    assert decide(replace(facts, balance=Decimal("209.01")), POLICY).fingerprint != fingerprint
    assert decide(replace(facts, last_contact_on=ago(3)), POLICY).fingerprint != fingerprint
