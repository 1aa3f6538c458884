"""The nightly law check: every open step, legal ones on their way too, asked of the law and the gates of that day.

Decided steps should break neither; where one does, the policy or the data are wrong, and the leaders see it listed.
Each night's answer is a Job: total steps looked at, and in `failures` those that may not be done, with why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from caseload.models import Recommendation
from caseload.policies.law_check_legal import PASSING, unlawful_steps
from caseload.runs import spans
from recovery.account_facts import households
from recovery.rules import gates
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.lawful import unlawful
from staff.models import Job, User
from tenancies.models import RentAccount

KIND = "law_check"
# Suggested, these are only to be looked at; their gates stand before what a review may come to.
LOOKED_AT = {gates.Act.AGENCY, gates.Act.WRITE_OFF}


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One open step that may not be done, and why."""

    account_id: int
    account_ref: str
    action: str
    rule: str
    why: str


def run(*, on: date) -> Job:
    """Look at every open step of a day, and keep what was found."""
    job = Job.objects.create(kind=KIND, state=Job.State.RUNNING, input={"on": on.isoformat()})
    open_steps = Recommendation.objects.filter(lapsed_on=None).exclude(action=Action.NONE)
    found: list[dict[str, Any]] = []
    for tenancy_ids in spans():
        within = open_steps.filter(
            account__tenancy_id__gte=tenancy_ids[0], account__tenancy_id__lte=tenancy_ids[-1]
        ).select_related("account")
        steps = {step.account_id: step for step in within}
        tenancies = sorted({step.account.tenancy_id for step in steps.values()})
        job.total += len(steps)
        if tenancies:
            found += [vars(breach) for breach in _breaches(steps, tenancies, on=on)]
    count, unlawful_ones = unlawful_steps(on=on)
    job.total += count
    found += [
        vars(Breach(account_id=facts.account_id, account_ref=facts.account_ref, action=action, rule="legal", why=why))
        for facts, action, why in unlawful_ones
    ]
    job.done, job.failures, job.state, job.ended_at = job.total, found, Job.State.DONE, timezone.now()
    job.save()
    return job


def _breaches(steps: dict[int, Recommendation], tenancy_ids: list[int], *, on: date) -> Iterator[Breach]:
    for household in households(as_of=on, tenancy_ids=tenancy_ids):
        for facts in household:
            step = steps.get(facts.account_id)
            if step and (why := why_not(Action(step.action), facts)):
                yield Breach(
                    account_id=facts.account_id,
                    account_ref=facts.account_ref,
                    action=step.action,
                    rule=step.rule,
                    why=why,
                )


def why_not(action: Action, facts: AccountFacts) -> str:
    """Why the law or a gate forbids this step on this account; blank where neither does."""
    if says := unlawful(action, kind=facts.kind, tenure=facts.tenancy_type, former=facts.is_former):
        return f"{says[:1].upper()}{says[1:]}."
    if gates.act_of(action) in LOOKED_AT:
        return ""
    stops = [
        gate
        for gate in gates.account_gates(action=action, facts=facts)
        if gate.level == gates.Level.STOP and gate.flag not in PASSING
    ]
    return gates.sentence(stops[0]) if stops else ""


def newest() -> Job | None:
    """The last night's answer; None before the first."""
    return Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-pk").first()


def visible(job: Job, user: User) -> tuple[list[Breach], int]:
    """The breaches on accounts that this person may see, and how many others there are."""
    found = [Breach(**each) for each in job.failures]
    seen = set(
        RentAccount.objects.visible_to(user)
        .filter(pk__in=[each.account_id for each in found])
        .values_list("pk", flat=True)
    )
    hers = [each for each in found if each.account_id in seen]
    return hers, len(found) - len(hers)
