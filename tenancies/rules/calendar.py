"""Working days, and the hours in which the council may contact people. Bank holidays come from the caller, as a set."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHours:
    """When the council contacts people: start <= time of day < end on these days of the week, 0 being Monday."""

    days: frozenset[int] = frozenset(range(5))
    start: time = time(8)
    end: time = time(18)


OFFICE_HOURS = ContactHours()


def is_working_day(day: date, *, bank_holidays: Set[date]) -> bool:
    """Monday to Friday, bank holidays apart."""
    return day.weekday() < 5 and day not in bank_holidays


def add_working_days(day: date, count: int, *, bank_holidays: Set[date]) -> date:
    """The working day that comes `count` working days after the day given, which itself does not count."""
    while count:
        day += ONE_DAY
        count -= is_working_day(day, bank_holidays=bank_holidays)
    return day


def working_day_by(day: date, *, bank_holidays: Set[date]) -> date:
    """The day itself if it is a working day, else the last one before it."""
    while not is_working_day(day, bank_holidays=bank_holidays):
        day -= ONE_DAY
    return day


def working_day_from(day: date, *, bank_holidays: Set[date]) -> date:
    """The day itself if it is a working day, else the next one."""
    while not is_working_day(day, bank_holidays=bank_holidays):
        day += ONE_DAY
    return day


def next_contact_time(at: datetime, *, bank_holidays: Set[date], hours: ContactHours = OFFICE_HOURS) -> datetime:
    """The first moment, not before `at`, within the council's contact hours; never on a bank holiday.

    `at` is aware; hours are those of its own time zone, so pass local time.
    """
    day = next_contact_day(at.date(), bank_holidays=bank_holidays, hours=hours)
    if day == at.date() and at.timetz().replace(tzinfo=None) >= hours.end:
        day = next_contact_day(day + ONE_DAY, bank_holidays=bank_holidays, hours=hours)
    return max(at, datetime.combine(day, hours.start, tzinfo=at.tzinfo))


def next_contact_day(day: date, *, bank_holidays: Set[date], hours: ContactHours = OFFICE_HOURS) -> date:
    """The day itself if people may be contacted on it, else the next one."""
    while day.weekday() not in hours.days or day in bank_holidays:
        day += ONE_DAY
    return day
