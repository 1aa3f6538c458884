"""The protocol sheet, its steps and override; decision records."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.legal import acts, case_papers, protocol_page
from caseload.legal.case import Case, case_of
from caseload.legal.door import decision_of, step_of, to_work
from caseload.legal.forms_protocol import DecisionForm, OverrideForm, StepForm
from caseload.views.files import pdf_file
from legal.models.protocol import Stage
from legal.protocol_steps import CannotRecord
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount


def _account(request: StaffRequest, pk: int) -> RentAccount:
    found: RentAccount = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    return found


def _page(
    request: StaffRequest,
    case: Case,
    *,
    step: StepForm | None = None,
    override: OverrideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = protocol_page.context(case, user=request.user)
    context["step_form"] = step or StepForm(people=case.tenants, on=today(), auto_id="id_step_%s")
    context["override_form"] = override or OverrideForm(auto_id="id_override_%s")
    return render(request, "caseload/legal/protocol.html", context, status=status)


@require_safe
def legal_protocol(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, case_of(_account(request, pk), on=today()))


@require_safe
def protocol_paper(request: StaffRequest, pk: int) -> HttpResponse:
    case = case_of(_account(request, pk), on=today())
    return pdf_file(case_papers.protocol_pdf(case), name=f"protocol-{case.account.account_ref}")


@require_POST
def protocol_step(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a step that no other record shows."""
    account = _account(request, pk)
    to_work(request)
    case = case_of(account, on=today())
    form = StepForm(request.POST, people=case.tenants, on=today(), auto_id="id_step_%s")
    if form.is_valid():
        data = form.cleaned_data
        person = next((each for each in case.tenants if each.pk == data["person"]), None)
        try:
            acts.record_step(
                tenancy=case.tenancy, step=data["step"], person=person, done_on=data["done_on"], how=data["how"],
                by=request.user, on=today(), at=timezone.now(),
            )  # fmt: skip
        except CannotRecord as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The step is on record.")
            return redirect("legal_protocol", account.pk)
    return _page(request, case, step=form, status=422)


@require_POST
def take_back_step(request: StaffRequest, step: int) -> HttpResponse:
    found, account = step_of(request.user, step)
    to_work(request)
    try:
        acts.take_back_step(step=found, by=request.user, on=today(), at=timezone.now())
        messages.success(request, "The step is taken back: it counts for nothing.")
    except CannotRecord as refusal:
        messages.warning(request, str(refusal))
    return redirect("legal_protocol", account.pk)


@require_POST
def protocol_override(request: StaffRequest, pk: int) -> HttpResponse:
    """The income manager sets missing steps aside, with the reason that the bundle prints."""
    account = _account(request, pk)
    to_work(request)
    case = case_of(account, on=today())
    form = OverrideForm(request.POST, auto_id="id_override_%s")
    if form.is_valid():
        try:
            acts.override_protocol(
                tenancy=case.tenancy, found=case.steps, **form.cleaned_data, by=request.user, on=today(),
                at=timezone.now(),
            )  # fmt: skip
        except CannotRecord as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The steps are set aside. Your reason is printed in the bundle.")
            return redirect("legal_protocol", account.pk)
    return _page(request, case, override=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def legal_decision(request: StaffRequest, pk: int, stage: str) -> HttpResponse:
    """Equality and proportionality, weighed before a step at the depth that it needs."""
    account = _account(request, pk)
    to_work(request)
    if stage not in Stage.values:
        raise Http404
    case = case_of(account, on=today())
    before = next((each for each in case.decisions if each.stage == stage), None) or next(iter(case.decisions), None)
    typed = request.POST if request.method == "POST" else None
    form = DecisionForm(typed, stage=stage, before=before.answers if before else {}, on=today())
    if typed is not None and form.is_valid():
        try:
            acts.write_decision(
                tenancy=case.tenancy, stage=stage, answers=form.answers(), review_on=form.cleaned_data["review_on"],
                by=request.user, on=today(), at=timezone.now(),
            )  # fmt: skip
        except CannotRecord as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The record is kept with the case.")
            return redirect("legal_case", account.pk)
    context = {"account": case.account, "case": case, "form": form, "stage": Stage(stage), "before": before}
    return render(request, "caseload/legal/decision.html", context, status=422 if form.errors else 200)


@require_safe
def decision_paper(request: StaffRequest, decision: int) -> HttpResponse:
    record, account = decision_of(request.user, decision)
    return pdf_file(case_papers.decision_pdf(record, case_of(account, on=today())), name=f"decision-{record.pk}")


@require_POST
def approve_decision(request: StaffRequest, decision: int) -> HttpResponse:
    """Another person agrees with a record."""
    record, account = decision_of(request.user, decision)
    to_work(request)
    try:
        acts.approve_decision(record=record, by=request.user, on=today(), at=timezone.now())
        messages.success(request, "The record is approved.")
    except CannotRecord as refusal:
        messages.warning(request, str(refusal))
    return redirect("legal_case", account.pk)
