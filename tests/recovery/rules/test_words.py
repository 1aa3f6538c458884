"""Why, and why not: plain words from the trace, sums worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recovery.rules.decide import decide, decide_household
from recovery.rules.facts import AgreementState, NeedsState
from recovery.rules.policy import default_policy
from recovery.rules.words import Explanation, explain, money, shortened
from tests.factories.facts import account_facts
from tests.recovery.rules.winning import IN_FORCE, WINS, ago, owes, sent

POLICY = default_policy()


def said(**known: Any) -> Explanation:
    facts = account_facts(**known)
    return explain(facts, decide(facts, POLICY, trace=True), POLICY)


def test_why_says_the_step_the_sum_what_was_left_out_and_the_last_payment() -> None:
    words = said(
        balance=Decimal("530.16"),
        benefit_due=Decimal("118.00"),
        last_payment_on=date(2026, 9, 2),
        last_payment_amount=Decimal("98.40"),
        **sent(2, 19),
        called_on=ago(7),
    )

    # £530.16 less £118.00 is £412.16; of £104.50 that is 3.94 weeks, about four.
    assert words.why == (
        "Send letter 2. Owes £412.16 for rent, about 4 weeks, after leaving out £118.00 of benefit still to come. "
        "Last payment £98.40 on 2 September 2026. Letter 1 went on 4 November 2026, a call was tried, "
        "and 3.94 weeks are owed."
    )
    assert words.why_not == (
        "Not a notice because the letter before notice has not gone and 3.94 weeks are owed, under 4."
    )


def test_the_letter_that_went_is_named_rightly_where_a_part_payment_sent_the_ladder_back() -> None:
    paid = said(**owes("4"), **sent(3, 28), paid_since_stage=Decimal("50.00"), called_on=ago(7))
    unanswered = said(**owes("3"), **sent(3, 28))

    assert paid.why.startswith("Send letter 2.")
    assert "Letter 2 went on 26 October 2026, £50.00 was paid since, a call was tried, and 4 weeks" in paid.why
    assert unanswered.why.startswith("Call the tenant.")
    assert "Letter 2 went on 26 October 2026; nobody has answered: try a call before the next letter." in unanswered.why


def test_not_a_notice_says_that_one_is_in_force_or_what_came_in_after_the_letter_before_it() -> None:
    in_force = said(**owes("6"), **sent(4, 28), **IN_FORCE, called_on=ago(40), needs=NeedsState.KNOWN)
    paid = said(**owes("6"), **sent(4, 28), paid_since_stage=Decimal("85.00"), needs=NeedsState.KNOWN)

    assert in_force.why_not == "Not a notice because one is in force already."
    assert paid.why_not.startswith("Not a notice because £85.00 came in after the letter before notice")


def test_no_step_is_explained_with_the_day_of_the_next_look() -> None:
    words = said(**sent(2, 5))

    assert words.why_not == (
        "No step: the last contact was on 18 November 2026; it is given time to work. Next looked at 30 November 2026."
    )


def test_nothing_owed_is_said_shortly() -> None:
    assert said(balance=Decimal("0.00")).why == "No step. Nothing is owed."


def test_a_credit_is_said_as_one() -> None:
    assert "£3.20 in credit." in said(balance=Decimal("-3.20")).why


def test_an_account_without_a_payment_says_so() -> None:
    assert "No payment is on record." in said().why


def test_of_a_household_the_account_that_does_not_lead_names_why() -> None:
    rent, garage = account_facts(), account_facts(account_id=2, kind="garage", priority=8)
    decisions = decide_household([rent, garage], POLICY, trace=True)

    words = explain(garage, decisions[1], POLICY)

    assert words.why.startswith("No step. Owes £209.00 for garage rent, about 2 weeks.")
    assert "another account of this household leads" in words.why_not


@pytest.mark.parametrize(
    "weeks", [pytest.param("2", id="two weeks"), pytest.param("2.37", id="more"), pytest.param("7.83", id="much more")]
)
@pytest.mark.parametrize("weekly", ["104.50", "98.11", "130.07", "61.33"])
def test_the_sum_that_would_change_it_is_enough_and_not_a_penny_too_much(weeks: str, weekly: str) -> None:
    facts = account_facts(
        weekly_charge=Decimal(weekly), balance=(Decimal(weeks) * Decimal(weekly)).quantize(Decimal("0.01"))
    )
    words = explain(facts, decide(facts, POLICY, trace=True), POLICY)
    amount = Decimal(words.would_change.split()[0].replace("£", "").replace(",", ""))

    def rule_after(paid: Decimal) -> str:
        return decide(replace(facts, balance=facts.balance - paid), POLICY).rule.code

    assert words.rule == "letter_1"
    assert rule_after(amount) != "letter_1"
    assert rule_after(amount - Decimal("0.01")) == "letter_1"
    assert words.would_change.endswith(" paid or a repayment agreement.")


def test_two_weeks_of_104_50_change_with_53_pence() -> None:
    # Under two weeks is under 1.995 × £104.50 = £208.4775: £208.47, so 53p of £209.00.
    assert said().would_change == "£0.53 paid or a repayment agreement."


def test_a_slipping_agreement_changes_with_its_shortfall() -> None:
    words = said(agreement_id=1, agreement_state=AgreementState.SLIPPING, agreement_shortfall=Decimal("60.00"))

    assert words.would_change == "£60.00 paid."


def test_a_day_that_nobody_recorded_is_said_so() -> None:
    words = said(order_kind="outright", eviction_outcome="booked")

    assert "An eviction is booked for a day not recorded." in words.why


@pytest.mark.parametrize("code", sorted(WINS))
def test_the_words_of_every_rule_are_whole_and_short(code: str) -> None:
    words = said(**WINS[code])

    for text in (words.why, words.why_not):
        assert len(text.split()) <= 60
        assert text.endswith(".")
        assert not any(mark in text for mark in ("{", "None", "  ", "..", "_"))


def test_too_many_words_are_cut_at_a_sentence() -> None:
    short, long = "One two three.", "word " * 58 + "end."

    assert shortened(f"{short} {long}") == short
    assert shortened(long) == long


def test_money_is_written_with_its_pounds_pence_and_sign() -> None:
    assert (money(Decimal("1204.50")), money(Decimal("-98.10"))) == ("£1,204.50", "-£98.10")


def test_also_fired_gives_the_names_of_the_rules_that_lost() -> None:
    words = said(**owes("5"), benefit_ends_on=date(2026, 12, 1))

    assert words.also_fired[0] == ("letter_1", "First letter")
