"""What a hearing came to: the order, costs, claim and next hearing that follow, saved once and taken back whole."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from legal import court
from legal.court import CannotRecord, Recorded, RecordedBefore
from legal.decided import Decided
from legal.models import ClaimCost, Hearing, OrderApplication, PossessionClaim, PossessionOrder
from legal.rules.outcomes import Outcome
from legal.rules.routes import Power
from tenancies.models import PendingPosting
from tests.factories.people import Household, OfficerFactory, household
from tests.legal.hearings import STEPS, TUESDAY, claimed, hearing_of, suspended
from tests.recovery.agreeing import beside

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    return household()


@pytest.fixture
def claim(home: Household) -> PossessionClaim:
    return claimed(home)


@pytest.fixture
def hearing(home: Household, claim: PossessionClaim) -> Hearing:
    return hearing_of(claim, by=home.officer.pk)


def record(hearing: Hearing, decided: Decided, home: Household, **known: Any) -> Recorded:
    usual: dict[str, Any] = {"power": Power.SECURE, "by": home.officer, "on": TUESDAY, "at": STEPS}
    return court.record(hearing, decided, **usual | known)


def test_a_suspended_order_stands_with_its_terms_and_the_claim_follows(home: Household, hearing: Hearing) -> None:
    made = record(hearing, suspended(), home).order

    assert made is not None
    assert (made.kind, made.status, made.made_on, made.possession_on) == (
        "suspended", "in_force", TUESDAY, date(2026, 12, 22),
    )  # fmt: skip
    assert (made.arrears, made.costs, made.instalment_amount) == (Decimal("209.00"), Decimal("415.00"), Decimal("5.00"))
    assert (made.frequency, made.first_due_on, made.rent_terms) == ("weekly", date(2026, 11, 30), "current_rent")
    hearing.refresh_from_db()
    assert hearing.outcome == "suspended"
    assert PossessionClaim.objects.get().status == "order_made"


def test_costs_claimed_are_awarded_and_asked_for_on_their_own_account(home: Household, hearing: Hearing) -> None:
    account = beside(home, kind="court_costs", owes="1.00")
    fee = ClaimCost.objects.create(
        claim=hearing.claim, kind="issue_fee", amount=Decimal("415.00"), on=date(2026, 9, 1), by=home.officer
    )

    record(hearing, suspended(), home)

    fee.refresh_from_db()
    assert (fee.state, fee.decided_on) == ("awarded", TUESDAY)
    posting = PendingPosting.objects.get()
    assert (posting.account, posting.kind, posting.amount) == (account, "court_costs", Decimal("415.00"))


def test_another_sum_of_costs_takes_the_place_of_what_was_claimed(home: Household, hearing: Hearing) -> None:
    ClaimCost.objects.create(claim=hearing.claim, kind="issue_fee", amount=415, on=date(2026, 9, 1), by=home.officer)

    record(hearing, suspended(costs=Decimal("200.00")), home)

    states = list(ClaimCost.objects.order_by("pk").values_list("state", "amount"))
    assert states == [("refused", Decimal("415.00")), ("awarded", Decimal("200.00"))]


def test_adjourned_to_a_date_makes_the_next_hearing(home: Household, hearing: Hearing) -> None:
    decided = Decided(
        outcome=Outcome.ADJOURNED_TO_DATE, key=uuid4(), hearing_on=date(2027, 1, 12), hearing_at=time(14, 0),
        cause="papers",
    )  # fmt: skip

    following = record(hearing, decided, home).following

    assert following is not None
    assert (following.on, following.at, following.kind) == (date(2027, 1, 12), time(14, 0), "adjourned")
    claim = PossessionClaim.objects.get()
    assert (claim.status, claim.hearing_on) == ("adjourned_to_date", date(2027, 1, 12))
    hearing.refresh_from_db()
    assert (hearing.why, hearing.our_fault) == ("Our papers were late or missing", True)


def test_adjourned_generally_runs_to_the_long_stop(home: Household, hearing: Hearing) -> None:
    record(hearing, Decided(outcome=Outcome.ADJOURNED_GENERALLY, key=uuid4()), home)

    assert PossessionClaim.objects.get().restore_by == date(2027, 11, 24)


WRONG = [
    pytest.param({"first_due_on": date(2026, 11, 23)}, "cannot be due before", id="the terms begin before the order"),
    pytest.param({"possession_on": date(2026, 11, 1)}, "cannot be before the order", id="possession before the order"),
    pytest.param({"outcome": Outcome.STRUCK_OUT}, "Choose why", id="no cause"),
    pytest.param(
        {"outcome": Outcome.ADJOURNED_TO_DATE, "hearing_on": date(2026, 11, 24)}, "must be after", id="the same day"
    ),
    pytest.param(
        {"outcome": Outcome.ADJOURNED_TO_DATE, "hearing_on": date(2026, 12, 25)}, "bank holiday", id="a bank holiday"
    ),
    pytest.param({"arrears": Decimal("-5.00")}, "Arrears: enter nothing or more", id="arrears below nothing"),
    pytest.param({"costs": Decimal("-5.00")}, "Costs: enter nothing or more", id="costs below nothing"),
    pytest.param({"possession_on": date(2062, 12, 22)}, "22 December 2062 .* check the year", id="a year mistyped"),
    pytest.param({"outcome": Outcome.REFUSED}, "Only an application", id="nothing was applied for"),
]


@pytest.mark.parametrize(("known", "says"), WRONG)
def test_what_cannot_be_is_refused_in_words(home: Household, hearing: Hearing, known: Any, says: str) -> None:
    with pytest.raises(CannotRecord, match=says):
        record(hearing, suspended(**known), home)

    assert not PossessionOrder.objects.exists()


def test_the_court_cannot_suspend_where_section_89_binds(home: Household, hearing: Hearing) -> None:
    with pytest.raises(CannotRecord, match="no power to suspend"):
        record(hearing, suspended(), home, power=Power.MANDATORY)


def test_possession_in_seven_weeks_is_too_late_where_section_89_binds(home: Household, hearing: Hearing) -> None:
    outright = suspended(
        outcome=Outcome.OUTRIGHT, possession_on=date(2027, 1, 12), instalment_amount=Decimal("0.00"), first_due_on=None
    )

    with pytest.raises(CannotRecord, match="5 January 2027 at most"):
        record(hearing, outright, home, power=Power.MANDATORY)


def test_the_same_key_saves_once_and_a_second_person_is_told_what_stands(home: Household, hearing: Hearing) -> None:
    decided = suspended()
    record(hearing, decided, home)

    assert record(hearing, decided, home).again
    with pytest.raises(RecordedBefore, match=r"Nadia Rahman has recorded .* Suspended possession order, possession on"):
        record(hearing, suspended(), home, by=OfficerFactory(name="Jo Hall"))
    assert PossessionOrder.objects.count() == 1


def test_a_hearing_of_the_housing_system_gets_its_row_with_the_outcome(home: Household, claim: PossessionClaim) -> None:
    alone = Hearing(tenancy=claim.tenancy, claim=claim, kind="first", on=TUESDAY, court=claim.court)

    made = record(alone, suspended(), home).hearing

    assert Hearing.objects.get() == made
    twin = Hearing(tenancy=claim.tenancy, claim=claim, kind="first", on=TUESDAY, court=claim.court)
    with pytest.raises(RecordedBefore):
        record(twin, suspended(), home)


def test_a_new_order_takes_the_place_of_the_old(home: Household, claim: PossessionClaim, hearing: Hearing) -> None:
    old = record(hearing, suspended(), home).order
    again = hearing_of(claim, by=home.officer.pk, kind="application", on=TUESDAY)
    application = OrderApplication.objects.create(
        order=old, kind="vary", by_tenant=True, received_on=TUESDAY, says="Less a week", hearing=again, by=home.officer
    )

    new = record(again, suspended(instalment_amount=Decimal("3.00")), home).order

    assert old is not None
    assert new is not None
    old.refresh_from_db()
    application.refresh_from_db()
    assert (old.status, new.replaces, application.outcome) == ("varied", old, "granted")


def test_taken_back_everything_is_as_it_was(home: Household, claim: PossessionClaim, hearing: Hearing) -> None:
    beside(home, kind="court_costs", owes="1.00")
    cost = ClaimCost.objects.create(claim=claim, kind="issue_fee", amount=415, on=date(2026, 9, 1), by=home.officer)
    record(hearing, suspended(), home)

    court.take_back(hearing, by=home.officer, on=TUESDAY)

    hearing.refresh_from_db()
    claim.refresh_from_db()
    cost.refresh_from_db()
    assert (hearing.outcome, hearing.outcome_key, hearing.terms) == ("", None, {})
    assert (claim.status, claim.hearing_on, claim.hearing_at) == ("listed", TUESDAY, time(10, 30))
    assert (cost.state, cost.posting) == ("claimed", None)
    assert PendingPosting.objects.get().state == "withdrawn"
    assert not PossessionOrder.objects.exists()
    assert record(hearing, suspended(), home).order is not None


def test_a_suspended_order_without_terms_is_recorded_with_the_courts_reason(home: Household, hearing: Hearing) -> None:
    """ORD-1."""
    bare = suspended(instalment_amount=Decimal("0.00"), frequency="", first_due_on=None)
    with pytest.raises(CannotRecord, match="If the court set none, write why"):
        record(hearing, bare, home)

    made = record(hearing, replace(bare, words="Exceptional hardship: he is dying"), home).order

    assert made is not None
    assert made.instalment_amount is None


def test_nothing_owed_and_a_credit_can_be_recorded(home: Household, hearing: Hearing) -> None:
    nothing = suspended(arrears=Decimal("0.00"), costs=Decimal("0.00"))

    made = record(hearing, nothing, home).order

    assert made is not None
    assert (made.arrears, made.costs) == (Decimal("0.00"), Decimal("0.00"))
