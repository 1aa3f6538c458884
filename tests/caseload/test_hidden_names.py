"""Sharing a screen: tenants' names are left out of pages, nothing typed is changed, and they come back."""

import pytest
from django.test import Client

from caseload import drafts
from caseload.hidden_names import INSTEAD
from tests.caseload.desk import owing, sign_in
from tests.caseload.reading import words_in
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def home() -> Household:
    return owing(
        {"title": "Mrs", "first_names": "Grainne", "last_name": "O'Neill", "email": "grainne.oneill@example.com"},
        {"title": "", "first_names": "Idris", "last_name": "Yusuf"},
    )


def hide(client: Client, names: str = "hide", page: str = "/") -> str:
    return client.post("/names/", {"names": names, "page": page}).headers["Location"]


@pytest.mark.parametrize("address", ["/", "/accounts/", "/accounts/{pk}/", "/accounts/{pk}/glance/"])
def test_no_page_names_a_tenant_while_names_are_hidden(client: Client, home: Household, address: str) -> None:
    sign_in(client, home.officer)
    page = address.format(pk=home.account.pk)
    assert "Idris Yusuf" in client.get(page).content.decode()

    hide(client)

    shown = words_in(client.get(page).content.decode())
    assert INSTEAD in shown
    for name in ("Neill", "Yusuf", "grainne"):
        assert name not in shown
    assert home.account.account_ref in shown

    hide(client, "show")
    assert "Idris Yusuf" in client.get(page).content.decode()


def test_what_stands_in_a_box_stays_as_typed_or_it_would_be_sent_back_changed(client: Client, home: Household) -> None:
    sign_in(client, home.officer)
    client.post(f"/accounts/{home.account.pk}/drafts/note/", {"text": "Idris Yusuf rang <twice>"})
    hide(client)

    shown = client.get(f"/accounts/{home.account.pk}/").content.decode()

    assert "Idris Yusuf rang &lt;twice&gt;</textarea>" in shown
    assert [draft.values["text"] for draft in drafts.for_page(home.officer, home.account).values()] == [
        ["Idris Yusuf rang <twice>"]
    ]


@pytest.mark.parametrize(
    ("page", "goes"), [("/accounts/?view=mine", "/accounts/?view=mine"), ("https://example.com/", "/"), ("", "/")]
)
def test_hiding_returns_to_the_page_where_it_was_asked_for_and_to_no_other_site(
    client: Client, home: Household, page: str, goes: str
) -> None:
    sign_in(client, home.officer)

    assert hide(client, page=page) == goes
