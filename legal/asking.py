"""What is asked of a leader about a legal step: what was known then, what changed since, and the answer."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from legal.models import LegalRequest
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, Level, gates_for
from staff.models import User
from staff.ui.words import pounds
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount

SUMS = {"balance": "The balance", "claimed": "The sum claimed", "short": "What is short of the order"}
CHANGED = {
    "needs": "What is known of needs has changed",
    "payment": "The last payment has changed",
    "defendants": "The tenants on record have changed",
}
NEW = {"gates": "New in the way", "missing": "A step of the protocol is missing now"}


def basis(facts: AccountFacts, *, act: Act) -> dict[str, Any]:
    """What every decision rests on, so that what changes since is shown."""
    return {
        "balance": str(facts.balance),
        "agreement": facts.agreement_state or "",
        "needs": facts.needs,
        "gates": sorted(gate.flag for gate in gates_for(act, facts=facts) if gate.level >= Level.GATE),
    }


def known(facts: AccountFacts) -> dict[str, Any]:
    """The same before a warrant or an eviction, with the order's terms and the last payment."""
    return basis(facts, act=Act.WARRANT) | {
        "short": str(facts.order_shortfall or "0.00"),
        "payment": facts.last_payment_on.isoformat() if facts.last_payment_on else "",
    }


def changed_since(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is different from when it was asked, in words."""
    both = was.keys() & now.keys()
    found = [
        f"{words} was {pounds(Decimal(was[name]))} and is {pounds(Decimal(now[name]))}"
        for name, words in SUMS.items()
        if name in both and was[name] != now[name]
    ]
    if was["agreement"] != now["agreement"]:
        found.append(f"The agreement was {was['agreement'] or 'none'} and is {now['agreement'] or 'none'}")
    found += [words for name, words in CHANGED.items() if name in both and was[name] != now[name]]
    for name, words in NEW.items():
        if name in both and (new := set(now[name]) - set(was[name])):
            found.append(f"{words}: {', '.join(sorted(new)).replace('_', ' ')}")
    return found


def send_back(
    asked: LegalRequest, *, why: str, refused: type[Exception], account: RentAccount, by: User, on: date, at: datetime
) -> None:
    """The no with its reason: it may be changed and asked for again. Raises `refused` where no reason is written."""
    if not why.strip():
        raise refused("Write why it goes back: who asked reads it.")
    decide(asked, approved=False, said=why, account=account, by=by, on=on, at=at)


def decide(
    asked: LegalRequest, *, approved: bool, said: str, account: RentAccount, by: User, on: date, at: datetime
) -> None:
    """Close a request with its answer, on the timeline."""
    asked.approved, asked.said, asked.decided_by, asked.decided_at = approved, said.strip(), by, at
    asked.save(update_fields=["approved", "said", "decided_by", "decided_at"])
    no = "no" if asked.step == LegalRequest.Step.PAYMENT else "sent back"
    summary = f"{asked.get_step_display()}: {'approved' if approved else no} by {by.name}. {said.strip()}".strip()
    timeline.record(account=account, what=AccountEvent.What.ANSWERED, on=on, by=by, at=at, summary=summary,
                    about=f"legal.legalrequest:{asked.pk}")  # fmt: skip
