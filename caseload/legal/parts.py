"""The parts of the page of a case that other areas draw, from claim to eviction. Each adds itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caseload.legal.case import Case
from staff.models import User


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of the page: `code` is its anchor. Its template gets `case` and what `context` answers, as `part`."""

    code: str
    title: str
    template: str
    context: Callable[[Case, User], dict[str, Any]]


ORDER = ("claim", "hearings", "order", "warrant", "eviction", "bundles")
PARTS: list[Part] = []


def drawn(case: Case, *, user: User) -> list[tuple[Part, dict[str, Any]]]:
    """The parts with what each is drawn from, in the order of the page. A part whose context is empty is not drawn."""
    in_order = sorted(PARTS, key=lambda part: ORDER.index(part.code) if part.code in ORDER else len(ORDER))
    found = [(part, part.context(case, user)) for part in in_order]
    return [(part, context) for part, context in found if context]
