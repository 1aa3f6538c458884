"""The protocol sheet of a bundle: each step of the pre-action protocol, what shows it, and what a manager set aside."""

import datetime as dt
from typing import Any

from caseload.legal.bundles import history
from caseload.legal.case import case_of
from legal.protocol_sheet import STATES
from legal.rules import protocol
from legal.rules.checks import Obstacle, StepState
from tenancies.models import RentAccount


def sheet(account: RentAccount, *, on: dt.date) -> dict[str, Any]:
    """Steps with their state and evidence, the steps noted by hand, and overrides with their reasons."""
    steps = case_of(account, on=on).steps
    return {
        "steps": [
            {"name": step.name, "state": STATES[step.state], "evidence": protocol.for_court(step)}
            for step in steps
            if step.state != StepState.NOT_NEEDED
        ],
        "noted": history.noted_steps(account.tenancy),
        "overrides": history.overrides(account.tenancy),
    }


def left(account: RentAccount, *, on: dt.date) -> list[Obstacle]:
    """The steps that are missing and that no manager set aside (rulebook PAP_ISSUE_OK)."""
    case = case_of(account, on=on)
    return protocol.issue_obstacles(case.steps, override=case.override)
