"""It is court day: a Tuesday, on the steps outside, with a claim that is heard."""

from typing import Any

import pytest
import time_machine

from legal.models import Hearing, PossessionClaim
from tests.factories.people import Household
from tests.legal.hearings import STEPS, TUESDAY, claimed, hearing_of


@pytest.fixture(autouse=True)
def at_court(settings: Any) -> Any:
    settings.TRAINING_DAY = TUESDAY
    with time_machine.travel(STEPS, tick=True):
        yield


@pytest.fixture
def claim(home: Household) -> PossessionClaim:
    return claimed(home)


@pytest.fixture
def hearing(home: Household, claim: PossessionClaim) -> Hearing:
    return hearing_of(claim, by=home.officer.pk)
