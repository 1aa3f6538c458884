"""Evictions: the calendar, booking, one eviction, its day on phone and paper, its outcome online or not."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.legal.door import case_account, may_work, to_work
from caseload.legal.evictions import acts, letters, page, papers
from caseload.legal.evictions.door import eviction_of
from caseload.legal.forms_evictions import (
    ArrangeForm,
    BookForm,
    CheckForm,
    CostForm,
    EndedForm,
    NoteForm,
    StopForm,
    typed_in,
)
from caseload.views.files import pdf_file
from caseload.views.guards import for_who_sees_accounts
from caseload.views.legal_offline import keeps_offline
from legal import evictions as rules
from legal.enforcing import CannotEnforce
from legal.models import Eviction, PossessionOrder
from recovery.account_facts import of_account
from recovery.rules.gates import Refused
from staff.clock import today
from staff.http import StaffRequest
from staff.ui.words import long_day
from tenancies import storage
from tenancies.models import RentAccount


@require_safe
@for_who_sees_accounts
def evictions(request: StaffRequest) -> HttpResponse:
    """All that are booked, by day, with what is flagged; what ended of late; spend per supplier."""
    keeps_offline(request)
    context = page.calendar(request.user, on=today())
    return render(request, "caseload/legal/evictions/evictions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def book_eviction(request: StaffRequest, pk: int) -> HttpResponse:
    """The appointment as the court gave it; refused with all that is missing."""
    account, on = case_account(request.user, pk), today()
    order = page.order_of(account)
    form, refusal = BookForm(request.POST or None, initial=_given(order)), ""
    if request.method == "POST":
        to_work(request)
        if form.is_valid() and order:
            try:
                made = acts.book(order=order, when=form.appointment(), by=request.user, on=on, at=timezone.now())
            except (CannotEnforce, Refused) as why:
                refusal = str(why)
            else:
                messages.success(request, f"The eviction is booked for {long_day(made.on)}.")
                return redirect("eviction", made.pk)
        elif order is None:
            refusal = "There is no order for possession here."
    context = {
        "account": account,
        "order": order,
        "form": form,
        "refusal": refusal,
        "live": order and rules.live_of(order),
        "may_work": may_work(request.user),
    }
    failed = bool(refusal) or form.is_bound
    return render(request, "caseload/legal/evictions/book.html", context, status=422 if failed else 200)


def _given(order: PossessionOrder | None) -> dict[str, str]:
    """The day that the housing system holds already."""
    if order is None or order.eviction_on is None or order.eviction_outcome != "booked":
        return {}
    return {"on": long_day(order.eviction_on), "at": f"{order.eviction_at:%H:%M}" if order.eviction_at else ""}


@require_safe
def eviction(request: StaffRequest, eviction: int) -> HttpResponse:
    found, account = eviction_of(request.user, eviction)
    return _page(request, found, account)


def _page(
    request: StaffRequest, found: Eviction, account: RentAccount, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    refused = request.POST if refusal else None
    context = page.eviction_page(found, account, user=request.user, on=today(), refused=refused) | {"refusal": refusal}
    return render(request, "caseload/legal/evictions/eviction.html", context, status=status)


@require_POST
def eviction_act(request: StaffRequest, eviction: int) -> HttpResponse:
    """One press on the page of an eviction: what it does stands in `do`."""
    found, account = eviction_of(request.user, eviction)
    to_work(request)
    handler = ACTS.get(request.POST.get("do", ""))
    try:
        if handler is None:
            raise CannotEnforce("Press one of the buttons.")
        said = handler(request, found)
    except (CannotEnforce, Refused) as why:
        return _page(request, found, account, refusal=str(why), status=422)
    messages.success(request, said)
    return redirect("eviction", found.pk)


def _arrange(request: StaffRequest, found: Eviction) -> str:
    form = ArrangeForm(request.POST, eviction=found)
    typed_in(form)
    acts.arrange(eviction=found, arranged=form.arranged(), by=request.user, on=today(), at=timezone.now())
    return "Kept."


def _attend(request: StaffRequest, found: Eviction) -> str:
    acts.confirm_attendance(eviction=found, by=request.user, on=today(), at=timezone.now())
    return "Your attendance is confirmed."


def _check(request: StaffRequest, found: Eviction) -> str:
    typed = typed_in(CheckForm(request.POST))
    acts.check_eviction(
        eviction=found, code=str(typed["code"]), how=str(typed["how"]), by=request.user, on=today(), at=timezone.now()
    )
    return "The check is written down as made today."


def _ask(request: StaffRequest, found: Eviction) -> str:
    typed = typed_in(NoteForm(request.POST))
    acts.ask_to_go_ahead(eviction=found, note=str(typed["note"]), by=request.user, on=today(), at=timezone.now())
    return "The income manager is asked."


def _ready(request: StaffRequest, found: Eviction) -> str:
    acts.confirm_ready(eviction=found, by=request.user, on=today(), at=timezone.now())
    return "Confirmed ready."


def _stop(request: StaffRequest, found: Eviction) -> str:
    typed = typed_in(StopForm(request.POST))
    acts.stop(
        eviction=found, why=str(typed["why"]), cancelled=bool(typed["cancelled"]), by=request.user, on=today(),
        at=timezone.now(),
    )  # fmt: skip
    return "Stopped. Everybody named is alerted: tell the court and the bailiff today."


def _told(request: StaffRequest, found: Eviction) -> str:
    whom = request.POST.get("whom", "")
    acts.told(eviction=found, whom=whom, by=request.user, on=today(), at=timezone.now())
    return f"Recorded: the {whom} was told."


def _letter(request: StaffRequest, found: Eviction) -> str:
    letter = request.POST.get("letter", "")
    return letters.send(eviction=found, letter=letter, by=request.user, on=today(), at=timezone.now())


def _issue(request: StaffRequest, found: Eviction) -> str:
    acts.issue_stopped(eviction=found, by=request.user, on=today(), at=timezone.now())
    return "Kept as it goes out. Send it to the court and the bailiff, then record that each was told."


def _cost(request: StaffRequest, found: Eviction) -> str:
    typed = typed_in(CostForm(request.POST))
    acts.enter_cost(eviction=found, **typed, by=request.user, on=today(), at=timezone.now())  # type: ignore[arg-type]
    return "The cost is entered: claimed, apart from the balance."


ACTS: dict[str, Callable[[StaffRequest, Eviction], str]] = {
    "arrange": _arrange, "attend": _attend, "check": _check, "ask": _ask, "ready": _ready, "stop": _stop,
    "told": _told, "letter": _letter, "issue": _issue, "cost": _cost,
}  # fmt: skip


@require_safe
def eviction_pack(request: StaffRequest, eviction: int) -> HttpResponse:
    """The day pack on paper: contacts, risks, checks, a blank inventory, the notice about belongings."""
    found, account = eviction_of(request.user, eviction)
    facts = of_account(account, as_of=today())
    return pdf_file(papers.pack_pdf(found, account=account, facts=facts, on=today()), name=f"eviction-{found.on}")


@require_safe
def eviction_letter(request: StaffRequest, eviction: int) -> HttpResponse:
    """The letter that it is stopped as it was issued, else as it would go."""
    found, account = eviction_of(request.user, eviction)
    issued = papers.stopped_issued(found)
    content = (
        storage.read(issued) if issued else papers.stopped_pdf(found, account=account, by=request.user, on=today())
    )
    return pdf_file(content, name="eviction-stopped")


@require_http_methods(["GET", "HEAD", "POST"])
def eviction_day(request: StaffRequest, eviction: int) -> HttpResponse:
    """The sheet for a phone on the doorstep, with the outcome: a chip and Save."""
    found, account = eviction_of(request.user, eviction)
    form, refusal = EndedForm(request.POST or None), ""
    if request.method == "POST":
        to_work(request)
        if form.is_valid():
            try:
                saved, _ = acts.record_outcome(
                    eviction=found, ended=form.ended(), by=request.user, on=today(), at=timezone.now()
                )
            except (CannotEnforce, Refused) as why:
                refusal = str(why)
            else:
                messages.success(request, f"Recorded: {saved.get_outcome_display()}.")
                return redirect("eviction", saved.pk)
    else:
        keeps_offline(request)
    facts = of_account(account, as_of=today())
    context = papers.day_context(found, account=account, facts=facts, on=today())
    context |= {
        "form": form,
        "refusal": refusal,
        "to_come": found.on > today(),
        "may_work": may_work(request.user),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "caseload/legal/evictions/day.html", context, status=status)
