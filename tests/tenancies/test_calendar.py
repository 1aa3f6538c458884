"""Working days, and the hours in which people may be contacted. Christmas 2026 is a Friday, Boxing Day a Saturday."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tenancies import bank_holidays
from tenancies.bank_holidays import around
from tenancies.rules.calendar import ContactHours, add_working_days, is_working_day, next_contact_time

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2026, 11, 27), True, id="a Friday"),
        pytest.param(date(2026, 11, 28), False, id="a Saturday"),
        pytest.param(date(2026, 12, 25), False, id="Christmas Day"),
        pytest.param(date(2026, 12, 28), False, id="Boxing Day's substitute"),
        pytest.param(date(2027, 3, 26), False, id="Good Friday"),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(day: date, working: bool) -> None:
    assert is_working_day(day, bank_holidays=around(day)) is working


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ],
)
def test_englands_bank_holidays_on_weekdays(year: int, days: str) -> None:
    """Rulebook 13."""
    known = {day for day in around(date(year, 6, 1)) if day.year == year and day.weekday() < 5}

    assert known == {date.fromisoformat(f"{year}-{day}") for day in days.split()}


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty table of one-off holidays, read afresh."""
    monkeypatch.setattr(bank_holidays, "ONE_OFF", tmp_path / "table.toml")
    bank_holidays._of_years.cache_clear()
    yield tmp_path / "table.toml"
    bank_holidays._of_years.cache_clear()


def test_a_holiday_of_one_year_alone_is_added_to_a_table(table: Path) -> None:
    """Rulebook 13: one-off holidays may be added. 8 June 2029 is a Friday like others."""
    table.write_text("days = [2029-06-08]")

    assert not is_working_day(date(2029, 6, 8), bank_holidays=around(date(2029, 6, 1)))
    assert is_working_day(date(2029, 6, 15), bank_holidays=around(date(2029, 6, 1)))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2026, 11, 27), 1, date(2026, 11, 30), id="over a weekend"),
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 29), id="over Christmas"),
        pytest.param(date(2026, 12, 31), 5, date(2027, 1, 8), id="over New Year"),
        pytest.param(date(2026, 11, 28), 0, date(2026, 11, 28), id="none"),
    ],
)
def test_working_days_are_counted_from_the_next_day(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count, bank_holidays=around(day)) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param((2026, 11, 23, 12, 30), (2026, 11, 23, 12, 30), id="within hours: now"),
        pytest.param((2026, 11, 23, 8, 0), (2026, 11, 23, 8, 0), id="at the first minute"),
        pytest.param((2026, 11, 23, 6, 15), (2026, 11, 23, 8, 0), id="too early"),
        pytest.param((2026, 11, 23, 18, 0), (2026, 11, 24, 8, 0), id="at the end of the day"),
        pytest.param((2026, 11, 27, 19, 0), (2026, 11, 30, 8, 0), id="Friday evening"),
        pytest.param((2026, 12, 24, 18, 1), (2026, 12, 29, 8, 0), id="Christmas Eve"),
        pytest.param((2027, 3, 27, 23, 30), (2027, 3, 30, 8, 0), id="the night the clocks change, at Easter"),
    ],
)
def test_messages_leave_only_in_working_hours(at: tuple[int, ...], expected: tuple[int, ...]) -> None:
    now = datetime(*at, tzinfo=LONDON)

    found = next_contact_time(now, bank_holidays=around(now.date()))

    assert found == datetime(*expected, tzinfo=LONDON)


def test_a_council_that_works_on_saturday_mornings_may_contact_people_then() -> None:
    hours = ContactHours(days=frozenset({0, 1, 2, 3, 4, 5}), start=time(9), end=time(12))
    friday_afternoon = datetime(2026, 11, 27, 15, 0, tzinfo=LONDON)

    found = next_contact_time(friday_afternoon, bank_holidays=around(friday_afternoon.date()), hours=hours)

    assert found == datetime(2026, 11, 28, 9, 0, tzinfo=LONDON)
