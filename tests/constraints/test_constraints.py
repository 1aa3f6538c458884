"""Every constraint of every record, broken once: one line each, and none left out."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from caseload.models import Recommendation, Step, SweepChunk, SweepRun
from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from recovery.models import ContactAttempt
from staff.models import PatchAssignment
from tenancies.models import (
    AccountEvent,
    AccountKindSetting,
    ChargeRate,
    DataFault,
    IssuedDocument,
    PendingPosting,
    RentYear,
    TenancyPerson,
)
from tests.constraints import bundle, claim, court, desk, eviction, legal, recovery, team, welfare
from tests.constraints.breaking import BEFORE, DAY, NOW, twice
from tests.constraints.recovery import agreement, message
from tests.factories.people import OfficerFactory, PersonFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, RentAccountFactory, TenancyFactory
from welfare.models import BenefitClaim, Hold, Marker

APPS = {"staff", "tenancies", "welfare", "recovery", "legal", "caseload"}
# Broken in tests/tenancies/test_ledger.py
IN_THE_LEDGER = {"tenancies_entry_amount", "tenancies_entry_sign", "tenancies_entry_reversal_points"}


class Rows:
    """What a row needs beside it, made when it is asked for."""

    def __getattr__(self, name: str) -> Any:
        made = {
            "account": RentAccountFactory,
            "officer": OfficerFactory,
            "person": PersonFactory,
            "patch": PatchFactory,
            "tenancy": lambda: self.account.tenancy,
            "notice": lambda: Notice.objects.create(**self.notice_of("")),
            "claim": lambda: PossessionClaim.objects.create(**self.claim_of("")),
            "run": lambda: SweepRun.objects.create(as_of=DAY, state="done", started_at=NOW),
        }[name]()
        setattr(self, name, made)
        return made

    def notice_of(self, ref: str) -> dict[str, Any]:
        return {"source_ref": ref, "tenancy": self.tenancy, "kind": "nosp", "prepared_on": DAY, "status": "served"}

    def claim_of(self, ref: str) -> dict[str, Any]:
        return {"source_ref": ref, "tenancy": self.tenancy, "route": "pcol", "issued_on": DAY,
                "arrears_at_issue": Decimal("900.00"), "status": "issued"}  # fmt: skip


def charge(r: Rows, **known: Any) -> ChargeRate:
    usual = {"account": r.account, "kind": "net_rent", "weekly_amount": Decimal("104.50"), "from_on": DAY}
    return ChargeRate.objects.create(**{**usual, "benefit_eligible": True, **known})


def benefit(r: Rows, **known: Any) -> BenefitClaim:
    usual = {"source_ref": "B1", "account": r.account, "person": r.person, "kind": "hb", "status": "live"}
    return BenefitClaim.objects.create(**{**usual, "from_on": DAY, "weekly_amount": 90, "pay_weeks": 4, **known})


def marker(r: Rows, **known: Any) -> Marker:
    usual = {"source_ref": "M1", "kind": "crisis", "detail": "suicide_risk", "person": r.person, "from_on": DAY}
    return Marker.objects.create(**{**usual, **known})


def hold(r: Rows, **known: Any) -> Hold:
    usual = {"account": r.account, "reason": "benefit", "from_on": DAY, "last_day": DAY, "set_by": r.officer}
    return Hold.objects.create(**{**usual, **known})


def contact(r: Rows, **known: Any) -> ContactAttempt:
    usual = {"source_ref": "C1", "tenancy": r.tenancy, "at": NOW, "on": DAY, "channel": "phone", "direction": "out"}
    return ContactAttempt.objects.create(**{**usual, "purpose": "general", **known})


def pending(r: Rows, **known: Any) -> PendingPosting:
    usual = {"account": r.account, "kind": "refund", "amount": 10, "narrative": "Refund", "asked_on": DAY}
    return PendingPosting.objects.create(**{**usual, "asked_by": r.officer, **known})


def event(r: Rows, **known: Any) -> AccountEvent:
    usual = {"account": r.account, "on": DAY, "at": NOW, "what": "note", "summary": "A note", "by_system": True}
    return AccountEvent.objects.create(**{**usual, **known})


def year(**known: Any) -> RentYear:
    return RentYear.objects.create(**{"starts_on": DAY, "weeks": 52, "charge_weeks": 52, **known})


def lives(r: Rows, **known: Any) -> TenancyPerson:
    usual = {"tenancy": r.tenancy, "person": r.person, "role": "tenant", "from_on": DAY}
    return TenancyPerson.objects.create(**{**usual, **known})


def works(r: Rows, **known: Any) -> PatchAssignment:
    return PatchAssignment.objects.create(**{"user": r.officer, "patch": r.patch, "starts_on": DAY, **known})


def order_of(r: Rows, ref: str) -> PossessionOrder:
    return PossessionOrder.objects.create(
        source_ref=ref, claim=r.claim, made_on=DAY, kind="outright", status="in_force"
    )


def recommended(r: Rows) -> Recommendation:
    return Recommendation.objects.create(
        account=r.account, first_on=DAY, action="letter_1", rule="letter_1", bucket="recommended", urgency=6,
        minutes=3, fingerprint="f", next_look_on=DAY,
    )  # fmt: skip


BREAKS: dict[str, Callable[[Rows], Any]] = {
    "staff_user_role_known": lambda r: OfficerFactory(role="mayor"),
    "staff_user_username_lower_case": lambda r: OfficerFactory(username="Nadia"),
    "staff_assignment_one_running": lambda r: twice(lambda: works(r)),
    "staff_assignment_ends_after_start": lambda r: works(r, ends_on=BEFORE),
    "tenancies_person_dies_after_birth": lambda r: PersonFactory(born_on=DAY, died_on=BEFORE),
    "tenancies_tenancy_ends_after_start": lambda r: TenancyFactory(last_day=date(2020, 4, 5), end_reason="other"),
    "tenancies_tenancy_end_has_reason": lambda r: TenancyFactory(last_day=DAY),
    "tenancies_tenancy_period_has_anchor": lambda r: TenancyFactory(rent_period="monthly"),
    "tenancies_tenancyperson_once": lambda r: twice(lambda: lives(r)),
    "tenancies_tenancyperson_ends_after_start": lambda r: lives(r, last_day=BEFORE),
    "tenancies_kind_costs_never_rent": lambda r: AccountKindSetting.objects.filter(kind="court_costs").update(
        counts_for_possession=True
    ),
    "tenancies_account_closes_after_opening": lambda r: RentAccountFactory(closed_on=date(2020, 4, 5)),
    "tenancies_account_payment_method": lambda r: RentAccountFactory(payment_method="system"),
    "tenancies_account_payment_day": lambda r: RentAccountFactory(payment_day=32),
    "tenancies_chargerate_once": lambda r: twice(lambda: charge(r)),
    "tenancies_chargerate_not_negative": lambda r: charge(r, weekly_amount=Decimal("-0.01")),
    "tenancies_chargerate_ends_after_start": lambda r: charge(r, last_day=BEFORE),
    "tenancies_rentyear_weeks": lambda r: year(weeks=51, charge_weeks=50),
    "tenancies_rentyear_charge_weeks": lambda r: year(charge_weeks=53),
    "tenancies_entry_source_hashed": lambda r: LedgerEntryFactory(source_hash=None),
    "tenancies_pending_amount": lambda r: pending(r, amount=0),
    "tenancies_pending_match_has_entry": lambda r: pending(r, state="matched"),
    "tenancies_document_hash": lambda r: IssuedDocument.objects.create(
        account=r.account, title="L", template="l", template_version=1, sha256="G" * 64, size=1, issued_at=NOW
    ),
    "tenancies_event_has_author": lambda r: event(r, by_system=False),
    "tenancies_event_once": lambda r: twice(lambda: event(r, about="legal.notice:1")),
    "tenancies_fault_one_open": lambda r: twice(
        lambda: DataFault.objects.create(kind="no_tenant", reference="T1", detail="None", found_on=DAY)
    ),
    "welfare_benefit_ends_after_start": lambda r: benefit(r, last_day=BEFORE),
    "welfare_benefit_hb_amount": lambda r: benefit(r, pay_weeks=None),
    "welfare_marker_source": lambda r: twice(lambda: marker(r)),
    "welfare_marker_follows_someone": lambda r: marker(r, person=None),
    "welfare_marker_ends_after_start": lambda r: marker(r, last_day=BEFORE),
    "welfare_marker_ours_has_owner": lambda r: marker(r, source_ref=""),
    "welfare_marker_lifted_by_another": lambda r: marker(
        r, kind="crisis", source_ref="", owner=r.officer, lifted_on=DAY, lifted_by=r.officer, lifted_why="Safe now"
    ),
    "welfare_hold_ends_after_start": lambda r: hold(r, last_day=BEFORE),
    "welfare_hold_lifted_by_someone": lambda r: hold(r, lifted_on=DAY),
    "recovery_contact_source": lambda r: twice(lambda: contact(r)),
    "recovery_agreement_source": lambda r: twice(lambda: agreement(r, source_ref="A1", status="broken")),
    "recovery_agreement_one_live": lambda r: twice(lambda: agreement(r)),
    "recovery_agreement_amounts": lambda r: agreement(r, instalment_amount=0),
    "recovery_agreement_first_due": lambda r: agreement(r, first_due_on=BEFORE),
    "recovery_outbox_one_press": lambda r: twice(lambda: message(r)),
    "recovery_outbox_sent_letter_stored": lambda r: message(r, state="sent", ended_at=NOW),
    "recovery_outbox_end_has_time": lambda r: message(r, state="failed"),
    "legal_notice_source": lambda r: twice(lambda: Notice.objects.create(**r.notice_of("N1"))),
    "legal_service_once": lambda r: twice(
        lambda: NoticeService.objects.create(notice=r.notice, person=r.person, method="hand", done_on=DAY)
    ),
    "legal_claim_source": lambda r: twice(lambda: PossessionClaim.objects.create(**r.claim_of("K1"))),
    "legal_order_source": lambda r: twice(lambda: order_of(r, "O1")),
    "caseload_sweep_one_running": lambda r: twice(lambda: SweepRun.objects.create(as_of=DAY, started_at=NOW)),
    "caseload_chunk_once": lambda r: twice(lambda: SweepChunk.objects.create(run=r.run, first_id=1, last_id=2)),
    "caseload_recommendation_one_open": lambda r: twice(lambda: recommended(r)),
    "caseload_step_override_has_reason": lambda r: Step.objects.create(
        account=r.account, action="letter_1", rule="letter_1", outcome="overridden", on=DAY, by=r.officer
    ),
    **desk.BREAKS,
    **recovery.BREAKS,
    **team.BREAKS,
    **bundle.BREAKS,
    **legal.BREAKS,
    **court.BREAKS,
    **claim.BREAKS,
    **eviction.BREAKS,
    **welfare.BREAKS,
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(BREAKS))
def test_the_database_refuses_a_row_that_breaks(name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BREAKS[name](Rows())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda r: twice(lambda: marker(r, source_ref="", owner=r.officer)), id="two markers of ours"),
        pytest.param(lambda r: twice(lambda: contact(r, source_ref="")), id="two contacts of ours"),
        pytest.param(lambda r: twice(lambda: Notice.objects.create(**r.notice_of(""))), id="two notices of ours"),
        pytest.param(lambda r: [agreement(r), agreement(r, source_ref="A1")], id="ours beside the source's"),
        pytest.param(lambda r: [works(r, ends_on=DAY), works(r)], id="a patch taken up again"),
        pytest.param(lambda r: twice(lambda: event(r)), id="two events about nothing in particular"),
    ],
)
def test_what_quarterday_records_itself_may_stand_beside(make: Callable[[Rows], Any]) -> None:
    make(Rows())


def test_no_constraint_is_left_out() -> None:
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]

    assert {c.name for model in ours for c in model._meta.constraints} == set(BREAKS) | IN_THE_LEDGER
