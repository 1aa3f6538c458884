"""Nothing of a page is left on the machine, and signing in goes on where the press was made."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.caseload.desk import MONDAY, owing, sign_in
from tests.factories.people import Household

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY


@pytest.fixture
def home(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    return home


@pytest.mark.parametrize("path", ["/", "/accounts/{pk}/", "/undo/", "/accounts/{pk}/ledger/", "/no/such/page/"])
def test_the_browser_stores_no_page_of_somebody_signed_in(client: Client, home: Household, path: str) -> None:
    answer = client.get(path.format(pk=home.account.pk))

    assert answer.headers["Cache-Control"] == "no-store, private"


def test_signing_out_empties_what_the_browser_stored(client: Client, home: Household) -> None:
    answer = client.post(reverse("account_logout"))

    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "Clear-Site-Data" not in client.get(reverse("account_login")).headers


def test_a_page_asked_for_after_the_session_ended_comes_back_after_sign_in(client: Client, home: Household) -> None:
    client.logout()

    answer = client.get(f"/accounts/{home.account.pk}/?show=notes")

    assert answer.headers["Location"] == f"/sign-in/login/?next=/accounts/{home.account.pk}/%3Fshow%3Dnotes"


def test_a_press_after_the_session_ended_leads_back_to_its_page_and_says_that_nothing_was_done(
    client: Client, home: Household
) -> None:
    client.logout()
    page = f"/accounts/{home.account.pk}/"

    answer = client.post(f"{page}note/", {"text": "She"}, headers={"Referer": f"http://testserver{page}"}, follow=True)

    assert answer.redirect_chain == [(f"/sign-in/login/?next={page}", 302)]
    assert "You were signed out before this was sent. Nothing was done" in answer.content.decode()


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example.com/accounts/1/", "http://testserver.example.com/"])
def test_a_press_from_elsewhere_leads_to_the_first_page(client: Client, home: Household, referer: str) -> None:
    client.logout()

    answer = client.post(f"/accounts/{home.account.pk}/note/", {"text": "She"}, headers={"Referer": referer})

    assert answer.headers["Location"] == "/sign-in/login/?next=/"


def test_a_scripts_save_leaves_no_message_for_the_sign_in_page(client: Client, home: Household) -> None:
    client.logout()
    client.post(f"/accounts/{home.account.pk}/drafts/note/", {"text": "She"}, headers={"X-Requested-With": "fetch"})

    assert "You were signed out" not in client.get(reverse("account_login")).content.decode()


def test_a_form_opened_before_signing_in_again_says_what_to_do(home: Household) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, home.officer)

    answer = strict.post(f"/accounts/{home.account.pk}/note/", {"text": "She"})

    assert answer.status_code == 403
    assert "You signed in again after this page was opened." in answer.content.decode()
