"""Who else is told before this household loses its home: the section of the page of a case (rulebook SAF-1, HOM-2)."""

from typing import Any

from caseload.legal.case import Case, served_on
from caseload.legal.door import may_work
from legal import enforcing
from legal.models import PossessionOrder
from legal.rules import referrals
from legal.rules.checks import StepState
from staff.models import User

STAGES = {"order": "order", "breach": "order", "warrant": "warrant", "eviction": "eviction"}  # before: the notice


def referrals_part(case: Case, user: User) -> dict[str, Any]:
    """What this stage asks; nothing before a notice."""
    if case.notice is None and case.order is None:
        return {}
    stage = STAGES.get(case.stage, "notice")
    facts = enforcing.household(case.account, order=case.order, on=case.on, advised_on=served_on(case.notice))
    outright = case.order is not None and case.order.kind == PossessionOrder.Kind.OUTRIGHT
    steps = [
        referrals.children(facts, stage=stage),
        referrals.homelessness(facts, stage=stage, outright=outright, breached=case.stage == "breach"),
    ]
    eviction_on = case.where.law["eviction_on"] if stage == "eviction" else None
    return {
        "steps": [step for step in steps if step.state != StepState.NOT_NEEDED],
        "asked": facts.children is not None,
        "threat_from": referrals.threat_from(eviction_on=eviction_on).answer if eviction_on else None,
        "may_refer": case.order is not None and may_work(user),
    }
