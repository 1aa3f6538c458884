"""A case at court as tests make it: claim, notice and hearing, on Tuesday 24 November 2026 in the morning."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from legal.decided import Decided
from legal.models import Hearing, Notice, PossessionClaim
from legal.rules.outcomes import Outcome
from tests.factories.people import Household

TUESDAY = date(2026, 11, 24)
STEPS = datetime(2026, 11, 24, 10, 40, tzinfo=UTC)  # on the steps outside


def claimed(home: Household, *, kind: str = "nosp", grounds: str = "1", **known: Any) -> PossessionClaim:
    """£500.00 owed at issue on 1 September 2026, the fee of £415.00 claimed; heard on the Tuesday at 10:30."""
    notice = Notice.objects.create(
        tenancy=home.account.tenancy, kind=kind, prepared_on=date(2026, 6, 1), specified_on=date(2026, 7, 6),
        arrears_stated=Decimal("450.00"), arrears_struck_on=date(2026, 6, 1), grounds=grounds, status="served",
    )  # fmt: skip
    usual: dict[str, Any] = {
        "tenancy": home.account.tenancy, "notice": notice, "claim_number": "K1ZZ001", "route": "pcol",
        "court": "Ottersby County Court", "issued_on": date(2026, 9, 1), "arrears_at_issue": Decimal("500.00"),
        "fee": Decimal("415.00"), "hearing_on": TUESDAY, "hearing_at": time(10, 30), "status": "listed",
    }  # fmt: skip
    claim: PossessionClaim = PossessionClaim.objects.create(**usual | known)
    return claim


def hearing_of(claim: PossessionClaim, **known: Any) -> Hearing:
    usual: dict[str, Any] = {
        "tenancy": claim.tenancy, "claim": claim, "kind": "first", "on": TUESDAY, "at": time(10, 30),
        "court": "Ottersby County Court", "made_by_id": known.pop("by"), "made_at": STEPS,
    }  # fmt: skip
    hearing: Hearing = Hearing.objects.create(**usual | known)
    return hearing


def suspended(**known: Any) -> Decided:
    """£209.00 and costs of £415.00; current rent and £5.00 a week from Monday 30 November 2026."""
    usual: dict[str, Any] = {
        "outcome": Outcome.SUSPENDED, "key": uuid4(), "possession_on": date(2026, 12, 22),
        "arrears": Decimal("209.00"), "costs": Decimal("415.00"), "instalment_amount": Decimal("5.00"),
        "frequency": "weekly", "first_due_on": date(2026, 11, 30),
    }  # fmt: skip
    return Decided(**usual | known)
