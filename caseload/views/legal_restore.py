"""A claim that the court put off: it is asked to go on, its hearing is listed, or it is refused."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from caseload.legal.claims import acts, door, page
from caseload.legal.door import to_work_for_court
from caseload.legal.forms_claim import ListedForm, PressForm, RestoreForm
from caseload.views.legal_beside import ENDINGS
from caseload.views.legal_claim_record import answer, each_with, known_of, number, own_ids
from legal.models import OrderApplication, PossessionClaim
from staff.clock import today
from staff.http import StaffRequest
from staff.ui.words import long_day
from tenancies.models import RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def restore_claim(request: StaffRequest, claim: int) -> HttpResponse:
    """On what terms and until when it was put off, and what was asked of the court since. `do` names the form."""
    found, account = door.claim_of(request.user, claim)
    if request.method != "POST":
        return _page(request, found, account)
    to_work_for_court(request)
    known, form = known_of(request), _form(request)

    def do(data: dict[str, Any]) -> None:
        if isinstance(form, RestoreForm):
            acts.restore(claim=found, typed=data, **known)
        elif isinstance(form, ListedForm):
            acts.list_appeal(application=_asked(request, found), typed=data, **known)
        else:
            outcome = request.POST.get("outcome", "")
            acts.close_appeal(application=_asked(request, found), outcome=outcome, decided_on=known["on"], **known)

    return answer(request, form, do, told="It is recorded.", back=lambda: redirect("restore_claim", found.pk),
                  again=lambda form: _page(request, found, account, bad=form))  # fmt: skip


def _form(request: StaffRequest) -> RestoreForm | ListedForm | PressForm:
    match request.POST.get("do"):
        case "list":
            return ListedForm(request.POST, auto_id=own_ids("list", number(request, "application")))
        case "close":
            return PressForm(request.POST)
    return RestoreForm(request.POST)


def _asked(request: StaffRequest, claim: PossessionClaim) -> OrderApplication:
    return get_object_or_404(claim.applications, pk=number(request, "application"))


def _page(request: StaffRequest, claim: PossessionClaim, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    context = page.restore_page(claim, account, user=request.user) | {
        "form": bad if isinstance(bad, RestoreForm) else RestoreForm(initial={"received_on": long_day(today())}),
        "bad": bad,
        "endings": ENDINGS,
    }
    context["applications"] = each_with(
        context["applications"], "list", lambda ids: ListedForm(auto_id=ids),
        bad=bad if isinstance(bad, ListedForm) else None, bad_pk=number(request, "application"),
    )  # fmt: skip
    return render(request, "caseload/legal/claims/restore.html", context, status=422 if bad else 200)
