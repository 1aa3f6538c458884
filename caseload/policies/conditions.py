"""Conditions and sentences of a rule as somebody types them, and back: no names of facts, no signs, only words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from caseload.rule_words import condition_in_words
from recovery.rules.known_facts import IN_DAYS, FactKind, KnownFact, compared_facts, misfit, sentence_names
from recovery.rules.policy import COMPARISONS, Condition
from staff.http import amount_in

ALL, ANY = "all", "any"
IS_ONE_OF, IS_NONE_OF = "one of", "none of"
MOST = 20

HOW = {
    "<": "is under",
    "<=": "is at most",
    ">": "is over",
    ">=": "is at least",
    "=": "is",
    "!=": "is not",
    "within days": "is under … days ago",
    "not within days": "is … or more days ago, or there is none",
    "in the next days": "is today or within the next … days",
    "before today yes": "has passed",
    "before today no": "has not passed",
    "after today yes": "is still to come",
    "after today no": "is not still to come",
    "known yes": "is known",
    "known no": "is not known",
    IS_ONE_OF: "is one of",
    IS_NONE_OF: "is none of",
}
YES_OR_NO = ("before today", "after today", "known")


@dataclass(kw_only=True)
class Row:
    """One condition on the page: `value` as typed, `chosen` the ticked choices, `of` a threshold of the ladder."""

    group: str
    fact: KnownFact
    how: str = ""
    value: str = ""
    chosen: list[str] = field(default_factory=list)
    of: str = ""
    number: int = 0
    error: str = ""

    @property
    def hows(self) -> list[tuple[str, str]]:
        """The comparisons that fit the fact, in words."""
        if self.fact.kind == FactKind.YES_NO:
            return [(f"= {answer}", self._said(answer == "yes")) for answer in ("yes", "no")]
        if self.fact.kind == FactKind.CHOICE:
            known = [("known yes", HOW["known yes"]), ("known no", HOW["known no"])] if self.fact.may_be_unknown else []
            return [(IS_ONE_OF, HOW[IS_ONE_OF]), (IS_NONE_OF, HOW[IS_NONE_OF]), *known]
        found = []
        for each in self.fact.comparisons:
            names = [f"{each} yes", f"{each} no"] if each in YES_OR_NO else [each]
            found += [(name, HOW[name]) for name in names]
        return found

    def _said(self, value: bool) -> str:
        met = COMPARISONS["="](self.fact.name, value)
        return condition_in_words(Condition(fact=self.fact.name, comparison="=", value=value, met=met))

    @property
    def asks_value(self) -> bool:
        return self.fact.kind not in {FactKind.YES_NO, FactKind.CHOICE, FactKind.RUNG}

    @property
    def unit(self) -> str:
        return self.fact.unit

    @property
    def id(self) -> str:
        return f"id_c{self.number}"


def rows_of(rule: Mapping[str, Any]) -> list[Row]:
    """A rule's conditions as rows; one on a fact that is no longer kept has none, and goes when the rule is saved."""
    known = compared_facts()
    found = [_row(group, *each) for group in (ALL, ANY) for each in rule.get(group, []) if each[0] in known]
    return _numbered(found)


def _row(group: str, fact: str, comparison: str, value: Any) -> Row:
    known = compared_facts()[fact]
    row = Row(group=group, fact=known)
    if known.kind == FactKind.YES_NO:
        row.how = "= yes" if value else "= no"
    elif comparison in YES_OR_NO:
        row.how = f"{comparison} {'yes' if value else 'no'}"
    elif known.kind == FactKind.CHOICE:
        row.how = IS_ONE_OF if comparison in {"=", "in"} else IS_NONE_OF
        row.chosen = [str(each) for each in (value if isinstance(value, list | tuple) else [value])]
    elif isinstance(value, str) and value.startswith("$"):
        row.how, row.of = comparison, value
    else:
        row.how, row.value = comparison, str(value)
    return row


def typed_rows(data: Any, *, thresholds: Sequence[str]) -> list[Row]:
    """The rows that a form sent, each with what is wrong with it. `data` is a QueryDict."""
    found = []
    for number in range(min(_int(data.get("rows", "0")), MOST)):
        fact = compared_facts().get(data.get(f"c{number}_fact", ""))
        if fact is None:
            continue
        row = Row(
            group=ANY if data.get(f"c{number}_group") == ANY else ALL,
            fact=fact,
            how=data.get(f"c{number}_how", ""),
            value=" ".join(data.get(f"c{number}_value", "").split())[:20],
            chosen=data.getlist(f"c{number}_chosen"),
            of=data.get(f"c{number}_of", ""),
        )
        if row.of and row.of not in thresholds:
            row.of = ""
        found.append(row)
    return _numbered(found)


def new_row(fact: str, group: str) -> Row | None:
    """A row for a fact that was chosen; None where there is no such fact."""
    known = compared_facts().get(fact)
    return Row(group=ANY if group == ANY else ALL, fact=known) if known else None


def _numbered(rows: list[Row]) -> list[Row]:
    for number, row in enumerate(rows):
        row.number = number
    return rows


def check(rows: Sequence[Row]) -> bool:
    """Whether every row is whole. What is wrong is written on its row."""
    for row in rows:
        try:
            condition(row)
            row.error = ""
        except ValueError as wrong:
            row.error = str(wrong)
    return not any(row.error for row in rows)


def condition(row: Row) -> list[Any]:
    """A row as the policy writes it. Raises ValueError with what to enter."""
    comparison, value = _meant(row)
    if row.of and row.fact.kind in {FactKind.WEEKS, FactKind.POUNDS, FactKind.NUMBER}:
        return [row.fact.name, comparison, row.of]
    if says := misfit(row.fact, comparison, value):
        raise ValueError(says)
    return [row.fact.name, comparison, value]


def _meant(row: Row) -> tuple[str, Any]:
    if row.how not in dict(row.hows):
        raise ValueError("Choose how it is compared.")
    name, _, answer = row.how.rpartition(" ")
    if name in {*YES_OR_NO, "="} and answer in {"yes", "no"}:
        return name, answer == "yes"
    if row.fact.kind == FactKind.CHOICE:
        if not row.chosen:
            raise ValueError("Tick one at least.")
        several = len(row.chosen) > 1
        plain = ("in", "=") if row.how == IS_ONE_OF else ("not in", "!=")
        return plain[0 if several else 1], list(row.chosen) if several else row.chosen[0]
    return row.how, None if row.of else _number(row)


def _number(row: Row) -> Any:
    text = re.sub(r"\s|weeks?|days?", "", row.value)
    number = amount_in(text)
    if number is None:
        what = {FactKind.POUNDS: "a sum, such as 20.00", FactKind.WEEKS: "a number of weeks, such as 4 or 1.5"}
        days = "a number of days, such as 14" if row.how in IN_DAYS else "a whole number"
        raise ValueError(f"Enter {what.get(row.fact.kind, days)}.")
    return int(number) if number == int(number) and "." not in text else number


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


# -------------------------------------------------------------------------------------------------------- sentences


def with_words(because: str) -> str:
    """A rule's sentence with its facts in words: ‘[the arrears] is owed’."""
    return re.sub(r"\{(\w+)\}", lambda found: f"[{sentence_names().get(found[1], found[1])}]", because)


def with_facts(typed: str) -> str:
    """The sentence as the policy writes it. Raises ValueError for words in brackets that are no fact."""
    names = {words.lower(): name for name, words in sentence_names().items()}
    if "{" in typed or "}" in typed:
        raise ValueError("Write facts in square brackets, such as [the arrears].")

    def fact(found: re.Match[str]) -> str:
        name = names.get(found[1].strip().lower().replace("'", "’"))
        if name is None:
            raise ValueError(f"There is no ‘{found[1]}’ to put into the sentence. Take the words from the list below.")
        return f"{{{name}}}"

    text = re.sub(r"\[([^\[\]]*)\]", fact, typed)
    if "[" in text or "]" in text:
        raise ValueError("A square bracket is not closed. Close it, or take it out.")
    return text
