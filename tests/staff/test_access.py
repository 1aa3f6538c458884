"""The doors: sign-in everywhere, by user name and password, slowed down after wrong tries."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from zeal import zeal_ignore

from staff.models import User
from tests.caseload.desk import MONDAY, owing, sign_in

pytestmark = pytest.mark.django_db
# The second asks for the payment service's signature; the third is a script of the static files, at the site's root.
OPEN_TO_ALL = {"health/", "card-payments/result/", "sw.js"}


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    cache.clear()  # sign-in tries are counted there


def addresses(patterns: list[Any], prefix: str = "") -> list[str]:
    """Every address of ours, with 1 for a number and 'recommended' for a word."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if "allauth" not in str(pattern.urlconf_name):
                found += addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            path = re.sub(r"<int:\w+>", "1", prefix + str(pattern.pattern))
            found.append(re.sub(r"<slug:\w+>", "recommended", path))
    return found


@pytest.mark.parametrize("path", sorted(set(addresses(get_resolver().url_patterns)) - OPEN_TO_ALL))
def test_every_page_asks_for_sign_in_first(client: Client, path: str) -> None:
    for answer in (client.get(f"/{path}"), client.post(f"/{path}")):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/login/")


def test_a_name_and_password_open_the_desk(client: Client) -> None:
    home = owing()
    home.officer.set_password("a long enough one")
    home.officer.save()

    answer = client.post(
        "/sign-in/login/", {"login": home.officer.username, "password": "a long enough one"}, follow=True
    )

    assert answer.redirect_chain == [("/", 302)]
    assert b"1</strong> this week" in answer.content


def test_a_wrong_password_says_so_in_plain_words_and_keeps_the_name(client: Client) -> None:
    User.objects.create_user(username="nrahman", password="a long enough one", name="Nadia Rahman")

    page = client.post("/sign-in/login/", {"login": "nrahman", "password": "guess"}).content.decode()

    assert "That user name and password do not belong together." in page
    assert 'value="nrahman"' in page
    assert "guess" not in page


def test_after_many_wrong_tries_sign_in_waits(client: Client) -> None:
    User.objects.create_user(username="nrahman", password="a long enough one", name="Nadia Rahman")

    for _ in range(10):
        client.post("/sign-in/login/", {"login": "nrahman", "password": "guess"})
    answer = client.post("/sign-in/login/", {"login": "nrahman", "password": "a long enough one"})

    assert "Too many tries. Wait five minutes, then try again." in answer.content.decode()
    assert client.get("/").status_code == 302


def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    answer = client.post("/sign-in/signup/", {"username": "me", "password1": "a long enough one"})

    assert not User.objects.filter(username="me").exists()
    assert b"Nobody signs up here" in answer.content


def test_signing_out_ends_the_session(client: Client) -> None:
    sign_in(client, owing().officer)

    with zeal_ignore():  # two libraries each look the session up
        client.post(reverse("account_logout"))

    assert client.get("/").status_code == 302


def test_an_account_that_is_switched_off_signs_nobody_in(client: Client) -> None:
    User.objects.create_user(username="gone", password="a long enough one", name="Gone", is_active=False)

    client.post("/sign-in/login/", {"login": "gone", "password": "a long enough one"})

    assert client.get("/").status_code == 302


def test_pages_carry_a_strict_content_security_policy(client: Client) -> None:
    policy = client.get("/sign-in/login/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_that_is_not_there_offers_the_way_back(client: Client) -> None:
    sign_in(client, owing().officer)

    answer = client.get("/nothing/here/")

    assert answer.status_code == 404
    assert b"Go to Today" in answer.content
