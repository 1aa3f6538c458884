"""The register of the kinds of debt: how each is pursued, which leads, and where the law stops (debt_types.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REGISTER = Path(__file__).with_name("debt_types.toml")


@dataclass(frozen=True, kw_only=True)
class DebtType:
    code: str  # the kind of account, or of a debt that has none yet
    name: str
    priority: int  # 1 leads
    path: str
    limits: tuple[str, ...]
    source: str


@cache
def register() -> list[DebtType]:
    """Every kind, the one that leads first. Raises TypeError for an entry that is not whole."""
    entries = tomllib.loads(REGISTER.read_text("utf-8"))["type"]
    found = [DebtType(**{**entry, "limits": tuple(entry["limits"])}) for entry in entries]
    return sorted(found, key=lambda each: each.priority)
