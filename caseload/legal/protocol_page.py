"""What the protocol sheet is drawn from: each step, what shows it, and where a gap is closed."""

from typing import Any

from django.urls import reverse

from caseload.legal.case import Case
from caseload.legal.door import may_work
from legal.models import ProtocolOverride, ProtocolStep
from legal.protocol_steps import BY_HAND
from legal.rules import protocol
from legal.rules.checks import Step, StepState
from staff.models import Role, User


def context(case: Case, *, user: User) -> dict[str, Any]:
    recorded = ProtocolStep.objects.filter(tenancy=case.tenancy, taken_back_at=None).select_related("person", "by")
    made = ProtocolOverride.objects.filter(tenancy=case.tenancy).select_related("manager").order_by("-pk")
    names = {step.code: step.name for step in case.steps}
    return {
        "account": case.account,
        "case": case,
        "steps": [(step, *_stands(step), _where(step.code, case.account.pk)) for step in case.steps],
        "holding": len(protocol.issue_obstacles(case.steps, override=case.override)),
        "recorded": [(each, BY_HAND[each.step][0]) for each in recorded.order_by("-done_on", "-pk")],
        "overrides": [(each, [names.get(code, code) for code in each.missing]) for each in made],
        "may_work": may_work(user),
        "may_override": user.role == Role.INCOME_MANAGER and bool(protocol.may_override(case.steps)),
    }


def _stands(step: Step) -> tuple[str, bool]:
    """How it stands in words, and whether it holds the claim back."""
    if step.state == StepState.MISSING:
        return ("Missing", True) if step.gate else ("Missing, for the court to see", False)
    said = {StepState.DONE: "✓ Done", StepState.NOT_NEEDED: "Not needed", StepState.STOP: "Stops the claim"}
    return said[step.state], step.state == StepState.STOP


def _where(code: str, account: int) -> str:
    """The page on which a step is done; blank: it is recorded here."""
    page = {"affordability": "agreement", "vulnerability": "care", "statement": "statement",
            "pending_benefit": "account", "moratorium": "care", "agreement_warned": "account"}.get(code)  # fmt: skip
    return reverse(page, args=[account]) if page else ""
