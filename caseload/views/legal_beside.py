"""Beside a claim: other ways and remedies, applications about an order, solicitors."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
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
    PressForm,
    ReplyForm,
)
from caseload.views.legal_claim_record import answer, each_with, known_of, number, own_ids
from caseload.views.legal_claims import account_to_work
from legal.claim_file import live_claim
from legal.models import OrderApplication, PossessionOrder
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
        return ReplyForm(request.POST, auto_id=own_ids("reply", number(request, "way")))
    return OtherWayForm(request.POST)


def _ways(request: StaffRequest, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    on = today()
    context = beside.ways_page(account, user=request.user, on=on) | {
        "form": bad if isinstance(bad, OtherWayForm) else OtherWayForm(initial={"offered_on": long_day(on)}),
        "bad": bad,
    }
    context["log"] = each_with(
        context["log"], "reply", lambda ids: ReplyForm(auto_id=ids, initial={"replied_on": long_day(on)}),
        bad=bad if isinstance(bad, ReplyForm) else None, bad_pk=number(request, "way"),
    )  # fmt: skip
    return render(request, "caseload/legal/claims/other_ways.html", context, status=422 if bad else 200)


# ----------------------------------------------------------------------------------------------------------- appeals


@require_http_methods(["GET", "HEAD", "POST"])
def order_appeal(request: StaffRequest, order: int) -> HttpResponse:
    """Applications about an order: to stay, vary or set aside, an appeal, permission to enforce; with their days."""
    found, account = door.order_of(request.user, order)
    if request.method != "POST":
        return _appeals(request, found, account)
    to_work_for_court(request)
    known, form = known_of(request), application_form(request, AppealForm)

    def do(data: dict[str, Any]) -> None:
        if isinstance(form, AppealForm):
            acts.record_appeal(typed=data | {"order": found}, **known)
        else:
            deal_with(request, found.applications.all(), form, data)

    return answer(request, form, do, told="It is recorded.", back=lambda: redirect("order_appeal", found.pk),
                  again=lambda form: _appeals(request, found, account, bad=form))  # fmt: skip


def application_form(request: StaffRequest, new: type[Form]) -> Form:
    """That of the button: the hearing of an application is listed, an application is closed, or there is a new one."""
    match request.POST.get("do"):
        case "list":
            return ListedForm(request.POST, auto_id=own_ids("list", number(request, "application")))
        case "close":
            return PressForm(request.POST)
    return new(request.POST)


def deal_with(
    request: StaffRequest, applications: QuerySet[OrderApplication], form: Form, data: dict[str, Any]
) -> None:
    """List the hearing of the one that was pressed, or close it. What list_appeal and close_appeal raise."""
    pressed, known = get_object_or_404(applications, pk=number(request, "application")), known_of(request)
    if isinstance(form, ListedForm):
        acts.list_appeal(application=pressed, typed=data, **known)
    else:
        outcome = request.POST.get("outcome", "")
        acts.close_appeal(application=pressed, outcome=outcome, decided_on=known["on"], **known)


def listed_each(request: StaffRequest, applications: list[OrderApplication], bad: Any) -> list[Any]:
    """Each application with the form in which its hearing is listed."""
    return each_with(
        applications, "list", lambda ids: ListedForm(auto_id=ids),
        bad=bad if isinstance(bad, ListedForm) else None, bad_pk=number(request, "application"),
    )  # fmt: skip


def _appeals(request: StaffRequest, order: PossessionOrder, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    on = today()
    context = page.appeal_page(order, account, user=request.user, on=on) | {
        "form": bad if isinstance(bad, AppealForm) else AppealForm(initial={"received_on": long_day(on)}),
        "bad": bad,
        "endings": ENDINGS,
    }
    context["applications"] = listed_each(request, context["applications"], bad)
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


def _solicitor_form(request: StaffRequest) -> InstructForm | MessageForm | PressForm:
    match request.POST.get("do"):
        case "write":
            return MessageForm(request.POST, auto_id=own_ids("message", number(request, "instruction")))
        case "close":
            return PressForm(request.POST)
    return InstructForm(request.POST)


def _solicitors(request: StaffRequest, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    context = beside.solicitors_page(account, user=request.user, on=today()) | {
        "form": bad if isinstance(bad, InstructForm) else InstructForm(),
        "bad": bad,
    }
    context["instructions"] = each_with(
        context["instructions"], "message",
        lambda ids: MessageForm(auto_id=ids, initial={"said_on": long_day(today())}),
        bad=bad if isinstance(bad, MessageForm) else None, bad_pk=number(request, "instruction"),
    )  # fmt: skip
    return render(request, "caseload/legal/claims/solicitors.html", context, status=422 if bad else 200)
