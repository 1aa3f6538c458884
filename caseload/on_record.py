"""What is on record of an account and its household: benefit, agreements, law, holds, contact. One query a kind.

The account page, its story and its documents read the same rows, so they cannot disagree.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q

from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from recovery.models import ContactAttempt, RepaymentAgreement
from recovery.rules.instalments import Terms
from tenancies.models import RentAccount
from welfare.models import BenefitClaim, Hold, Marker


@dataclass(frozen=True, kw_only=True)
class OnRecord:
    """Newest first throughout, but contact and markers: oldest first."""

    as_of: dt.date
    benefits: list[BenefitClaim]
    agreements: list[RepaymentAgreement]
    notices: list[Notice]
    claims: list[PossessionClaim]
    holds: list[Hold]
    markers: list[Marker]  # of the tenants and the tenancy
    contacts: list[ContactAttempt]  # in and out, this account's and the tenancy's

    @cached_property
    def agreement(self) -> RepaymentAgreement | None:
        """The one that runs."""
        return next((each for each in self.agreements if each.status == RepaymentAgreement.Status.LIVE), None)

    @cached_property
    def holds_now(self) -> list[Hold]:
        return [h for h in self.holds if h.lifted_on is None and h.from_on <= self.as_of <= h.last_day]

    @cached_property
    def markers_now(self) -> list[Marker]:
        running = [m for m in self.markers if m.last_day is None or m.last_day >= self.as_of]
        return [m for m in running if m.lifted_on is None or m.lifted_on > self.as_of]


def on_record(account: RentAccount, *, person_ids: list[int], since: dt.date, as_of: dt.date) -> OnRecord:
    """Benefit, agreements and law whole; holds, markers and contact that reach into the time since a day."""
    here = Q(account=None) | Q(account=account)
    services = NoticeService.objects.select_related("person").order_by("done_on", "pk")
    orders = PossessionOrder.objects.order_by("-made_on", "-pk")
    return OnRecord(
        as_of=as_of,
        benefits=list(account.benefits.filter(from_on__lte=as_of).order_by("-from_on", "-pk")),
        agreements=list(account.agreements.filter(made_on__lte=as_of).order_by("-made_on", "-pk")),
        notices=list(
            Notice.objects.filter(tenancy=account.tenancy_id, prepared_on__lte=as_of)
            .exclude(status=Notice.Status.DRAFT)
            .prefetch_related(Prefetch("services", services))
            .order_by("-prepared_on", "-pk")
        ),
        claims=list(
            PossessionClaim.objects.filter(tenancy=account.tenancy_id, issued_on__lte=as_of)
            .prefetch_related(Prefetch("orders", orders))
            .order_by("-issued_on", "-pk")
        ),
        holds=list(
            account.holds.filter(last_day__gte=since, from_on__lte=as_of)
            .select_related("set_by")
            .order_by("-last_day", "-pk")
        ),
        markers=list(
            Marker.objects.filter(
                Q(last_day=None) | Q(last_day__gte=since),
                Q(person__in=person_ids) | Q(tenancy=account.tenancy_id),
                from_on__lte=as_of,
            ).order_by("from_on", "pk")
        ),
        contacts=list(
            ContactAttempt.objects.filter(
                here, tenancy=account.tenancy_id, on__range=(since, as_of), taken_back_at=None
            ).order_by("on", "at", "pk")
        ),
    )


def terms_of(agreement: RepaymentAgreement) -> Terms:
    """What was agreed, as the rules read it."""
    return Terms(
        made_on=agreement.made_on,
        first_due_on=agreement.first_due_on,
        frequency=agreement.frequency,
        rent_amount=agreement.rent_amount,
        instalment_amount=agreement.instalment_amount,
        total=agreement.opening_arrears,
    )
