"""Days free of legal steps: the council's own, in the policy."""

from datetime import date

import pytest

from recovery.rules.blackouts import CHRISTMAS, Blackout, WrongBlackout, read_blackouts, until
from recovery.rules.policy import default_policy


@pytest.mark.parametrize(
    ("day", "last"),
    [
        pytest.param(date(2026, 12, 23), None, id="the day before"),
        pytest.param(date(2026, 12, 24), date(2027, 1, 1), id="the first"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 1), id="in the old year"),
        pytest.param(date(2027, 1, 1), date(2027, 1, 1), id="the last, in the new year"),
        pytest.param(date(2027, 1, 2), None, id="the day after"),
    ],
)
def test_christmas_runs_over_the_new_year(day: date, last: date | None) -> None:
    assert until([CHRISTMAS], day) == last
    assert default_policy().blackout_until(day) == last


def test_of_several_that_run_the_longest_counts() -> None:
    fair = Blackout(name="Fair week", first=(12, 20), last=(12, 26))

    assert until([fair, CHRISTMAS], date(2026, 12, 25)) == date(2027, 1, 1)
    assert until([fair], date(2026, 12, 25)) == date(2026, 12, 26)


def test_a_policy_may_keep_no_day_free() -> None:
    assert read_blackouts([]) == ()
    assert read_blackouts(None) == (CHRISTMAS,)


@pytest.mark.parametrize("odd", [{"name": "x", "from": "12-24"}, {"name": "x", "from": "24 December", "to": "01-01"}])
def test_days_that_cannot_be_read_say_how_they_are_written(odd: dict[str, str]) -> None:
    with pytest.raises(WrongBlackout, match="such as 12-24"):
        read_blackouts([odd])
