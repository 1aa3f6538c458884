"""How old a former tenant's debt is: what may still be claimed, and until when (rulebook 11)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from legal.debt_age import DebtAge, age_of
from legal.models import PossessionOrder
from recovery.account_facts import of_account
from staff.models import Role
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory, household
from tests.legal.bundling import posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
ENDED = date(2020, 12, 6)
HUNDRED = "100.00"


def former(**tenancy: Any) -> Household:
    """Charged £100.00 on three Mondays of 2020; £50.00 came in later. The tenancy ended on Sunday 6 December 2020."""
    home = household(
        owes=Decimal(HUNDRED),
        on=date(2020, 11, 16),
        tenancy__last_day=ENDED,
        tenancy__end_reason="abandoned",
        **tenancy,
    )
    posted(home, HUNDRED, "rent_debit", date(2020, 11, 23))
    posted(home, HUNDRED, "rent_debit", date(2020, 11, 30))
    posted(home, "-50.00", "payment", date(2021, 3, 1))
    return home


def age(home: Household) -> DebtAge:
    found = age_of(home.account, facts=of_account(home.account, as_of=MONDAY))
    assert found is not None
    return found


def test_each_charge_may_be_claimed_for_six_years_and_a_payment_went_to_the_oldest() -> None:
    """LIM-1, LIM-2, APP-1: on 23 November 2026 the first charge is barred, and the second is on its last day."""
    found = age(former())

    assert (found.claimable, found.barred) == (Decimal("200.00"), Decimal("50.00"))
    assert (found.oldest, found.newest) == (MONDAY, date(2026, 11, 30))


def test_a_charge_that_was_taken_back_is_not_owed() -> None:
    home = former()
    wrong = posted(home, HUNDRED, "rent_debit", date(2020, 12, 1))
    posted(home, "-100.00", "reversal", date(2020, 12, 2), reverses=wrong)

    assert age(home).newest == date(2026, 11, 30)


def test_a_sum_brought_over_is_no_younger_than_the_end_of_the_tenancy() -> None:
    home = household(
        owes=Decimal("0.01"), on=date(2020, 11, 16), tenancy__last_day=ENDED, tenancy__end_reason="abandoned"
    )
    posted(home, HUNDRED, "opening_balance", date(2023, 12, 3))

    found = age(home)

    assert found.in_one_sum
    assert found.newest == date(2026, 12, 6)


def test_a_judgment_has_its_own_six_years_up_to_its_sum() -> None:
    """LIM-4: an order of 1 December 2020 for £100.00 covers the newest charge before it."""
    home = former()
    claim = home.account.tenancy.claims.create(route="pcol", issued_on=date(2020, 10, 5), arrears_at_issue=100)
    PossessionOrder.objects.create(
        claim=claim, made_on=date(2020, 12, 1), kind="outright", arrears=100, status="executed"
    )

    found = age(home)

    assert found.judged_on == date(2020, 12, 1)
    assert (found.claimable, found.oldest, found.newest) == (Decimal("200.00"), MONDAY, date(2026, 12, 1))


@pytest.mark.parametrize("last_day", [None, ENDED])
def test_a_running_tenancy_and_a_clear_account_have_none(last_day: date | None) -> None:
    home = household(
        owes=Decimal(HUNDRED),
        on=date(2020, 11, 16),
        tenancy__last_day=last_day,
        tenancy__end_reason="abandoned" if last_day else "",
    )
    if last_day:
        posted(home, "-100.00", "payment", date(2021, 3, 1))

    assert age_of(home.account, facts=of_account(home.account, as_of=MONDAY)) is None


def test_the_account_says_how_old_the_debt_is(client: Client) -> None:
    home = former()
    sign_in(client, OfficerFactory(role=Role.INCOME_ADVISOR))

    page = text(client.get(reverse("account", args=[home.account.pk])))

    assert "£200.00 may be claimed: the oldest of it until 23 November 2026, the newest until 30 November 2026" in page
    assert "£50.00 is barred by its age: nobody is asked for it." in page
    assert "The family owes nothing" not in page
