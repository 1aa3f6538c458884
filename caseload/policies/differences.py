"""What a draft changes of the policy that it is compared with, a line each, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from caseload.policies import shown
from caseload.policies.shown import LadderShown, RuleShown
from recovery.rules.policy import read
from staff.ui import words


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`code`: the rule in the draft, for a link; blank where it is no rule of it."""

    where: str
    was: str
    becomes: str
    code: str = ""


NOT_THERE = "–"
LOOKED_AT = {
    "name": "its name", "suggests": "what it suggests", "because": "what it says", "details": "urgency, minutes, rest",
    "source": "its source", "owner": "its owner",
}  # fmt: skip


def differences(old_text: str, new_text: str) -> list[Difference]:
    """Ladder by ladder, then what holds for everybody. A rule that changes alike on several ladders is said once."""
    old, new = shown.ladders(old_text), shown.ladders(new_text)
    before = {ladder.name: ladder for ladder in old}
    after = {ladder.name for ladder in new}
    found = [Difference(where=f"Ladder ‘{name}’", was="there", becomes="gone") for name in before if name not in after]
    for ladder in new:
        found += _ladder(before.get(ladder.name), ladder)
    was, becomes = shown.settings(read(old_text, number=0)), dict(shown.settings(read(new_text, number=0)))
    found += [
        Difference(where=label, was=value, becomes=becomes[label]) for label, value in was if becomes[label] != value
    ]
    return _alike(found)


def _ladder(old: LadderShown | None, new: LadderShown) -> Iterator[Difference]:
    where = f"Ladder ‘{new.name}’"
    if old is None:
        yield Difference(where=where, was=NOT_THERE, becomes=f"new: {new.serves}")
        return
    if old.serves != new.serves:
        yield Difference(where=where, was=old.serves, becomes=new.serves)
    for name, value in new.thresholds:
        if dict(old.thresholds).get(name) != value:
            yield Difference(where=where, was=f"{name} {dict(old.thresholds).get(name)}", becomes=f"{name} {value}")
    before, after = {rung.code: rung for rung in _rungs(old)}, {rung.code: rung for rung in _rungs(new)}
    for code, rung in before.items():
        if code not in after:
            yield Difference(where=where, was=f"‘{rung.name}’", becomes="removed")
    for code, rung in after.items():
        if code not in before:
            yield Difference(where=where, was=NOT_THERE, becomes=f"‘{rung.name}’, new here: {_reads(rung)}", code=code)
        else:
            yield from _rung(before[code], rung)
    yield from _order(
        where, [code for code in before if code in after], [code for code in after if code in before], after
    )


def _order(where: str, was: list[str], now: list[str], after: dict[str, RuleShown]) -> Iterator[Difference]:
    """The rules that are tried earlier than before: those whose place among the others went up."""
    for place, code in enumerate(now):
        passed = [each for each in now[place + 1 :] if was.index(each) < was.index(code)]
        if passed:
            names = words.listed([f"‘{after[each].name}’" for each in passed[:3]])
            yield Difference(where=where, was="tried later", becomes=f"‘{after[code].name}’ before {names}", code=code)


def _rung(old: RuleShown, new: RuleShown) -> Iterator[Difference]:
    where = f"Rule ‘{new.name}’"
    for name, label in LOOKED_AT.items():
        if getattr(old, name) != getattr(new, name):
            yield Difference(
                where=f"{where}, {label}", was=getattr(old, name), becomes=getattr(new, name), code=new.code
            )
    if (old.every, old.any_of) != (new.every, new.any_of):
        yield Difference(where=f"{where}, when it fires", was=_when(old), becomes=_when(new), code=new.code)
    if old.part != new.part:
        parts = {"rules": "whoever it is", "owing": "where something is left to pay"}
        yield Difference(
            where=f"{where}, tried",
            was=parts.get(old.part, old.part),
            becomes=parts.get(new.part, new.part),
            code=new.code,
        )


def _rungs(ladder: LadderShown) -> list[RuleShown]:
    return [*ladder.protect, *ladder.rules, *ladder.owing, ladder.otherwise]


def _when(rung: RuleShown) -> str:
    every = words.listed(rung.every)
    any_of = words.listed(rung.any_of).replace(" and ", " or ")
    return "; and ".join(part for part in (every, any_of) if part) or "always"


def _reads(rung: RuleShown) -> str:
    return f"{rung.suggests} when {_when(rung)}"


def _alike(found: list[Difference]) -> list[Difference]:
    return list(dict.fromkeys(found))
