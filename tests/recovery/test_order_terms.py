"""What is short of a court order's terms (rulebook ORD-5): £5.00 a week and current rent of £104.50 a week.

Monday is 23 November 2026; the order was made 30 days before, and its first payment was due on 9 November.
"""

from datetime import date
from decimal import Decimal

import pytest

from legal.models import PossessionClaim, PossessionOrder
from tenancies.models import ChargeRate, RentYear
from tests.factories.people import Household, household
from tests.recovery.rows import MONDAY, ago, facts, post

pytestmark = pytest.mark.django_db


def ordered(**known: object) -> Household:
    home = household(on=ago(60), owes=Decimal("500.00"))
    claim = PossessionClaim.objects.create(
        tenancy=home.account.tenancy, route="pcol", issued_on=ago(50), arrears_at_issue=500, status="order_made"
    )
    usual = {
        "made_on": ago(30), "kind": "suspended", "arrears": 500, "costs": 404, "rent_terms": "current_rent",
        "instalment_amount": 5, "frequency": "weekly", "first_due_on": ago(14), "status": "in_force",
    }  # fmt: skip
    PossessionOrder.objects.create(claim=claim, **{**usual, **known})
    return home


def test_a_payment_from_before_the_order_that_is_reversed_after_it_was_never_counted() -> None:
    home = ordered()
    before = post(home, "payment", "-80.00", ago(31))
    post(home, "reversal", "80.00", ago(10), reverses=before)
    after = post(home, "payment", "-100.00", ago(12))
    post(home, "reversal", "100.00", ago(9), reverses=after)
    post(home, "payment", "-109.50", ago(8))

    # Due 9, 16 and 23 November: 3 × (£104.50 + £5.00) = £328.50. Of what came after the order, £109.50 stands.
    assert facts(home).order_shortfall == Decimal("219.00")


def test_money_dated_after_the_day_has_not_come_yet() -> None:
    home = ordered()
    post(home, "payment", "-50.00", date(2026, 11, 24), posted_on=MONDAY)

    assert facts(home).order_shortfall == Decimal("328.50")


def test_no_rent_falls_due_in_a_rent_free_week() -> None:
    RentYear.objects.create(starts_on=date(2026, 4, 6), weeks=52, charge_weeks=51, rent_free_weeks=["2026-11-16"])

    # Two weeks' rent, £209.00, and three instalments, £15.00.
    assert facts(ordered()).order_shortfall == Decimal("224.00")


def test_each_weeks_rent_is_what_was_charged_then() -> None:
    home = ordered()
    ChargeRate.objects.update(last_day=ago(8))
    ChargeRate.objects.create(
        account=home.account, kind="net_rent", weekly_amount=110, from_on=ago(7), benefit_eligible=True
    )

    # 9 November £104.50; 16 and 23 November £110.00 each: £324.50, and three instalments, £15.00.
    assert facts(home).order_shortfall == Decimal("339.50")


def test_a_monthly_order_asks_for_the_rent_of_a_month() -> None:
    # £104.50 × 52 / 12 = £452.83 once, on 9 November, and £20.00.
    home = ordered(frequency="monthly", instalment_amount=20)

    assert facts(home).order_shortfall == Decimal("472.83")


def test_a_monthly_order_asks_for_no_rent_of_free_weeks() -> None:
    """Rulebook R-3."""
    RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )

    # £104.50 × 50 / 12 = £435.42 once, on 9 November, and £20.00.
    assert facts(ordered(frequency="monthly", instalment_amount=20)).order_shortfall == Decimal("455.42")


def test_an_order_of_an_instalment_alone_asks_for_no_rent() -> None:
    assert facts(ordered(rent_terms="none")).order_shortfall == Decimal("15.00")
