"""A council with a name and an address, and a case that is ready to be claimed, its officer signed in."""

from typing import Any

import pytest
from django.test import Client

from tests.caseload.desk import sign_in
from tests.factories.people import Household
from tests.legal.claiming import ready


@pytest.fixture(autouse=True)
def council(settings: Any) -> None:
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby"
    settings.COUNCIL_NAME = "Ottersby Council"


@pytest.fixture
def mine(client: Client) -> Household:
    home = ready()
    sign_in(client, home.officer)
    return home
