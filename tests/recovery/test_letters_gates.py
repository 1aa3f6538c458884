"""Who may be written to and called: each cell of the table of flags, with facts made by hand."""

from datetime import date

import pytest

from recovery.rules.actions import Action
from recovery.rules.gates import Refused, blocking, for_call, for_letter
from recovery.rules.letters import KINDS
from tests.factories.facts import account_facts, tenant_facts

LETTERS = [action for action in Action if action.channel == "letter" and action.chases]


def stops(action: Action = Action.LETTER_1, *, reason_given: str = "", account=None, tenant=None) -> list[str]:
    gates = for_letter(action=action, facts=account_facts(**account or {}), tenant=tenant_facts(**tenant or {}))
    return [gate.flag for gate in blocking(gates, reason_given=reason_given)]


def test_every_letter_of_the_policy_has_its_wording() -> None:
    assert set(KINDS) == {action for action in Action if action.channel == "letter"}


@pytest.mark.parametrize("action", LETTERS)
def test_a_letter_may_go_where_nothing_stands_in_the_way(action: Action) -> None:
    assert stops(action) == []


@pytest.mark.parametrize("action", LETTERS)
@pytest.mark.parametrize(
    ("tenant", "flag"),
    [
        pytest.param({"died_on": date(2026, 10, 1)}, "deceased", id="dead"),
        pytest.param({"in_crisis": True}, "crisis", id="in crisis"),
        pytest.param({"in_breathing_space": True}, "breathing_space", id="in breathing space"),
        pytest.param({"insolvency": "bankruptcy"}, "insolvency", id="bankrupt"),
        pytest.param({"insolvency": "dro"}, "insolvency", id="debt relief order"),
        pytest.param({"insolvency": "iva"}, "iva_not_advised", id="voluntary arrangement"),
        pytest.param({"letter_unsafe": True}, "safe_contact", id="letters unsafe"),
        pytest.param({"must_trace": True, "address_lines": ()}, "trace", id="moved away, no address"),
        pytest.param({"address_lines": ()}, "trace", id="no address at all"),
        pytest.param({"format_needed": "braille"}, "format", id="needs Braille"),
        pytest.param({"format_needed": "translation"}, "format", id="needs a translation"),
        pytest.param({"format_needed": "easy_read"}, "format", id="needs easy read"),
    ],
)
def test_no_letter_goes_to_a_tenant_whatever_the_reason(action: Action, tenant: dict, flag: str) -> None:
    assert stops(action, tenant=tenant, reason_given="My manager agrees") == [flag]


@pytest.mark.parametrize(
    ("account", "flag"),
    [
        pytest.param({"in_crisis": True}, "crisis", id="crisis"),
        pytest.param(
            {"balance_mismatch": True}, "balance_mismatch", id="the balance differs from the housing system's"
        ),
        pytest.param({"held_until": date(2026, 12, 1), "held_why": "Waiting for benefit"}, "held", id="held"),
    ],
)
def test_no_letter_goes_about_an_account_whatever_the_reason(account: dict, flag: str) -> None:
    assert stops(account=account, reason_given="My manager agrees") == [flag]


def test_a_letter_about_a_disputed_balance_needs_a_reason() -> None:
    assert stops(account={"disputed": True}) == ["disputed"]
    assert stops(account={"disputed": True}, reason_given="   ") == ["disputed"]
    assert stops(account={"disputed": True}, reason_given="The dispute was answered today") == []


def test_a_letter_to_somebody_whose_capacity_is_in_doubt_needs_a_reason() -> None:
    assert stops(tenant={"capacity_in_doubt": True}) == ["capacity"]
    assert stops(tenant={"capacity_in_doubt": True}, reason_given="Her social worker asked for it") == []


@pytest.mark.parametrize(
    "tenant",
    [
        pytest.param({"format_needed": "large_print"}, id="large print is printed here"),
        pytest.param({"capacity_in_doubt": True, "has_appointee": True}, id="an appointee acts for them"),
        pytest.param({"phone_unsafe": True}, id="only the telephone is unsafe"),
    ],
)
def test_a_letter_may_go_to_a_tenant(tenant: dict) -> None:
    assert stops(tenant=tenant) == []


def test_a_refusal_says_why_until_when_and_what_may_be_done_instead() -> None:
    tenant = tenant_facts(in_breathing_space=True, breathing_space_until=date(2027, 3, 14))

    refusal = Refused(for_letter(action=Action.LETTER_1, facts=account_facts(), tenant=tenant))

    assert str(refusal) == (
        "Ms Amina Yusuf is in breathing space until 14 March 2027. You may write to the debt adviser. "
        "You may ask for the current rent alone, never for arrears."
    )


@pytest.mark.parametrize(
    ("tenant", "account", "flag"),
    [
        pytest.param({"in_breathing_space": True}, {}, "breathing_space", id="in breathing space"),
        pytest.param({"in_crisis": True}, {}, "crisis", id="in crisis"),
        pytest.param({}, {"in_crisis": True}, "crisis", id="crisis on the account"),
    ],
)
def test_a_call_needs_a_note_of_what_it_was_about(tenant: dict, account: dict, flag: str) -> None:
    gates = for_call(facts=account_facts(**account), tenant=tenant_facts(**tenant))

    assert [gate.flag for gate in blocking(gates)] == [flag]
    assert blocking(gates, reason_given="Only about this week's rent") == []


def test_nobody_is_called_for_whom_calls_are_unsafe() -> None:
    gates = for_call(facts=account_facts(), tenant=tenant_facts(phone_unsafe=True))

    assert [gate.flag for gate in blocking(gates, reason_given="It is urgent")] == ["safe_contact"]


def test_nobody_calls_the_number_of_who_has_died() -> None:
    gates = for_call(facts=account_facts(), tenant=tenant_facts(died_on=date(2026, 10, 1)))

    assert [gate.flag for gate in blocking(gates, reason_given="Her son answers")] == ["deceased"]
