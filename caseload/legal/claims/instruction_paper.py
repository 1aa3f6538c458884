"""Instructions to a solicitor on paper: what they are asked, whose case it is, its figures, and what goes with it."""

from datetime import date
from typing import Any

from caseload.legal.claims.ready import instruction_index
from legal import homes
from legal.models import PossessionClaim
from recovery.documents import sheet_pdf
from staff.council import council_name, ledger_as_at
from staff.models import User
from tenancies.models import IssuedDocument, LedgerEntry, ReceivedDocument, RentAccount

MOST_PAPERS = 60


def instruction_pdf(
    account: RentAccount, claim: PossessionClaim | None, *, told: dict[str, Any], by: User, on: date
) -> bytes:
    """As a tagged PDF (PDF/UA-1), with an index of every paper on record."""
    tenancy = account.tenancy
    issued = IssuedDocument.objects.filter(account__tenancy=tenancy).order_by("-issued_at")[:MOST_PAPERS]
    received = ReceivedDocument.objects.filter(account__tenancy=tenancy, restricted=False).order_by(
        "-received_on", "-pk"
    )
    context = {
        "council": council_name(),
        "account": account,
        "tenancy": tenancy,
        "people": homes.living_tenants(tenancy, on=on),
        "claim": claim,
        "told": told,
        "by": by,
        "on": on,
        "ledger_as_at": ledger_as_at(),
        "index": instruction_index(account, on=on),
        "issued": issued,
        "received": received[:MOST_PAPERS],
        "last": LedgerEntry.objects.filter(account=account).order_by("-effective_on", "-pk").first(),
    }
    return sheet_pdf("documents/legal/instruction.html", context, title="Instructions to solicitors", dated=on)
