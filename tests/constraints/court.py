"""How each constraint of hearings, orders and applications is broken; gathered in test_constraints.py."""

from collections.abc import Callable
from datetime import date
from typing import Any

from legal.models import Hearing, OrderApplication, PossessionClaim, PossessionOrder
from tests.constraints.breaking import DAY, NOW, twice

BEFORE = date(2026, 11, 1)


def claim(r: Any) -> PossessionClaim:
    return PossessionClaim.objects.create(
        tenancy=r.tenancy, route="pcol", issued_on=BEFORE, arrears_at_issue=500, status="order_made"
    )


def hearing(r: Any, **known: Any) -> Hearing:
    usual = {"tenancy": r.tenancy, "kind": "first", "on": DAY, "made_by": r.officer, "made_at": NOW}
    return Hearing.objects.create(**usual | known)


def order(r: Any, **known: Any) -> PossessionOrder:
    usual = {"claim": claim(r), "made_on": DAY, "kind": "suspended", "status": "in_force", "made_by": r.officer}
    return PossessionOrder.objects.create(**usual | known)


def application(r: Any, **known: Any) -> OrderApplication:
    usual = {"kind": "stay", "by_tenant": True, "received_on": DAY, "says": "Time to pay", "by": r.officer}
    return OrderApplication.objects.create(**usual | known)


def heard_twice(r: Any) -> None:
    here = claim(r)
    twice(lambda: hearing(r, claim=here))


def restored_twice(r: Any) -> None:
    here = claim(r)
    twice(lambda: application(r, claim=here, kind="restore"))


def asked_twice(r: Any) -> None:
    one = order(r)
    twice(lambda: application(r, order=one))


BREAKS: dict[str, Callable[[Any], object]] = {
    "legal_hearing_outcome": lambda r: hearing(r, outcome="stayed"),
    "legal_hearing_once": heard_twice,
    "legal_order_terms_in_order": lambda r: order(r, first_due_on=BEFORE),
    "legal_order_possession_after": lambda r: order(r, possession_on=BEFORE),
    "legal_application_decided": lambda r: application(r, order=order(r), outcome="granted"),
    "legal_application_one_open": asked_twice,
    "legal_restore_one_open": restored_twice,
    "legal_application_of_one": lambda r: application(r, order=order(r), kind="restore"),
}
