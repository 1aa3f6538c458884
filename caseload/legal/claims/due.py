"""The days of a claim that must not be missed: papers to be served, answers due, appeals, hearings made ready."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse

from caseload.legal.deadlines import Deadline, with_doubt
from caseload.legal.where import Where
from legal import appeals, claim_life
from legal.hearings import unspoken_for
from legal.homes import DISPOSED
from legal.models import CourtPaper, Hearing, OrderApplication, PossessionClaim
from legal.rules import forums
from legal.rules.issue_routes import provisional
from legal.rules.outcomes import is_councils_long_stop

APPEALS_FROM = dt.timedelta(days=60)  # orders older than this have no appeal left to watch


def of_papers(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """Every paper that the court waits for without proof of service, by the day on which it must count as served
    (rulebook 4.3)."""
    by_tenancy = {case.account.tenancy_id: case for case in cases}
    found = CourtPaper.objects.filter(claim__tenancy__in=by_tenancy, deemed_on=None, due_by__isnull=False)
    for paper in found.exclude(claim__status__in=DISPOSED).select_related("claim", "person").order_by("due_by", "pk"):
        case = by_tenancy[paper.claim.tenancy_id]
        if claim_life.settled(paper, order=case.order):
            continue
        whom = f" on {paper.person}" if paper.person else ""
        yield Deadline(
            account=case.account,
            on=paper.due_by or on,
            what=with_doubt(f"Served{whom}, with proof: {paper.title}", _unsure(paper.claim)),
            statutory=paper.is_claim_form,
            rule="4.3",
            url=f"{reverse('claim_record', args=[paper.claim_id])}#paper-{paper.pk}",
        )


def _unsure(claim: PossessionClaim) -> str:
    return provisional(claim.route, on=claim.issued_on)


def of_answers(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """The last day for a defence, while the claim waits to be heard (CPR 15.4)."""
    accounts = {case.account.tenancy_id: case.account for case in cases}
    claims = PossessionClaim.objects.filter(
        tenancy__in=accounts, not_sent_since=None, status__in=["issued", "listed"], made_by__isnull=False
    )
    for claim in claims.prefetch_related("papers").order_by("pk"):
        last = claim_life.defence_due(claim).strict
        if last and last >= on:
            yield Deadline(
                account=accounts[claim.tenancy_id], on=last, statutory=True, rule="4.3",
                what=with_doubt("Last day for the tenant’s defence", _unsure(claim)),
                url=reverse("claim_record", args=[claim.pk]),
            )  # fmt: skip


def of_appeals(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """The last day to appeal an order, ours or theirs (CPR 52.12)."""
    open_ones = set(
        OrderApplication.objects.filter(order__in=[case.order.pk for case in cases if case.order], outcome="")
        .filter(kind="appeal")
        .values_list("order", flat=True)
    )
    for case in cases:
        order = case.order
        if order is None or order.made_on + APPEALS_FROM < on or order.pk in open_ones:
            continue
        last = appeals.appeal_by(order).strict
        if last and last >= on:
            yield Deadline(
                account=case.account, on=last, what="Last day to appeal the order", statutory=True, rule="CPR 52.12",
                url=reverse("order_appeal", args=[order.pk]),
            )  # fmt: skip


def of_hearings(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """Each hearing without an authorised advocate, from two weeks before it (duty S1-02)."""
    accounts = {case.account.tenancy_id: case.account for case in cases}
    near = Hearing.objects.filter(
        tenancy__in=accounts, cancelled_on=None, outcome="", on__range=(on, on + forums.ADVOCATE_BEFORE)
    )
    for hearing in unspoken_for(near.order_by("on", "pk"), on=on):
        yield Deadline(
            account=accounts[hearing.tenancy_id], on=hearing.on, what="A hearing at which nobody authorised speaks",
            statutory=False, url=reverse("hearing", args=[hearing.pk]),
        )  # fmt: skip


def of_restoring(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """The last day to restore a claim that was adjourned generally, until the court is asked: its own day, or the
    council's long stop (rulebook ORD-3)."""
    accounts = {case.account.tenancy_id: case.account for case in cases}
    found = PossessionClaim.objects.filter(
        tenancy__in=accounts, status=PossessionClaim.Status.ADJOURNED_GENERALLY, restore_by__isnull=False
    )
    for claim in found.exclude(applications__outcome="").order_by("pk").prefetch_related("hearings"):
        put_off = [each.on for each in claim.hearings.all() if each.outcome == claim.status]
        assert claim.restore_by
        ours = bool(put_off) and is_councils_long_stop(claim.restore_by, adjourned_on=max(put_off))
        yield Deadline(
            account=accounts[claim.tenancy_id], on=claim.restore_by, what="Last day to restore the claim", rule="ORD-3",
            statutory=not ours, url=reverse("restore_claim", args=[claim.pk]),
        )  # fmt: skip
