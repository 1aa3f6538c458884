"""One change to a draft's data: rules on a ladder, a rule's own words and conditions, a ladder of its own.

Each raises CannotEdit with what to do instead, and then has changed nothing. The data are those of policy_text.load.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from recovery.rules.policy import TENURES, WrongPolicy, read
from recovery.rules.policy_text import Data, codes, replace_code, rule_of, stands_on, write

PARTS = {"rules": "Whoever it is", "owing": "Where something is left to pay"}


class CannotEdit(Exception):
    """The draft stays as it was. The message says why and what to do."""


def ladder_of(data: Data, name: str) -> Data:
    found: Data | None = next((ladder for ladder in data["ladder"] if ladder["name"] == name), None)
    if found is None:
        raise CannotEdit("That ladder is no longer in the draft. Look at the draft again.")
    return found


def move(data: Data, *, ladder: str, code: str, by: int) -> None:
    """Try a rule one place earlier (-1) or later (+1); at the end of its part it goes on into the other."""
    found = ladder_of(data, ladder)
    part, place = _place(found, code)
    rules, to = found[part], place + by
    if 0 <= to < len(rules):
        rules[place], rules[to] = rules[to], rules[place]
    elif (part, by) == ("owing", -1):
        found["rules"].append(rules.pop(place))
    elif (part, by) == ("rules", 1):
        found["owing"].insert(0, rules.pop(place))
    else:
        raise CannotEdit("It stands at the end already.")


def remove(data: Data, *, ladder: str, code: str) -> None:
    """Take a rule off one ladder. One that stands on no ladder any more goes out of the draft."""
    found = ladder_of(data, ladder)
    part, place = _place(found, code)
    found[part].pop(place)
    if not stands_on(data, code):
        data["rule"] = [rule for rule in data["rule"] if rule["code"] != code]


def add(data: Data, *, ladder: str, part: str, code: str) -> None:
    """Put a rule that stands on another ladder at the end of a part of this one."""
    found = ladder_of(data, ladder)
    rule = rule_of(data, code)
    if part not in PARTS or rule is None:
        raise CannotEdit("Choose the rule to add.")
    if code in codes(found):
        raise CannotEdit(f"‘{rule['name']}’ stands on this ladder already.")
    wanted = _thresholds(rule) - found.get("thresholds", {}).keys()
    if wanted:
        name = sorted(wanted)[0].replace("_", " ")
        raise CannotEdit(f"‘{rule['name']}’ goes by the ladder’s {name}. Set that on the ladder first.")
    if not rule.get("all") and not rule.get("any"):
        raise CannotEdit(f"‘{rule['name']}’ has no condition, so nothing after it would ever be tried.")
    found[part].append(code)


def save_rule(data: Data, *, code: str, rule: Data, only_on: str = "") -> str:
    """Change a rule on every ladder, or only on one, where it becomes a rule of its own. Returns its code."""
    old = rule_of(data, code)
    if old is None:
        raise CannotEdit("That rule is no longer in the draft. Look at the draft again.")
    if code in ladder_of(data, data["ladder"][0]["name"])["protect"]:
        raise CannotEdit("This rule protects people and stays as it is.")
    if only_on and len(stands_on(data, code)) > 1:
        new = free_code(data, rule["name"])
        data["rule"].append({**rule, "code": new})
        replace_code(ladder_of(data, only_on), code, new)
        return new
    data["rule"][data["rule"].index(old)] = {**rule, "code": code}
    return code


def new_rule(data: Data, *, ladder: str, part: str, rule: Data) -> str:
    """Write a new rule and put it first of a part of a ladder. Returns its code."""
    found = ladder_of(data, ladder)
    if part not in PARTS:
        raise CannotEdit("Choose where the rule is tried.")
    code = free_code(data, rule["name"])
    data["rule"].append({**rule, "code": code})
    found[part].insert(0, code)
    return code


def own_ladder(data: Data, *, ladder: str, name: str, kinds: Sequence[str], tenures: Sequence[str]) -> None:
    """Give some tenures, or some kinds of account, of a ladder a ladder of their own, which begins as a copy of it."""
    found = ladder_of(data, ladder)
    if any(each["name"] == name for each in data["ladder"]):
        raise CannotEdit(f"There is a ladder called ‘{name}’ already. Give this one another name.")
    all_kinds, all_tenures = list(found["kinds"]), list(found.get("tenures") or TENURES)
    some_kinds = [kind for kind in all_kinds if kind in kinds] or all_kinds
    some_tenures = [tenure for tenure in all_tenures if tenure in tenures] or all_tenures
    fewer_kinds, fewer_tenures = len(some_kinds) < len(all_kinds), len(some_tenures) < len(all_tenures)
    if fewer_kinds == fewer_tenures:
        raise CannotEdit("Choose some of its tenures, or some of its kinds of account: not all, and not both at once.")
    own = deepcopy(found) | {"name": name, "kinds": some_kinds, "tenures": some_tenures}
    if fewer_kinds:
        found["kinds"] = [kind for kind in all_kinds if kind not in some_kinds]
    else:
        found["tenures"] = [tenure for tenure in all_tenures if tenure not in some_tenures]
    data["ladder"].insert(data["ladder"].index(found) + 1, own)


def join_ladder(data: Data, *, ladder: str, into: str) -> None:
    """End a ladder: its accounts go to another one of the same kinds, or of the same tenures."""
    ended, other = ladder_of(data, ladder), ladder_of(data, into)
    if ended is other or ended["former"] != other["former"]:
        raise CannotEdit("Choose another ladder for its accounts.")
    kinds = [set(each["kinds"]) for each in (ended, other)]
    tenures = [set(each.get("tenures") or TENURES) for each in (ended, other)]
    if kinds[0] != kinds[1] and tenures[0] != tenures[1]:
        raise CannotEdit(f"‘{into}’ serves other tenures and other kinds of account, so it cannot take these as well.")
    other["kinds"] = sorted(kinds[0] | kinds[1])
    other["tenures"] = [tenure for tenure in TENURES if tenure in tenures[0] | tenures[1]]
    data["ladder"].remove(ended)
    standing = {code for each in data["ladder"] for code in codes(each)}
    data["rule"] = [rule for rule in data["rule"] if rule["code"] in standing]


def rename_ladder(data: Data, *, ladder: str, name: str) -> None:
    found = ladder_of(data, ladder)
    if any(each["name"] == name and each is not found for each in data["ladder"]):
        raise CannotEdit(f"There is a ladder called ‘{name}’ already. Give this one another name.")
    found["name"] = name


def text_of(data: Data) -> str:
    """The draft's new text. Raises CannotEdit for what could not be read again."""
    text = write(data)
    try:
        read(text, number=0)
    except WrongPolicy as wrong:
        raise CannotEdit(str(wrong)) from wrong
    return text


def free_code(data: Data, name: str) -> str:
    """A code for a rule from its name, that no other rule has."""
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "rule"
    taken = {rule["code"] for rule in data["rule"]}
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


def _place(ladder: Data, code: str) -> tuple[str, int]:
    for part in PARTS:
        if code in ladder[part]:
            return part, ladder[part].index(code)
    if code in ladder["protect"]:
        raise CannotEdit("This rule protects people and keeps its place.")
    raise CannotEdit("That rule is no longer on this ladder. Look at the draft again.")


def _thresholds(rule: Data) -> set[str]:
    """The thresholds of its ladder that a rule names."""
    values: list[Any] = [value for _, _, value in [*rule.get("all", []), *rule.get("any", [])]]
    return {value[1:] for value in values if isinstance(value, str) and value.startswith("$")}
