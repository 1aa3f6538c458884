"""What somebody types for a calculation: KEY=VALUE, read into dates and words or refused in one clear line."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from legal.rules.notice_dates import Service
from legal.rules.periods import DAYS, RentPeriod, weekly

FIRST_YEAR, LAST_YEAR = 1990, 2100
SERVED = {"hand": "hand", "left": "left_at_home", "first_class": "first_class", "second_class": "second_class"}
NO_SERVICE = {"email": "email", "text": "text", "portal": "portal"}  # known, and no service of a notice
PERIODS = (*DAYS, "monthly")
ENGLAND = ZoneInfo("Europe/London")
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CannotReadGiven(Exception):
    """Something given will not do. `key` names it; the message says what to give instead."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(f"{key}: {message}")


class Given:
    """The values given, by key. A blank value is as good as none."""

    def __init__(self, values: Mapping[str, str], *, keys: Collection[str]) -> None:
        for key in values:
            if key not in keys:
                raise CannotReadGiven(key, f"not known here. The keys are {', '.join(keys)}.")
        self.values = {key: value.strip() for key, value in values.items() if value.strip()}

    def has(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, *, what: str) -> str:
        if key not in self.values:
            raise CannotReadGiven(key, f"not given. Give {what}.")
        return self.values[key]

    def choice(self, key: str, choices: Collection[str], *, default: str = "") -> str:
        what = _listed(choices)
        value = (self.values.get(key) or default or self.text(key, what=what)).lower().replace("-", "_")
        by_name = {each.lower(): each for each in choices}
        if value not in by_name:
            raise CannotReadGiven(key, f"‘{self.values[key]}’ is not known. Give {what}.")
        return by_name[value]

    def day(self, key: str) -> date:
        return _day(key, self.text(key, what="a date such as 2026-09-08"))

    def day_if_any(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def moment(self, key: str) -> tuple[date, time | None]:
        """A date, with the time by the clock in England where one is given; with an offset it is turned into that."""
        what = "a date such as 2026-10-02, or with the time 2026-10-02T16:15"
        text = self.text(key, what=what)
        if len(text) == len("2026-10-02"):
            return _day(key, text), None
        try:
            at = datetime.fromisoformat(text)
            local = at.astimezone(ENGLAND).replace(tzinfo=None) if at.tzinfo else at
        except (ValueError, OverflowError):  # the last: a day that the offset moves out of the calendar
            raise CannotReadGiven(key, f"‘{text}’ is no time. Give {what}.") from None
        return _day(key, local.date().isoformat()), local.time()

    def year(self, *keys: str) -> int:
        key = next((each for each in keys if self.has(each)), keys[0])
        text = self.text(key, what="the year in which the rent year starts, such as 2026")
        if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) < LAST_YEAR):
            raise CannotReadGiven(key, f"‘{text}’ will not do. Give a year from {FIRST_YEAR} to {LAST_YEAR - 1}.")
        return int(text)

    def services(self, key: str = "service") -> list[Service]:
        """One for each tenant, parted by commas: DATE:METHOD."""
        what = f"DATE:METHOD for each tenant, parted by commas; METHOD is {_listed(SERVED)}"
        found = []
        for part in self.text(key, what=what).split(","):
            day, _, method = part.strip().partition(":")
            code = {**SERVED, **NO_SERVICE}.get(method.strip().lower().replace("-", "_"))
            if not day or code is None:
                raise CannotReadGiven(key, f"‘{part.strip()}’ will not do. Give {what}.")
            found.append(Service(done_on=_day(key, day.strip()), method=code))
        return found

    def rent_period(self) -> RentPeriod:
        """From `period` and `period_starts`: a weekday, a day of the month, or a date on which a period begins."""
        kind, key = self.choice("period", PERIODS), "period_starts"
        what = {
            "weekly": "the weekday on which the rent week begins, such as monday, or such a date",
            "monthly": "the day of the month on which a period begins, 1 to 31, or such a date",
        }.get(kind, "a date on which a period begins, such as 2026-09-07")
        text = self.text(key, what=what).lower()
        if kind == "weekly" and (weekday := weekday_of(text)):
            return weekly(weekday)
        if kind == "monthly" and text.isascii() and text.isdigit() and 1 <= int(text) <= 31:
            return RentPeriod(kind=kind, begins_on=date(2026, 1, int(text)))
        if len(text) != len("2026-09-07"):
            raise CannotReadGiven(key, f"‘{text}’ will not do for {kind.replace('_', '-')} periods. Give {what}.")
        return RentPeriod(kind=kind, begins_on=_day(key, text))


def weekday_of(text: str) -> str:
    """The code of a weekday that is written out or cut short, mon of Monday or Mon; blank where it is none."""
    typed = text.strip().lower()
    return next((each[:3] for each in DAY_NAMES if len(typed) > 2 and each.startswith(typed)), "")


def _day(key: str, text: str) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-09-08") else None
    except ValueError:
        day = None
    if day is None:
        raise CannotReadGiven(key, f"‘{text}’ is no date. Give one such as 2026-09-08.")
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise CannotReadGiven(key, f"give a date from {FIRST_YEAR} to {LAST_YEAR - 1}.")
    return day


def _listed(words: Collection[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
