"""What the tests of safety and of support share."""

from typing import Any

import pytest

from staff.models import Role, User
from tests.caseload.desk import MONDAY, owing
from tests.factories.people import Household, OfficerFactory
from tests.recovery.messages import BY_TEXT


@pytest.fixture(autouse=True)
def _monday(settings: Any, tmp_path: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    settings.TEXTS_FOLDER = str(tmp_path)


@pytest.fixture
def home() -> Household:
    """A household that gets texts; nobody is signed in."""
    return owing(BY_TEXT)


@pytest.fixture
def leader(home: Household) -> User:
    return OfficerFactory(role=Role.TEAM_LEADER, name="Mo Sei", patches=[home.account.tenancy.home.patch])


@pytest.fixture
def manager() -> User:
    return OfficerFactory(role=Role.INCOME_MANAGER, name="Pat Walker")
