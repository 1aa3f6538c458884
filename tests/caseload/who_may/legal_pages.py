"""Legal cases, notices, the protocol and statutory forms: who may. Legal, finance and audit read a case."""

from datetime import UTC, date, datetime, time

from legal.models import DecisionRecord, Notice, NoticeService, ProtocolStep
from staff.models import User
from tenancies.models import RentAccount
from tests.caseload.who_may.roles import CASES, OWN, READ, WORK

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
FORM_READERS = "ooooooooro"
FORM_SIGNERS = "rrrrorrorr"

LEGAL_PAGES: dict[str, tuple[str, str]] = {
    "legal": (CASES, ""),
    "legal_deadlines": (CASES, ""),
    "legal_forms": (FORM_READERS, ""),
    "legal_form": (FORM_READERS, ""),
    "form_sample": (FORM_READERS, ""),
    "sign_form": ("", FORM_SIGNERS),
    "legal_case": (READ, ""),
    "legal_notice_new": (WORK, WORK),
    "legal_protocol": (READ, ""),
    "protocol_paper": (READ, ""),
    "protocol_step": ("", WORK),
    "protocol_override": ("", WORK),
    "legal_decision": (WORK, WORK),
    "trial_paper": (OWN, ""),  # there is none of a secure tenancy
    "take_back_protocol_step": ("", WORK),
    "decision_paper": (READ, ""),
    "approve_decision": ("", WORK),
    "legal_notice": (READ, ""),
    "notice_paper": (READ, ""),
    "ask_notice": ("", WORK),
    "take_back_notice": ("", WORK),
    "withdraw_notice": ("", WORK),
    "serve_notice": ("", WORK),
    "review_notice": ("", WORK),
    "correct_service": (WORK, WORK),
}
LEGAL_WORDS = {"legal_decision": "notice", **dict.fromkeys(["legal_form", "form_sample", "sign_form"], "s128")}


def legal_of(account: RentAccount, officer: User) -> dict[str, int]:
    """A notice that was served on the tenant, a step of the protocol, a decision record."""
    tenancy = account.tenancy
    notice = Notice.objects.create(
        tenancy=tenancy, kind="nosp", prepared_on=MONDAY, specified_on=date(2026, 12, 21), status="served",
        form="nosp_part_1", form_version="2026-1", made_by=officer, made_at=NOW, particulars="Rent is owed.",
    )  # fmt: skip
    service = NoticeService.objects.create(
        notice=notice, person=tenancy.people.get().person, method="hand", done_on=MONDAY, done_at=time(9),
        served_by=officer, recorded_by=officer, recorded_at=NOW, place="3 Mill Lane", handed_to="Ms Yusuf",
    )  # fmt: skip
    step = ProtocolStep.objects.create(tenancy=tenancy, step="dwp", done_on=MONDAY, how="Rang", by=officer, at=NOW)
    record = DecisionRecord.objects.create(
        tenancy=tenancy, stage="claim", full=True, answers={"aim": "Rent"}, author=officer, on=MONDAY, at=NOW
    )
    return {"notice": notice.pk, "service": service.pk, "step": step.pk, "decision": record.pk}
