"""Charge weeks of a rent year (rulebook R-1, R-2), by hand."""

from datetime import date

import pytest

from tenancies.rules.rent_years import charge_weeks

FREE = frozenset(date.fromisoformat(day) for day in ("2026-08-24", "2026-12-21", "2026-12-28", "2027-03-29"))


@pytest.mark.parametrize(
    ("day", "weeks"),
    [
        pytest.param(date(2026, 4, 5), 52, id="the last day of the year before, of which no free week is known"),
        pytest.param(date(2026, 4, 6), 48, id="52 Mondays, four of them free"),
        pytest.param(date(2027, 4, 4), 48, id="its last day"),
        pytest.param(date(2027, 4, 5), 52, id="the next year"),
        pytest.param(date(2024, 4, 1), 53, id="a year of 53 Mondays"),
        pytest.param(date(2025, 4, 6), 53, id="its last day, a Sunday"),
    ],
)
def test_charge_weeks_are_the_years_mondays_without_the_free_ones(day: date, weeks: int) -> None:
    assert charge_weeks(day, free_weeks=FREE) == weeks
