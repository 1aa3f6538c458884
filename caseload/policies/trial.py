"""What a simulation found, for a page: the sentence, the tables, and what it would cost."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from caseload.models import Simulation
from caseload.policies.rates import forecast
from caseload.policies.simulate import STAGES
from recovery.rules.actions import Action
from staff.models import User
from staff.ui import words

CHANNELS = {
    "letter": ("letter", "letters"), "call": ("call", "calls"), "visit": ("visit", "visits"),
    "notice": ("notice", "notices"), "legal": ("legal step", "legal steps"),
    "desk": ("step at the desk", "steps at the desk"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table: before, after, and what they owe together."""

    name: str
    before: int
    after: int
    pounds_before: Decimal
    pounds_after: Decimal
    changed: int = 0

    @property
    def more(self) -> str:
        return signed(self.after - self.before)

    @property
    def differs(self) -> bool:
        return self.before != self.after or bool(self.pounds_more)

    @property
    def pounds_more(self) -> Decimal:
        return self.pounds_after - self.pounds_before


def signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "0"


def lines(totals: Mapping[str, Any], group: str, names: Mapping[str, str]) -> list[Line]:
    """A group of the totals as rows, in the order of the names."""
    found = totals.get(group, {})
    order = {name: place for place, name in enumerate(names)}
    return [
        Line(
            name=names.get(key, key),
            before=row["before"],
            after=row["after"],
            pounds_before=Decimal(row.get("pounds_before", "0.00")),
            pounds_after=Decimal(row.get("pounds_after", "0.00")),
            changed=row["changed"],
        )
        for key, row in sorted(found.items(), key=lambda each: order.get(each[0], 999))
    ]


def tables(simulation: Simulation) -> dict[str, list[Line]]:
    totals = simulation.totals
    keys = [int(key) for key in totals.get("officers", {}) if key]
    people = {str(user.pk): user.name for user in User.objects.filter(pk__in=keys).order_by("name")}
    steps = lines(totals, "actions", {action.value: action.label for action in Action})
    return {
        "actions": [line for line in steps if line.differs],
        "as_before": [line for line in steps if not line.differs],
        "officers": lines(totals, "officers", people | {"": "Shared or nobody’s"}),
        "stages": lines(totals, "stages", STAGES),
    }


def kind_of(action: str) -> str:
    return "notice" if action == Action.SERVE_NOTICE else Action(action).channel


def sentence(by_action: Mapping[str, Mapping[str, int]]) -> str:
    """'Adds 41 letters, removes 7 notices.' From steps before and after, or added and removed on some day.

    Of a kind that is both added and removed the steps are named: one letter in place of another is no more of them.
    """
    added: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    for action, row in by_action.items():
        more = row["after"] - row["before"] if "added" not in row else 0
        added[action] += row.get("added", max(more, 0))
        removed[action] += row.get("removed", max(-more, 0))
    both = {kind_of(action) for action in +added} & {kind_of(action) for action in +removed}
    adds, loses = _counted(added, named=both), _counted(removed, named=both)
    parts = [f"adds {words.listed(adds)}" if adds else "", f"removes {words.listed(loses)}" if loses else ""]
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else "Adds and removes no steps."


def _counted(steps: Counter[str], *, named: Set[str]) -> list[str]:
    """Steps by their kind, such as ‘41 letters’; of the kinds named, each step by its label."""
    found = []
    for kind, nouns in CHANNELS.items():
        of_kind = {action: number for action, number in (+steps).items() if kind_of(action) == kind}
        if kind in named:
            found += [f"‘{Action(action).label}’ {_times(number)}" for action, number in of_kind.items()]
        elif of_kind:
            found.append(words.counted(sum(of_kind.values()), *nouns))
    return found


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def costs(simulation: Simulation, unit: Mapping[str, Decimal]) -> list[tuple[str, Decimal | None]]:
    """What the steps of that day cost before and after, by the council's own figures."""
    found = []
    for side, label in (("before", "By the policy in force"), ("after", "By the draft")):
        ways: Counter[str] = Counter()
        for key, row in simulation.totals.get("ways", {}).items():
            ways[key.partition(":")[2]] += row[side]
        minutes = simulation.totals.get("minutes", {}).get(side, 0)
        found.append((label, forecast(ways, minutes, unit)))
    return found
