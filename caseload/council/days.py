"""Days as whole numbers (date.toordinal) and weeks as whole numbers, so that the ledgers can be made quickly."""

from datetime import date


class _IsoDays(dict[int, str]):
    def __missing__(self, day: int) -> str:
        text = self[day] = date.fromordinal(day).isoformat()
        return text


ISO = _IsoDays()  # day number to YYYY-MM-DD


def iso(day: int | None) -> str:
    """The day as YYYY-MM-DD; blank for none."""
    return ISO[day] if day else ""


def week_of(day: int) -> int:
    """The number of the week, Monday to Sunday, that holds the day."""
    return (day - 1) // 7


def monday_of(week: int) -> int:
    """The day number of that week's Monday."""
    return week * 7 + 1


def weekday(day: int) -> int:
    """0 is Monday, 6 is Sunday."""
    return (day - 1) % 7


def add_months(day: int, months: int) -> int:
    """The same day of the month, that many months on; the last day where the month is shorter."""
    start = date.fromordinal(day)
    return month_day(start.year, start.month + months, start.day)


def month_day(year: int, month: int, day: int) -> int:
    """That day of that month, or the month's last day where it is shorter. Months past 12 or under 1 roll over."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1).toordinal()
    return min(date(year, month, 1).toordinal() + day - 1, after - 1)
