"""Hearings put into the diary and made ready, and who may speak for the council."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.legal.claims import acts, beside, door
from caseload.legal.door import case_account, may_work_for_court, to_work_for_court
from caseload.legal.forms_claim import HearingForm, PersonForm, RightForm, WhyForm
from caseload.views.legal_claim_record import answer
from caseload.views.legal_claims import account_to_work
from legal import hearings
from legal.claim_file import live_claim
from legal.hearings import CannotList
from legal.models import Hearing
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.models import CASEWORK_ROLES, LEADING_ROLES, Role, User
from staff.ui.words import long_day
from tenancies.models import RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def add_hearing(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a hearing of any kind into the diary: choose, type the day, press."""
    if request.method != "POST":
        account = case_account(request.user, pk)
        return _add(request, account, HearingForm(initial=_begins(request, account)))
    account = account_to_work(request, pk)
    form = HearingForm(request.POST)
    made: list[Hearing] = []

    def do(data: dict[str, Any]) -> None:
        typed = data | {"claim": live_claim(account.tenancy)}
        made.append(
            acts.add_hearing(tenancy=account.tenancy, typed=typed, by=request.user, on=today(), at=timezone.now())
        )

    return answer(request, form, do, told="The hearing is in the diary.", back=lambda: redirect("hearing", made[0].pk),
                  again=lambda form: _add(request, account, form))  # fmt: skip


def _begins(request: StaffRequest, account: RentAccount) -> dict[str, Any]:
    """With the kind that was asked for; `of_claim`: with the hearing that the housing system has for the claim."""
    claim = live_claim(account.tenancy) if "of_claim" in request.GET else None
    if claim is None or claim.hearing_on is None:
        return {"kind": request.GET.get("kind", "")}
    at = f"{claim.hearing_at:%H:%M}" if claim.hearing_at else ""
    return {"kind": "first", "hearing_on": long_day(claim.hearing_on), "hearing_at": at, "court": claim.court}


def _add(request: StaffRequest, account: RentAccount, form: HearingForm) -> HttpResponse:
    context = {"account": account, "form": form, "may_work": may_work_for_court(request.user),
               "claim": live_claim(account.tenancy)}  # fmt: skip
    return render(request, "caseload/legal/claims/add_hearing.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: StaffRequest, hearing: int) -> HttpResponse:
    """One hearing: its checklist by forum, who speaks, its bundle. `do` names the form that was posted."""
    found, account = door.hearing_of(request.user, hearing)
    if request.method != "POST":
        return _hearing(request, found, account)
    to_work_for_court(request)
    known: dict[str, Any] = {"by": request.user, "on": today(), "at": timezone.now()}
    if request.POST.get("do") == "cancel":
        form: Any = WhyForm(request.POST, auto_id="id_cancel_%s")
        return answer(
            request, form, lambda data: acts.cancel_hearing(hearing=found, why=data["why"], **known),
            told="It is out of the diary.", back=lambda: redirect("hearing", found.pk),
            again=lambda form: _hearing(request, found, account, cancel=form),
        )  # fmt: skip
    form = PersonForm(request.POST, among=beside.who_may_speak(found))
    return answer(
        request, form, lambda data: acts.name_advocate(hearing=found, advocate=data["user"], **known),
        told="The advocate is named.", back=lambda: redirect("hearing", found.pk),
        again=lambda form: _hearing(request, found, account, speaks=form),
    )  # fmt: skip


def _hearing(request: StaffRequest, found: Hearing, account: RentAccount, **forms: Any) -> HttpResponse:
    on = today()
    among = beside.who_may_speak(found)
    context = beside.hearing_page(found, account, user=request.user, on=on) | {
        "speaks": forms.get("speaks") or PersonForm(among=among, initial={"user": found.advocate_id}),
        "cancel": forms.get("cancel") or WhyForm(auto_id="id_cancel_%s"),
        "bad": next(iter(forms.values()), None),
    }
    return render(request, "caseload/legal/claims/hearing.html", context, status=422 if forms else 200)


# --------------------------------------------------------------------------------------------------- who may speak


@require_http_methods(["GET", "HEAD", "POST"])
def speakers(request: StaffRequest) -> HttpResponse:
    """Who may speak for the council in court; hearings of the next two weeks without such a person."""
    if request.user.role not in CASEWORK_ROLES | {Role.LEGAL, Role.AUDITOR}:
        raise PermissionDenied("Who may speak in court is shown to those who work cases.")
    if request.method != "POST":
        return _speakers_page(request)
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("A team leader or the income manager authorises who speaks in court.")
    if pk := number_in(request.POST.get("end", "")):
        right = door.right_of(pk)
        try:
            hearings.end_right(right, last_day=today(), by=request.user)
        except CannotList as stop:
            messages.warning(request, str(stop))
        else:
            messages.success(request, f"{right.user.name} may speak until the end of today.")
        return redirect("speakers")
    form = RightForm(request.POST, among=beside.colleagues())
    return answer(
        request, form, lambda data: _authorise(request.user, data), told="The right is recorded.",
        back=lambda: redirect("speakers"), again=lambda form: _speakers_page(request, form),
    )  # fmt: skip


def _authorise(by: User, data: dict[str, Any]) -> None:
    hearings.authorise(by=by, **data)


def _speakers_page(request: StaffRequest, form: RightForm | None = None) -> HttpResponse:
    on = today()
    begun = RightForm(among=beside.colleagues(), initial={"from_on": long_day(on)})
    context = beside.speakers_page(request.user, on=on) | {"form": form or begun}
    return render(request, "caseload/legal/claims/speakers.html", context, status=422 if form else 200)
