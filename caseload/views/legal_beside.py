"""Beside a claim: other ways and remedies, applications about an order, solicitors."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from caseload.legal.claims import acts, beside, door, instruction_paper, page
from caseload.legal.door import case_account, to_work_for_court
from caseload.legal.forms_claim import (
    AppealForm,
    InstructForm,
    ListedForm,
    MessageForm,
    OtherWayForm,
    ReplyForm,
    WhyForm,
)
from caseload.views.legal_claim_record import answer, known_of, number
from caseload.views.legal_claims import account_to_work
from legal.claim_file import live_claim
from legal.models import PossessionOrder
from staff.clock import today
from staff.http import StaffRequest
from staff.ui.words import long_day
from tenancies.models import RentAccount

# What may become of an application without a hearing.
ENDINGS = [
    ("withdrawn", "It was withdrawn"),
    ("granted", "Granted without a hearing"),
    ("refused", "Refused without a hearing"),
]

# ------------------------------------------------------------------------------------------------------ other ways


@require_http_methods(["GET", "HEAD", "POST"])
def other_ways(request: StaffRequest, pk: int) -> HttpResponse:
    """The log of other ways than the court, and every remedy that the law allows with why one is not open."""
    if request.method != "POST":
        return _ways(request, case_account(request.user, pk))
    account, known = account_to_work(request, pk), known_of(request)
    tenancy, form = account.tenancy, _way_form(request)

    def do(data: dict[str, Any]) -> None:
        if isinstance(form, ReplyForm):
            way = door.way_of(account, number(request, "way"))
            acts.reply_to_other_way(way=way, typed=data, **known)
        else:
            acts.log_other_way(tenancy=tenancy, typed=data | {"claim": live_claim(tenancy)}, **known)

    return answer(request, form, do, told="It is in the log.", back=lambda: redirect("other_ways", account.pk),
                  again=lambda form: _ways(request, account, bad=form))  # fmt: skip


def _way_form(request: StaffRequest) -> OtherWayForm | ReplyForm:
    if request.POST.get("do") == "reply":
        return ReplyForm(request.POST, auto_id="id_reply_%s")
    return OtherWayForm(request.POST)


def _ways(request: StaffRequest, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    on = today()
    context = beside.ways_page(account, user=request.user, on=on) | {
        "form": bad if isinstance(bad, OtherWayForm) else OtherWayForm(initial={"offered_on": long_day(on)}),
        "reply": ReplyForm(auto_id="id_reply_%s", initial={"replied_on": long_day(on)}),
        "bad": bad,
        "bad_way": number(request, "way"),
    }
    return render(request, "caseload/legal/claims/other_ways.html", context, status=422 if bad else 200)


# ----------------------------------------------------------------------------------------------------------- appeals


@require_http_methods(["GET", "HEAD", "POST"])
def order_appeal(request: StaffRequest, order: int) -> HttpResponse:
    """Applications about an order: to stay, vary or set aside, an appeal, permission to enforce; with their days."""
    found, account = door.order_of(request.user, order)
    if request.method != "POST":
        return _appeals(request, found, account)
    to_work_for_court(request)
    known, form = known_of(request), _appeal_form(request)

    def do(data: dict[str, Any]) -> None:
        if isinstance(form, AppealForm):
            acts.record_appeal(typed=data | {"order": found}, **known)
            return
        application = get_object_or_404(found.applications, pk=number(request, "application"))
        if isinstance(form, ListedForm):
            acts.list_appeal(application=application, typed=data, **known)
        else:
            acts.close_appeal(
                application=application, outcome=request.POST.get("outcome", ""), decided_on=known["on"], **known
            )

    return answer(request, form, do, told="It is recorded.", back=lambda: redirect("order_appeal", found.pk),
                  again=lambda form: _appeals(request, found, account, bad=form))  # fmt: skip


def _appeal_form(request: StaffRequest) -> AppealForm | ListedForm | WhyForm:
    match request.POST.get("do"):
        case "list":
            return ListedForm(request.POST, auto_id="id_list_%s")
        case "close":
            return WhyForm({"why": "It was decided without a hearing"})
    return AppealForm(request.POST)


def _appeals(request: StaffRequest, order: PossessionOrder, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    on = today()
    context = page.appeal_page(order, account, user=request.user, on=on) | {
        "form": bad if isinstance(bad, AppealForm) else AppealForm(initial={"received_on": long_day(on)}),
        "listed": ListedForm(auto_id="id_list_%s"),
        "bad": bad,
        "bad_application": number(request, "application"),
        "endings": ENDINGS,
    }
    return render(request, "caseload/legal/claims/appeal.html", context, status=422 if bad else 200)


# -------------------------------------------------------------------------------------------------------- solicitors


@require_http_methods(["GET", "HEAD", "POST"])
def solicitors(request: StaffRequest, pk: int) -> HttpResponse:
    """Solicitors instructed, with the papers that go, and what was said since."""
    if request.method != "POST":
        return _solicitors(request, case_account(request.user, pk))
    account, known, form = account_to_work(request, pk), known_of(request), _solicitor_form(request)

    def do(data: dict[str, Any]) -> None:
        if isinstance(form, InstructForm):
            claim = live_claim(account.tenancy)
            pdf = instruction_paper.instruction_pdf(account, claim, told=data, by=request.user, on=known["on"])
            acts.instruct(tenancy=account.tenancy, typed=data | {"claim": claim, "pdf": pdf}, **known)
            return
        instruction = door.instruction_of(account, number(request, "instruction"))
        if isinstance(form, MessageForm):
            acts.write_to_solicitor(instruction=instruction, typed=data, **known)
        else:
            acts.close_instruction(instruction=instruction, **known)

    return answer(request, form, do, told="It is recorded.", back=lambda: redirect("solicitors", account.pk),
                  again=lambda form: _solicitors(request, account, bad=form))  # fmt: skip


def _solicitor_form(request: StaffRequest) -> InstructForm | MessageForm | WhyForm:
    match request.POST.get("do"):
        case "write":
            return MessageForm(request.POST, auto_id="id_message_%s")
        case "close":
            return WhyForm({"why": "They are done"})
    return InstructForm(request.POST)


def _solicitors(request: StaffRequest, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    context = beside.solicitors_page(account, user=request.user) | {
        "form": bad if isinstance(bad, InstructForm) else InstructForm(),
        "message": MessageForm(auto_id="id_message_%s", initial={"said_on": long_day(today())}),
        "bad": bad,
        "bad_instruction": number(request, "instruction"),
    }
    return render(request, "caseload/legal/claims/solicitors.html", context, status=422 if bad else 200)
