"""One act on many accounts, as the tests press it."""

from typing import Any

from django.test import Client

from tests.factories.people import Household

WEEK = "30 November 2026"


def start(client: Client, act: str, *ticked: Household, query: str = "") -> str:
    """The dry run's address: of the accounts ticked, or of all that match."""
    chosen = {"ticked": [str(home.account.pk) for home in ticked]} if ticked else {"every": "yes"}
    response = client.post(f"/accounts/bulk/?{query}", {"act": act} | chosen)
    assert response.status_code == 302, response.status_code
    return str(response.url)


def press(client: Client, trial: str, **values: str) -> Any:
    return client.post(f"{trial}press/", values, follow=True)


def sums(page: Any) -> tuple[int, int, int]:
    """What it began with, what is done, and what is not."""
    return page.context["start"], len(page.context["done"]), len(page.context["refused"])
