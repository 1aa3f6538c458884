"""Notices: prepared, shown, asked for, withdrawn; their papers; the panel's sheet on an introductory tenancy."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.legal import acts, case_papers, notice_page, notice_papers
from caseload.legal.case import Case, case_of
from caseload.legal.door import notice_of, to_work
from caseload.legal.forms_notices import AskForm, NoticeForm, WithdrawForm, first_values
from caseload.views.files import pdf_file
from legal import notices
from legal.models import Notice
from legal.notices import EXTENSION, CannotGiveNotice
from recovery.rules.gates import Refused
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount

STOP = (CannotGiveNotice, Refused)


@require_http_methods(["GET", "HEAD", "POST"])
def legal_notice_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Prepare the notice that the tenancy needs; `?kind=trial_extension` extends an introductory trial instead."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    to_work(request)
    case = case_of(account, on=today())
    kind = _kind(request, case)
    if not kind:
        messages.warning(request, "No notice for arrears is given on this tenancy here: ask legal.")
        return redirect("legal_case", account.pk)
    draft = next((each for each in case.drafts if each.kind == kind), None)
    typed = request.POST if request.method == "POST" else None
    form = NoticeForm(typed, case=case, kind=kind, on=case.on)
    if draft and typed is None:
        form.initial.update({name: value for name, value in first_values(draft).items() if value})
    if typed is not None and form.is_valid():
        try:
            made = acts.prepare_notice(
                account=case.account, chosen=form.chosen(), by=request.user, on=case.on, at=timezone.now()
            )
            messages.success(request, "The notice is prepared. Read it, then ask for approval.")
            return redirect("legal_notice", made.pk)
        except STOP as refusal:
            form.add_error(None, str(refusal))
    context = notice_page.new_context(case, kind=kind, form=form, draft=draft)
    return render(request, "caseload/legal/notice_new.html", context, status=422 if form.errors else 200)


def _kind(request: StaffRequest, case: Case) -> str:
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    if asked == EXTENSION:
        return str(EXTENSION)
    return case.needed.kind if case.needed else ""


@require_safe
def legal_notice(request: StaffRequest, notice: int) -> HttpResponse:
    return show(request, *notice_of(request.user, notice))


def show(
    request: StaffRequest, notice: Notice, account: RentAccount, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a notice; `forms`: those that came back with what is wrong."""
    context = notice_page.context(notice, account, user=request.user, on=today(), forms=forms)
    return render(request, "caseload/legal/notice.html", context, status=status)


@require_POST
def ask_notice(request: StaffRequest, notice: int) -> HttpResponse:
    found, account = notice_of(request.user, notice)
    to_work(request)
    form = AskForm(request.POST, auto_id="id_ask_%s")
    if form.is_valid():
        try:
            acts.ask_for_notice(notice=found, **form.cleaned_data, by=request.user, on=today(), at=timezone.now())
        except STOP as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "A leader is asked for the yes to serve.")
            return redirect("legal_notice", found.pk)
    return show(request, found, account, status=422, ask=form)


@require_POST
def take_back_notice(request: StaffRequest, notice: int) -> HttpResponse:
    found, _ = notice_of(request.user, notice)
    to_work(request)
    asked = notices.request_of(found)
    if asked is None or asked.decided_at:
        messages.warning(request, "Nothing waits for approval here.")
        return redirect("legal_notice", found.pk)
    try:
        acts.take_back_request(asked=asked, by=request.user, on=today(), at=timezone.now())
        messages.success(request, "The request is taken back: the notice can be changed.")
    except STOP as refusal:
        messages.warning(request, str(refusal))
    return redirect("legal_notice", found.pk)


@require_POST
def withdraw_notice(request: StaffRequest, notice: int) -> HttpResponse:
    found, account = notice_of(request.user, notice)
    to_work(request)
    form = WithdrawForm(request.POST, auto_id="id_withdraw_%s")
    if form.is_valid():
        try:
            acts.withdraw_notice(notice=found, **form.cleaned_data, by=request.user, on=today(), at=timezone.now())
        except STOP as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The notice is withdrawn. It stays in the history with its reason.")
            return redirect("legal_case", account.pk)
    return show(request, found, account, status=422, withdraw=form)


@require_safe
def notice_paper(request: StaffRequest, notice: int) -> HttpResponse:
    """The notice as it will print, with DRAFT across it; what was approved is kept and opened as it went out."""
    found, account = notice_of(request.user, notice)
    if found.document_id:
        return redirect("document", found.document_id)
    if not found.form:
        raise Http404
    return pdf_file(notice_papers.notice_pdf(found, account, by=request.user, on=today()), name=f"notice-{found.pk}")


@require_safe
def trial_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The decision sheet for the panel; of introductory tenancies alone."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    case = case_of(account, on=today())
    if case.tenancy.trial_last_day is None:
        raise Http404
    return pdf_file(case_papers.trial_pdf(case), name=f"decision-sheet-{case.account.account_ref}")
