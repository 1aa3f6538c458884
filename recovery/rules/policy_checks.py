"""What is wrong with a policy before it may be published. Each fault names its rule or ladder, and what to do.

`policy.read` refuses what cannot be read at all: an unknown comparison or action, a ladder without its last rule,
accounts that no ladder serves or two do. Here is asked what would read and still do harm.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any

from recovery.rules.actions import Action
from recovery.rules.facts import ZERO
from recovery.rules.known_facts import known_facts, misfit, sentence_names
from recovery.rules.lawful import HAS_A_TRIAL, unlawful
from recovery.rules.policy import TENURES, Bucket, Condition, Ladder, Policy, Rule, WrongPolicy, default_policy, read
from recovery.rules.policy_search import CHARGE, DAY, PENNY, can_win, facts_of, in_the_way, plain
from recovery.rules.policy_text import Data, codes, load
from recovery.rules.texts import LIGHT

LONGEST_MINUTES = 480
LONGEST_REST = 366
PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault: where it is, and in plain words what it is and what to do."""

    says: str
    rule: str = ""  # its code
    ladder: str = ""


def faults(text: str) -> list[Fault]:
    """Everything that is wrong with a policy's text, the gravest first; empty where it may be published."""
    return list(_faults(text))


@lru_cache(maxsize=16)
def _faults(text: str) -> tuple[Fault, ...]:
    """A draft's page asks again and again of the same text."""
    return tuple(_found(text))


def _found(text: str) -> list[Fault]:
    try:
        policy = read(text, number=0)
        data = load(text)
    except WrongPolicy as wrong:
        return [Fault(says=str(wrong))]
    except (KeyError, TypeError, ValueError) as error:
        return [Fault(says=f"The policy cannot be read: {error}. Go back to a version that can, and change that.")]
    if found := [*_twice(data), *_wrong_rules(policy)]:
        return found  # what follows evaluates the rules, which must be sound
    return [*_unprotected(policy), *_against_the_law(policy), *_dead_rules(policy), *_gaps(policy)]


def _twice(data: Data) -> Iterator[Fault]:
    """Ties: of two of one name nobody could say which is meant."""
    for name, number in Counter(ladder["name"] for ladder in data["ladder"]).items():
        if number > 1:
            yield Fault(ladder=name, says=f"Two ladders are called ‘{name}’. Give one another name.")
    for code, number in Counter(rule["code"] for rule in data["rule"]).items():
        if number > 1:
            yield Fault(rule=code, says=f"Two rules have the code {code}. Give one another code.")
    for ladder in data["ladder"]:
        for code, number in Counter(codes(ladder)).items():
            if number > 1:
                yield Fault(
                    rule=code,
                    ladder=ladder["name"],
                    says=f"On the ladder ‘{ladder['name']}’ the same rule stands twice. Remove one of them.",
                )


def _wrong_rules(policy: Policy) -> Iterator[Fault]:
    said = {says: rule.code for ladder in policy.ladders for rule in ladder.rules for says in wrong_with(rule)}
    yield from (Fault(rule=code, says=says) for says, code in said.items())


def wrong_with(rule: Rule) -> Iterator[str]:
    """What is wrong with a rule by itself: its conditions, its sentence and its numbers."""
    for condition in (*rule.conditions, *rule.any_of):
        if says := _misfit(condition):
            yield f"Rule ‘{rule.name}’: {says}"
    if unknown := [name for name in PLACE.findall(rule.because) if name not in sentence_names()]:
        yield f"Rule ‘{rule.name}’: its sentence names {{{unknown[0]}}}, which is no fact. Take one from the list."
    if {"{", "}"} & set(PLACE.sub("", rule.because)):
        yield f"Rule ‘{rule.name}’: a bracket in its sentence is not closed. Close it, or take it out."
    numbers = {
        "urgency": (rule.urgency, 1, 9),
        "minutes": (rule.minutes, 0, LONGEST_MINUTES),
        "rest days": (rule.rest_days, 1, LONGEST_REST),
    }
    for name, (value, least, most) in numbers.items():
        if type(value) is not int or not least <= value <= most:
            yield f"Rule ‘{rule.name}’: its {name} must be a whole number from {least} to {most}."
    if rule.waits and rule.waits not in list(Bucket):
        yield f"Rule ‘{rule.name}’: there is no place called {rule.waits} in the morning’s count."
    if rule.way and (rule.way != "sms" or rule.action not in LIGHT):
        yield f"Rule ‘{rule.name}’: only a reminder can go as a text. Let this step go as the tenant prefers."


def _misfit(condition: Condition) -> str:
    fact = known_facts().get(condition.fact)
    if fact is None:
        return f"{condition.fact} is no fact that a rule may ask about. Choose one from the list."
    says = misfit(fact, condition.comparison, condition.value)
    return f"{fact.words}: {says}" if says else ""


def _unprotected(policy: Policy) -> Iterator[Fault]:
    """Who must not be chased comes first on every ladder, by the rules that ship with Quarterday. One fault a rule."""
    shipped = default_policy().ladders[0]
    first = shipped.always[: next(n for n, rule in enumerate(shipped.always) if rule.code == "disputed_wait") + 1]
    lacking: dict[str, list[str]] = {}
    for ladder in policy.ladders:
        for rule, wanted in zip(ladder.rules, first, strict=False):
            same = (rule.code, rule.action, rule.conditions, rule.any_of) == (
                wanted.code, wanted.action, wanted.conditions, wanted.any_of,
            )  # fmt: skip
            if not same:
                lacking.setdefault(wanted.code, []).append(ladder.name)
                break
    for wanted in first:
        if names := lacking.get(wanted.code):
            which = f"The ladder ‘{names[0]}’" if len(names) == 1 else f"{len(names)} ladders"
            yield Fault(
                rule=wanted.code,
                ladder=names[0] if len(names) == 1 else "",
                says=f"{which} must begin with the rules that protect people, as they ship now: ‘{wanted.name}’ is "
                "missing or was changed. Press ‘Take them over’, and all of them stand in their place.",
            )


def _against_the_law(policy: Policy) -> Iterator[Fault]:
    """Steps that can never be taken on an account that the ladder serves."""
    for ladder in policy.ladders:
        for rule in ladder.rules:
            why = [
                unlawful(rule.action, kind=kind, tenure=tenure, former=ladder.former)
                for kind, tenure in product(sorted(ladder.kinds), sorted(ladder.tenures) or TENURES)
                if not (rule.action == Action.TRIAL_DECISION and tenure not in HAS_A_TRIAL)
            ]
            if says := next(filter(None, why), ""):
                yield Fault(
                    rule=rule.code,
                    ladder=ladder.name,
                    says=f"Rule ‘{rule.name}’ cannot stand on the ladder ‘{ladder.name}’: {says}. Remove it there.",
                )


def _dead_rules(policy: Policy) -> Iterator[Fault]:
    for ladder in policy.ladders:
        for rule in ladder.rules[:-1]:
            if can_win(rule, ladder):
                continue
            first = in_the_way(rule, ladder)
            if first is None:
                says = "its conditions can never all hold together. Change one of them"
            else:
                says = f"‘{first.name}’ always comes before it. Move it up, or change one of the two"
            yield Fault(
                rule=rule.code,
                ladder=ladder.name,
                says=f"Rule ‘{rule.name}’ on the ladder ‘{ladder.name}’ can never be the answer: {says}.",
            )


def _gaps(policy: Policy) -> Iterator[Fault]:
    """Balances of a household with nothing going on, and no contact to wait for, that only the last rule answers."""
    for ladder in policy.ladders:
        edges = _balances(ladder)
        for charge, stage in product([ZERO] if ladder.former else [CHARGE, ZERO], range(5)):
            found = [balance for balance in edges if _unanswered(ladder, balance, charge=charge, stage=stage)]
            if found:
                yield _gap(ladder, edges, found, charge=charge, stage=stage)
                break


def _balances(ladder: Ladder) -> list[Decimal]:
    """Every balance at which some rule of the ladder may begin or end, a penny to either side, and some in between."""
    edges = {Decimal(0), PENNY, CHARGE, 26 * CHARGE}
    for rule in ladder.rules:
        for condition in (*rule.conditions, *rule.any_of):
            if isinstance(condition.value, int | Decimal) and not isinstance(condition.value, bool):
                if condition.fact.startswith("weeks_"):
                    edge = (Decimal(condition.value) - Decimal("0.005")) * CHARGE  # weeks are rounded half up
                    edges |= {edge, edge + CHARGE / 2}
                elif known_facts()[condition.fact].unit == "£":
                    edges.add(Decimal(condition.value))
    edges |= {balance + change for balance in edges for change in (-PENNY, PENNY)}
    return sorted(edges)


def _unanswered(ladder: Ladder, balance: Decimal, *, charge: Decimal, stage: int) -> bool:
    """Whether nothing but the last rule fires, though nothing went out for half a year or the last letter is old."""
    long_ago = DAY - timedelta(days=100)
    contact: dict[str, Any] = {"stage": stage, "stage_on": long_ago, "last_contact_on": long_ago} if stage else {}
    if ladder.former:
        contact |= {"former_letters": stage, "former_letter_on": long_ago if stage else None}
    values = plain(ladder, balance=balance, weekly_charge=charge, **contact)
    return ladder.fired(facts_of(values))[0] is ladder.otherwise


def _gap(ladder: Ladder, edges: list[Decimal], found: list[Decimal], *, charge: Decimal, stage: int) -> Fault:
    first = found[0]
    last = first
    for balance in edges[edges.index(first) :]:
        if balance not in found:
            break
        last = balance
    charged = f"£{charge:,.2f} a week" if charge else "an account on which nothing is charged"
    until = f" to £{last:,.2f}" if last > first else ""
    after = "with no letter sent" if not stage else "long after the last letter"
    return Fault(
        ladder=ladder.name,
        says=f"The ladder ‘{ladder.name}’ has no answer for a balance of £{first:,.2f}{until} on {charged}, {after}. "
        "Add a rule for it, or move a threshold until the two beside it meet.",
    )
