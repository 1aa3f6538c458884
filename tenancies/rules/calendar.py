"""Working days, and the hours in which the council may contact people. Bank holidays come from the caller, as a set."""

from collections.abc import Set
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)
CONTACT_START = time(8)
CONTACT_END = time(18)


def is_working_day(day: date, *, bank_holidays: Set[date]) -> bool:
    """Monday to Friday, bank holidays apart."""
    return day.weekday() < 5 and day not in bank_holidays


def add_working_days(day: date, count: int, *, bank_holidays: Set[date]) -> date:
    """The working day that comes `count` working days after the day given, which itself does not count."""
    while count:
        day += ONE_DAY
        count -= is_working_day(day, bank_holidays=bank_holidays)
    return day


def next_contact_time(
    at: datetime, *, bank_holidays: Set[date], start: time = CONTACT_START, end: time = CONTACT_END
) -> datetime:
    """The first moment, not before `at`, within working hours: start <= time of day < end on a working day.

    `at` is aware; hours are those of its own time zone, so pass local time.
    """
    if is_working_day(at.date(), bank_holidays=bank_holidays) and at.timetz().replace(tzinfo=None) < end:
        return max(at, at.replace(hour=start.hour, minute=start.minute, second=0, microsecond=0))
    day = add_working_days(at.date(), 1, bank_holidays=bank_holidays)
    return datetime.combine(day, start, tzinfo=at.tzinfo)
