"""A policy in words for a page: its ladders with their rules, its settings, and who is served."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caseload.rule_words import OWN_POLICY, OWNER, condition_in_words, sentence
from recovery.rules.actions import Action
from recovery.rules.known_facts import CHOICES
from recovery.rules.letters import KINDS
from recovery.rules.policy import Ladder, Policy, Rule, read
from recovery.rules.policy_text import load
from recovery.rules.post import Post
from staff.ui import words

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WAYS = {"": "As the tenant prefers", "sms": "As a text to whoever can be texted"}


@dataclass(frozen=True, kw_only=True)
class RuleShown:
    """One rung as it reads. `part` is protect, rules, owing or otherwise."""

    code: str
    name: str
    suggests: str
    nothing: bool
    because: str
    every: list[str]
    any_of: list[str]
    details: str
    source: str
    owner: str
    part: str
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LadderShown:
    name: str
    serves: str
    thresholds: list[tuple[str, str]]
    protect: list[RuleShown]
    rules: list[RuleShown]
    owing: list[RuleShown]
    otherwise: RuleShown
    faults: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.protect) + len(self.rules) + len(self.owing) + 1


def ladders(text: str, faults: Mapping[tuple[str, str], list[str]] | None = None) -> list[LadderShown]:
    """Every ladder of a policy's text, in order.

    `faults` are said beside the rule (code, ladder) or the ladder ("", ladder) that they name.
    """
    policy, data = read(text, number=0), load(text)
    thresholds = {ladder["name"]: ladder.get("thresholds", {}) for ladder in data["ladder"]}
    return [_ladder(ladder, policy, faults or {}, thresholds[ladder.name]) for ladder in policy.ladders]


def _ladder(
    ladder: Ladder, policy: Policy, faults: Mapping[tuple[str, str], list[str]], thresholds: Mapping[str, Any]
) -> LadderShown:
    protect = protecting(policy)

    def shown(rule: Rule, part: str) -> RuleShown:
        said = [*faults.get((rule.code, ladder.name), []), *faults.get((rule.code, ""), [])]
        return rule_shown(rule, part=part, faults=said)

    return LadderShown(
        name=ladder.name,
        serves=serves(ladder),
        thresholds=[(threshold_words(name), f"{value} weeks") for name, value in thresholds.items()],
        protect=[shown(rule, "protect") for rule in ladder.always if rule.code in protect],
        rules=[shown(rule, "rules") for rule in ladder.always if rule.code not in protect],
        owing=[shown(rule, "owing") for rule in ladder.owing],
        otherwise=shown(ladder.otherwise, "otherwise"),
        faults=faults.get(("", ladder.name), []),
    )


def protecting(policy: Policy) -> set[str]:
    """The codes of the rules with which every ladder begins: they protect people."""
    every = [[rule.code for rule in ladder.always] for ladder in policy.ladders]
    first = every[0]
    same = 0
    while same < len(first) and all(codes[same : same + 1] == [first[same]] for codes in every):
        same += 1
    return set(first[:same])


def rule_shown(rule: Rule, *, part: str, faults: list[str]) -> RuleShown:
    details = [f"urgency {rule.urgency} of 9", words.counted(rule.minutes, "minute")]
    details.append(f"rests {words.counted(rule.rest_days, 'day')} once answered")
    if rule.way:
        details.append(WAYS[rule.way].lower())
    return RuleShown(
        code=rule.code,
        name=rule.name,
        suggests=rule.action.label,
        nothing=rule.action is Action.NONE,
        because=sentence(rule.because),
        every=[condition_in_words(condition) for condition in rule.conditions],
        any_of=[condition_in_words(condition) for condition in rule.any_of],
        details="" if rule.action is Action.NONE else ", ".join(details),
        source=rule.cites[:1].upper() + rule.cites[1:] if rule.cites else OWN_POLICY,
        owner=rule.owner or OWNER,
        part=part,
        faults=faults,
    )


def threshold_words(name: str) -> str:
    """'notice_weeks' as 'Notice from'."""
    return f"{name.removesuffix('_weeks').replace('_', ' ').capitalize()} from"


def serves(ladder: Ladder) -> str:
    """'Rent of secure, introductory and flexible tenancies', 'Every account of former tenants'."""
    kinds = words.listed([dict(CHOICES["kind"])[kind] for kind in sorted(ladder.kinds)])
    tenures = words.listed([dict(CHOICES["tenancy_type"])[tenure] for tenure in sorted(ladder.tenures)])
    of = f" of {tenures} tenancies" if tenures else " of every tenure"
    text = f"{kinds}{of}{', ended' if ladder.former else ''}"
    return text[:1].upper() + text[1:]


def settings(policy: Policy) -> list[tuple[str, str]]:
    """What holds for every ladder, a line each."""
    hours = policy.contact
    days = words.listed([DAY_NAMES[day] for day in sorted(hours.days)])
    timetable = policy.timetable
    low = f"{policy.low_level_weeks.normalize():f} weeks" if policy.low_level_weeks else "no such work"
    return [
        ("Overlooked of an agreement", f"{words.pounds(policy.tolerance.pounds)} and {policy.tolerance.days} days"),
        ("Contact hours", f"{days}, {hours.start:%H:%M} to {hours.end:%H:%M}, no bank holidays"),
        (
            "Answered within",
            f"{words.counted(timetable.cannot_wait, 'day')} where it cannot wait, "
            f"{words.counted(timetable.today, 'day')} for today’s steps, {words.counted(timetable.others, 'day')} else",
        ),
        ("Low-level arrears, the advisors’ work", f"under {low}" if policy.low_level_weeks else low),
        *_post(policy.post),
        ("Free of legal steps", "; ".join(f"{each.name}, {each.days}" for each in policy.blackouts) or "no day"),
    ]


def _post(post: Post) -> list[tuple[str, str]]:
    """How letters go, a line each."""
    at_once = words.listed([KINDS[action].title for action in sorted(post.at_once)])
    gone = f"batches collect, to go by {post.cut_off:%H:%M} of the next day" if post.collect else "each leaves at once"
    alone = words.listed([KINDS[action].title for action in sorted(post.low_risk)])
    again = f"after {words.counted(post.same_again_days, 'day')}" if post.same_again_days else "at any time"
    return [
        ("Letters", f"{gone}{f'; at once: {at_once}' if post.collect and at_once else ''}"),
        ("The same letter again", again),
        ("May go without a press, by two leaders", alone or "no letter"),
        ("Printed", "on both sides" if post.two_sided else "on one side"),
        ("Prices", "; ".join(f"from {words.long_day(day)} {said}" for day, said in prices(post)) or "none entered"),
    ]


def prices(post: Post) -> list[tuple[date, str]]:
    """What is paid from each day on, in words, the newest first."""
    named = {"second": "second class", "first": "first class", "sheet": "each sheet"}
    newest = sorted(post.prices, key=lambda price: price.since, reverse=True)
    return [
        (each.since, words.listed([f"{said} £{paid}" for name, said in named.items() if (paid := getattr(each, name))]))
        for each in newest
    ]
