"""A warrant: checks, risks, referrals, the request, its data sheet; issued, cancelled."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.legal import case_page
from caseload.legal.door import case_account, to_work
from caseload.legal.evictions import acts, page, papers
from caseload.legal.forms_evictions import (
    CheckForm,
    IssuedForm,
    NoteForm,
    ReferForm,
    RisksForm,
    SentForm,
    WhyForm,
    typed_in,
)
from caseload.views.files import pdf_file
from legal import warrant_answers, warrants
from legal.enforcing import CannotEnforce
from legal.models import PossessionOrder, WarrantRequest
from recovery.account_facts import of_account
from recovery.rules.gates import Refused
from staff.clock import today
from staff.http import StaffRequest
from tenancies import storage
from tenancies.models import RentAccount

NOT_COMPLETE = "The data sheet is made once every question of the court is answered."


@require_safe
def warrant(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, case_account(request.user, pk))


def _page(request: StaffRequest, account: RentAccount, *, refusal: str = "") -> HttpResponse:
    """The warrant; the case where the press that was refused stood there."""
    refused = request.POST if refusal else None
    if _from_case(request):
        context = case_page.context(account, user=request.user, on=today()) | {"typed": refused, "refusal": refusal}
        return render(request, "caseload/legal/case.html", context, status=422)
    context = page.warrant_page(account, user=request.user, on=today(), refused=refused) | {"refusal": refusal}
    return render(request, "caseload/legal/evictions/warrant.html", context, status=422 if refusal else 200)


@require_POST
def warrant_act(request: StaffRequest, pk: int) -> HttpResponse:
    """One press on the page of the warrant: what it does stands in `do`."""
    account = case_account(request.user, pk)
    to_work(request)
    do, order = request.POST.get("do", ""), page.order_of(account)
    try:
        if order is None:
            raise CannotEnforce("There is no order for possession here.")
        said = _begin(request, order) if do == "begin" else _act(request, order, do)
    except (CannotEnforce, Refused) as refusal:
        return _page(request, account, refusal=str(refusal))
    messages.success(request, said)
    if _from_case(request):
        return redirect(f"{reverse('legal_case', args=[account.pk])}#referrals")
    return redirect("warrant", account.pk)


def _from_case(request: StaffRequest) -> bool:
    """Whether the button stood on the page of the case."""
    return request.POST.get("from") == "case"


def _begin(request: StaffRequest, order: PossessionOrder) -> str:
    acts.begin_warrant(order=order, by=request.user, on=today(), at=timezone.now())
    return "The warrant is begun. Go through the checks."


def _act(request: StaffRequest, order: PossessionOrder, do: str) -> str:
    """Raises CannotEnforce, Refused."""
    found = warrants.running(order)
    if do == "refer":
        return _refer(request, order)
    handler = ACTS.get(do)
    if found is None or handler is None:
        raise CannotEnforce("Press one of the buttons.")
    return handler(request, found)


def _refer(request: StaffRequest, order: PossessionOrder) -> str:
    typed = typed_in(ReferForm(request.POST))
    acts.refer(
        order=order, code=request.POST.get("code", ""), why=str(typed["why"]), refused=bool(typed["refused"]),
        by=request.user, on=today(), at=timezone.now(),
    )  # fmt: skip
    return "The referral is on record."


def _check(request: StaffRequest, found: WarrantRequest) -> str:
    typed = typed_in(CheckForm(request.POST))
    acts.check_warrant(
        warrant=found, code=str(typed["code"]), how=str(typed["how"]), by=request.user, on=today(), at=timezone.now()
    )
    return "The check is written down as made today."


def _risks(request: StaffRequest, found: WarrantRequest) -> str:
    form = RisksForm(request.POST, warrant=found)
    typed = typed_in(form)
    acts.answer_risks(
        warrant=found, answers=form.answers, vulnerable=str(typed["people"]),
        panel_on=typed["panel_on"],  # type: ignore[arg-type]
        by=request.user, on=today(), at=timezone.now(),
    )  # fmt: skip
    return "Kept."


def _ask(request: StaffRequest, found: WarrantRequest) -> str:
    typed = typed_in(NoteForm(request.POST))
    acts.ask_for_warrant(warrant=found, note=str(typed["note"]), by=request.user, on=today(), at=timezone.now())
    return "The income manager is asked."


def _reopen(request: StaffRequest, found: WarrantRequest) -> str:
    acts.reopen_warrant(warrant=found, by=request.user, on=today(), at=timezone.now())
    return "It is being prepared again. Change what is needed, then ask the income manager anew."


def _sent(request: StaffRequest, found: WarrantRequest) -> str:
    typed = typed_in(SentForm(request.POST))
    acts.warrant_sent(
        warrant=found, sent_on=typed["sent_on"], by=request.user, on=today(), at=timezone.now()  # type: ignore[arg-type]
    )  # fmt: skip
    return "Recorded: asked for at court."


def _issued(request: StaffRequest, found: WarrantRequest) -> str:
    typed = typed_in(IssuedForm(request.POST, on=today()))
    acts.warrant_issued(
        warrant=found, issued_on=typed["issued_on"], number=str(typed["number"]), fee=typed["fee"],  # type: ignore[arg-type]
        by=request.user, on=today(), at=timezone.now(),
    )  # fmt: skip
    return "Recorded: the warrant is issued. Its fee is claimed, apart from the balance."


def _cancel(request: StaffRequest, found: WarrantRequest) -> str:
    typed = typed_in(WhyForm(request.POST))
    acts.cancel_warrant(warrant=found, why=str(typed["why"]), by=request.user, on=today(), at=timezone.now())
    return "The warrant is cancelled."


ACTS: dict[str, Callable[[StaffRequest, WarrantRequest], str]] = {
    "check": _check, "risks": _risks, "ask": _ask, "reopen": _reopen, "sent": _sent, "issued": _issued,
    "cancel": _cancel,
}  # fmt: skip


@require_safe
def warrant_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The data sheet: as it was approved, else as it stands now; none that lacks an answer goes to the court."""
    account = case_account(request.user, pk)
    order = page.order_of(account)
    found = warrants.running(order) or warrants.newest(order) if order else None
    if found is None:
        raise Http404("No warrant was prepared.")
    facts = of_account(account, as_of=today())
    if found.sent_on is None and warrant_answers.gaps(found, account=account, facts=facts, on=today()):
        return _page(request, account, refusal=NOT_COMPLETE)
    if found.document:
        return pdf_file(storage.read(found.document), name="warrant")
    return pdf_file(papers.warrant_pdf(found, account=account, facts=facts, on=today()), name="warrant")
