"""Needs, the adjustments that each offers, and what an adjustment changes: read from needs.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "needs.toml"


@dataclass(frozen=True, kw_only=True)
class Adjusted:
    """One reasonable adjustment. Where all is blank or False it is words for whoever makes contact."""

    code: str
    name: str
    format: str = ""  # letters are made in this format
    channel: str = ""  # they are reached this way first
    no_calls: bool = False
    interpreter: bool = False

    @property
    def changes(self) -> str:
        """What it changes at once, for the officer; blank: contact alone."""
        if self.no_calls:
            return "calls are stopped"
        if self.interpreter:
            return "an interpreter shows wherever contact is made"
        if self.format or self.channel:
            return "letters and contact follow it at once"
        return ""


@dataclass(frozen=True, kw_only=True)
class Need:
    """A kind of need: what usually helps, who else can, and why we ask."""

    code: str
    name: str
    adjustments: tuple[Adjusted, ...]
    route: str
    source: str


@cache
def adjustments() -> dict[str, Adjusted]:
    """Every adjustment by its code, in the file's order."""
    return {code: Adjusted(code=code, **known) for code, known in _read()["adjustments"].items()}


@cache
def needs() -> dict[str, Need]:
    """Every need by its code, in the file's order."""
    known = adjustments()
    return {
        code: Need(code=code, **{**need, "adjustments": tuple(known[each] for each in need["adjustments"])})
        for code, need in _read()["needs"].items()
    }


@cache
def _read() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(FILE.read_text("utf-8"))
