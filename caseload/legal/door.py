"""The records of a case by their number, for those who may open its account."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from legal.accounts import main_accounts
from legal.bundles import BUNDLE_ROLES
from legal.models import DecisionRecord, Notice, NoticeService, ProtocolStep
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, User
from tenancies.models import RentAccount


def account_of(user: User, tenancy_id: int) -> RentAccount:
    """The tenancy's main account; nothing is found where this person may open none of its accounts."""
    get_object_or_404(RentAccount.objects.openable_by(user).filter(tenancy_id=tenancy_id).order_by("pk")[:1])
    return main_accounts([tenancy_id])[tenancy_id]


def case_account(user: User, pk: int) -> RentAccount:
    """The main account of the household that has this account, for whoever may open it."""
    found = get_object_or_404(RentAccount.objects.openable_by(user), pk=pk)
    return main_accounts([found.tenancy_id])[found.tenancy_id]


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


def may_work(user: User) -> bool:
    return user.role in CASEWORK_ROLES


def may_work_for_court(user: User) -> bool:
    """Claims, hearings, solicitors and bundles: the income team and the legal role work them; the others read."""
    return user.role in BUNDLE_ROLES


def to_work(request: StaffRequest) -> None:
    """Refuses whoever may only read cases."""
    if not may_work(request.user):
        raise _only_read(request.user)


def to_work_for_court(request: StaffRequest) -> None:
    if not may_work_for_court(request.user):
        raise _only_read(request.user)


def _only_read(user: User) -> PermissionDenied:
    role = user.get_role_display().lower()
    return PermissionDenied(f"As {role} you can read legal cases but not act on them.")
