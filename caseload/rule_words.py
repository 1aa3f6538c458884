"""A policy's rules in words: when each fires, what it suggests, on which ladders, and where it comes from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from recovery.rules.known_facts import PHRASES as SENTENCE_PHRASES
from recovery.rules.known_facts import RUNGS, FactKind, known_facts
from recovery.rules.policy import Condition, Ladder, Policy, Rule
from staff.ui import words

OWN_POLICY = "The council’s own policy"
OWNER = "Income manager"


@dataclass(frozen=True, kw_only=True)
class RuleInWords:
    code: str
    name: str
    suggests: str
    because: str
    source: str
    owner: str
    rests: str
    ladders: list[tuple[list[str], list[str], list[str]]]  # their names, all that must hold, and any one that must


def in_words(rule: Rule, policy: Policy) -> RuleInWords:
    """The rule as an officer reads it. Ladders on which it asks the same stand together."""
    asked: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for ladder in policy.ladders:
        for each in ladder.rules:
            if each.code == rule.code:
                asked.setdefault(_conditions(each, ladder), []).append(ladder.name)
    return RuleInWords(
        code=rule.code,
        name=rule.name,
        suggests=rule.action.label,
        because=sentence(rule.because),
        source=rule.cites[:1].upper() + rule.cites[1:] if rule.cites else OWN_POLICY,
        owner=rule.owner or OWNER,
        rests=words.counted(rule.rest_days, "day"),
        ladders=[(names, list(every), list(any_of)) for (every, any_of), names in asked.items()],
    )


def all_rules(policy: Policy) -> list[Rule]:
    """Every rule of a policy once, in the order of its ladders."""
    return list({rule.code: rule for ladder in policy.ladders for rule in ladder.rules}.values())


def _conditions(rule: Rule, ladder: Ladder) -> tuple[tuple[str, ...], tuple[str, ...]]:
    every = [condition_in_words(condition) for condition in rule.conditions]
    if any(each.code == rule.code for each in ladder.owing):
        every.append("something is left to pay after benefit still to come")
    return tuple(every), tuple(condition_in_words(condition) for condition in rule.any_of)


def condition_in_words(condition: Condition) -> str:
    """One condition: 'the last call was 14 or more days ago, or there was none'."""
    fact, comparison, value = condition.fact, condition.comparison, condition.value
    if (fact, comparison, value) in SPECIAL:
        return SPECIAL[fact, comparison, value]
    if isinstance(value, bool) and comparison == "=" and fact in YES_NO:
        return YES_NO[fact][0 if value else 1]
    if isinstance(value, bool) and comparison == "=" and _name(fact).startswith("whether "):
        said = _name(fact).removeprefix("whether ")
        return said if value else f"it is not so that {said}"
    return PHRASES[comparison](AS_SUBJECT.get(fact, _name(fact)), _value(fact, value))


def sentence(because: str) -> str:
    """A rule's sentence with the words of its facts in place of their names."""
    return re.sub(r"\{(\w+)\}", _placeholder, because)


def _placeholder(found: re.Match[str]) -> str:
    """A fact in a rule's sentence; those that are a whole tail of it, or nothing, are left out."""
    return "" if found[1] in TAILS else f"[{_name(found[1])}]"


def _name(fact: str) -> str:
    known = known_facts().get(fact)
    return known.words if known else SENTENCE_PHRASES.get(fact, fact.replace("_", " "))


def _value(fact: str, value: Any) -> str:
    if isinstance(value, tuple):
        return words.listed([_value(fact, each) for each in value]).replace(" and ", " or ")
    if isinstance(value, bool):
        return "so" if value else "not so"
    if isinstance(value, date):
        return words.long_day(value)
    if isinstance(value, int | Decimal):
        kind = known_facts()[fact].kind if fact in known_facts() else None
        if kind == FactKind.RUNG:
            return dict(RUNGS).get(str(value), str(value))
        if kind == FactKind.POUNDS:
            return words.pounds(Decimal(value))
        if kind == FactKind.WEEKS:
            return words.counted(int(value), "week") if value == int(value) else f"{value} weeks"
        return str(value)
    choices = dict(known_facts()[fact].choices) if fact in known_facts() else {}
    return choices.get(str(value)) or str(value).replace("_", " ") or "nothing"


PHRASES: dict[str, Callable[[str, str], str]] = {
    "=": lambda name, value: f"{name} is {value}",
    "!=": lambda name, value: f"{name} is not {value}",
    "<": lambda name, value: f"{name} is under {value}",
    "<=": lambda name, value: f"{name} is at most {value}",
    ">": lambda name, value: f"{name} is over {value}",
    ">=": lambda name, value: f"{name} is at least {value}",
    "in": lambda name, value: f"{name} is {value}",
    "not in": lambda name, value: f"{name} is not {value}",
    "known": lambda name, value: f"{name} is known" if value == "so" else f"{name} is not known",
    "within days": lambda name, value: f"{name} is under {value} days ago",
    "not within days": lambda name, value: f"{name} is {value} or more days ago, or there is none",
    "in the next days": lambda name, value: f"{name} is today or within {value} days",
    "before today": lambda name, value: f"{name} has passed" if value == "so" else f"{name} has not passed",
    "after today": lambda name, value: f"{name} is still to come" if value == "so" else f"{name} is not to come",
}

TAILS = {"agreement_next", "breathing_space_end", "hearing"}
# They read as what they are made of: ‘what is left to pay is at least 4 weeks’.
AS_SUBJECT = {
    "weeks_collectable": "what is left to pay",
    "weeks_after_cycle": "what is owed after the payment still to come",
    "weeks_owed": "what is owed in all",
    "gross_arrears": "what is owed in all",
}

YES_NO = {
    "balance_mismatch": ("the stated balance differs from the postings", "the stated balance agrees with the postings"),
    "capacity_in_doubt": (
        "a tenant’s mental capacity is in doubt",
        "nobody’s mental capacity is in doubt",
    ),
    "benefit_pending": ("a benefit claim awaits its decision", "no benefit claim awaits its decision"),
    "disputed": ("the balance is disputed", "the balance is not disputed"),
    "in_breathing_space": ("a tenant is in breathing space", "no tenant is in breathing space"),
    "in_crisis": ("somebody is in crisis", "nobody is in crisis"),
    "letter_possible": ("a letter may safely go to somebody", "no letter may safely go to anyone"),
    "must_trace": ("their address must be found", "an address is known"),
    "notice_in_force": ("a notice is in force", "no notice is in force"),
    "order_executed": ("the order has been carried out", "the order has not been carried out"),
    "pays_regularly": ("they pay regularly", "they do not pay regularly"),
}

# Said otherwise than the pattern would.
SPECIAL: dict[tuple[str, str, Any], str] = {
    ("tenants", "=", 0): "no tenant is named",
    ("tenants", ">", 0): "a tenant is named",
    ("tenants_living", "=", 0): "no tenant is living",
    ("agreement_state", "known", False): "there is no live agreement",
    ("insolvency", "!=", ""): "a tenant’s insolvency may cover the debt",
    ("ledger_split", "=", False): "which part of the debt is covered is not on record",
    ("ledger_split", "=", True): "which part of the debt is covered is on record",
    ("needs", "=", "never_asked"): "needs were never asked about",
    ("needs", "!=", "never_asked"): "needs were asked about",
    ("format_to_make", "!=", ""): "they need a format that cannot be printed here",
    ("format_to_make", "=", ""): "they need no format that cannot be printed here",
    ("eviction_outcome", "=", ""): "no eviction is booked",
    ("eviction_outcome", "=", "booked"): "an eviction is booked",
    ("order_kind", "!=", ""): "a court order is in force",
    ("held_until", "known", True): "an officer holds the account",
    ("held_until", "known", False): "no officer holds the account",
    ("notice_state", "=", "in_force"): "a notice is in force",
    ("weekly_charge", "=", 0): "nothing is charged",
    ("weeks_collectable", "known", False): "what is owed cannot be told in weeks",
    ("collectable_arrears", "<=", 0): "nothing is left to pay after benefit still to come",
    ("collectable_arrears", ">", 0): "something is left to pay after benefit still to come",
    ("gross_arrears", ">", 0): "something is owed",
    ("balance", "!=", 0): "the balance is not nil",
    ("balance", "<=", 0): "nothing is owed",
    ("expected_in_cycle", ">", 0): "a regular payment is still to come in this cycle",
    ("stage", "=", 0): "no letter has gone",
    ("tone", "=", 0): "the ladder stands at its foot",
    ("former_letters", "=", 0): "no letter about the former tenancy has gone",
    ("order_shortfall", "known", False): "the order’s terms are not known",
    ("promise_until", "known", True): "a promise to pay is still running",
    ("returned_mail_on", "known", True): "a letter came back",
    ("reversed_payment_on", "known", True): "a payment came back unpaid",
    ("debit_stopped_on", "known", True): "the direct debit was cancelled",
    ("benefit_stopped_on", "known", True): "benefit stopped within 28 days",
    ("benefit_ends_on", "known", True): "benefit ends within 28 days",
    ("tenancy_last_day", "known", True): "the tenancy has a last day",
    ("warrant_issued_on", "known", False): "no warrant is issued",
}
