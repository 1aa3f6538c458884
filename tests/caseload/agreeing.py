"""The agreement page as tests fill it, on Monday 23 November 2026."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.test import Client

from caseload.agreements import asking
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household
from welfare.models import IncomeAndExpenditure
from welfare.rules.budget import HouseholdSize, Line


def filled(home: Household, **changed: Any) -> dict[str, Any]:
    """£104.50 rent and £9.00 a week towards £209.00, agreed with every tenant by telephone."""
    pk = home.account.pk
    usual = {
        "instalment_amount": "9.00",
        "frequency": "weekly",
        "first_due_on": "30 November 2026",
        "rent_amount": "104.50",
        "people": [person.pk for person in home.tenants],
        "explained_how": "telephone",
        "paid_by": "tenant",
        f"cover_{pk}": "on",
        f"arrears_{pk}": "209.00",
        f"place_{pk}": "1",
        "do": "agree",
    }
    given = usual | changed
    return {name: value for name, value in given.items() if value is not None}


def words(answer: HttpResponse) -> str:
    """A page with its marks, and one space where lines break."""
    return " ".join(answer.content.decode().split())


def agree(client: Client, home: Household, *, query: str = "", **changed: Any) -> HttpResponse:
    return client.post(f"/accounts/{home.account.pk}/agreement/{query}", filled(home, **changed))


def budget(home: Household, *, left: str) -> IncomeAndExpenditure:
    """Three questions answered so that this much a month is safe to offer; a tenth of what is available is kept."""
    rent = Decimal("452.83")  # 104.50 × 52 / 12
    kept = min(Decimal("20.00"), Decimal(left) / 9)
    income = rent + Decimal("500.00") + Decimal(left) + kept
    lines = [
        Line(category="quick_income", amount=income, frequency="monthly"),
        Line(category="quick_spending", amount=Decimal("500.00"), frequency="monthly"),
        Line(category="rent", amount=Decimal("104.50"), frequency="weekly"),
    ]
    return asking.keep(
        account=home.account,
        lines=lines,
        size=HouseholdSize(),
        quick=True,
        note="",
        signed_on=None,
        told_on=MONDAY,
        by=home.officer,
        on=MONDAY,
        at=NOON,
    )


def shown(client: Client, home: Household, query: str = "") -> Any:
    """The page as it is opened."""
    return client.get(f"/accounts/{home.account.pk}/agreement/{query}")
