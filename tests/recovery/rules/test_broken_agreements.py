"""After an agreement has broken: a warning first, then the ladder goes on from the step that was reached before it."""

from decimal import Decimal

import pytest

from recovery.rules.actions import Action
from recovery.rules.decide import decide
from recovery.rules.policy import default_policy
from tests.factories.facts import account_facts
from tests.recovery.rules.winning import BROKEN, ago

WARNED = BROKEN | {
    "balance": Decimal("900.00"), "agreement_letter_on": ago(20), "last_contact_on": ago(20), "called_on": ago(15),
    "stage_on": ago(90),
}  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "follows"),
    [
        pytest.param(1, Action.LETTER_1, id="a reminder went before it was agreed"),
        pytest.param(2, Action.LETTER_2, id="letter 1"),
        pytest.param(3, Action.PRE_NOTICE, id="letter 2"),
        pytest.param(4, Action.SERVE_NOTICE, id="the letter before notice"),
    ],
)
def test_once_it_was_warned_of_the_ladder_goes_on_at_the_next_rung(stage: int, follows: Action) -> None:
    assert decide(account_facts(**WARNED, stage=stage), default_policy()).action == follows


def test_until_then_the_warning_comes_first_whatever_rung_was_reached() -> None:
    unwarned = WARNED | {"agreement_letter_on": None}

    assert decide(account_facts(**unwarned, stage=4), default_policy()).action == Action.AGREEMENT_BROKEN
