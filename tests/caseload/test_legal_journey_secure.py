"""A secure tenancy from the first steps of the protocol to the eviction, over the pages, on the days of secure_walk."""

from typing import Any

import pytest

from tests.caseload import secure_walk as walked

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def council(settings: Any) -> None:
    """A live council with an address, as a court asks it."""
    settings.COUNCIL_NAME = "Ottersby Council"
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby / OT1 1AA"


def test_from_the_first_steps_to_possession() -> None:
    walk = walked.begins()
    walked.served(walk)
    walked.protocol_done(walk)
    walked.asked_for(walk)
    walked.issued(walk)
    walked.bundled(walk)
    walked.suspended(walk)
    walked.warranted(walk)
    walked.booked(walk)
    walked.possession(walk)
