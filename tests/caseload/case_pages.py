"""The page of one account, as its officer reads and presses it, and what its timeline tells."""

from django.http import HttpResponse
from django.test import Client

from tenancies.models import AccountEvent
from tests.caseload.desk import sign_in
from tests.caseload.reading import text
from tests.factories.people import Household


def page(client: Client, home: Household) -> str:
    """The words of the account's page, as its officer reads them."""
    sign_in(client, home.officer)
    return text(client.get(home.account.get_absolute_url()))


def press(client: Client, home: Household, act: str, **typed: object) -> HttpResponse:
    """Presses an act of the account; the answer when all that follows has come."""
    answer: HttpResponse = client.post(f"/accounts/{home.account.pk}/{act}/", typed, follow=True)
    return answer


def do(client: Client, home: Household, act: str, **typed: object) -> str:
    """Presses an act of the account; the words of the page that then comes."""
    return text(press(client, home, act, **typed))


def told(home: Household) -> list[tuple[str, str]]:
    """Every line of the timeline that we wrote: what it is, and its words."""
    events = AccountEvent.objects.filter(account=home.account).order_by("pk")
    return [(event.what, event.summary) for event in events]
