"""The policy a council owns, as data: ladders of rules over a closed list of facts.

A policy is TOML (default_policy.toml is the shipped one). A ladder serves some account kinds and tenures and names its
rules in order, after those that protect people: the first that fires wins, so there is never a tie, and the last has no
conditions, so there is never a gap. A condition is [fact, comparison, value]; "$name" is the ladder's own threshold.
"""

import operator
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby, product
from pathlib import Path
from typing import Any

from recovery.rules.actions import Action
from recovery.rules.blackouts import CHRISTMAS, Blackout, WrongBlackout, read_blackouts
from recovery.rules.blackouts import until as blackout_until
from recovery.rules.facts import AccountFacts
from recovery.rules.instalments import Tolerance
from recovery.rules.post import Post, WrongPost, read_post
from tenancies.rules.calendar import OFFICE_HOURS, ContactHours

KINDS = (
    "rent", "garage", "service_charge", "court_costs", "water", "heating", "former_tenant", "use_and_occupation",
    "pitch_fee", "electricity",
)  # fmt: skip
TENURES = (
    "secure", "introductory", "flexible", "demoted", "assured", "starter", "non_secure", "licence", "pitch",
    "leasehold",
)  # fmt: skip

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

DEFAULT_POLICY = Path(__file__).with_name("default_policy.toml")

FACTS = {field.name for field in fields(AccountFacts)} | {
    name for name, member in vars(AccountFacts).items() if isinstance(member, cached_property)
}


class WrongPolicy(Exception):
    """The policy cannot be used. The message names the rule and what to put right."""


WORDING = ("waits", "urgency", "minutes", "rest_days", "cites", "owner", "way")  # what a rule may say or leave out

Test = Callable[[AccountFacts], bool]


def _plain(test: Callable[[Any, Any], bool], *, when_unknown: bool = False) -> Callable[[str, Any], Test]:
    """Compare a fact with a value; what a fact that is not known answers."""

    def make(fact: str, wanted: Any) -> Test:
        get = operator.attrgetter(fact)

        def met(facts: AccountFacts) -> bool:
            value = get(facts)
            return when_unknown if value is None else test(value, wanted)

        return met

    return make


def _dated(test: Callable[[date, date, Any], bool], *, when_unknown: bool = False) -> Callable[[str, Any], Test]:
    """Compare a date with the day of the decision, which comes first in `test`."""

    def make(fact: str, wanted: Any) -> Test:
        get = operator.attrgetter(fact)
        span = timedelta(days=wanted) if type(wanted) is int else wanted

        def met(facts: AccountFacts) -> bool:
            value = get(facts)
            return when_unknown if value is None else test(facts.as_of, value, span)

        return met

    return make


def _known(fact: str, wanted: bool) -> Test:
    get = operator.attrgetter(fact)
    return lambda facts: (get(facts) is not None) == wanted


COMPARISONS: dict[str, Callable[[str, Any], Test]] = {
    "=": _plain(operator.eq),
    "!=": _plain(operator.ne, when_unknown=True),
    "<": _plain(operator.lt),
    "<=": _plain(operator.le),
    ">": _plain(operator.gt),
    ">=": _plain(operator.ge),
    "in": _plain(lambda value, wanted: value in wanted),
    "not in": _plain(lambda value, wanted: value not in wanted, when_unknown=True),
    "known": _known,
    # Dates, in days from the day of the decision, that day included
    "within days": _dated(lambda today, day, span: today - span < day <= today),
    "not within days": _dated(lambda today, day, span: day <= today - span, when_unknown=True),
    "in the next days": _dated(lambda today, day, span: today <= day <= today + span),
    "before today": _dated(lambda today, day, wanted: (day < today) == wanted),
    "after today": _dated(lambda today, day, wanted: (day > today) == wanted),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of one fact; `met` asks it of an account."""

    fact: str
    comparison: str
    value: Any
    met: Test = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rung: when it fires, what it recommends, and the words for it. `because` may name facts in braces."""

    code: str
    name: str
    action: Action
    because: str
    conditions: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    waits: str = ""  # for no step: the bucket, where it is not plain from the figures
    urgency: int = 5
    minutes: int = 5
    rest_days: int = 28  # after the officer did or overrode it, it is not suggested again for so long
    cites: str = ""  # blank: the council's own policy
    owner: str = ""  # who answers for it; blank: the income manager
    way: str = ""  # "sms": a light letter goes as a text to whoever can be texted; blank: as the tenant prefers

    def tests(self) -> list[Test]:
        """Every condition, and one of `any_of` where there are some: all of them must hold."""
        tests = [condition.met for condition in self.conditions]
        if self.any_of:
            tests.append(lambda facts: any(condition.met(facts) for condition in self.any_of))
        return tests


def _all(tests: Sequence[Test]) -> Test:
    """One test that asks them in turn and stops at the first that fails: cheaper than a loop."""
    if len(tests) < 2:
        return tests[0] if tests else lambda facts: True
    first, rest = tests[0], _all(tests[1:])
    return lambda facts: first(facts) and rest(facts)


Groups = tuple[tuple[Test, tuple[tuple[Rule, Test], ...]], ...]


def _grouped(rules: Iterable[Rule]) -> Groups:
    """Neighbours that share their first condition are asked it once: most accounts meet few of them."""
    groups = []
    for shared, members in groupby(rules, key=lambda rule: rule.conditions[:1]):
        first = _all([condition.met for condition in shared])
        groups.append((first, tuple((rule, _all(rule.tests()[len(shared) :])) for rule in members)))
    return tuple(groups)


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The rules for some kinds of account and tenures, in order."""

    name: str
    kinds: frozenset[str]
    tenures: frozenset[str]  # empty: every tenure
    former: bool
    always: tuple[Rule, ...]
    owing: tuple[Rule, ...]  # looked at only where something collectable is owed
    otherwise: Rule

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All of them, in order."""
        return (*self.always, *self.owing, self.otherwise)

    @cached_property
    def _groups(self) -> tuple[Groups, Groups]:
        return _grouped(self.always), _grouped(self.owing)

    def fired(self, facts: AccountFacts) -> list[Rule]:
        """The rules that fire, in order; the last always does."""
        always, owing = self._groups
        groups = (*always, *owing) if facts.collectable_arrears > 0 else always
        fired = [rule for shared, members in groups if shared(facts) for rule, rest in members if rest(facts)]
        return [*fired, self.otherwise]

    def serves(self, *, kind: str, tenure: str, former: bool) -> bool:
        return kind in self.kinds and former == self.former and (not self.tenures or tenure in self.tenures)


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """By when a step is answered: the days after the day it came up, the last of them included."""

    cannot_wait: int = 1  # urgency 1
    today: int = 3  # urgency 2 to 4
    others: int = 7


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A whole policy. Number 0 is the one that ships with Quarterday."""

    number: int
    ladders: tuple[Ladder, ...]
    tolerance: Tolerance
    contact: ContactHours = OFFICE_HOURS
    timetable: Timetable = Timetable()
    low_level_weeks: Decimal = Decimal(0)  # arrears below so many weeks are low-level; 0: there is no such work
    post: Post = field(default_factory=Post)
    blackouts: tuple[Blackout, ...] = (CHRISTMAS,)

    @cached_property
    def _ladders(self) -> dict[tuple[str, str, bool], Ladder]:
        return {}

    def ladder_of(self, *, kind: str, tenure: str, former: bool) -> Ladder:
        """The one ladder that serves such an account. Raises WrongPolicy where none does, or two do."""
        key = (kind, tenure, former)
        if key not in self._ladders:
            found = [ladder for ladder in self.ladders if ladder.serves(kind=kind, tenure=tenure, former=former)]
            if len(found) != 1:
                count = "no ladder serves" if not found else "more than one ladder serves"
                raise WrongPolicy(f"The policy has a fault: {count} {kind} accounts of {tenure} tenancies.")
            self._ladders[key] = found[0]
        return self._ladders[key]

    def blackout_until(self, day: date) -> date | None:
        """The last of the days that the council keeps free of legal steps, where the day given is one of them."""
        return blackout_until(self.blackouts, day)

    def resting(self) -> dict[str, str]:
        """The rules that never fire because they ask about a fact that is not kept (any more): its name, by theirs."""
        return {
            rule.name: condition.fact
            for ladder in self.ladders
            for rule in ladder.rules
            for condition in (*rule.conditions, *rule.any_of)
            if condition.fact not in FACTS
        }

    def rule(self, code: str) -> Rule | None:
        return next((rule for ladder in self.ladders for rule in ladder.rules if rule.code == code), None)


def default_policy() -> Policy:
    """The policy that ships with Quarterday."""
    return read(DEFAULT_POLICY.read_text("utf-8"), number=0)


def read(text: str, *, number: int) -> Policy:
    """A policy from its TOML. Raises WrongPolicy for an unknown comparison, action or rule, and for a gap.

    A published policy outlives a fact that it names: such a rule rests, and is a fault of a draft (policy_checks).
    """
    try:
        return _read(tomllib.loads(text), number=number)
    except tomllib.TOMLDecodeError as error:
        raise WrongPolicy(f"The policy cannot be read: {error}") from error


def _read(data: Mapping[str, Any], *, number: int) -> Policy:
    rules = {rule["code"]: rule for rule in data["rule"]}
    named = {ladder["name"]: ladder for ladder in data["ladder"]}
    policy = Policy(
        number=number,
        tolerance=Tolerance(pounds=Decimal(data["tolerance"]["pounds"]), days=data["tolerance"]["days"]),
        contact=_contact_hours(data["contact"]),
        timetable=Timetable(**data.get("timetable", {})),
        low_level_weeks=Decimal(data.get("low_level", {}).get("below_weeks", "0")),
        post=_post(data.get("post", {})),
        blackouts=_blackouts(data.get("blackout")),
        ladders=tuple(
            _ladder({**data, **named.get(ladder.get("like"), {}), **ladder}, rules) for ladder in data["ladder"]
        ),
    )
    for kind, tenure, former in product(KINDS, TENURES, (False, True)):
        if not (former and kind == "use_and_occupation") and not (not former and kind == "former_tenant"):
            policy.ladder_of(kind=kind, tenure=tenure, former=former)
    return policy


def _post(data: Mapping[str, Any]) -> Post:
    try:
        return read_post(data)
    except WrongPost as error:
        raise WrongPolicy(f"The post: {error}") from error


def _blackouts(data: Sequence[Mapping[str, Any]] | None) -> tuple[Blackout, ...]:
    try:
        return read_blackouts(data)
    except WrongBlackout as error:
        raise WrongPolicy(f"The days free of legal steps: {error}.") from error


def _contact_hours(data: Mapping[str, Any]) -> ContactHours:
    try:
        return ContactHours(
            days=frozenset(WEEK.index(name) for name in data["days"]),
            start=time.fromisoformat(data["from"]),
            end=time.fromisoformat(data["to"]),
        )
    except (KeyError, ValueError) as error:
        raise WrongPolicy(f"The contact hours need days (mon …), from and to (08:00): {error}") from error


def _ladder(data: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]) -> Ladder:
    codes = [*data["protect"], *data["rules"], *data["owing"], data["otherwise"]]
    if unknown := [code for code in codes if code not in rules]:
        raise WrongPolicy(f"Ladder {data['name']} names a rule that is not there: {unknown[0]}.")
    *chosen, last = (_rule(rules[code], thresholds=data.get("thresholds", {})) for code in codes)
    if last.tests():
        raise WrongPolicy(f"Ladder {data['name']} must end in a rule without conditions, so that it has no gap.")
    if early := next((rule for rule in chosen if not rule.tests()), None):
        raise WrongPolicy(f"Ladder {data['name']}: nothing after {early.code} can ever fire.")
    owing_from = len(chosen) - len(data["owing"])
    return Ladder(
        name=data["name"],
        kinds=frozenset(data["kinds"]),
        tenures=frozenset(data.get("tenures", [])),
        former=data["former"],
        always=tuple(chosen[:owing_from]),
        owing=tuple(chosen[owing_from:]),
        otherwise=last,
    )


def _rule(data: Mapping[str, Any], *, thresholds: Mapping[str, Any]) -> Rule:
    wording = {key: data[key] for key in WORDING if key in data}
    try:
        action = Action(data["action"])
    except ValueError as error:
        raise WrongPolicy(f"Rule {data['code']}: there is no action {data['action']}.") from error
    if not action.suggested:
        raise WrongPolicy(f"Rule {data['code']}: ‘{action.label}’ goes with an agreement; no rule can suggest it.")
    return Rule(
        code=data["code"],
        name=data["name"],
        action=action,
        because=data["because"],
        conditions=tuple(_condition(data["code"], each, thresholds) for each in data.get("all", [])),
        any_of=tuple(_condition(data["code"], each, thresholds) for each in data.get("any", [])),
        **wording,
    )


def _condition(code: str, data: list[Any], thresholds: Mapping[str, Any]) -> Condition:
    fact, comparison, value = data
    if comparison not in COMPARISONS:
        raise WrongPolicy(f"Rule {code}: there is no comparison {comparison}.")
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in thresholds:
            raise WrongPolicy(f"Rule {code}: the ladder has no threshold {value[1:]}.")
        value = thresholds[value[1:]]
    if isinstance(value, float):
        value = Decimal(str(value))
    value = tuple(value) if isinstance(value, list) else value
    met = COMPARISONS[comparison](fact, value) if fact in FACTS else _never
    return Condition(fact=fact, comparison=comparison, value=value, met=met)


def _never(facts: AccountFacts) -> bool:
    """A condition on a fact that is not kept: its rule rests, and every page still reads (see Policy.resting)."""
    return False


class Bucket(StrEnum):
    """Where an account is each morning: the first that applies. See also caseload.models.Bucket."""

    FAILED = "failed"
    DECEASED = "deceased"
    INSOLVENCY = "insolvency"
    BREATHING_SPACE = "breathing_space"
    CRISIS_OR_HELD = "crisis_or_held"
    LEGAL_WAIT = "legal_wait"
    AGREEMENT_KEPT = "agreement_kept"
    RECOMMENDED = "recommended"
    IN_CREDIT_OR_CLEAR = "in_credit_or_clear"
    UNDER_THRESHOLD = "under_threshold"
