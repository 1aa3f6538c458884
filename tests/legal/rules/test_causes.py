"""Why hearings are lost or put off (rulebook ORD-3)."""

import pytest

from legal.rules.causes import ASKED, CAUSES, MAY_HAVE, cause_missing
from legal.rules.outcomes import NEEDS, Outcome


@pytest.mark.parametrize("outcome", sorted(ASKED))
def test_what_ends_or_stops_a_claim_has_a_cause(outcome: Outcome) -> None:
    assert "cause" in NEEDS[outcome]
    assert cause_missing(outcome, "").startswith(f"Choose why it was {outcome.label.lower()}")
    assert cause_missing(outcome, "papers") == ""


def test_an_adjournment_may_have_one_and_a_made_up_one_is_refused() -> None:
    assert Outcome.ADJOURNED_TO_DATE in MAY_HAVE
    assert cause_missing(Outcome.ADJOURNED_TO_DATE, "") == ""
    assert cause_missing(Outcome.ADJOURNED_TO_DATE, "weather") == "Choose the reason from those shown."


def test_what_we_did_is_told_apart_from_what_others_did() -> None:
    ours = {code for code, cause in CAUSES.items() if cause.ours}
    assert ours == {"papers", "figures", "protocol", "notice", "nobody_came"}
