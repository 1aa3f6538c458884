"""How sums, days and counts are written for people: £1,204.50, 14 March 2027, 3 weeks."""

import datetime as dt
from decimal import Decimal


def pounds(amount: Decimal) -> str:
    """A sum with its sign: £1,204.50, or −£40.00 for a credit."""
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"


def owed(balance: Decimal) -> str:
    """A balance in words, since a bare minus is easily missed: £40.00 in credit."""
    if balance < 0:
        return f"£{-balance:,.2f} in credit"
    return f"£{balance:,.2f}"


def long_day(day: dt.date) -> str:
    """14 March 2027."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: dt.date, *, on: dt.date | None = None) -> str:
    """14 Mar 2027; without the year where it is that of `on`."""
    if on is not None and on.year == day.year:
        return f"{day.day} {day:%b}"
    return f"{day.day} {day:%b %Y}"


def listed(names: list[str]) -> str:
    """One, two and three as 'One, Two and Three'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def one_stop(text: str) -> str:
    """As a sentence that ends once: a reason typed with its own full stop gets no second."""
    said = text.rstrip().rstrip(".")
    return said if said.endswith(("?", "!", "…")) else f"{said}."


def counted(number: int, one: str, many: str = "") -> str:
    """'1 account', '2,310 accounts'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def time_needed(minutes: int) -> str:
    """'40 minutes', '3 hours', '3 hours 20 minutes': to the nearest ten minutes, at least ten."""
    hours, rest = divmod(max(round(minutes, -1), 10), 60)
    parts = [counted(hours, "hour")] if hours else []
    return " ".join([*parts, *([counted(rest, "minute")] if rest else [])])
