"""What everyone meets before signing in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_without_signing_in_every_page_leads_to_the_sign_in(client: Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next=/"


@pytest.mark.django_db
def test_the_sign_in_page_allows_nothing_from_elsewhere_and_no_inline_script(client: Client) -> None:
    answer = client.get(reverse("account_login"))

    assert answer.status_code == 200
    allowed = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert allowed == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    answer = client.post(reverse("account_signup"), {"username": "stranger", "password1": "a long enough secret"})

    assert b"stranger" not in answer.content
    assert not client.login(username="stranger", password="a long enough secret")


@pytest.mark.django_db
def test_a_load_balancer_learns_that_database_and_cache_are_well(client: Client) -> None:
    def ask() -> HttpResponse:
        try:
            return client.get("/health/?format=text")
        finally:
            connections.close_all()

    # The view is asynchronous, and the browser's event loop may be running in the tests' own thread.
    with ThreadPoolExecutor(max_workers=1) as own_thread:
        answer = own_thread.submit(ask).result()

    assert answer.status_code == 200
    assert answer.content.count(b"OK") == 2
