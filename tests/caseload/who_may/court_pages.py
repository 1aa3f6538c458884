"""Court day, orders, and what a device sends: who may."""

from datetime import UTC, date, datetime

from legal.models import Hearing, PossessionClaim, PossessionOrder
from staff.models import User
from tenancies.models import RentAccount
from tests.caseload.who_may.roles import CASES, EVERYBODY, READ, WORK

DAY = date(2026, 11, 23)

COURT_PAGES: dict[str, tuple[str, str]] = {
    "court_day": (CASES, ""),
    "court_day_on": (CASES, ""),
    "court_set": (CASES, ""),
    "court_hearing": (READ, WORK),
    "court_speaks": ("", WORK),
    "court_brief": (READ, ""),
    "broken_orders": (CASES, ""),
    "court_order": (READ, ""),
    "end_order": ("", WORK),
    "warn_order": ("", WORK),
    "lost_hearings": ("rrooroorrr", ""),
    "offline_token": (EVERYBODY, ""),
    "offline_sync": ("", EVERYBODY),  # it names a hearing, whose own door says who may
    "service_worker": (EVERYBODY, ""),
}
COURT_WORDS = dict.fromkeys(["court_day_on", "court_set"], "2026-11-23")
SAME_ORDER = {"end_order": "court_order", "warn_order": "court_order"}


def court_of(account: RentAccount, officer: User) -> dict[str, int | str]:
    """A hearing on the Monday, and an order of before."""
    claim = PossessionClaim.objects.create(
        tenancy=account.tenancy, route="pcol", claim_number="K2ZZ009", issued_on=date(2026, 3, 2),
        arrears_at_issue=500, status="order_made",
    )  # fmt: skip
    hearing = Hearing.objects.create(
        tenancy=account.tenancy, claim=claim, kind="application", on=DAY, made_by=officer,
        made_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    order = PossessionOrder.objects.create(
        claim=claim, made_on=date(2026, 6, 1), kind="suspended", arrears=500, rent_terms="current_rent",
        instalment_amount=5, frequency="weekly", first_due_on=date(2026, 6, 8), status="in_force",
    )  # fmt: skip
    named = f"h{hearing.pk}"
    names = ("court_hearing", "court_brief", "court_speaks")
    return {"court_order": order.pk, **{f"word:{name}": named for name in names}}
