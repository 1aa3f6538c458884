"""Asking for dates as people do: by the name of a calculation and what is given."""

from typing import Any

from legal.rules.calculations import work_out
from tenancies import bank_holidays


def ask(name: str, **given: str) -> dict[str, Any]:
    """The answer as it goes out."""
    return work_out(name, given, bank_holidays=bank_holidays.between).as_json()


def both(answer: dict[str, Any], name: str) -> tuple[str | None, str | None]:
    """The strict and the default value of a date."""
    return answer["dates"][name]["strict"], answer["dates"][name]["default"]
