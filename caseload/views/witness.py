"""Witness statements: drafted from one's own entries, written, signed; and getting ready for questions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import drafts
from caseload.forms_bundles import StatementForm
from caseload.legal.bundles import page
from caseload.legal.bundles import witness as witnesses
from caseload.legal.bundles.door import statement_of
from caseload.legal.door import to_work_for_court
from caseload.views.files import pdf_file
from legal import witness
from legal.models import WitnessStatement
from legal.witness import NOT_YOURS, CannotWitness
from staff.clock import today
from staff.http import StaffRequest
from staff.ui.words import long_day
from tenancies.models import RentAccount

DRAFT = "witness"  # the name under which what is typed is kept


@require_POST
def new_statement(request: StaffRequest, pk: int) -> HttpResponse:
    """One's own statement, drafted from one's own entries."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    to_work_for_court(request)
    text = witnesses.draft(account, witness=request.user, on=today())
    hearing = next(iter(page.hearings(account)), None)
    try:
        made = witness.begin(
            account=account, hearing=hearing, text=text, exhibits=[], by=request.user, at=timezone.now()
        )
    except CannotWitness as refusal:
        messages.warning(request, str(refusal))
        return redirect("bundles", account.pk)
    return redirect("witness_statement", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: StaffRequest, pk: int) -> HttpResponse:
    """The statement, for its witness to write; for others to read."""
    found, account = statement_of(request.user, pk)
    if request.method == "POST":
        _own(request, found)
    papers = witnesses.own_papers(account, witness=found.witness)
    choices = [(paper.key, f"{paper.title}, {long_day(paper.on)}") for paper in papers]
    start = {"text": found.text, "exhibits": [each["key"] for each in found.exhibits]}
    form = StatementForm(request.POST or None, initial=start, papers=choices)
    if request.method == "POST" and form.is_valid():
        chosen = witnesses.exhibits(account, witness=found.witness, keys=form.cleaned_data["exhibits"])
        try:
            witness.write(found, text=form.cleaned_data["text"], exhibits=chosen, by=request.user)
        except CannotWitness as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.clear(user=request.user, form=DRAFT, account=account)
            messages.success(request, "Your statement is kept. It can be changed until you sign it.")
            return redirect("witness_statement", found.pk)
    kept: dict[str, Any] = {}
    if found.witness_id == request.user.pk and not found.signed_on:
        kept = drafts.restore({DRAFT: form}, user=request.user, account=account, at=timezone.now())
    context = {
        "statement": found,
        "account": account,
        "form": form,
        "draft": kept.get(DRAFT),
        "own": found.witness_id == request.user.pk and not found.signed_on,
        "exhibits": witnesses.exhibit_pages(found),
    }
    return render(request, "caseload/legal/bundles/statement.html", context, status=422 if form.errors else 200)


def _own(request: StaffRequest, found: WitnessStatement) -> None:
    if found.witness_id != request.user.pk:
        raise PermissionDenied(NOT_YOURS)


@require_POST
def sign_statement(request: StaffRequest, pk: int) -> HttpResponse:
    """Freeze it: the paper to sign is kept, and goes into bundles as it is."""
    found, account = statement_of(request.user, pk)
    _own(request, found)
    on = today()
    try:
        pdf = witnesses.statement_pdf(found, on=on)
        witness.sign(found, pdf=pdf, signed_on=on, by=request.user, at=timezone.now())
    except CannotWitness as refusal:
        messages.warning(request, str(refusal))
    else:
        drafts.clear(user=request.user, form=DRAFT, account=account)
        messages.success(request, "Your statement is frozen. Print it, sign it, and keep the paper.")
    return redirect("witness_statement", found.pk)


@require_safe
def draft_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The statement as it would be printed today."""
    found, _ = statement_of(request.user, pk)
    content = witnesses.statement_pdf(found, on=found.signed_on or today())
    return pdf_file(content, name=f"witness-statement-{found.pk}")


@require_safe
def prepare(request: StaffRequest, pk: int) -> HttpResponse:
    """Getting ready for questions: the chronology with one's own entries marked, each exhibit with its pages."""
    found, account = statement_of(request.user, pk)
    context = {
        "statement": found,
        "account": account,
        "exhibits": witnesses.exhibit_pages(found),
        "rows": witnesses.chronology(account, witness=found.witness, on=today()),
    }
    return render(request, "caseload/legal/bundles/prepare.html", context)
