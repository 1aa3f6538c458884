"""Days on which the law changes, read from switches.toml (rulebook 0, points 2 and 3; ORD-2)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("switches.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Rules of procedure under which a claim runs. `uncertain`: why dates under them are provisional; else empty."""

    code: str
    starts_on: date
    what: str
    source: str
    uncertain: tuple[str, ...]

    @property
    def provisional(self) -> bool:
        return bool(self.uncertain)


@cache
def procedures() -> dict[str, Procedure]:
    """Every procedure by its code: CPR55, OPR2026."""
    return {
        code: Procedure(
            code=code,
            starts_on=row["from"],
            what=row["what"],
            source=row["source"],
            uncertain=tuple(row.get("uncertain", ())),
        )
        for code, row in _read()["procedures"].items()
    }


def rra_social_commencement() -> date | None:
    """The day from which the Renters' Rights Act 2025 governs social housing assured tenancies; None: not appointed."""
    day: date | None = _read()["rra_social_commencement"].get("from")
    return day


def section_89_days() -> tuple[int, int]:
    """Days after the order by which possession is given up, and the most in exceptional hardship: Housing Act 1980,
    s.89(1); rulebook ORD-2."""
    row = _read()["section_89"]
    return row["possession_days"], row["hardship_days"]


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text("utf-8"))
