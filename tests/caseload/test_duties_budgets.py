"""Duties of income officers that the income and expenditure form makes true."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import Role
from tests.caseload.agreeing import words
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import words_of
from tests.factories.people import Household, OfficerFactory
from welfare import budgets
from welfare.models import IncomeAndExpenditure, SpendingGuideline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def told(**changed: Any) -> dict[str, Any]:
    return {
        "on": "23 November 2026",
        "adults": "1",
        "earnings_amount": "300.00",
        "earnings_every": "weekly",
        "earnings_shown": "Wage slip",
        "rent_amount": "104.50",
        "rent_every": "weekly",
        "food_amount": "90.00",
        "food_every": "weekly",
        **changed,
    }


def test_s3_21_the_form_keeps_its_lines_evidence_and_signature_and_prints_with_exact_totals(
    client: Client, home: Household
) -> None:
    address = f"/accounts/{home.account.pk}/budget"
    client.post(f"{address}/", told(signed_on="23 November 2026"))
    kept = IncomeAndExpenditure.objects.get()
    text = words_of(client.get(f"{address}.pdf").content)
    blank = words_of(client.get(f"{address}.pdf?blank=1&large=1").content)

    figures = budgets.figures_of(kept)
    assert kept.signed_on == MONDAY
    assert kept.lines.get(category="earnings").evidence == "Wage slip"
    # 1,300.00 in; 452.83 and 390.00 out; 20.00 kept
    assert (figures.income, figures.spending, figures.safe) == (
        Decimal("1300.00"),
        Decimal("842.83"),
        Decimal("437.17"),
    )
    assert "Safe to offer towards arrears, a month £437.17" in text
    assert "£300.00 a week, wage slip £1,300.00" in text
    assert "Food and housekeeping £ week / 2 weeks" in blank
    assert "Signed" in blank


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"food_amount": "-5"}, "Food and housekeeping: enter what is paid, £0.00 or more."),
        ({"food_amount": "lots"}, "Food and housekeeping: enter pounds and pence, such as 12.50."),
        ({"earnings_amount": ""}, "Enter what comes in. If nothing does, look at benefits first"),
        ({"food_note": "n" * 201}, "Write no more than 200 characters."),
        ({"adults": "0"}, "At least one adult lives there."),
        ({"on": "24 November 2026"}, "The day must be today or earlier."),
    ],
)
def test_s4_17_nonsense_is_refused_in_words_and_nothing_typed_is_lost(
    client: Client, home: Household, changed: dict[str, str], said: str
) -> None:
    answer = client.post(f"/accounts/{home.account.pk}/budget/", told(note="Two jobs", **changed))

    assert answer.status_code == 422
    assert said in words(answer)
    assert "Two jobs" in words(answer)
    assert not IncomeAndExpenditure.objects.exists()


def test_s3_21_spending_above_the_guideline_that_the_council_entered_needs_a_note(
    client: Client, home: Household
) -> None:
    administrator = OfficerFactory(username="admin1", role=Role.ADMINISTRATOR)
    sign_in(client, administrator)
    client.post(reverse("guidelines"), {"from_on": "6 April 2026", "food-adult": "300.00"})
    sign_in(client, home.officer)

    refused = client.post(f"/accounts/{home.account.pk}/budget/", told())
    client.post(f"/accounts/{home.account.pk}/budget/", told(food_note="Diabetic diet"))

    assert SpendingGuideline.objects.get().monthly == Decimal("300.00")
    assert "Food and housekeeping comes to £390.00 a month, above the guideline of £300.00" in words(refused)
    assert IncomeAndExpenditure.objects.get().lines.get(category="food").note == "Diabetic diet"


def test_s3_02_what_a_tenant_can_afford_is_stored_before_the_tenancy_starts(client: Client) -> None:
    home = owing(tenancy__starts_on=date(2026, 12, 7))
    sign_in(client, home.officer)

    client.post(
        f"/accounts/{home.account.pk}/budget/?quick=1",
        {"on": "23 November 2026", "adults": "1", "quick_income_amount": "900.00", "quick_spending_amount": "300.00"},
    )

    kept = IncomeAndExpenditure.objects.get()
    assert kept.on < home.account.tenancy.starts_on
    # The rent to come is counted though it was left empty: 900.00 less 300.00 and 452.83, less a tenth of the 147.17.
    assert budgets.figures_of(kept).safe == Decimal("132.45")
