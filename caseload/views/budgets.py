"""Income and expenditure (K03): the form, three questions, its papers; and the council's spending guidelines."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import drafts
from caseload.agreements import asking, papers
from caseload.agreements.budget_forms import BudgetForm, GuidelineForm, SignedForm, asked_before
from caseload.agreements.starting import start
from caseload.views.acts import account_to_work
from caseload.views.files import pdf_file
from recovery.rules.facts import ZERO
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui.words import long_day, pounds
from tenancies.models import RentAccount
from welfare import budgets
from welfare.budgets import CannotKeep
from welfare.models import IncomeAndExpenditure, SpendingGuideline
from welfare.rules import budget as rules


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: StaffRequest, pk: int) -> HttpResponse:
    """The household's form. `quick`: three questions."""
    on, quick = today(), "quick" in request.GET
    if request.method != "POST":
        found = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
        return _page(request, found, quick=quick)
    account = account_to_work(request, pk)
    form = BudgetForm(request.POST, quick=quick, today=on, share=start(account, on=on).weekly_share)
    if form.is_valid():
        data = form.cleaned_data
        try:
            asking.keep(
                account=account,
                lines=form.lines(),
                size=form.size(),
                quick=quick,
                note=data["note"],
                signed_on=data["signed_on"],
                told_on=data["on"],
                by=request.user,
                on=on,
                at=timezone.now(),
            )
        except CannotKeep as refusal:
            form.add_error(form.field_of(refusal.field) if refusal.field else None, str(refusal))
        else:
            safe = start(account, on=on).safe("monthly") or ZERO
            messages.success(request, f"Kept. {pounds(safe)} a month is safe to offer towards arrears.")
            return redirect("agreement", account.pk)
    return _page(request, account, quick=quick, form=form)


def _page(request: StaffRequest, account: RentAccount, *, quick: bool, form: BudgetForm | None = None) -> HttpResponse:
    on = today()
    newest = budgets.newest(account, on=on)
    kept: dict[str, Any] = {}
    if form is None:
        form = BudgetForm(quick=quick, today=on, initial=_begins(account, newest, quick=quick))
        kept = drafts.restore({_draft(quick): form}, user=request.user, account=account, at=timezone.now())
    context = {
        "account": account,
        "form": form,
        "quick": quick,
        "draft_name": _draft(quick),
        "draft": kept.get(_draft(quick)),
        "newest": newest,
        "figures": (figures := budgets.figures_of(newest) if newest else None),
        "said": rules.in_words(figures) if figures else "",
        "size": rules.size_in_words(budgets.size_of(newest)) if newest else "",
        "earlier": [(each, budgets.figures_of(each)) for each in budgets.earlier(account, on=on)],
        "over": _over(newest, on=on),
        "sign": SignedForm(initial={"signed_on": long_day(on)}, auto_id="id_sign_%s"),
        "may_act": request.user.role in CASEWORK_ROLES,
    }
    return render(request, "caseload/agreements/budget.html", context, status=422 if form.errors else 200)


def _draft(quick: bool) -> str:
    return "budget_quick" if quick else "budget"


def _begins(account: RentAccount, newest: Any, *, quick: bool) -> dict[str, Any]:
    """With what the last form said; else with their own share of the rent."""
    initial: dict[str, Any] = {"on": long_day(today())}
    if newest and newest.quick == quick:
        return initial | asked_before(budgets.lines_of(newest), budgets.size_of(newest))
    share = start(account, on=today()).weekly_share
    return initial | {"rent_amount": f"{share:.2f}", "rent_every": "weekly"}


def _over(newest: Any, *, on: Any) -> list[Any]:
    if newest is None:
        return []
    table = budgets.guidelines(on=newest.on)
    return rules.above_guideline(budgets.lines_of(newest), size=budgets.size_of(newest), table=table)


@require_POST
def sign_budget(request: StaffRequest, pk: int, budget_pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    made = get_object_or_404(IncomeAndExpenditure, pk=budget_pk, account__tenancy=account.tenancy_id)
    form = SignedForm(request.POST, auto_id="id_sign_%s")
    if form.is_valid():
        try:
            asking.sign(
                made, account=account, signed_on=form.cleaned_data["signed_on"], by=request.user, on=today(),
                at=timezone.now(),
            )  # fmt: skip
        except CannotKeep as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The signature is noted.")
    else:
        messages.warning(request, "Enter the day of signing, such as 20 November 2026.")
    return redirect("budget", account.pk)


@require_safe
def budget_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest form on paper; `blank`: the form to be filled by hand; `large`: in large print."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    on = today()
    newest = None if "blank" in request.GET else budgets.newest(account, on=on)
    names = [str(person.person) for person in account.tenancy.people.tenants(on=on).select_related("person")]
    paper = papers.budget_paper(
        account,
        newest,
        name=", ".join(names),
        by=request.user,
        on=on,
        large_print="large" in request.GET,
    )
    name = f"income-and-expenditure-{account.account_ref}{'' if newest else '-blank'}"
    return pdf_file(papers.budget_pdf(paper), name=name)


@require_http_methods(["GET", "HEAD", "POST"])
def guidelines(request: StaffRequest) -> HttpResponse:
    """The licensed spending guidelines, entered by the council: none is shipped."""
    if request.user.role not in budgets.GUIDELINE_ROLES:
        raise PermissionDenied("Spending guidelines are for team leaders, managers and administrators.")
    form = GuidelineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            number = budgets.set_guidelines(form.figures(), from_on=form.cleaned_data["from_on"], by=request.user)
        except CannotKeep as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{number} figures hold from {long_day(form.cleaned_data['from_on'])}.")
            return redirect("guidelines")
    rows = SpendingGuideline.objects.select_related("by").order_by("-from_on", "category", "part")
    names = {each.code: each.name for each in rules.categories().values()}
    context = {"form": form, "entered": [(each, names.get(each.category, each.category)) for each in rows]}
    return render(request, "caseload/agreements/guidelines.html", context, status=422 if form.errors else 200)
