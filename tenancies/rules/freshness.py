"""How old the housing system's figures may be before nothing harmful is done by them."""

from datetime import date

from staff.ui.words import long_day

STALE_AFTER_DAYS = 3


def trouble(as_at: date | None, *, as_of: date) -> str:
    """Why figures as at a day are too old for decisions on another; blank when they are not, or none were ever sent."""
    if as_at is None or (age := (as_of - as_at).days) <= STALE_AFTER_DAYS:
        return ""
    return f"The last extract is {age} days old ({long_day(as_at)}). Load a newer one."
