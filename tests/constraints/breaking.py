"""What the rows that break a constraint have in common."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

DAY, BEFORE = date(2026, 11, 23), date(2026, 11, 22)  # A Monday and the Sunday before it.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def twice(make: Callable[[], Any]) -> None:
    make()
    make()
