"""The nightly law check of legal steps that are open: notices, claims, warrants and evictions on their way.

The road of the tenancy and the gates' stops are asked anew each night; three queries more for the whole council.
"""

from collections.abc import Iterator
from datetime import date

from legal.homes import home_with
from legal.models import ClaimPack, Eviction, LegalRequest, Notice, WarrantRequest
from legal.rules import routes
from recovery.account_facts import households
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, Level, gates_for, sentence
from tenancies.models import Tenancy

Step = LegalRequest.Step
PASSING = {"blackout", "data_stale", "interest"}  # they pass with the day or the person: a step may wait for them
ACTS = {Action.SERVE_NOTICE: Act.NOTICE, Action.REFER_TO_COURT: Act.CLAIM, Action.REQUEST_WARRANT: Act.WARRANT,
        Action.EVICTION_CHECKS: Act.WARRANT}  # fmt: skip
OF_REQUEST = {Step.NOTICE: Action.SERVE_NOTICE, Step.EXTENSION: Action.SERVE_NOTICE, Step.CLAIM: Action.REFER_TO_COURT,
              Step.WARRANT: Action.REQUEST_WARRANT, Step.EVICTION: Action.EVICTION_CHECKS}  # fmt: skip


def open_steps() -> dict[int, dict[Action, str]]:
    """For each tenancy the legal steps that are on their way, each with the kind of its notice, where it is one."""
    found: dict[int, dict[Action, str]] = {}
    drafts = Notice.objects.filter(status="draft", source_ref="", made_by__isnull=False)
    for tenancy, kind in drafts.values_list("tenancy_id", "kind"):
        found.setdefault(tenancy, {})[Action.SERVE_NOTICE] = kind
    for tenancy, step in LegalRequest.objects.filter(decided_at=None).values_list("tenancy_id", "step"):
        if step in OF_REQUEST:
            found.setdefault(tenancy, {}).setdefault(OF_REQUEST[Step(step)], "")
    packs = ClaimPack.objects.filter(state__in=["draft", "asked", "approved"])
    warrants = WarrantRequest.objects.filter(state__in=["draft", "asked", "approved", "sent"])
    booked = Eviction.objects.filter(state__in=["booked", "ready"])
    for rows, action in (
        (packs.values_list("tenancy_id", flat=True), Action.REFER_TO_COURT),
        (warrants.values_list("order__claim__tenancy_id", flat=True), Action.REQUEST_WARRANT),
        (booked.values_list("order__claim__tenancy_id", flat=True), Action.EVICTION_CHECKS),
    ):
        for tenancy in rows:
            found.setdefault(tenancy, {}).setdefault(action, "")
    return found


def unlawful_steps(*, on: date) -> tuple[int, list[tuple[AccountFacts, Action, str]]]:
    """How many legal steps are open, and those that may not be done on this day, with why."""
    steps = open_steps()
    tenancies = Tenancy.objects.in_bulk(list(steps))
    found = []
    for household in households(as_of=on, tenancy_ids=sorted(steps)) if steps else ():
        main = next((facts for facts in household if facts.counts_for_possession), household[0])
        tenancy = tenancies[main.tenancy_id]
        for action, kind in steps[main.tenancy_id].items():
            found += [(main, action, why) for why in _why_not(tenancy, main, action, kind, on=on)]
    return sum(map(len, steps.values())), found


def _why_not(tenancy: Tenancy, facts: AccountFacts, action: Action, kind: str, *, on: date) -> Iterator[str]:
    """The first reason; none where it may be done."""
    if kind:
        home = home_with(tenancy, claim_begun_on=facts.claim_since)
        if refused := routes.notice_obstacles(home, kind=kind, on=on):
            yield str(refused[0])
            return
    if tenancy.last_day and tenancy.last_day < on:
        yield "The tenancy has ended."
        return
    stops = [gate for gate in gates_for(ACTS[action], facts=facts) if gate.level == Level.STOP]
    if lasting := [gate for gate in stops if gate.flag not in PASSING]:
        yield sentence(lasting[0])
