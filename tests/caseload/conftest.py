"""What the tests of the desk share."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.caseload.desk_acts import NOON


@pytest.fixture
def monday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield
