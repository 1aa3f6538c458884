"""A claim and a warrant checked field by field against what the court's service asks (rulebook 4.1, 4.2, ORD-8).

The fields stand in claim_fields.toml. Their codes are those of ClaimPack.fields; the risks' those of
WarrantRequest.risks. Yes and no are "yes" and "no"; days are ISO text; blank or absent is not entered.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from legal.rules.claim_schedule import daily_rate
from staff.ui.words import pounds

FILE = Path(__file__).with_name("claim_fields.toml")
Data = Mapping[str, Any]
YES_NO = ("yes", "no")
NAME_LIMIT = 60
SUM = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2}0*)?")  # pounds and pence
OWN_TENURES = {"assured", "secure", "introductory", "flexible", "demoted"}  # the court's list; the rest is "other"
OWN_METHODS = {"first_class", "left_at_home", "hand", "email"}
BLANK: tuple[object, ...] = (None, "", [], ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that the court asks. `when`: asked only where another answer is one of these."""

    block: str
    code: str
    name: str
    where: str  # where an officer enters it
    kind: str = "text"  # or money, day, time, yes_no, list
    choices: tuple[str, ...] = ()
    limit: int | None = None  # characters at most
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def is_asked(self, data: Data) -> bool:
        return all(data.get(code) in answers for code, answers in self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A field that is missing or wrong, in words, and where to enter it."""

    block: str
    code: str
    says: str
    where: str


@cache
def fields(form: str = "claim") -> tuple[Field, ...]:
    """The fields of a form, claim or warrant, in the order of the court's questions (rulebook 4.1, ORD-8)."""
    return tuple(_read(tomllib.loads(FILE.read_text("utf-8"))[form]))


def _read(blocks: Sequence[dict[str, Any]]) -> Iterator[Field]:
    for block in blocks:
        for row in block["fields"]:
            kind = row.get("kind", "text")
            yield Field(
                block=block["name"],
                code=row["code"],
                name=row["name"],
                where=row.get("where", block["where"]),
                kind=kind,
                choices=YES_NO if kind == "yes_no" else tuple(row.get("choices", ())),
                limit=row.get("limit"),
                when=tuple((code, tuple(answers)) for code, answers in row.get("when", {}).items()),
            )


def court_tenancy(tenure: str) -> str:
    """The court's name for a kind of tenancy: starter is assured, what is not on its list is 'other' (rulebook 4.1)."""
    if tenure == "starter":
        return "assured"
    return tenure if tenure in OWN_TENURES else "other"


def court_method(method: str) -> str:
    """The court's name for a way of service: one not on its list, as second class, is 'other' (rulebook 4.1)."""
    return method if method in OWN_METHODS else "other"


def check(claim: Data, *, on: date) -> list[Gap]:
    """What a claim lacks or has wrong on a day, in the order of the court's questions; empty where it is complete.

    Missing answers and over-long texts of every field, each defendant's name and address, days that are still to come,
    papers not attached, and the daily rate (PD 55A, paras 2.1 to 2.4; rulebook 4.1, 4.2).
    """
    found = [gap for field in fields() if (gap := _gap(field, claim, on=on))]
    return [*found, *_defendant_gaps(claim), *_document_gaps(claim), *_rate_gaps(claim)]


def check_warrant(request: Data, *, on: date) -> list[Gap]:
    """The same for a request for a warrant: people, risks, money, order, who signs (CPR 83.26; rulebook ORD-8)."""
    return [gap for field in fields("warrant") if (gap := _gap(field, request, on=on))]


def _gap(field: Field, data: Data, *, on: date) -> Gap | None:
    if not field.is_asked(data):
        return None
    value = data.get(field.code)
    wrong = "not entered." if value in BLANK else _wrong(field, value, on=on)
    return _said(field, wrong) if wrong else None


def _said(field: Field, wrong: str) -> Gap:
    return Gap(block=field.block, code=field.code, says=f"{field.name}: {wrong}", where=field.where)


def _wrong(field: Field, value: Any, *, on: date) -> str:
    """What is wrong with an answer, in words; blank where nothing is."""
    if field.choices and value not in field.choices:
        return f"choose one of {', '.join(choice.replace('_', ' ') for choice in field.choices)}."
    if field.limit and len(str(value)) > field.limit:
        return f"{field.limit:,} characters at most, take {len(str(value)) - field.limit:,} out."
    if field.kind == "money" and money(value) is None:
        return "enter pounds and pence, such as 118.37."
    if field.kind == "day":
        day = _day(value)
        if day is None:
            return "enter a day, such as 2026-11-23."
        return "it must be today or earlier." if day > on else ""
    if field.kind == "time" and not _is_time(value):
        return "enter a time, such as 10:15."
    return ""


def money(value: Any) -> Decimal | None:
    """A sum of nil or more in pounds and whole pence; None where it is not one, as 9e9 is not (rulebook 4.1)."""
    return Decimal(str(value)) if SUM.fullmatch(str(value)) else None


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def _is_time(value: Any) -> bool:
    try:
        return bool(isinstance(value, time) or time.fromisoformat(str(value)))
    except ValueError:
        return False


def _field(code: str) -> Field:
    return next(field for field in fields() if field.code == code)


def _defendant_gaps(claim: Data) -> list[Gap]:
    """For each: whether the name is known, and each part of it within 60 characters; whether the address is known, and
    which, where it is not the home."""
    found = []
    for number, defendant in enumerate(claim.get("defendants") or [], start=1):
        who = f"defendant {number}"
        if defendant.get("name_known", "yes") == "yes":
            for part, name in (("first_names", "first names"), ("last_name", "last name")):
                text = str(defendant.get(part) or "")
                if not text.strip():
                    found.append(f"{who}, {name} not entered.")
                elif len(text) > NAME_LIMIT:
                    found.append(f"{who}, {name}: {NAME_LIMIT} characters at most.")
        elsewhere = defendant.get("address_known", "yes") == "yes" and defendant.get("same_address", "yes") == "no"
        if elsewhere and not str(defendant.get("address") or "").strip():
            found.append(f"{who}, address not entered.")
    return [_said(_field("defendants"), wrong) for wrong in found]


def _document_gaps(claim: Data) -> list[Gap]:
    """Papers that the answers say are there: statement always; notice and its certificate; the agreement."""
    wanted = {"rent_statement": "the rent statement"}
    if claim.get("notice_copy") == "yes":
        wanted |= {"notice": "the notice", "certificate_of_service": "the certificate of service"}
    if claim.get("agreement_copy") == "yes":
        wanted["tenancy_agreement"] = "the tenancy agreement"
    given = claim.get("documents") or ()
    missing = [name for code, name in wanted.items() if code not in given]
    return [_said(_field("documents"), f"attach {name}.") for name in missing if given]


def _rate_gaps(claim: Data) -> list[Gap]:
    """The daily rate as the court works it out; typed in for a frequency that it has no sum for."""
    rent, typed = money(claim.get("rent_amount")), money(claim.get("daily_rate"))
    if rent is None or typed is None:
        return []
    right = daily_rate(rent=rent, frequency=str(claim.get("rent_frequency")))
    return [] if right in (None, typed) else [_said(_field("daily_rate"), f"it comes to {pounds(right)}.")]
