"""An order that was broken, and its officer signed in on the Monday."""

from typing import Any

import pytest
from django.test import Client

from tests.caseload.desk import sign_in
from tests.legal.enforcing import DAY, Enforced, broken


@pytest.fixture
def found() -> Enforced:
    return broken()


@pytest.fixture
def on_the_day(settings: Any) -> None:
    settings.TRAINING_DAY = DAY


@pytest.fixture
def officer(client: Client, found: Enforced, monday: None) -> Client:
    sign_in(client, found.officer)
    return client
