"""A desk on one Monday: households that owe, decided, and an officer signed in."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from caseload.sweep import decide_now
from staff.models import User
from tests.factories.people import Household, household

MONDAY = date(2026, 11, 23)


def owing(*people: dict[str, Any], owes: str = "209.00", **account: Any) -> Household:
    """A household that owes a sum, decided on the Monday. Two weeks' rent unless told otherwise."""
    home = household(*people, owes=Decimal(owes), **account)
    decide_now([home.account.pk], as_of=MONDAY)
    return home


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
