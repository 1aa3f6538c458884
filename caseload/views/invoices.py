"""Invoices of an account: what is open, one press to send it, and those that were sent."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.care.frame import CannotCare
from caseload.printing import invoices
from staff.clock import today
from staff.http import StaffRequest, press_of
from tenancies.models import RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: StaffRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    may = request.user.role in invoices.MAKING_ROLES
    refused = ""
    if request.method == "POST":
        if not may:
            raise PermissionDenied("Invoices are made by the income team and finance.")
        try:
            made = invoices.send(
                account=account, by=request.user, on=today(), at=timezone.now(), press=press_of(request)
            )
        except (invoices.CannotInvoice, CannotCare) as refusal:
            refused = str(refusal)
        else:
            messages.success(request, f"Invoice {made} is to go.")
            return redirect("invoice", pk)
    context = {
        "account": account,
        "now": invoices.open_on(account, user=request.user, on=today()),
        "before": invoices.of_account_so_far(account),
        "may": may,
        "press": uuid4(),
        "refused": refused,
    }
    return render(request, "caseload/printing/invoice.html", context, status=422 if refused else 200)
