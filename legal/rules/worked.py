"""A date that the law gives, kept with its workings (rulebook 0.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

VERSION = "2026-11-21"  # the day as at which the rules state the law


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another date that a named person chose, and why."""

    on: date
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A date with its workings. `strict` is what the law gives, `default` what the council works to: never less safe.

    Both are None where the law gives no date; `reason` then says why, else how the date is found.
    `plans_ahead`: the default is only a day to plan for, kept clear of the law's own, which remains the answer.
    """

    name: str
    rule: str  # ids of the rulebook
    law: str
    reason: str
    inputs: Mapping[str, Any]
    strict: date | None = None
    default: date | None = None
    plans_ahead: bool = False
    version: str = VERSION
    override: Override | None = None

    @property
    def answer(self) -> date | None:
        """The date to go by: the override, else the default, else (where the default only plans ahead) the strict."""
        if self.override:
            return self.override.on
        return self.strict if self.plans_ahead else self.default

    def overridden(self, *, on: date, by: str, why: str) -> "Worked":
        """The same with another date, and who chose it and why; the workings stay."""
        if not (by.strip() and why.strip()):
            raise ValueError("Say who chose another date, and why.")
        return replace(self, override=Override(on=on, by=by, why=why))

    def as_json(self) -> dict[str, Any]:
        """For records and answers: dates as ISO text."""
        row: dict[str, Any] = plain(asdict(self))
        return {"answer": plain(self.answer), **row}


def kept(dates: Iterable[Worked]) -> dict[str, dict[str, Any]]:
    """Each date by its name, with its workings: as a record keeps them."""
    return {each.name: each.as_json() for each in dates}


def plain(value: Any) -> Any:
    """Dates as ISO text, whatever holds them; everything else as it is."""
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
    return value
