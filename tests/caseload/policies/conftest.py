"""Who writes a draft, and who publishes it."""

import pytest

from staff.models import Role, User
from tests.factories.people import OfficerFactory


@pytest.fixture
def leader(db: None) -> User:
    return OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER)


@pytest.fixture
def manager(db: None) -> User:
    return OfficerFactory(name="Pia Walker", role=Role.INCOME_MANAGER)
