"""What day it is."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from pytest_django.fixtures import Settings

from staff.clock import today


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1), id="half past midnight in summer"),
        pytest.param(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31), id="half past eleven in winter"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25), id="the night the clocks go back"),
    ],
)
def test_the_day_is_londons(moment: datetime, expected: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert today() == expected


def test_a_training_site_takes_the_day_it_was_given(settings: Settings) -> None:
    settings.TRAINING_DAY = date(2026, 11, 20)

    assert today() == date(2026, 11, 20)
