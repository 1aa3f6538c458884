"""The register of the kinds of debt: how each is pursued, which leads, and where the law stops (debt_types.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tenancies.models import AccountKindSetting

REGISTER = Path(__file__).with_name("debt_types.toml")


@dataclass(frozen=True, kw_only=True)
class DebtType:
    code: str  # the kind of account, or of a debt that has none yet
    name: str
    priority: int  # 1 leads
    path: str
    limits: tuple[str, ...]
    source: str


def register() -> list[DebtType]:
    """Every kind, the one that leads first; an account's kind stands where the council's setting has it.

    Raises KeyError or TypeError for an entry that is not whole.
    """
    settled = dict(AccountKindSetting.objects.values_list("kind", "priority"))
    found = [DebtType(**{"priority": settled.get(entry["code"]), **entry}) for entry in _entries()]
    return sorted(found, key=lambda each: each.priority)


@cache
def _entries() -> list[dict[str, Any]]:
    return [{**entry, "limits": tuple(entry["limits"])} for entry in tomllib.loads(REGISTER.read_text("utf-8"))["type"]]
