"""A policy's text taken apart to be changed, and written again so that `policy.read` reads the same."""

import tomllib
from copy import deepcopy
from decimal import Decimal
from hashlib import sha256
from typing import Any

import tomli_w

Data = dict[str, Any]

RULE_KEYS = (
    "code", "name", "action", "way", "because", "all", "any", "waits", "urgency", "minutes", "rest_days", "cites",
    "owner",
)  # fmt: skip
LADDER_KEYS = ("name", "kinds", "tenures", "former", "thresholds", "protect", "rules", "owing", "otherwise")
SHARED = ("protect", "otherwise")


def load(text: str) -> Data:
    """The text as data, each ladder whole by itself: what it took from another, or from the top, is written out."""
    data = tomllib.loads(text, parse_float=Decimal)
    named = {ladder["name"]: ladder for ladder in data["ladder"]}
    shared = {key: data.pop(key) for key in SHARED if key in data}
    data["ladder"] = [_whole({**shared, **named.get(ladder.get("like"), {}), **ladder}) for ladder in data["ladder"]]
    return data


def _whole(ladder: Data) -> Data:
    ladder.pop("like", None)
    return {key: deepcopy(value) for key, value in ladder.items() if (key, value) != ("tenures", [])}


def write(data: Data) -> str:
    """The text of such data. `policy.read` reads from it what it read before it was taken apart."""
    ordered: Data = {key: value for key, value in data.items() if key not in {"ladder", "rule"}}
    ordered["ladder"] = [_in_order(ladder, LADDER_KEYS) for ladder in data["ladder"]]
    ordered["rule"] = [_in_order(rule, RULE_KEYS) for rule in data["rule"]]
    return tomli_w.dumps(ordered)


def text_hash(text: str) -> str:
    """What says whether a simulation ran on exactly this text."""
    return sha256(text.encode()).hexdigest()


def rule_of(data: Data, code: str) -> Data | None:
    return next((rule for rule in data["rule"] if rule["code"] == code), None)


def stands_on(data: Data, code: str) -> list[Data]:
    """The ladders that name a rule."""
    return [ladder for ladder in data["ladder"] if code in codes(ladder)]


def codes(ladder: Data) -> list[str]:
    """A ladder's rules in the order in which they are tried."""
    return [*ladder["protect"], *ladder["rules"], *ladder["owing"], ladder["otherwise"]]


def replace_code(ladder: Data, old: str, new: str) -> None:
    """Let a ladder name another rule in the same place."""
    for part in ("rules", "owing"):
        ladder[part] = [new if code == old else code for code in ladder[part]]
    if ladder["otherwise"] == old:
        ladder["otherwise"] = new


def _in_order(table: Data, keys: tuple[str, ...]) -> Data:
    known = {key: table[key] for key in keys if key in table}
    return known | {key: value for key, value in table.items() if key not in known}
