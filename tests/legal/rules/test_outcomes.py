"""What the court can order for which tenancy, and what an insolvency leaves of it."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from legal.rules import court_forms, insolvency, outcomes
from legal.rules.outcomes import Outcome
from legal.rules.routes import Power


@pytest.mark.parametrize("outcome", [Outcome.SUSPENDED, Outcome.POSTPONED])
@pytest.mark.parametrize("power", list(Power))
def test_only_a_court_with_discretion_suspends_or_postpones(outcome: Outcome, power: Power) -> None:
    """ORD-1, ORD-2, INT-8, MHA-2: no s.85 for introductory, demoted, notice to quit, Ground 8; a pitch is suspended."""
    refused = outcomes.cannot_be_made(outcome, power=power)

    pitch_postponed = power is Power.PITCH and outcome is Outcome.POSTPONED
    assert bool(refused) == (power is Power.MANDATORY or pitch_postponed)


@pytest.mark.parametrize("outcome", [o for o in Outcome if o not in outcomes.NEEDS_DISCRETION])
def test_every_other_outcome_can_be_recorded_for_a_mandatory_claim(outcome: Outcome) -> None:
    """ORD-3."""
    assert outcomes.cannot_be_made(outcome, power=Power.MANDATORY) == ""


def test_an_application_alone_is_refused() -> None:
    assert Outcome.REFUSED not in outcomes.open_outcomes(power=Power.SECURE)
    assert Outcome.REFUSED in outcomes.open_outcomes(power=Power.SECURE, application=True)
    assert len(outcomes.open_outcomes(power=Power.SECURE)) == 12
    assert len(outcomes.open_outcomes(power=Power.MANDATORY)) == 10


def test_every_outcome_has_words_and_its_fields() -> None:
    assert set(outcomes.LABELS) == set(outcomes.NEEDS) == set(Outcome)


@pytest.mark.parametrize("kind", ["bankruptcy", "dro"])
def test_insolvency_bars_a_money_judgment_and_terms_on_the_arrears(kind: str) -> None:
    """INS-1: Sharples."""
    assert outcomes.cannot_be_made(Outcome.MONEY_ONLY, power=Power.SECURE, insolvency=kind)
    assert insolvency.terms_refused(kind, instalment=Decimal("5.00"))
    assert insolvency.terms_refused(kind, instalment=Decimal("0.00")) == ""


def test_a_claim_adjourned_generally_has_twelve_months() -> None:
    """ORD-3."""
    assert outcomes.restore_by(adjourned_on=date(2026, 11, 4)).answer == date(2027, 11, 4)


def test_a_postponed_order_gets_its_date_fourteen_days_to_three_months_after_the_letter() -> None:
    """ORD-13: a letter of 30 November 2026; February has no 30th."""
    first, last = outcomes.date_may_be_asked(letter_on=date(2026, 11, 30))

    assert (first.answer, last.answer) == (date(2026, 12, 14), date(2027, 2, 28))


def test_suspension_needs_terms_unless_that_would_be_hardship() -> None:
    """ORD-1."""
    lacks = partial(
        outcomes.terms_missing, Outcome.SUSPENDED, power=Power.SECURE, arrears=Decimal("209.00"), has_terms=False,
        reason="",
    )  # fmt: skip

    assert lacks().startswith("Enter the terms of the order.")
    assert lacks(has_terms=True) == lacks(arrears=Decimal("0.00")) == lacks(power=Power.PITCH) == ""
    assert lacks(reason="Exceptional hardship: he is dying") == ""
    assert (
        outcomes.terms_missing(
            Outcome.OUTRIGHT, power=Power.SECURE, arrears=Decimal("209.00"), has_terms=False, reason=""
        )
        == ""
    )


def test_terms_that_end_before_they_start_are_refused() -> None:
    """ORD-4."""
    made = date(2026, 11, 4)

    assert outcomes.terms_obstacles(made_on=made, first_due_on=date(2026, 11, 9), possession_on=date(2026, 12, 2)) == []
    assert outcomes.terms_obstacles(made_on=made, first_due_on=date(2026, 11, 3), possession_on=date(2026, 11, 3)) == [
        "The first payment cannot be due before the order was made.",
        "The date for possession cannot be before the order was made.",
    ]
    assert outcomes.terms_obstacles(
        made_on=made, first_due_on=date(2026, 11, 9), possession_on=None, ends_on=date(2026, 11, 8)
    ) == ["The terms end before they start: check the two days."]


@pytest.mark.parametrize(
    ("stage", "kind", "expected"),
    [
        ("issue", "", ["N5", "N119"]),
        ("served", "", ["N11R", "N7A", "N215"]),
        ("warrant", "outright", ["N325"]),
        ("warrant", "suspended", ["N325A"]),
        ("order", "outright", ["N26"]),
        ("order", "suspended", ["N28"]),
        ("order", "postponed", ["N28A"]),
        ("eviction", "", ["N54"]),
        ("application", "", ["N244"]),
    ],
)
def test_each_stage_has_its_forms(stage: str, kind: str, expected: list[str]) -> None:
    """4.2, ORD-4, ORD-8, ORD-9."""
    assert court_forms.forms(stage, order_kind=kind) == expected


def test_online_the_claim_form_is_keyed_not_printed() -> None:
    assert court_forms.forms("issue", route="pcol") == []
