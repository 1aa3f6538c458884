"""The constraints on notices, the protocol and what waits for a yes, broken one by one in test_constraints.py."""

from collections.abc import Callable
from typing import Any

from legal.models import (
    DecisionRecord,
    FormSignOff,
    LegalRequest,
    Notice,
    NoticeService,
    OtherWay,
    ProtocolOverride,
    ProtocolStep,
)
from tests.constraints.breaking import DAY, NOW, twice
from tests.factories.people import OfficerFactory


def notice(r: Any, **known: Any) -> Notice:
    return Notice.objects.create(**{**r.notice_of(""), "made_by": r.officer, "made_at": NOW, **known})


def signed(r: Any, **known: Any) -> FormSignOff:
    usual = {"form": "s128", "version": "1", "wording": "0" * 64, "name": "Ruth Bell", "position": "Solicitor"}
    return FormSignOff.objects.create(**{**usual, "by": r.officer, "on": DAY, **known})


def request(r: Any, **known: Any) -> LegalRequest:
    usual = {"tenancy": r.tenancy, "step": "notice", "note": "N", "was": {}, "asked_by": r.officer, "asked_at": NOW}
    return LegalRequest.objects.create(**{**usual, **known})


def decided(**known: Any) -> dict[str, Any]:
    return {"decided_at": NOW, "decided_by": OfficerFactory(), "approved": True, **known}


BREAKS: dict[str, Callable[[Any], Any]] = {
    "legal_form_signed_once": lambda r: twice(lambda: signed(r)),
    "legal_form_signed_by_name": lambda r: signed(r, name=""),
    "legal_notice_one_draft": lambda r: twice(lambda: notice(r, status="draft")),
    "legal_notice_review_by_another": lambda r: notice(r, review_by=r.officer),
    "legal_notice_withdrawn_why": lambda r: notice(r, status="withdrawn", withdrawn_by=r.officer, withdrawn_on=DAY),
    "legal_service_evidence": lambda r: NoticeService.objects.create(
        notice=r.notice, person=r.person, method="hand", done_on=DAY, recorded_by=r.officer, recorded_at=NOW
    ),
    "legal_step_says_how": lambda r: ProtocolStep.objects.create(
        tenancy=r.tenancy, step="dwp", done_on=DAY, how="", by=r.officer, at=NOW
    ),
    "legal_override_reason": lambda r: ProtocolOverride.objects.create(
        tenancy=r.tenancy, missing=["dwp"], reason="", manager=r.officer, on=DAY, at=NOW
    ),
    "legal_decision_approved_by_another": lambda r: DecisionRecord.objects.create(
        tenancy=r.tenancy, stage="claim", full=True, answers={}, author=r.officer, on=DAY, at=NOW,
        approved_by=r.officer, approved_on=DAY,
    ),
    "legal_request_one_open": lambda r: twice(lambda: request(r)),
    "legal_request_decided": lambda r: request(r, decided_at=NOW),
    "legal_request_by_another": lambda r: request(r, **decided(decided_by=r.officer)),
    "legal_request_refused_why": lambda r: request(r, **decided(approved=False)),
    "legal_other_way_said": lambda r: OtherWay.objects.create(tenancy=r.tenancy, offered_on=DAY, by=r.officer),
}  # fmt: skip
