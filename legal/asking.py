"""What is asked of the income manager about a warrant or an eviction: what was known then, and the answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from legal.models import LegalRequest
from recovery.rules.facts import AccountFacts
from staff.models import User
from staff.ui.words import pounds
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount

What = AccountEvent.What


def known(facts: AccountFacts) -> dict[str, Any]:
    """What a decision rests on, so that what changes since is shown."""
    return {
        "balance": str(facts.balance),
        "short": str(facts.order_shortfall or "0.00"),
        "agreement": facts.agreement_state or "",
        "needs": facts.needs,
        "payment": facts.last_payment_on.isoformat() if facts.last_payment_on else "",
    }


def changed_since(asked: LegalRequest, *, facts: AccountFacts) -> list[str]:
    """What is different from when it was asked, in words."""
    was, now, found = asked.was, known(facts), []
    for key, what in (("balance", "The balance"), ("short", "What is short of the order")):
        if was.get(key) != now[key]:
            found.append(f"{what} was {pounds(Decimal(was.get(key) or '0'))} and is {pounds(Decimal(now[key]))}")
    for key, what in (
        ("agreement", "The agreement"),
        ("needs", "What is known of needs"),
        ("payment", "The last payment"),
    ):
        if was.get(key) != now[key]:
            found.append(f"{what} has changed")
    return found


def decide(
    asked: LegalRequest, *, approved: bool, said: str, account: RentAccount, by: User, on: date, at: datetime
) -> None:
    """Close a request with its answer, on the timeline."""
    asked.approved, asked.said, asked.decided_by, asked.decided_at = approved, said.strip(), by, at
    asked.save(update_fields=["approved", "said", "decided_by", "decided_at"])
    summary = f"{asked.get_step_display()}: {'approved' if approved else 'no'} by {by.name}. {said.strip()}".strip()
    timeline.record(account=account, what=What.ANSWERED, on=on, by=by, at=at, summary=summary,
                    about=f"legal.legalrequest:{asked.pk}")  # fmt: skip
