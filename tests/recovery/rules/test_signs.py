"""Signs that arrears may come: each from its fact, none for a tenancy that ends."""

from datetime import date, timedelta
from typing import Any

import pytest

from recovery.rules.decide import decide
from recovery.rules.policy import default_policy
from recovery.rules.signs import Sign, signs
from tests.factories.facts import account_facts

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"benefit_ends_on": MONDAY + timedelta(days=20)}, Sign.BENEFIT_ENDING),
        ({"benefit_stopped_on": MONDAY - timedelta(days=2)}, Sign.BENEFIT_STOPPED),
        ({"debit_stopped_on": MONDAY - timedelta(days=2)}, Sign.DEBIT_STOPPED),
        ({"reversed_payment_on": MONDAY - timedelta(days=2)}, Sign.PAYMENT_RETURNED),
        ({"rent_rises_on": MONDAY + timedelta(days=28)}, Sign.RENT_RISE),
        ({"tenancy_started_on": MONDAY - timedelta(days=90)}, Sign.NEW_TENANCY),
    ],
)
def test_each_sign_is_seen_alone_and_not_on_a_tenancy_that_ends(facts: dict[str, Any], sign: Sign) -> None:
    assert signs(account_facts(**facts)) == [sign]
    assert signs(account_facts(**facts, tenancy_last_day=MONDAY + timedelta(days=7))) == []
    assert signs(account_facts(**facts, is_former=True)) == []


def test_a_tenancy_is_new_for_thirteen_weeks() -> None:
    assert signs(account_facts(tenancy_started_on=MONDAY - timedelta(days=91))) == []
    assert signs(account_facts()) == []


def test_the_figures_of_a_decision_name_the_signs_the_agreement_and_the_hold_only_where_there_are_any() -> None:
    plain = decide(account_facts(), default_policy()).figures
    assert not {"signs", "agreement", "held_until"} & plain.keys()

    told = decide(
        account_facts(
            reversed_payment_on=MONDAY, rent_rises_on=MONDAY, held_until=MONDAY + timedelta(days=3), held_why="benefit"
        ),
        default_policy(),
    ).figures
    assert told["signs"] == "payment_returned rent_rise"
    assert told["held_until"] == "2026-11-26"
