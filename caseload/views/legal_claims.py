"""The claim pack: prepared, entered field by field, asked for, issued; its sheet as CSV, JSON and PDF."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.legal.claims import acts, door, page, paper
from caseload.legal.door import case_account, to_work_for_court
from caseload.legal.forms_claim import AskForm, ClaimForm, IssuedForm, WhyForm
from legal import claims
from legal.claim_file import gather
from legal.claim_issue import Issued
from legal.claims import CannotClaim
from legal.models import ClaimPack
from recovery.account_facts import of_account
from recovery.rules.gates import Refused
from staff.clock import today
from staff.http import StaffRequest
from staff.ui.words import long_day
from tenancies import storage
from tenancies.models import RentAccount

Stop = (CannotClaim, Refused)


def account_to_work(request: StaffRequest, pk: int) -> RentAccount:
    account = case_account(request.user, pk)
    to_work_for_court(request)
    return account


def _pack(account: RentAccount) -> ClaimPack:
    pack = claims.open_pack(account.tenancy)
    if pack is None:
        raise CannotClaim("No claim is being prepared: it was issued or given up meanwhile.")
    return pack


def _page(request: StaffRequest, account: RentAccount, *, refused: str = "", **forms: Any) -> HttpResponse:
    context = page.claim_page(account, user=request.user, on=today(), **forms) | {"refused_why": refused}
    status = 422 if refused or any(form.errors for form in forms.values()) else 200
    return render(request, "caseload/legal/claims/pack.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def legal_claim(request: StaffRequest, pk: int) -> HttpResponse:
    """The pack; posted: what was entered is kept, complete or not."""
    if request.method != "POST":
        return _page(request, case_account(request.user, pk))
    account = account_to_work(request, pk)
    form = ClaimForm(request.POST)
    if form.is_valid():
        try:
            acts.enter(pack=_pack(account), typed=form.answers, route=form.cleaned_data["route"], by=request.user,
                       on=today())  # fmt: skip
        except Stop as stop:
            return _page(request, account, refused=str(stop), form=form)
        messages.success(request, "Kept. What is still missing is named below.")
        return redirect("legal_claim", account.pk)
    return _page(request, account, form=form)


@require_POST
def prepare_claim(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    try:
        acts.prepare(tenancy=account.tenancy, by=request.user, on=today(), at=timezone.now())
    except Stop as stop:
        return _page(request, account, refused=str(stop))
    return redirect("legal_claim", account.pk)


@require_POST
def ask_claim(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            acts.ask(pack=_pack(account), by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except Stop as stop:
            return _page(request, account, refused=str(stop), ask_form=form)
        messages.success(request, "The claim is with the income manager.")
        return redirect("legal_claim", account.pk)
    return _page(request, account, ask_form=form)


@require_POST
def take_back_claim(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    try:
        asked = _pack(account).requests.filter(decided_at=None).first()
        if asked is None:
            raise CannotClaim("Nothing waits: it was decided meanwhile.")
        acts.take_back(asked=asked, by=request.user, on=today(), at=timezone.now())
    except Stop as stop:
        return _page(request, account, refused=str(stop))
    messages.success(request, "The request is taken back: change what you need and ask again.")
    return redirect("legal_claim", account.pk)


@require_POST
def drop_claim(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = WhyForm(request.POST, auto_id="id_drop_%s")
    if form.is_valid():
        try:
            acts.drop(pack=_pack(account), by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except Stop as stop:
            return _page(request, account, refused=str(stop), drop_form=form)
        messages.success(request, "The claim is given up. Its reason is on the timeline.")
        return redirect("legal_claim", account.pk)
    return _page(request, account, drop_form=form)


@require_POST
def issue_claim(request: StaffRequest, pk: int) -> HttpResponse:
    """The court has issued it: number, court, day, fee, hearing."""
    account = account_to_work(request, pk)
    form = IssuedForm(request.POST)
    if form.is_valid():
        try:
            pack = claims.open_pack(account.tenancy) or door.last_pack(account, dropped=True)
            claim = acts.issue(pack=pack, told=Issued(**form.cleaned_data), by=request.user, on=today(),
                               at=timezone.now())  # fmt: skip
        except Stop as stop:
            return _page(request, account, refused=str(stop), issued_form=form)
        messages.success(request, f"Claim {claim.claim_number} is recorded as issued on {long_day(claim.issued_on)}.")
        return redirect("claim_record", claim.pk)
    return _page(request, account, issued_form=form)


# ----------------------------------------------------------------------------------------------------------- its papers


def _snapshot(request: StaffRequest, pk: int) -> tuple[RentAccount, dict[str, Any], bytes | None]:
    """What the pack says: as it was frozen, else as it stands today; with the file that was frozen."""
    account = case_account(request.user, pk)
    pack = door.last_pack(account, dropped=False)
    if pack.snapshot and pack.document:
        return account, pack.snapshot, storage.read(pack.document)
    facts = of_account(account, as_of=today())
    return account, paper.frozen(gather(account.tenancy, pack=pack, facts=facts, by=pack.made_by, on=today())), None


@require_safe
def claim_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    account, snapshot, kept = _snapshot(request, pk)
    return _file(kept or paper.claim_pdf(snapshot, draft=True), account, "pdf", "application/pdf")


@require_safe
def claim_csv(request: StaffRequest, pk: int) -> HttpResponse:
    account, snapshot, _ = _snapshot(request, pk)
    return _file(paper.claim_csv(snapshot).encode("utf-8-sig"), account, "csv", "text/csv; charset=utf-8")


@require_safe
def claim_json(request: StaffRequest, pk: int) -> HttpResponse:
    account, snapshot, _ = _snapshot(request, pk)
    return _file(paper.claim_json(snapshot).encode(), account, "json", "application/json")


def _file(content: bytes, account: RentAccount, ending: str, kind: str) -> HttpResponse:
    shown = "inline" if ending == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="claim-{account.account_ref}.{ending}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
