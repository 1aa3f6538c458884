"""Postings: asking the housing system for one, taking a request back, posting where Quarterday keeps the ledger."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload.forms_postings import PostingForm
from recovery import postings
from recovery.rules.gates import Refused
from staff.clock import today
from staff.http import StaffRequest
from tenancies import actions
from tenancies.models import RentAccount


def account_to_post_on(request: StaffRequest, pk: int) -> RentAccount:
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    if request.user.role not in actions.POSTING_ROLES:
        raise PermissionDenied("Postings are for finance, team leaders and the income manager.")
    return account


@require_http_methods(["GET", "POST"])
def ask_posting(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_post_on(request, pk)
    asked = actions.asked_of_source(account)
    form = PostingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            postings.ask_or_post(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except (actions.CannotPost, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The posting is asked for." if asked else "The posting is made.")
            return redirect("ledger", account.pk)
    context = {"account": account, "form": form, "asked": asked}
    return render(request, "caseload/ask_posting.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_posting(request: StaffRequest, pk: int, posting_pk: int) -> HttpResponse:
    account = account_to_post_on(request, pk)
    posting = get_object_or_404(account.pending_postings, pk=posting_pk)
    try:
        actions.withdraw_posting(posting=posting, by=request.user, on=today(), at=timezone.now())
    except actions.CannotPost as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The request is taken back.")
    return redirect("ledger", account.pk)
