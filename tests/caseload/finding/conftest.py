"""Who looks for an account, and the account that lies elsewhere."""

import pytest
from django.test import Client

from caseload import search
from staff.models import User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory


@pytest.fixture
def officer(client: Client) -> User:
    """Somebody with a patch of her own, P09, signed in."""
    officer = OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P09")])
    sign_in(client, officer)
    return officer


@pytest.fixture
def elsewhere() -> Household:
    home = owing({"last_name": "Holt"}, owes="209.00")
    search.index_all(on=MONDAY)
    return home
