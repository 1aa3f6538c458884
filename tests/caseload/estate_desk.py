"""What the tests of homes, sites and patches share: pages read and pressed by somebody, and what the timeline tells."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from staff.models import User
from tenancies.models import AccountEvent, RentAccount
from tests.caseload.desk import sign_in
from tests.caseload.reading import text

DECEMBER = "7 December 2026"


def at(client: Client, path: str, user: User) -> str:
    sign_in(client, user)
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return text(answer)


def do(client: Client, path: str, by: User, /, **typed: Any) -> HttpResponse:
    sign_in(client, by)
    return client.post(path, typed)


def told(account: RentAccount, what: str) -> list[str]:
    return list(
        AccountEvent.objects.filter(account=account, what=what).order_by("pk").values_list("summary", flat=True)
    )
