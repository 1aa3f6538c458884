"""Reading a meter of a pitch: two readings, the rate and its limit, the charge that follows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.forms_estate import MeterForm
from staff.clock import today
from staff.http import StaffRequest
from staff.ui import words
from tenancies import meters
from tenancies.actions import asked_of_source
from tenancies.models import RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def meter(request: StaffRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    if request.user.role not in meters.METERING_ROLES:
        raise PermissionDenied("Meters are read by the income team and finance.")
    if account.kind not in meters.METERED_ACCOUNTS:
        raise Http404("Nothing is metered on this kind of account.")
    form = MeterForm(request.POST if request.method == "POST" else None, account=account)
    if form.is_valid():
        try:
            made = meters.charge(
                account=account, reading=form.reading(), by=request.user, on=today(), at=timezone.now()
            )
        except meters.CannotMeter as refusal:
            form.add_error(None, str(refusal))
        else:
            asked = "asked for in the housing system" if made.posting_id else "on the account"
            messages.success(
                request, f"{words.pounds(made.amount)} for {made.get_utility_display().lower()} is {asked}."
            )
            return redirect("meter", account.pk)
    context = {
        "account": account,
        "form": form,
        "asked": asked_of_source(account),
        "charges": account.metered_charges.select_related("posting", "by").order_by("-last_on", "-pk")[:12],
        "limits": meters.LIMITS.values(),
        "units": meters.UNITS,
    }
    return render(request, "caseload/estate/meter.html", context, status=422 if form.errors else 200)
