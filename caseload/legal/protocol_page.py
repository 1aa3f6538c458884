"""What the protocol sheet is drawn from: each step, what shows it, and where a gap is closed."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from caseload.legal.case import Case
from caseload.legal.door import may_work
from legal.models import ProtocolOverride, ProtocolStep
from legal.protocol_steps import BY_HAND
from legal.rules import protocol
from legal.rules.checks import Step, StepState
from staff.models import Role, User
from staff.ui.words import counted

BEFORE_CLAIM = {"", "notice", "protocol", "approval"}  # stages of a case


def context(case: Case, *, user: User) -> dict[str, Any]:
    recorded = ProtocolStep.objects.filter(tenancy=case.tenancy, taken_back_at=None).select_related("person", "by")
    made = ProtocolOverride.objects.filter(tenancy=case.tenancy).select_related("manager").order_by("-pk")
    names = {step.code: step.name for step in case.steps}
    return {
        "account": case.account,
        "case": case,
        "steps": [(step, *_stands(step), _where(step.code, case.account.pk)) for step in case.steps],
        "stands": protocol_stands(case),
        "recorded": [(each, BY_HAND[each.step][0]) for each in recorded.order_by("-done_on", "-pk")],
        "overrides": [(each, [names.get(code, code) for code in each.missing]) for each in made],
        "may_work": may_work(user),
        "may_override": user.role == Role.INCOME_MANAGER and bool(protocol.may_override(case.steps)),
    }


def protocol_stands(case: Case) -> list[str]:
    """How the protocol stands, in sentences: what a claim waits for, what a manager set aside, what the court sees."""
    holding = protocol.holding_back(case.steps, override=case.override)
    others = [step for step in case.steps if not step.done and step not in holding]
    if holding:
        many = counted(len(holding), "step")
        issued = case.stage not in BEFORE_CLAIM
        said = f"{many} not done" if issued else f"{many} hold{'s' if len(holding) == 1 else ''} the claim back"
        found = [f"{said}: {_names(holding)}."]
    else:
        found = ["The protocol holds nothing back."]
    if aside := [step for step in others if step.gate]:
        found.append(f"Set aside by {case.override.manager if case.override else 'a manager'}: {_names(aside)}.")
    if seen := [step for step in others if not step.gate]:
        found.append(f"Not done, and the court will see it: {_names(seen)}.")
    return found


def _names(steps: Sequence[Step]) -> str:
    return "; ".join(step.name[:1].lower() + step.name[1:] for step in steps)


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
