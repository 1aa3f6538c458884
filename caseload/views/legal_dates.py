"""The assistant for dates of notices. It only reads, so it asks by GET: an answer's address can be kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseload.legal.dates import DatesForm, empty, shown
from caseload.views.guards import for_who_sees_accounts
from staff.clock import today
from staff.http import StaffRequest


@require_safe
@for_who_sees_accounts
def legal_dates(request: StaffRequest) -> HttpResponse:
    on = today()
    form = DatesForm(request.GET if "kind" in request.GET else None, user=request.user, initial=empty(on=on))
    if "kind" not in request.GET and (account := request.GET.get("account")):
        form.initial["account"] = account[:40]
    answer = shown(form, today=on) if form.is_valid() else None
    context = {"form": form, "shown": answer}
    return render(request, "caseload/legal/dates.html", context, status=422 if form.errors else 200)
