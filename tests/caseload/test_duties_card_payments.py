"""Duty S1-22: a card payment is made at the council's payment service, and no card number comes here."""

import re
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.http import HttpResponse
from django.test import Client

from caseload import card_payments
from caseload.models import CardPayment
from tenancies.models import AccountEvent, AccountPosition, PendingPosting
from tests.caseload.reading import text
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
SECRET = "a long text that both know"
CARD = "4242 4242 4242 4242"


class Provider:
    """The council's payment service, as a small server: it checks the signature, and answers as it is told."""

    def __init__(self) -> None:
        self.opened: list[dict[str, str]] = []
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                outer.opened.append(asked)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"Type your card")

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/pay?ref={{reference}}"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    settings.CARD_PAYMENT_URL, settings.CARD_PAYMENT_SECRET = made.address, SECRET
    yield made
    made.server.shutdown()
    made.server.server_close()


def handed_over(client: Client, home: Household, provider: Provider) -> dict[str, str]:
    """The officer enters the sum and opens the service; what the service was told."""
    page = client.post(f"/accounts/{home.account.pk}/card-payment/", {"amount": "104.50"}, follow=True)
    [address] = re.findall(r'href="(http://127[^"]*)"', page.content.decode())
    with urlopen(Request(address.replace("&amp;", "&"))) as answer:
        assert answer.status == 200
    return provider.opened[-1]


def answers(told: dict[str, str], outcome: str = "paid", number: str = "RCPT-77", **sent: str) -> HttpResponse:
    """The service posts back: signed, from outside, without a session. `sent` is what it sends beside or instead."""
    given = {"payment": told["payment"], "result": outcome, "amount": told["amount"], "receipt": number}
    given["signature"] = card_payments.signature(*given.values())
    return Client(enforce_csrf_checks=True).post(
        urlsplit(told["answer"]).path, urlencode(given | sent), content_type="application/x-www-form-urlencoded"
    )


def test_s1_22_what_is_handed_over_is_signed_and_a_payment_made_is_a_receipt_that_is_to_come(
    client: Client, home: Household, provider: Provider
) -> None:
    balance = AccountPosition.objects.get(account=home.account).balance
    told = handed_over(client, home, provider)

    answer = answers(told)
    again = answers(told)

    assert told["ref"] == "R100"
    assert told["signature"] == card_payments.signature(told["payment"], "R100", "104.50", told["answer"])
    assert (answer.status_code, again.status_code) == (200, 200)
    [posting] = PendingPosting.objects.all()
    assert (posting.kind, posting.amount, posting.state) == ("payment", Decimal("-104.50"), "exported")
    page = text(client.get(home.account.get_absolute_url()))
    assert "£104.50 paid by card, receipt RCPT-77. It shows in the balance when the ledger has it." in page
    assert AccountPosition.objects.get(account=home.account).balance == balance


def test_s1_22_a_payment_that_failed_takes_nothing_and_says_so(
    client: Client, home: Household, provider: Provider
) -> None:
    answer = answers(handed_over(client, home, provider), "failed", "")

    assert answer.status_code == 200
    assert not PendingPosting.objects.exists()
    assert "£104.50 by card was not paid. Nothing was taken." in text(client.get(home.account.get_absolute_url()))


@pytest.mark.parametrize(
    "changed",
    [{"signature": "0" * 64}, {"amount": "1.00"}, {"receipt": "RCPT-78"}, {"payment": "QD00000000"}],
    ids=["another signature", "another sum", "another receipt", "another payment"],
)
def test_s1_22_an_answer_that_is_not_signed_for_what_it_says_changes_nothing(
    client: Client, home: Household, provider: Provider, changed: dict[str, str]
) -> None:
    told = handed_over(client, home, provider)

    answer = answers(told, **changed)

    assert answer.status_code == 400
    assert CardPayment.objects.get().state == "asked"
    assert not PendingPosting.objects.exists()


def test_s1_22_no_card_number_is_kept_or_logged_even_if_the_service_sends_one(
    client: Client, home: Household, provider: Provider, caplog: Any, capsys: Any
) -> None:
    told = handed_over(client, home, provider)
    digits = CARD.replace(" ", "")

    refused = answers(told, "paid", digits)
    dashed = answers(told, "paid", "4242-4242-4242-4242")
    beside = answers(told, card_number=CARD, pan=digits)

    assert (refused.status_code, dashed.status_code, beside.status_code) == (400, 400, 200)
    assert digits not in refused.content.decode()
    kept = [*CardPayment.objects.values(), *PendingPosting.objects.values(), *AccountEvent.objects.values()]
    printed = capsys.readouterr()
    for where in (str(kept), caplog.text, printed.out, printed.err):
        assert "4242" not in where


def test_s1_22_without_a_service_the_page_says_how_to_set_it_up(client: Client, home: Household) -> None:
    page = text(client.get(f"/accounts/{home.account.pk}/card-payment/"))
    pressed = client.post(f"/accounts/{home.account.pk}/card-payment/", {"amount": "20"})

    assert "Card payments are not set up" in page
    assert "CARD_PAYMENT_URL" in page
    assert pressed.status_code == 422
    assert not CardPayment.objects.exists()


@pytest.mark.parametrize(
    ("digits", "could"),
    [("4242424242424242", True), ("4242424242424241", False), ("123456789012", False), ("RCPT-77", False)],
)
def test_s1_22_what_could_be_a_card_number(digits: str, could: bool) -> None:
    assert card_payments.could_be_a_card(digits) == could
