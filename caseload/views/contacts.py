"""Noting a contact with anybody, and handing a card payment to the council's own service."""

from decimal import Decimal

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import card_payments, contacts
from caseload.forms_practice import CardPaymentForm, ContactForm
from caseload.models import CardPayment
from caseload.sent_once import once
from caseload.views.acts import account_to_work
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import AccountPosition, RentAccount

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def contact_note(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = contacts.record(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except contacts.CannotRecordContact as refusal:
            form.add_error(None, str(refusal))
        else:
            promised = " What you promised is on your list of reminders." if made.reminder_id else ""
            messages.success(request, f"The contact on {account} is kept.{promised}")
            return redirect(account)
    context = {"account": account, "form": form}
    return render(request, "caseload/practice/contact.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def card_payment(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    position = AccountPosition.objects.filter(account=account).first()
    owed = position.balance if position else Decimal(0)
    form = CardPaymentForm(request.POST if request.method == "POST" else None, owed=owed)
    if form.is_valid():
        try:
            made = card_payments.hand_over(
                account=account, amount=form.cleaned_data["amount"], by=request.user, on=today(), at=timezone.now()
            )
        except card_payments.CannotTakeCard as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("card_payment_made", account.pk, made.pk)
    context = {
        "account": account,
        "form": form,
        "set_up": card_payments.is_set_up(),
        "payments": _payments(account)[:10],
    }
    return render(request, "caseload/practice/card_payment.html", context, status=422 if form.errors else 200)


def _payments(account: RentAccount) -> QuerySet[CardPayment]:
    return account.card_payments.select_related("by").order_by("-at", "-pk")


@require_safe
def card_payment_made(request: StaffRequest, pk: int, payment_pk: int) -> HttpResponse:
    """The way to the service, by link or by keypad, and what became of it."""
    account = account_to_work(request, pk)
    payment = get_object_or_404(account.card_payments.select_related("account"), pk=payment_pk)
    waits = payment.state == CardPayment.State.ASKED and card_payments.is_set_up()
    answer_to = request.build_absolute_uri(reverse("card_payment_result"))
    context = {
        "account": account,
        "payment": payment,
        "address": card_payments.address_of(payment, answer_to=answer_to) if waits else "",
    }
    return render(request, "caseload/practice/card_payment_made.html", context)


@login_not_required
@csrf_exempt
@require_POST
def card_payment_result(request: HttpRequest) -> HttpResponse:
    """What the service posts back. Its signature is what lets it in; nothing of it is logged but our reference."""
    try:
        payment = card_payments.settle(request.POST.dict(), on=today(), at=timezone.now())
    except card_payments.WrongAnswer as refusal:
        log.warning("card_payment_refused", why=str(refusal))
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")
    log.info("card_payment_settled", reference=payment.reference, state=payment.state)
    return HttpResponse("kept", content_type="text/plain; charset=utf-8")
