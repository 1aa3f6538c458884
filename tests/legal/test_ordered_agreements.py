"""The agreement that a court ordered, on the order's terms and linked to it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from legal.agreements import agree_as_ordered
from legal.models import PossessionClaim, PossessionOrder
from recovery import agreements
from recovery.account_facts import of_account
from recovery.agreements import CannotAgree
from recovery.models import RepaymentAgreement
from recovery.rules.facts import AgreementState
from tests.factories.people import Household, household
from tests.recovery.agreeing import MONDAY, NOON, beside, given, terms

pytestmark = pytest.mark.django_db


def ordered(home: Household, **known: Any) -> PossessionOrder:
    """Current rent and £5.00 a week from 16 November 2026, made on the 9th."""
    claim = PossessionClaim.objects.create(
        tenancy=home.account.tenancy, route="pcol", issued_on=date(2026, 9, 1), arrears_at_issue=500,
        status="order_made",
    )  # fmt: skip
    usual: dict[str, Any] = {
        "made_on": date(2026, 11, 9), "kind": "suspended", "arrears": 209, "costs": 404, "rent_terms": "current_rent",
        "instalment_amount": 5, "frequency": "weekly", "first_due_on": date(2026, 11, 16), "status": "in_force",
    }  # fmt: skip
    return PossessionOrder.objects.create(claim=claim, **usual | known)


def agree(home: Household, order: PossessionOrder, **known: Any) -> RepaymentAgreement:
    usual: dict[str, Any] = {
        "covers": [(home.account, Decimal("209.00"))], "rent_share": Decimal("104.50"), "people": home.tenants,
        "facts": of_account(home.account, as_of=MONDAY), "by": home.officer, "on": MONDAY, "at": NOON,
    }  # fmt: skip
    return agree_as_ordered(order, **usual | known)


def test_it_runs_from_the_day_of_the_order_over_rent_and_costs() -> None:
    home = household()
    costs = beside(home, kind="court_costs", owes="404.00")
    order = ordered(home)

    made = agree(home, order, covers=[(home.account, Decimal("209.00")), (costs, Decimal("404.00"))])

    order.refresh_from_db()
    assert order.agreement == made
    assert (made.kind, made.explained_how, made.made_on, made.opening_arrears) == (
        "court", "court", date(2026, 11, 9), Decimal("613.00"),
    )  # fmt: skip
    # £613.00 at £5.00: 122 instalments are £610.00, the 123rd is £3.00.
    assert made.instalments.count() == 123
    # £109.50 fell due on 16 November and nothing came: its grace ended on the 19th.
    for account in (home.account, costs):
        found = of_account(account, as_of=MONDAY)
        assert (found.agreement_state, found.agreement_shortfall) == (AgreementState.SLIPPING, Decimal("109.50"))


def test_where_no_rent_was_ordered_none_is_due() -> None:
    home = household()

    made = agree(home, ordered(home, rent_terms="none"))

    assert set(made.instalments.values_list("rent_amount", flat=True)) == {Decimal("0.00")}


def test_what_the_court_ordered_is_agreed_also_where_it_takes_more_than_ten_years() -> None:
    """£3,000.00 at £3.70 a week: 811 Mondays, fifteen and a half years; an officer's own plan may take ten."""
    home = household(owes=Decimal("3000.00"))
    order = ordered(home, arrears=3000, costs=0, instalment_amount=Decimal("3.70"))

    made = agree(home, order, covers=[(home.account, Decimal("3000.00"))])

    assert made.instalments.count() == 811
    last = made.instalments.get(number=811)
    # 810 × £3.70 are £2,997.00.
    assert (last.due_on, last.arrears_amount) == (date(2042, 5, 26), Decimal("3.00"))


@pytest.mark.parametrize(
    ("known", "says"),
    [
        pytest.param({"status": "discharged"}, "no longer in force", id="discharged"),
        pytest.param({"instalment_amount": None}, "no terms to keep", id="no instalment"),
        pytest.param({"first_due_on": None}, "no terms to keep", id="no first day"),
    ],
)
def test_an_order_without_terms_in_force_has_no_agreement(known: dict[str, Any], says: str) -> None:
    home = household()

    with pytest.raises(CannotAgree, match=says):
        agree(home, ordered(home, **known))


def test_an_order_has_one_agreement_and_only_the_court_changes_it() -> None:
    home = household()
    order = ordered(home)
    made = agree(home, order)

    with pytest.raises(CannotAgree, match="has its agreement already"):
        agree(home, order)
    with pytest.raises(CannotAgree, match="record its new order"):
        agreements.vary(made, **given(home, terms()), why="They asked")
