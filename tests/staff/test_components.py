"""The living page of components: for everybody who is signed in, and true to the styles that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from staff.models import Role
from tests.factories.people import OfficerFactory

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def page_for(client: Client, role: str) -> str:
    client.force_login(OfficerFactory(role=role), backend=BACKEND)
    answer = client.get("/components/")
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


@pytest.mark.parametrize("role", ["", *Role])
def test_everybody_who_is_signed_in_may_look(client: Client, role: str) -> None:
    page = page_for(client, role)

    assert "<h1>Components</h1>" in page


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get("/components/")

    assert answer.status_code == 302
    assert "/sign-in/" in answer.headers["Location"]


def test_every_class_that_the_page_names_has_its_style(client: Client) -> None:
    page = page_for(client, Role.INCOME_OFFICER)
    styles = "".join(path.read_text() for path in Path(settings.BASE_DIR, "static", "css").glob("*.css"))

    named = set(re.findall(r"<code>\.(qd-[a-z0-9_-]+)</code>", page))

    assert len(named) > 15
    assert {name for name in named if f".{name}" not in styles} == set()


def test_every_token_that_the_styles_use_is_defined() -> None:
    styles = "".join(path.read_text() for path in Path(settings.BASE_DIR, "static", "css").glob("*.css"))

    used = set(re.findall(r"var\((--qd-[a-z0-9-]+)", styles))
    defined = set(re.findall(r"(--qd-[a-z0-9-]+):", styles))

    assert used - defined == set()
