"""The claim and the hearings on the page of a case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from caseload.legal.case import Case
from caseload.legal.court import diary
from caseload.legal.door import may_work_for_court
from legal import appeals, claim_file, claim_life, claims, court_costs, homes
from legal.hearings import unspoken_for
from legal.models import Defence, Hearing, OtherWay, PossessionClaim
from recovery.rules.facts import ZERO
from staff.models import User


def claim_part(case: Case, user: User) -> dict[str, Any]:
    claim = claim_file.live_claim(case.tenancy) or case.claim
    pack = claims.open_pack(case.tenancy)
    live = claim is not None and claim.status not in homes.DISPOSED
    # The decision record is asked for with the approval: the pack may be begun before it.
    held = [] if pack or live else [each for each in case.claim_obstacles if not each.rule.startswith("EQ")]
    costs = [cost for cost in case.costs if claim and cost.claim_id == claim.pk]
    claimed, awarded = court_costs.claimed_and_awarded(claim, costs) if claim else (ZERO, ZERO)
    unproved = claim.papers.filter(deemed_on=None).select_related("claim", "person") if claim and live else ()
    papers = [each for each in unproved if not claim_life.settled(each, order=case.order)]
    answers = Defence.objects.filter(claim=claim, answered_on=None) if claim else Defence.objects.none()
    return {
        "claim": claim,
        "pack": pack,
        "restorable": claim is not None and claim.status in appeals.PUT_OFF,
        "missing": held,
        "may_begin": not (pack or live or held),
        "may_work": may_work_for_court(user),
        "claimed": claimed,
        "awarded": awarded,
        "red": sorted(papers, key=lambda each: (each.due_by or case.on, each.pk)),
        "open_answers": list(answers.exclude(kind=Defence.Kind.ADMISSION).order_by("received_on", "pk")),
        "ways": OtherWay.objects.filter(tenancy=case.tenancy).count(),
        "orders": [order for each in case.claims for order in each.orders.all()],
    }


def hearings_part(case: Case, user: User) -> dict[str, Any]:
    found = Hearing.objects.filter(tenancy=case.tenancy, cancelled_on=None).select_related("advocate")
    hearings = list(found.order_by("on", "at", "pk"))
    return {
        "hearings": hearings,
        **unlisted(case.claim, hearings, on=case.on),
        "unspoken": [each.pk for each in unspoken_for(hearings, on=case.on)],
        "may_work": may_work_for_court(user),
    }


def unlisted(claim: PossessionClaim | None, hearings: Sequence[Hearing], *, on: date) -> dict[str, Any]:
    """The hearing that the housing system alone has: ahead it is made ready, past and unheard it is recorded."""
    if claim is None or claim.hearing_on is None or claim.hearing_on in {each.on for each in hearings}:
        return {"unlisted": None}
    found, waits = diary.of_claim(claim), claim.status in {str(each) for each in claim_life.TO_BE_HEARD}
    return {
        "unlisted": found,
        "to_make_ready": found.on >= on,
        "to_record": diary.key_of(found) if waits and found.on < on else "",
    }
