"""A claim and an order of the Monday."""

from typing import Any

from legal.models import PossessionClaim, PossessionOrder
from tests.caseload.desk import MONDAY
from tests.factories.people import Household


def claim(home: Household, **known: Any) -> PossessionClaim:
    usual: dict[str, Any] = {"route": "pcol", "issued_on": MONDAY, "arrears_at_issue": 900, "status": "issued"}
    return PossessionClaim.objects.create(tenancy=home.account.tenancy, **usual | known)


def order(home: Household, **known: Any) -> PossessionOrder:
    usual: dict[str, Any] = {"made_on": MONDAY, "kind": "outright", "status": "in_force"}
    return PossessionOrder.objects.create(claim=claim(home, status="order_made"), **usual | known)
