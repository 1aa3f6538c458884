"""The constraints on claims, their packs, costs, papers and instructions, broken one by one in test_constraints.py."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from legal.models import ClaimCost, ClaimPack, CourtPaper, Instruction, PossessionClaim
from tenancies.models import PendingPosting
from tests.constraints.breaking import DAY, NOW


def pack(r: Any, **known: Any) -> ClaimPack:
    usual = {"tenancy": r.tenancy, "route": "pcol", "made_by": r.officer, "made_at": NOW}
    return ClaimPack.objects.create(**{**usual, **known})


def two_packs(r: Any) -> None:
    pack(r)
    pack(r)


def cost(r: Any, **known: Any) -> ClaimCost:
    usual = {"claim": r.claim, "kind": "issue_fee", "amount": Decimal("415.00"), "on": DAY, "by": r.officer}
    return ClaimCost.objects.create(**{**usual, **known})


def posting(r: Any) -> PendingPosting:
    return PendingPosting.objects.create(
        account=r.account, kind="court_costs", amount=415, narrative="C", asked_on=DAY, asked_by=r.officer
    )


BREAKS: dict[str, Callable[[Any], Any]] = {
    "legal_claim_issued_with_number": lambda r: PossessionClaim.objects.create(
        **{**r.claim_of(""), "claim_number": "", "made_by": r.officer, "made_at": NOW}
    ),
    "legal_pack_one_open": two_packs,
    "legal_pack_approved": lambda r: pack(r, state="approved"),
    "legal_pack_issued_has_claim": lambda r: pack(r, state="draft", claim=r.claim),
    "legal_cost_above_nothing": lambda r: cost(r, amount=0),
    "legal_cost_posted_when_awarded": lambda r: cost(r, posting=posting(r)),
    "legal_cost_decided": lambda r: cost(r, state="refused"),
    "legal_paper_proof": lambda r: CourtPaper.objects.create(claim=r.claim, title="N5", done_on=DAY),
    "legal_instruction_asks": lambda r: Instruction.objects.create(
        tenancy=r.tenancy, firm="Ash and Elm", asks="", sent_on=DAY, by=r.officer
    ),
}
