"""Made-up accounts on the edges of a policy's own thresholds: can each rule ever be the answer?

A rule can be the answer where some account makes it fire and nothing before it stands in the way. Such an account is
looked for among the boundary values of the ladder's conditions (a penny, a day, one, on either side): from a plain
household, one fact after another is changed to what brings the rule nearer. It is the search that gives up, so a rule
is called dead only after many tries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count
from typing import Any, get_args

from recovery.rules.actions import Action
from recovery.rules.facts import ZERO, AccountFacts, NeedsState
from recovery.rules.known_facts import IN_DAYS, FactKind, known_facts
from recovery.rules.policy import Condition, Ladder, Rule

DAY = date(2026, 11, 23)  # any day would do: conditions count from it
CHARGE = Decimal("100.00")
PENNY = Decimal("0.01")
MOST_TRIES = 1_500
MAY_BE_A_CREDIT = {"balance", "balance_4_weeks_ago"}

# What is worked out, and the facts it is worked out from.
MADE_OF: dict[str, tuple[str, ...]] = {
    "gross_arrears": ("balance",),
    "technical_arrears": ("benefit_due", "balance"),
    "collectable_arrears": ("balance", "benefit_due"),
    "covered_arrears": ("covered_debt", "balance"),
    "covered_of_somebody": ("covered_of_one", "balance"),
    "charge_week": ("weekly_charge", "last_charge_week"),
    "weeks_owed": ("balance", "weekly_charge"),
    "weeks_collectable": ("balance", "weekly_charge", "benefit_due"),
    "weeks_after_cycle": ("expected_in_cycle", "balance"),
    "tone": ("stage", "paid_since_stage"),
    "days_since_contact": ("last_contact_on",),
    "may_contact": ("tenants_contactable", "in_crisis"),
}

EMPTY: dict[Any, Any] = {Decimal: ZERO, bool: False, int: 0, str: "", NeedsState: NeedsState.NONE}

Values = Mapping[str, Any]


def plain(ladder: Ladder, **known: Any) -> dict[str, Any]:
    """A household with nothing out of the way, on an account that the ladder serves: £250.00 at £100.00 a week."""
    values = {field.name: _empty(field.type) for field in fields(AccountFacts)}
    return values | {
        "account_ref": "a made-up account",
        "as_of": DAY,
        "kind": min(ladder.kinds),
        "tenancy_type": min(ladder.tenures, default="secure"),
        "tenancy_started_on": DAY - timedelta(days=2_000),
        "is_former": ladder.former,
        "tenancy_last_day": DAY - timedelta(days=200) if ladder.former else None,
        "weekly_charge": ZERO if ladder.former else CHARGE,
        "balance": Decimal("250.00"),
        "next_charge_on": DAY + timedelta(days=7),
        "tenants": 1,
        "tenants_living": 1,
        "tenants_contactable": 1,
        "letter_possible": True,
    } | known  # fmt: skip


def _empty(kind: Any) -> Any:
    return None if type(None) in get_args(kind) else EMPTY.get(kind, ())


def facts_of(values: Values) -> AccountFacts:
    return AccountFacts.gathered(dict(values))


def can_win(rule: Rule, ladder: Ladder) -> bool:
    """Whether an account can be made up for which this rule is the answer."""
    return _search(rule, ladder) is None


def in_the_way(rule: Rule, ladder: Ladder) -> Rule | None:
    """The rule that comes first on the account that came nearest; None where this one never even fires."""
    found = _search(rule, ladder)
    return found if isinstance(found, Rule) else None


def _search(rule: Rule, ladder: Ladder) -> Rule | bool | None:
    """None: it can win. Else what stood in its way at the nearest account: a rule, or False for its own conditions."""
    before = _before(rule, ladder)
    edges = _edges(ladder)
    owing = rule in ladder.owing
    places = count()
    queue: list[tuple[int, int, dict[str, Any]]] = []
    seen: set[tuple[Any, ...]] = set()
    nearest: tuple[int, Rule | bool] = (99, False)
    heappush(queue, (0, next(places), plain(ladder)))
    tries = 0
    while queue and tries < MOST_TRIES:
        _, _, values = heappop(queue)
        wrong, blocker = _faults(rule, before, facts_of(values), owing=owing)
        if not wrong and blocker is None:
            return None
        nearest = min(nearest, (len(wrong), blocker or False), key=lambda each: each[0])
        for name, value in _moves(wrong, rule, blocker, edges, owing=owing):
            changed = {**values, name: value}
            key = tuple(changed[each] for each in edges)
            if values[name] == value or key in seen:
                continue
            seen.add(key)
            tries += 1
            worse, still = _faults(rule, before, facts_of(changed), owing=owing)
            heappush(queue, (2 * len(worse) + (still is not None), next(places), changed))
    return nearest[1]


def _before(rule: Rule, ladder: Ladder) -> list[Rule]:
    """The rules that leave it no room: those without a step, and those with the same step.

    Another step that fires before it may have been set aside by an officer, and then the next one is the answer.
    """
    earlier = ladder.rules[: ladder.rules.index(rule)]
    return [each for each in earlier if each.action in {Action.NONE, rule.action}]


def _faults(
    rule: Rule, before: Sequence[Rule], facts: AccountFacts, *, owing: bool
) -> tuple[list[Condition | None], Rule | None]:
    """The conditions that do not hold (None: something must be owed), and the first rule in the way."""
    wrong: list[Condition | None] = [each for each in rule.conditions if not each.met(facts)]
    if rule.any_of and not any(each.met(facts) for each in rule.any_of):
        wrong.append(rule.any_of[0])
    if owing and facts.collectable_arrears <= 0:
        wrong.append(None)
    blocker = next((each for each in before if all(test(facts) for test in each.tests())), None)
    return wrong, blocker


def _moves(
    wrong: Sequence[Condition | None], rule: Rule, blocker: Rule | None, edges: Mapping[str, list[Any]], *, owing: bool
) -> Iterable[tuple[str, Any]]:
    """Facts to change, with each value at an edge: those of what does not hold, and of what stands in the way."""
    conditions = [each for each in wrong if each is not None]
    if any(each in rule.any_of for each in conditions):
        conditions += rule.any_of
    if blocker is not None:
        conditions += [*blocker.conditions, *blocker.any_of]
    names = {name for each in conditions for name in MADE_OF.get(each.fact, (each.fact,))}
    if None in wrong:
        names |= {"balance", "benefit_due"}
    for name in sorted(names):
        for value in edges.get(name, ()):
            yield name, value


def _edges(ladder: Ladder) -> dict[str, list[Any]]:
    """For each fact that the ladder asks about, the values on both sides of each threshold, and none."""
    found: dict[str, list[Any]] = {"balance": [Decimal("-10.00"), ZERO, Decimal("1000.00")], "benefit_due": [ZERO]}
    for rule in ladder.rules:
        for condition in (*rule.conditions, *rule.any_of):
            for name, values in _edge(condition):
                found.setdefault(name, []).extend(value for value in values if value not in found.get(name, []))
    for name in found:
        field = next((each for each in fields(AccountFacts) if each.name == name), None)
        if field is not None and type(None) in get_args(field.type) and None not in found[name]:
            found[name].append(None)
    return found


def _edge(condition: Condition) -> Iterable[tuple[str, list[Any]]]:
    """The facts behind a condition with their values on either side of it."""
    fact, value = condition.fact, condition.value
    kind = known_facts()[fact].kind if fact in known_facts() else FactKind.NUMBER
    if fact in {"weeks_collectable", "weeks_owed", "weeks_after_cycle", "tone"} or fact in MADE_OF:
        return _worked_out(fact, condition)
    if kind == FactKind.DAY:
        span = value if condition.comparison in IN_DAYS and type(value) is int else 30
        days = [-span - 1, -span, -span + 1, -1, 0, 1, span, span + 1]
        return [(fact, [DAY + timedelta(days=each) for each in days])]
    if kind == FactKind.YES_NO:
        return [(fact, [True, False])]
    if kind == FactKind.CHOICE:
        wanted = value if isinstance(value, tuple) else (value,)
        other = [choice for choice, _ in known_facts()[fact].choices if choice not in wanted][:1]
        return [(fact, [*(each for each in wanted if not isinstance(each, bool)), *other])]
    if isinstance(value, bool):
        return [(fact, [ZERO if kind == FactKind.POUNDS else 1])]
    if kind == FactKind.POUNDS:
        edge = Decimal(value)
        sums = [edge - PENNY, edge, edge + PENNY]
        return [(fact, [each for each in sums if each >= 0 or fact in MAY_BE_A_CREDIT])]
    return [(fact, [max(int(value) - 1, 0), int(value), int(value) + 1])]


def _worked_out(fact: str, condition: Condition) -> list[tuple[str, list[Any]]]:
    """The same for a fact that is worked out: its edges in the facts it is made of."""
    value = condition.value
    if fact == "tone":
        return [("stage", [0, 1, 2, 3, 4]), ("paid_since_stage", [ZERO, Decimal("10.00")])]
    if fact == "may_contact":
        return [("tenants_contactable", [0, 1]), ("in_crisis", [True, False])]
    if fact == "days_since_contact":
        days = [int(value) - 1, int(value), int(value) + 1] if not isinstance(value, bool) else [1]
        return [("last_contact_on", [DAY - timedelta(days=each) for each in days])]
    edge = Decimal(1) if isinstance(value, bool) else Decimal(value)
    if fact in {"weeks_collectable", "weeks_owed", "weeks_after_cycle"}:
        sums = [
            edge * CHARGE + each for each in (-CHARGE / 2, Decimal("-0.51"), Decimal("-0.50"), ZERO, PENNY, CHARGE / 2)
        ]
    else:
        sums = [edge - PENNY, edge, edge + PENNY]
    more: list[tuple[str, list[Any]]] = [("balance", sums), ("weekly_charge", [ZERO, CHARGE])]
    if fact in {"technical_arrears", "collectable_arrears", "weeks_collectable"}:
        more.append(("benefit_due", [ZERO, *(each for each in sums if each > 0)]))
    if fact == "weeks_after_cycle":
        more.append(("expected_in_cycle", [ZERO, *(each for each in sums if each > 0), Decimal("1000.00")]))
    return more
