"""Handing an account over and back; offers that were made, and advice that was given."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseload import guidance, handover, offers
from caseload.colleagues import colleagues_of
from caseload.forms_reminders import HandOverForm, OfferForm, People
from caseload.sent_once import once
from caseload.views.account import account_page
from caseload.views.acts import account_to_work, advance
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount


@require_POST
@once
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = HandOverForm(request.POST, colleagues=People(colleagues_of(request.user)))
    if form.is_valid():
        try:
            handover.hand_over(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except handover.CannotHandOver as refusal:
            form.add_error(None, str(refusal))
        else:
            return advance(request, account, f"{account} is with {form.cleaned_data['to'].name} now.")
    return account_page(request, account, act="hand_over", form=form)


@require_POST
def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    try:
        handover.end(account=account, by=request.user, on=today(), at=timezone.now())
    except handover.CannotHandOver as refusal:
        messages.warning(request, str(refusal))
        return redirect(account)
    messages.success(request, f"{account} is back with its patch.")
    still_open = RentAccount.objects.openable_by(request.user).filter(pk=account.pk).exists()
    return redirect(account) if still_open else redirect("today")


@require_POST
@once
def log_offer(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = OfferForm(request.POST, on=today())
    if not form.is_valid():
        return account_page(request, account, act="offer", form=form)
    offers.log_offer(account=account, said=form.said(), by=request.user, on=today(), at=timezone.now())
    messages.success(request, f"The offer on {account} is logged.")
    return redirect(account)


@require_POST
@once
def log_advice(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    try:
        card = guidance.log_advice(
            account=account, code=request.POST.get("code", ""), by=request.user, on=today(), at=timezone.now()
        )
    except guidance.CannotLogAdvice as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Noted on {account}: {card.title}, card version {card.version}.")
    return redirect(account)
