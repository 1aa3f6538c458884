"""Card payments: the tenant pays at the council's own service, by a link or on the telephone's keys, never here.

What goes there is a reference, an account, a sum and the address to answer to, signed with a secret that both know. The
answer is signed the same way. Only those fields are read from it; a receipt number that could be a card's is refused.
A payment shows on the account as one that is to come in the ledger: it is never part of the balance.
"""

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from django.conf import settings
from django.db import transaction

from caseload.at_work import at_work
from caseload.models import CardPayment
from caseload.noting import note
from staff.models import User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, PendingPosting, RentAccount

State = CardPayment.State
LEAST, MOST = Decimal("0.01"), Decimal("20000.00")
RECEIPT = re.compile(r"[A-Za-z0-9-]{1,40}")
RESULTS = {"paid": State.PAID, "failed": State.FAILED}


class CannotTakeCard(Exception):
    """The payment is not handed over. The message says what to do."""


class WrongAnswer(Exception):
    """What was posted back is not taken. The message is for whoever runs the payment service."""


def is_set_up() -> bool:
    """Whether the service can be told of a payment and answer; else there is only the plain link, or none."""
    return bool(settings.CARD_PAYMENT_URL and settings.CARD_PAYMENT_SECRET)


def hand_over(*, account: RentAccount, amount: Decimal, by: User, on: dt.date, at: dt.datetime) -> CardPayment:
    """Note that a payment is handed to the service. Raises CannotTakeCard, and what at_work raises."""
    if not is_set_up():
        raise CannotTakeCard("Card payments are not set up. Tell whoever runs Quarterday; nothing was taken.")
    if not LEAST <= amount <= MOST:
        raise CannotTakeCard(f"Enter a sum from {words.pounds(LEAST)} to {words.pounds(MOST)}.")
    with at_work(account, by=by, on=on) as locked:
        made = CardPayment.objects.create(
            account=locked, reference=f"QD{secrets.randbelow(10**8):08}", amount=amount, by=by, at=at
        )
        said = f"{words.pounds(amount)} by card handed to the payment service, reference {made.reference}."
        note(locked, AccountEvent.What.POSTING_ASKED, said, kind="card_payment", by=by, on=on, at=at)
    return made


def address_of(payment: CardPayment, *, answer_to: str) -> str:
    """The service's page for this payment, signed."""
    given = {
        "reference": payment.account.account_ref,
        "payment": payment.reference,
        "amount": str(payment.amount),
        "answer": answer_to,
    }
    given["signature"] = signature(payment.reference, given["reference"], given["amount"], answer_to)
    address: str = settings.CARD_PAYMENT_URL
    if "{payment}" not in address:
        joined = "&" if "?" in address else "?"
        address += joined + "payment={payment}&amount={amount}&answer={answer}&signature={signature}"
    for name, value in given.items():
        address = address.replace(f"{{{name}}}", quote(value, safe=""))
    return address


def signature(*parts: str) -> str:
    """HMAC-SHA-256 of the parts, a line each, with the secret that both sides know."""
    secret: str = settings.CARD_PAYMENT_SECRET
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def settle(given: Mapping[str, str], *, on: dt.date, at: dt.datetime) -> CardPayment:
    """Take the service's answer: payment, result, amount, receipt, signature. The same answer twice changes nothing.

    Raises WrongAnswer where it is not signed rightly, does not fit the payment, or holds what could be a card number.
    """
    named, result, amount, receipt = (given.get(name, "")[:60] for name in ("payment", "result", "amount", "receipt"))
    signed = given.get("signature", "")
    if not is_set_up() or not hmac.compare_digest(signature(named, result, amount, receipt), signed[:64]):
        raise WrongAnswer("The signature does not fit.")
    if result not in RESULTS:
        raise WrongAnswer("The result must be paid or failed.")
    if (result == "paid" or receipt) and not RECEIPT.fullmatch(receipt):
        raise WrongAnswer("The receipt must be up to 40 letters, digits and hyphens.")
    if could_be_a_card(receipt):
        raise WrongAnswer("The receipt looks like a card number. Nothing was kept: send the receipt's own number.")
    with transaction.atomic():
        payment = CardPayment.objects.select_for_update(of=["self"]).filter(reference=named).first()
        if payment is None or Decimal(payment.amount) != _sum(amount):
            raise WrongAnswer("There is no such payment of this sum.")
        if payment.state == State.ASKED:
            _settled(payment, RESULTS[result], receipt, on=on, at=at)
        elif (payment.state, payment.provider_ref) != (RESULTS[result], receipt):
            raise WrongAnswer("This payment was answered otherwise before. The first answer stays.")
    return payment


def _settled(payment: CardPayment, state: State, receipt: str, *, on: dt.date, at: dt.datetime) -> None:
    payment.state, payment.provider_ref, payment.settled_at = state, receipt, at
    sum_paid = words.pounds(payment.amount)
    if state == State.PAID:
        payment.posting = PendingPosting.objects.create(
            account=payment.account,
            kind="payment",
            amount=-payment.amount,
            narrative=f"Card payment, receipt {receipt}"[:120],
            state=PendingPosting.State.EXPORTED,
            asked_on=on,
            asked_by=payment.by,
            exported_at=at,
        )
        said = f"{sum_paid} paid by card, receipt {receipt}. It shows in the balance when the ledger has it."
    else:
        said = f"{sum_paid} by card was not paid. Nothing was taken."
    payment.save()
    timeline.record(
        account=payment.account,
        what=AccountEvent.What.POSTING_ASKED,
        on=on,
        by=None,
        at=at,
        summary=said,
        about=f"caseload.cardpayment:{payment.pk}",
    )


def _sum(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def could_be_a_card(text: str) -> bool:
    """Whether it holds 13 to 19 digits together that pass the check that card numbers pass (ISO/IEC 7812, Luhn)."""
    return any(_passes(digits) for digits in re.findall(r"\d{13,19}", text.replace("-", "")))


def _passes(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
