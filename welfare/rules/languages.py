"""The standard line of a letter to somebody who needs an interpreter, in their language: read from languages.toml."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "languages.toml"


def interpreter_line(language: str, *, interpreter: bool) -> str:
    """In their language where it is known, with the English beside it; blank for who needs no interpreter."""
    if not interpreter:
        return ""
    known = lines()
    return " ".join(dict.fromkeys([known.get(language, known["en"]), known["en"]]))


@cache
def lines() -> dict[str, str]:
    """By language tag."""
    return tomllib.loads(FILE.read_text("utf-8"))
