"""A household with a legal case, its officer signed in."""

import pytest
from django.test import Client

from tests.caseload.desk import sign_in
from tests.factories.people import Household
from tests.legal.noticing import owing


@pytest.fixture
def mine(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    return home
