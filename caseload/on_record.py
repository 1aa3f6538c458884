"""What is on record of an account and its household: benefit, agreements, law, holds, contact. One query a kind.

The account page, its story and its documents read the same rows, so they cannot disagree.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from recovery.models import ContactAttempt, RepaymentAgreement
from staff.asking import records_where
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
        """The one that runs, with its instalments."""
        live = next((each for each in self.agreements if each.status == RepaymentAgreement.Status.LIVE), None)
        if live and not live.source_ref:
            prefetch_related_objects([live], "instalments")
        return live

    @cached_property
    def holds_now(self) -> list[Hold]:
        return [h for h in self.holds if h.lifted_on is None and h.from_on <= self.as_of <= h.last_day]

    @cached_property
    def markers_now(self) -> list[Marker]:
        running = [m for m in self.markers if m.last_day is None or m.last_day >= self.as_of]
        return [m for m in running if m.lifted_on is None or m.lifted_on > self.as_of]


def on_record(account: RentAccount, *, person_ids: list[int], since: dt.date, as_of: dt.date) -> OnRecord:
    """Benefit, agreements and law whole; holds, markers and contact that reach into the time since a day."""
    known: dict[str, Any] = {
        "account": account.pk,
        "tenancy": account.tenancy_id,
        "people": person_ids,
        "since": since,
        "as_of": as_of,
    }
    notices, claims = _law(known)
    holds, markers = _protection(known)
    return OnRecord(
        as_of=as_of,
        benefits=records_where(
            BenefitClaim,
            "account_id = %(account)s AND from_on <= %(as_of)s",
            order="from_on DESC, id DESC",
            **known,
        ),
        agreements=records_where(
            RepaymentAgreement,
            "id IN (SELECT id FROM recovery_repaymentagreement WHERE account_id = %(account)s UNION ALL "
            "SELECT agreement_id FROM recovery_agreementaccount WHERE account_id = %(account)s) "
            "AND made_on <= %(as_of)s",
            order="made_on DESC, id DESC",
            **known,
        ),
        notices=notices,
        claims=claims,
        holds=holds,
        markers=markers,
        contacts=records_where(
            ContactAttempt,
            "tenancy_id = %(tenancy)s AND (account_id IS NULL OR account_id = %(account)s) "
            """AND "on" BETWEEN %(since)s AND %(as_of)s AND taken_back_at IS NULL""",
            order='"on", at, id',
            **known,
        ),
    )


def _law(known: dict[str, Any]) -> tuple[list[Notice], list[PossessionClaim]]:
    """The tenancy's notices with who was served, and its claims with their orders."""
    services = Prefetch("services", NoticeService.objects.select_related("person").order_by("done_on", "pk"))
    orders = Prefetch("orders", PossessionOrder.objects.order_by("-made_on", "-pk"))
    notices = records_where(
        Notice,
        "tenancy_id = %(tenancy)s AND prepared_on <= %(as_of)s AND status <> 'draft'",
        order="prepared_on DESC, id DESC",
        related=[services],
        **known,
    )
    claims = records_where(
        PossessionClaim,
        "tenancy_id = %(tenancy)s AND issued_on <= %(as_of)s",
        order="issued_on DESC, id DESC",
        related=[orders],
        **known,
    )
    return notices, claims


def _protection(known: dict[str, Any]) -> tuple[list[Hold], list[Marker]]:
    """Why not to chase: the account's holds, and the markers of the household."""
    holds = records_where(
        Hold,
        "account_id = %(account)s AND last_day >= %(since)s AND from_on <= %(as_of)s",
        order="last_day DESC, id DESC",
        related=["set_by"],
        **known,
    )
    markers = records_where(
        Marker,
        "(person_id = ANY (%(people)s) OR tenancy_id = %(tenancy)s) AND from_on <= %(as_of)s "
        "AND (last_day IS NULL OR last_day >= %(since)s)",
        order="from_on, id",
        **known,
    )
    return holds, markers
