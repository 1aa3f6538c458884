"""Warrants and evictions: who may. Legal, finance and audit read."""

from datetime import UTC, date, datetime

from legal.models import Eviction, PossessionClaim, PossessionOrder, WarrantRequest
from staff.models import User
from tenancies.models import RentAccount
from tests.caseload.who_may.roles import CASES, READ, WORK
from tests.legal.enforcing import ANSWERS

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

EVICTION_PAGES: dict[str, tuple[str, str]] = {
    "warrant": (READ, ""),
    "warrant_act": ("", WORK),
    "warrant_paper": (READ, ""),
    "book_eviction": (READ, WORK),
    "evictions": (CASES, ""),
    "eviction": (READ, ""),
    "eviction_act": ("", WORK),
    "eviction_day": (READ, WORK),
    "eviction_pack": (READ, ""),
    "eviction_letter": (READ, ""),
}
SAME_EVICTION = dict.fromkeys(["eviction_act", "eviction_day", "eviction_pack", "eviction_letter"], "eviction")


def evictions_of(account: RentAccount, officer: User) -> dict[str, int]:
    """A warrant that is being prepared, and an eviction on Monday 7 December."""
    claim = PossessionClaim.objects.create(
        tenancy=account.tenancy, route="paper", claim_number="K3ZZ010", issued_on=date(2026, 2, 2),
        arrears_at_issue=500, status="order_made",
    )  # fmt: skip
    order = PossessionOrder.objects.create(
        claim=claim, made_on=date(2026, 7, 1), kind="outright", possession_on=date(2026, 7, 29), status="in_force"
    )
    WarrantRequest.objects.create(order=order, made_by=officer, made_at=NOW, risks=ANSWERS)
    eviction = Eviction.objects.create(order=order, on=date(2026, 12, 7), made_by=officer, made_at=NOW)
    return {"eviction": eviction.pk}
