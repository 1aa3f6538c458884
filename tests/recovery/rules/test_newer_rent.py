"""What may be named where a moratorium or insolvency covers older debt (rulebook BS-4, INS-3, 6.1), sums by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recovery.rules import newer_rent, texts
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, AgreementState, TenantFacts
from recovery.rules.gates import Act, Level, account_gates, blocking, for_letter, for_text, gates_for
from recovery.rules.still_right import current_rent_not_asked, no_longer_right
from recovery.rules.wording_fields import FIELDS
from tests.factories.facts import account_facts, tenant_facts
from tests.factories.letters import letter

# £509.00 is owed; £400.00 of it was owed before the order of 9 November. One week of £104.50 and £4.50 fell due since.
FROZEN = Decimal("400.00")
SPLIT: dict[str, Any] = {
    "balance": Decimal("509.00"),
    "insolvency": "dro",
    "covered_debt": FROZEN,
    "covered_until": date(2026, 11, 8),
    "ledger_split": True,
}


def facts(**changes: Any) -> AccountFacts:
    return account_facts(**SPLIT | changes)


def tenant(**changes: Any) -> TenantFacts:
    return tenant_facts(**{"insolvency": "dro"} | changes)


def test_what_is_covered_newer_and_collectable_add_up_to_the_balance() -> None:
    """£509.00 = £400.00 covered + £109.00 newer; of that £9.00 is benefit to come, so £100.00 is asked for."""
    found = facts(benefit_due=Decimal("9.00"))

    assert newer_rent.newer_arrears(found) == Decimal("109.00")
    assert (found.technical_arrears, found.covered_arrears) == (Decimal("9.00"), Decimal("400.00"))
    assert found.collectable_arrears == Decimal("100.00")


def test_paid_below_the_covered_debt_nothing_newer_is_left() -> None:
    found = facts(balance=Decimal("350.00"))

    assert (found.covered_arrears, newer_rent.newer_arrears(found)) == (Decimal("350.00"), 0)
    assert found.collectable_arrears == 0


@pytest.mark.parametrize("kind", ["bankruptcy", "dro", "iva"])
@pytest.mark.parametrize("action", [Action.REMINDER, Action.LETTER_1, Action.LETTER_2, Action.PRE_NOTICE])
def test_once_the_ledger_is_split_an_insolvent_tenant_is_written_to_about_newer_rent(kind: str, action: Action) -> None:
    found, who = facts(insolvency=kind), tenant(insolvency=kind)

    assert for_letter(action=action, facts=found, tenant=who) == []
    assert for_text(chases=True, facts=found, tenant=who, escalates=True) == []
    [note] = gates_for(Act.LETTER, facts=found, tenant=who)
    assert note.level == Level.NOTE


@pytest.mark.parametrize("kind", ["bankruptcy", "dro", "iva"])
def test_until_then_nothing_that_chases_goes(kind: str) -> None:
    found, who = facts(insolvency=kind, ledger_split=False), tenant(insolvency=kind)

    [stop] = for_letter(action=Action.LETTER_1, facts=found, tenant=who)
    assert stop.level == Level.STOP
    assert blocking(for_text(chases=True, facts=found, tenant=who), reason_given="She asked")


def test_in_breathing_space_a_letter_that_chases_is_stopped_whatever_is_on_record() -> None:
    who = tenant(insolvency="", in_breathing_space=True)

    assert blocking(for_letter(action=Action.LETTER_1, facts=facts(in_breathing_space=True), tenant=who))
    assert for_letter(action=Action.CURRENT_RENT, facts=facts(in_breathing_space=True), tenant=who) == []


@pytest.mark.parametrize("action", [Action.AGREEMENT_SLIPPING, Action.AGREEMENT_BROKEN])
@pytest.mark.parametrize(
    ("made_on", "goes"),
    [
        pytest.param(date(2026, 11, 8), False, id="made before the split: its instalments are off frozen debt"),
        pytest.param(date(2026, 11, 9), True, id="made on its day, for newer rent"),
    ],
)
def test_an_agreement_for_frozen_debt_is_not_asked_for(action: Action, made_on: date, goes: bool) -> None:
    found = facts(agreement_id=1, agreement_made_on=made_on, agreement_state=AgreementState.BROKEN)

    assert (for_letter(action=action, facts=found, tenant=tenant()) == []) is goes
    assert (account_gates(action=action, facts=found) == []) is goes


# --------------------------------------------------------------------------------------------- what a letter shows


def newer(action: Action = Action.LETTER_1, **changes: Any) -> Any:
    """£509.00 less £400.00 covered, £9.00 of benefit to come: £109.00 fell due since, £100.00 is asked for."""
    sums = {
        "balance": Decimal("509.00"), "covered": FROZEN, "covered_until": date(2026, 11, 8),
        "technical": Decimal("9.00"), "collectable": Decimal("100.00"), "weeks_collectable": Decimal("0.96"),
    }  # fmt: skip
    return letter(action, **sums | changes)


def test_no_field_names_the_frozen_sum_or_the_whole_balance() -> None:
    for action in (Action.REMINDER, Action.LETTER_1, Action.PRE_NOTICE, Action.AGREEMENT_SLIPPING):
        written = newer(action)
        shown = {name: field.value(written) for name, field in FIELDS.items() if field.stands_in(action)}
        assert (shown["balance"], shown["to_pay"]) == ("£109.00", "£100.00")
        assert not any("509" in value or "400" in value for value in shown.values())
    assert "£100.00 is left to pay" in texts.says(newer(Action.REMINDER), discreet=False)


def test_a_letter_that_waits_goes_no_more_once_something_else_is_covered() -> None:
    waits = newer(technical=Decimal("0.00"), collectable=Decimal("109.00"))
    assert no_longer_right(waits, facts=facts()) == ""

    more = facts(covered_debt=Decimal("405.00"), covered_until=date(2026, 11, 15))
    assert "covers has changed" in no_longer_right(waits, facts=more)
    before = letter(balance=Decimal("509.00"), collectable=Decimal("509.00"))
    assert "covers has changed" in no_longer_right(before, facts=facts())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"in_breathing_space": True}, ""),
        ({}, "Nobody here is in breathing space"),
        ({"in_breathing_space": True, "kind": "garage"}, "no current rent of their home"),
        ({"in_breathing_space": True, "is_former": True}, "no current rent of their home"),
        ({"in_breathing_space": True, "weekly_charge": Decimal("0.00")}, "Nothing is charged"),
    ],
)
def test_the_locked_letter_fits_only_the_rent_of_a_home_in_breathing_space(changes: dict[str, Any], why: str) -> None:
    said = current_rent_not_asked(facts(**changes))

    assert why in said
    assert bool(said) == bool(why)


def test_it_waits_only_while_breathing_space_runs_and_the_rent_is_the_same() -> None:
    waits = letter(Action.CURRENT_RENT)  # £104.50 a week

    assert no_longer_right(waits, facts=facts(in_breathing_space=True)) == ""
    assert "usual letters may go" in no_longer_right(waits, facts=facts())
    dearer = facts(in_breathing_space=True, weekly_charge=Decimal("110.00"))
    assert "The rent has changed" in no_longer_right(waits, facts=dearer)


# ------------------------------------------------------------------------------------------- one's own words and calls


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("You owe £509.00 in all", "£509.00"),
        ("The £400 is not forgotten", "£400"),
        ("That makes £1,204.50", "£1,204.50"),
        ("£ 110 please", "£ 110"),
        ("£109.00 fell due since, and £104.50 falls due each week", ""),
        ("Please pay £50 on Friday", ""),
        ("Please call me", ""),
    ],
)
def test_words_to_an_insolvent_tenant_name_only_the_newer_sum(words: str, named: str) -> None:
    assert newer_rent.names_too_much(words, facts=facts(), tenant=tenant()) == named


@pytest.mark.parametrize(("words", "named"), [("£104.50 a week", ""), ("£104.51", "£104.51"), ("£109.00", "£109.00")])
def test_words_to_somebody_in_breathing_space_name_the_weeks_rent_at_most(words: str, named: str) -> None:
    who = tenant(insolvency="", in_breathing_space=True)

    assert newer_rent.names_too_much(words, facts=facts(in_breathing_space=True), tenant=who) == named


def test_where_nothing_is_covered_any_sum_may_be_named() -> None:
    assert newer_rent.names_too_much("£5,000.00", facts=account_facts(), tenant=tenant_facts()) == ""
    assert newer_rent.to_speak_of(account_facts(), tenant_facts()) == ""


def test_what_a_call_may_be_about_is_said_beside_the_number() -> None:
    assert newer_rent.to_speak_of(facts(), tenant()) == (
        "Speak only of what has fallen due after 8 November 2026: £109.00 is owed of that. Ask for nothing older."
    )
    resting = tenant(insolvency="", in_breathing_space=True)
    assert newer_rent.to_speak_of(facts(in_breathing_space=True), resting) == (
        "Ms Amina Yusuf is in breathing space: only the week’s rent, £104.50, may be spoken of."
    )
    unknown = replace(facts(), ledger_split=False, covered_debt=Decimal("0.00"), covered_until=None)
    assert "Which part of the debt is covered is not on record" in newer_rent.to_speak_of(unknown, tenant())
