"""The parts of the page of a case that its areas draw, from the claim to the bundles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caseload.legal.bundles.page import bundles_part
from caseload.legal.case import Case
from caseload.legal.claims.part import claim_part, hearings_part
from caseload.legal.court.orders import order_part
from caseload.legal.evictions.page import eviction_part, warrant_part
from caseload.legal.referrals_part import referrals_part
from staff.models import User


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of the page: `code` is its anchor. Its template gets `case` and what `context` answers, as `part`."""

    code: str
    title: str
    template: str
    context: Callable[[Case, User], dict[str, Any]]


PARTS = (  # in the order of the page
    Part(code="claim", title="Claim", template="caseload/legal/parts/claim.html", context=claim_part),
    Part(code="hearings", title="Hearings", template="caseload/legal/parts/hearings.html", context=hearings_part),
    Part(code="order", title="Order", template="caseload/legal/court/order_part.html", context=order_part),
    Part(code="referrals", title="Referrals", template="caseload/legal/parts/referrals.html", context=referrals_part),
    Part(code="warrant", title="Warrant", template="caseload/legal/parts/warrant.html", context=warrant_part),
    Part(code="eviction", title="Eviction", template="caseload/legal/parts/eviction.html", context=eviction_part),
    Part(code="bundles", title="Bundles", template="caseload/legal/bundles/part.html", context=bundles_part),
)


def drawn(case: Case, *, user: User) -> list[tuple[Part, dict[str, Any]]]:
    """The parts with what each is drawn from. A part whose context is empty is not drawn."""
    found = [(part, part.context(case, user)) for part in PARTS]
    return [(part, context) for part, context in found if context]
