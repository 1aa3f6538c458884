"""A claim that the court put off: it is asked to go on, its hearing is listed, or it is refused."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from caseload.legal.claims import acts, door, page
from caseload.legal.door import to_work_for_court
from caseload.legal.forms_claim import RestoreForm
from caseload.views.legal_beside import ENDINGS, application_form, deal_with, listed_each
from caseload.views.legal_claim_record import answer, known_of
from legal.models import PossessionClaim
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
    form = application_form(request, RestoreForm)

    def do(data: dict[str, Any]) -> None:
        if isinstance(form, RestoreForm):
            acts.restore(claim=found, typed=data, **known_of(request))
        else:
            deal_with(request, found.applications.all(), form, data)

    return answer(request, form, do, told="It is recorded.", back=lambda: redirect("restore_claim", found.pk),
                  again=lambda form: _page(request, found, account, bad=form))  # fmt: skip


def _page(request: StaffRequest, claim: PossessionClaim, account: RentAccount, *, bad: Any = None) -> HttpResponse:
    context = page.restore_page(claim, account, user=request.user) | {
        "form": bad if isinstance(bad, RestoreForm) else RestoreForm(initial={"received_on": long_day(today())}),
        "bad": bad,
        "endings": ENDINGS,
    }
    context["applications"] = listed_each(request, context["applications"], bad)
    return render(request, "caseload/legal/claims/restore.html", context, status=422 if bad else 200)
