"""What the tests of the desk share; a file that wants a `home` of its own kind makes its own."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from staff.models import Role, User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.secure_walk import Case, Looking, begins
from tests.factories.people import Household, OfficerFactory


@pytest.fixture
def monday(settings: Any) -> None:
    """It is the Monday at the desk, and nothing is in the cache. The clock is the machine's own."""
    settings.TRAINING_DAY = MONDAY
    cache.clear()


@pytest.fixture
def ottersby(settings: Any) -> None:
    """A live council with a name and an address, as a court asks them."""
    settings.COUNCIL_NAME = "Ottersby Council"
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby / OT1 1AA"


@pytest.fixture
def walk() -> Case:
    return begins()


@pytest.fixture
def looking() -> Looking:
    """Who goes on with a case of secure_walk: here the test's own client; in tests/journeys/legal/ a browser."""
    return lambda walk: walk


@pytest.fixture
def monday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def home(client: Client) -> Household:
    """A household that owes two weeks' rent, its account R100; its officer is signed in."""
    home = owing(account_ref="R100")
    sign_in(client, home.officer)
    return home


@pytest.fixture
def leader(home: Household) -> User:
    """Who leads the team of the home's patch."""
    return OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])


@pytest.fixture
def neighbour(home: Household) -> User:
    """The neighbourhood officer of the home's patch."""
    patches = [home.account.tenancy.home.patch]
    return OfficerFactory(name="Nell Okafor", role=Role.NEIGHBOURHOOD_OFFICER, patches=patches)
