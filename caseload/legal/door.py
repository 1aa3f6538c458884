"""The records of a case by their number, for those who may open its account."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from legal.accounts import main_account
from legal.models import DecisionRecord, LegalRequest, Notice, NoticeService, ProtocolStep
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, User
from tenancies.models import RentAccount


def account_of(user: User, tenancy_id: int) -> RentAccount:
    """The tenancy's main account; nothing is found where this person may open none of its accounts."""
    get_object_or_404(RentAccount.objects.openable_by(user).filter(tenancy_id=tenancy_id).order_by("pk")[:1])
    found: RentAccount = RentAccount.objects.for_list().get(pk=main_account(tenancy_id).pk)
    return found


def notice_of(user: User, pk: int) -> tuple[Notice, RentAccount]:
    related = ["tenancy__home", "document", "statement", "made_by", "replaces", "withdrawn_by", "review_by"]
    notice = get_object_or_404(Notice.objects.select_related(*related).filter(not_sent_since=None), pk=pk)
    return notice, account_of(user, notice.tenancy_id)


def service_of(user: User, pk: int) -> tuple[NoticeService, RentAccount]:
    found = NoticeService.objects.select_related("notice__tenancy__home", "person", "served_by", "certificate", "photo")
    service = get_object_or_404(found.filter(not_sent_since=None), pk=pk)
    return service, account_of(user, service.notice.tenancy_id)


def decision_of(user: User, pk: int) -> tuple[DecisionRecord, RentAccount]:
    found = DecisionRecord.objects.select_related("tenancy__home", "author", "approved_by")
    record = get_object_or_404(found, pk=pk)
    return record, account_of(user, record.tenancy_id)


def step_of(user: User, pk: int) -> tuple[ProtocolStep, RentAccount]:
    step = get_object_or_404(ProtocolStep.objects.select_related("tenancy"), pk=pk)
    return step, account_of(user, step.tenancy_id)


def request_of(user: User, pk: int) -> tuple[LegalRequest, RentAccount]:
    asked = get_object_or_404(LegalRequest.objects.select_related("tenancy", "notice__tenancy", "asked_by"), pk=pk)
    return asked, account_of(user, asked.tenancy_id)


def may_work(user: User) -> bool:
    return user.role in CASEWORK_ROLES


def to_work(request: StaffRequest) -> None:
    """Refuses whoever may only read cases."""
    if not may_work(request.user):
        role = request.user.get_role_display().lower()
        raise PermissionDenied(f"As {role} you can read legal cases but not act on them.")
