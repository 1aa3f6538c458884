"""What somebody's week holds: minutes of casework still available today and this week, beside the minutes due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from caseload.models import WorkingWeek
from caseload.queue import QueueCounts
from staff.asking import records_where
from staff.models import User
from tenancies import bank_holidays
from tenancies.rules.calendar import is_working_day

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
WEEKDAYS = len(DAYS)
DAY_FROM, DAY_TO = time(9), time(17)  # a day's minutes are used up evenly between these hours


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Minutes needed by what waits, and minutes left to do it in."""

    due_today: int
    due_week: int
    left_today: int
    left_week: int  # today's rest included

    @property
    def over_today(self) -> int:
        """How many minutes more are due today than are left; 0 when it fits."""
        return max(0, self.due_today - self.left_today)

    @property
    def over_week(self) -> int:
        return max(0, self.due_week - self.left_week)


def weekly_minutes(users: Iterable[User]) -> dict[int, int]:
    """Each person's minutes of casework in a usual week, by user id. One query."""
    ids = [user.pk for user in users]
    weeks = records_where(WorkingWeek, "user_id = ANY (%(ids)s)", order="user_id", ids=ids)
    own = {week.pk: sum(_days(week)) for week in weeks}
    return {pk: own.get(pk, WorkingWeek.DAY * WEEKDAYS) for pk in ids}


def capacity(usual: WorkingWeek, counts: QueueCounts, *, now: datetime, complex_minutes: int = 0) -> Capacity:
    """What is due against what is left of the day and the week, complex cases with it, in somebody's usual week.

    `now` is local time.
    """
    week = _days(usual)
    closed = bank_holidays.around(now.date())
    left = [
        week[day.weekday()] if is_working_day(day, bank_holidays=closed) else 0
        for day in (now.date() + timedelta(days=ahead) for ahead in range(max(WEEKDAYS - now.weekday(), 1)))
        if day.weekday() < WEEKDAYS
    ]
    left_today = round(left[0] * _share_left(now)) if left else 0
    return Capacity(
        due_today=counts.minutes_today,
        due_week=counts.minutes + complex_minutes,
        left_today=left_today,
        left_week=left_today + sum(left[1:]),
    )


def week_of(user: User) -> WorkingWeek:
    """Her own, or the usual one, not saved."""
    return WorkingWeek.objects.filter(pk=user.pk).first() or WorkingWeek(user=user)


def _days(week: WorkingWeek) -> list[int]:
    return [getattr(week, day) for day in DAYS]


def _share_left(now: datetime) -> float:
    """How much of the working day is still to come: 1 before it begins, 0 after it ends."""
    on: date = now.date()
    start, end = (datetime.combine(on, edge, tzinfo=now.tzinfo) for edge in (DAY_FROM, DAY_TO))
    return min(1.0, max(0.0, (end - now) / (end - start)))
