"""A household that was asked which format it needs, and needs none."""

import pytest
from django.test import Client

from tests.caseload.desk import owing, sign_in
from tests.factories.people import Household


@pytest.fixture
def home(client: Client) -> Household:
    home = owing({"format_needed": "none"})
    sign_in(client, home.officer)
    return home
