"""The constraints on warrants and evictions, broken one by one in test_constraints.py."""

from collections.abc import Callable
from typing import Any

from legal.models import Eviction, WarrantRequest
from tests.constraints.breaking import DAY, NOW
from tests.constraints.court import order
from tests.factories.people import OfficerFactory


def warrant(r: Any, **known: Any) -> WarrantRequest:
    usual = {"made_by": r.officer, "made_at": NOW}
    return WarrantRequest.objects.create(**{"order": known.pop("order", None) or order(r), **usual, **known})


def eviction(r: Any, **known: Any) -> Eviction:
    usual = {"on": DAY, "made_by": r.officer, "made_at": NOW}
    return Eviction.objects.create(**{"order": known.pop("order", None) or order(r), **usual, **known})


def two_of_one_order(make: Callable[..., Any]) -> Callable[[Any], None]:
    def broken(r: Any) -> None:
        same = order(r)
        make(r, order=same)
        make(r, order=same)

    return broken


BREAKS: dict[str, Callable[[Any], Any]] = {
    "legal_warrant_one_open": two_of_one_order(warrant),
    "legal_warrant_approved": lambda r: warrant(r, state="approved", approved_by=r.officer, approved_at=NOW),
    "legal_warrant_issued": lambda r: warrant(r, state="issued", approved_by=OfficerFactory(), approved_at=NOW),
    "legal_eviction_one_live": two_of_one_order(eviction),
    "legal_eviction_ready": lambda r: eviction(r, state="ready", ready_by=r.officer, ready_at=NOW),
    "legal_eviction_stopped": lambda r: eviction(r, state="stopped"),
    "legal_eviction_outcome": lambda r: eviction(r, state="done", outcome="possession"),
}
