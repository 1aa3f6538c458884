"""Deductions from wages: the authority on an account, employers, and what they send, first shown, then loaded."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload.agreements import remittances, wage_acts
from caseload.agreements.wage_forms import AuthorityForm, EmployerForm, RemittanceForm, StopForm
from caseload.views.acts import account_to_work
from recovery.account_facts import tenants_of
from recovery.models import Employer, Remittance, WageDeduction
from recovery.wages import CannotDeduct, CannotLoad, Loaded
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui.words import counted, long_day, pounds
from tenancies.models import IssuedDocument, Person, RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def wages(request: StaffRequest, pk: int) -> HttpResponse:
    """The deductions of an account's tenants; keep a signed authority, with its letter to the employer."""
    on = today()
    if request.method != "POST":
        found = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
        return _account_page(request, found, form=_authority(found, on=on))
    account = account_to_work(request, pk)
    form = _authority(account, on=on, data=request.POST)
    if form.is_valid():
        data = form.cleaned_data
        person = get_object_or_404(Person, pk=data.pop("person"), tenancies__tenancy=account.tenancy_id)
        try:
            made = wage_acts.authorise(
                account=account, person=person, by=request.user, on=on, at=timezone.now(), **data
            )
        except CannotDeduct as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The authority is kept. Print the letter to {made.employer} below.")
            return redirect("wages", account.pk)
    return _account_page(request, account, form=form)


def _authority(account: RentAccount, *, on: Any, data: Any = None) -> AuthorityForm:
    living = [tenant for tenant in tenants_of(account, as_of=on) if not tenant.died_on]
    return AuthorityForm(data, people=[(tenant.person_id, tenant.name) for tenant in living])


def _account_page(request: StaffRequest, account: RentAccount, *, form: AuthorityForm) -> HttpResponse:
    rows = account.wage_deductions.select_related("person", "employer", "made_by").order_by("-first_on", "-pk")
    papers: dict[str, list[IssuedDocument]] = {}
    for paper in IssuedDocument.objects.filter(account=account, template__startswith="employer_").order_by("pk"):
        papers.setdefault(paper.template.rpartition("_")[2], []).append(paper)
    context = {
        "account": account,
        "form": form,
        "deductions": [(each, papers.get(str(each.pk), [])) for each in rows],
        "stop": StopForm(auto_id="id_stop_%s"),
        "may_act": request.user.role in CASEWORK_ROLES,
    }
    return render(request, "caseload/agreements/wages.html", context, status=422 if form.errors else 200)


@require_POST
def stop_wages(request: StaffRequest, pk: int, deduction_pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    deduction = get_object_or_404(WageDeduction.objects.select_related("account"), pk=deduction_pk, account=account)
    form = StopForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Nothing is stopped yet: say why the deduction stops.")
        return redirect("wages", account.pk)
    try:
        stopped = wage_acts.stop(
            deduction=deduction, why=form.cleaned_data["why"], by=request.user, on=today(), at=timezone.now()
        )
    except CannotDeduct as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The deduction is stopped. Print the notice to {stopped.employer} below.")
    return redirect("wages", account.pk)


# ----------------------------------------------------------------------------------------------------- employers


@require_http_methods(["GET", "HEAD", "POST"])
def employers(request: StaffRequest) -> HttpResponse:
    """Who deducts from wages, and what they paid; a new one is added here."""
    _may_load(request)
    form = EmployerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = remittances.add_employer(by=request.user, **form.cleaned_data)
        messages.success(request, f"{made} is on the list.")
        return redirect("employers")
    return _employers_page(request, form=form)


def _may_load(request: StaffRequest) -> None:
    if request.user.role not in remittances.LOADS:
        raise PermissionDenied("Deductions from wages are for finance and the income team.")


def _employers_page(
    request: StaffRequest,
    *,
    form: EmployerForm | None = None,
    remittance: RemittanceForm | None = None,
    trial: Loaded | None = None,
    refused: CannotLoad | None = None,
) -> HttpResponse:
    form = form or EmployerForm()
    paid = Remittance.objects.select_related("employer", "loaded_by").order_by("-paid_on", "-pk")[:20]
    context = {
        "form": form,
        "employers": Employer.objects.order_by("name", "pk"),
        "paid": paid,
        "remittance": remittance or RemittanceForm(auto_id="id_paid_%s"),
        "trial": trial,
        "refused": refused,
        "text": (remittance.cleaned_data["content"].decode("utf-8-sig") if trial and remittance else ""),
    }
    wrong = form.errors or refused or (remittance and remittance.errors)
    return render(request, "caseload/agreements/employers.html", context, status=422 if wrong else 200)


@require_POST
def load_remittance(request: StaffRequest) -> HttpResponse:
    """Show what an employer's list would do; `do` load: keep it, and ask after whoever is missing."""
    _may_load(request)
    form = RemittanceForm(request.POST, request.FILES, auto_id="id_paid_%s")
    if not form.is_valid():
        return _employers_page(request, remittance=form)
    data = form.cleaned_data
    known = {name: data[name] for name in ("employer", "paid_on", "total", "content")}
    keep = request.POST.get("do") == "load"
    try:
        with transaction.atomic():
            loaded = remittances.load(by=request.user, on=today(), at=timezone.now(), **known)
            if not keep:
                transaction.set_rollback(True)
    except CannotLoad as refusal:
        return _employers_page(request, remittance=form, refused=refusal)
    if not keep:
        return _employers_page(request, remittance=form, trial=loaded)
    said = f"{pounds(data['total'])} of {long_day(data['paid_on'])}: {counted(len(loaded.matched), 'person', 'people')}"
    said += (
        f" matched, {len(loaded.unmatched)} not known here, {counted(len(loaded.missing), 'task')} for who is missing."
    )
    messages.success(request, said)
    return redirect("employers")
