"""Claims, hearings, solicitors, who speaks in court: who may. Legal works them beside the income team."""

from datetime import UTC, date, datetime

from legal.models import ClaimPack, Hearing, PossessionClaim, PossessionOrder
from staff.models import User
from tenancies.models import RentAccount
from tests.caseload.who_may.roles import READ

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CASE_WORK = "ooooorrhhh"
SPEAKERS = "ooooororro"  # whoever works or audits cases

CLAIM_PAGES: dict[str, tuple[str, str]] = {
    "legal_claim": (READ, CASE_WORK),
    "prepare_claim": ("", CASE_WORK),
    "ask_claim": ("", CASE_WORK),
    "take_back_claim": ("", CASE_WORK),
    "drop_claim": ("", CASE_WORK),
    "issue_claim": ("", CASE_WORK),
    "claim_pdf": (READ, ""),
    "claim_csv": (READ, ""),
    "claim_json": (READ, ""),
    "other_ways": (READ, CASE_WORK),
    "solicitors": (READ, CASE_WORK),
    "add_hearing": (READ, CASE_WORK),
    "claim_record": (READ, CASE_WORK),
    "restore_claim": (READ, CASE_WORK),
    "order_appeal": (READ, CASE_WORK),
    "hearing": (READ, CASE_WORK),
    "speakers": (SPEAKERS, "rroorrrrrr"),
}


def claims_of(account: RentAccount, officer: User) -> dict[str, int]:
    """A pack that is being prepared; an old claim with its order; a tribunal in December."""
    ClaimPack.objects.create(tenancy=account.tenancy, route="paper", made_by=officer, made_at=NOW)
    claim = PossessionClaim.objects.create(
        tenancy=account.tenancy, route="paper", claim_number="K4ZZ011", issued_on=date(2022, 2, 7),
        arrears_at_issue=500, status="closed",
    )  # fmt: skip
    order = PossessionOrder.objects.create(claim=claim, made_on=date(2022, 4, 4), kind="outright", status="discharged")
    hearing = Hearing.objects.create(
        tenancy=account.tenancy, kind="tribunal", on=date(2026, 12, 14), made_by=officer, made_at=NOW
    )
    return {"claim": claim.pk, "order": order.pk, "hearing": hearing.pk}
