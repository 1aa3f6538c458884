"""The weekly contract: each recommendation done, held or not taken with a reason by Friday."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One person's accounts in one week, Monday to Sunday."""

    monday: date
    done: int
    held: int  # holds, and steps put off with a reason
    overridden: int
    open: int  # waiting, and put off without a reason


def this_week(found: Mapping[str, int], *, on: date, waiting: int) -> Contract:
    """How the week stands on a day, from counts.of_today; `waiting` is the length of the queue."""
    return Contract(
        monday=on - timedelta(days=on.weekday()),
        done=found["done"],
        held=found["put_off"] + found["holds"],
        overridden=found["overridden"],
        open=waiting + found["skipped"],
    )
