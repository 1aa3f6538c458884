"""Tagging an account as complex, with its plan and panel; taking the tag off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import complex_cases
from caseload.forms_estate import ComplexForm, EndComplexForm
from caseload.views.acts import account_to_work
from staff.clock import today
from staff.http import StaffRequest
from staff.ui import words
from tenancies.models import RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def complex_case(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    case = complex_cases.running(account)
    initial = {"plan": case.plan, "panel_on": words.long_day(case.panel_on)} if case else None
    form = ComplexForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            complex_cases.tag(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except complex_cases.CannotTag as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{account} is tagged as complex, with its plan.")
            return redirect(account)
    return _page(request, account, form, EndComplexForm())


@require_POST
def end_complex_case(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = EndComplexForm(request.POST)
    if form.is_valid():
        try:
            complex_cases.end(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except complex_cases.CannotTag as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{account} is no longer tagged as complex.")
            return redirect(account)
    case = complex_cases.running(account)
    initial = {"plan": case.plan, "panel_on": words.long_day(case.panel_on)} if case else None
    return _page(request, account, ComplexForm(initial=initial), form)


def _page(request: StaffRequest, account: RentAccount, form: ComplexForm, ending: EndComplexForm) -> HttpResponse:
    context = {
        "account": account,
        "case": complex_cases.running(account),
        "form": form,
        "ending": ending,
        "minutes": complex_cases.MINUTES_A_WEEK,
    }
    return render(request, "caseload/estate/complex.html", context, status=422 if form.errors or ending.errors else 200)
