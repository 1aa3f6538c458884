"""Drafts of the policy as tests make, try, submit and publish them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from caseload.models import Simulation
from caseload.policies import drafts, simulate
from recovery.models import PolicyDraft, PolicyVersion
from recovery.rules.policy import DEFAULT_POLICY
from recovery.rules.policy_text import load, rule_of, text_hash, write
from staff.models import User
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON

TOMORROW = MONDAY + dt.timedelta(days=1)


def draft_by(leader: User, *, letter_1_from: str = "2.5") -> PolicyDraft:
    """The shipped policy with letter 1 from so many weeks on."""
    draft = drafts.clone(number=0, name="Later letters", by=leader, at=NOON)
    data = load(draft.text)
    rule = rule_of(data, "letter_1")
    assert rule is not None
    rule["all"] = [[f, c, Decimal(letter_1_from) if f == "weeks_collectable" else v] for f, c, v in rule["all"]]
    return drafts.save(draft=draft, seen=text_hash(draft.text), text=write(data), by=leader, at=NOON)


def simulated(draft: PolicyDraft, *, by: User) -> Simulation:
    """A simulation that has run, on whatever accounts there are."""
    job = simulate.ask(draft=draft, month=False, by=by, on=MONDAY, at=NOON)
    simulate.work(job)
    return Simulation.objects.get(job=job)


def submitted(leader: User, *, letter_1_from: str = "2.5") -> PolicyDraft:
    """A draft that was simulated and waits for a second person."""
    draft = draft_by(leader, letter_1_from=letter_1_from)
    simulated(draft, by=leader)
    return drafts.submit(draft=draft, by=leader, at=NOON)


def publish(draft: PolicyDraft, *, by: User, on: dt.date = TOMORROW) -> PolicyVersion:
    """On the Monday, in force from the day after unless told otherwise."""
    return drafts.publish(draft=draft, in_force_from=on, by=by, on=MONDAY, at=NOON)


def shipped() -> dict[str, Any]:
    """What the policy as shipped says."""
    return load(DEFAULT_POLICY.read_text("utf-8"))
