"""A claim and a warrant checked field by field against what the court's service asks (rulebook 4.1, 4.2, ORD-8).

Field codes are those of ClaimPack.fields. Yes and no are "yes" and "no"; "" or absent: not entered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from legal.rules.claim_schedule import daily_rate
from legal.rules.enforcement import RISKS
from staff.ui.words import pounds

Data = Mapping[str, Any]
OWN_TENURES = {"assured", "secure", "introductory", "flexible", "demoted"}  # the court's list; the rest is "other"
NAME_LIMIT, STEPS_LIMIT, CIRCUMSTANCES_LIMIT, VULNERABLE_LIMIT = 60, 500, 950, 6_800

COUNCIL = "Settings of the council"
HOUSING = "The housing system"
TENANCY = "The tenancy’s page"
PROTOCOL = "The protocol sheet"
NOTICE = "The notice"
STATEMENT = "The rent account"
PACK = "The claim pack"
WARRANT = "The warrant request"


def _always(_: Data) -> bool:
    return True


def _is(code: str, value: str) -> Callable[[Data], bool]:
    return lambda claim: claim.get(code) == value


def _by_post(claim: Data) -> bool:
    return claim.get("notice_served") == "yes"


def _named_way(claim: Data) -> bool:
    return claim.get("notice_method") in {"hand", "left_at_home", "email", "other"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that the court asks. `limit`: characters at most; `choices`: the answers there are."""

    block: str
    code: str
    name: str
    where: str
    needed: Callable[[Data], bool] = _always
    limit: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A field that is missing or wrong, and where to enter it."""

    block: str
    code: str
    says: str
    where: str


YES_NO = ("yes", "no")
# In the order of the court's questions.
FIELDS = (
    Field(block="Claimant", code="claimant_kind", name="Council or registered provider", where=COUNCIL),
    Field(block="Claimant", code="claimant_name", name="Claimant’s name", where=COUNCIL),
    Field(block="Claimant", code="claimant_address", name="Contact address", where=COUNCIL),
    Field(block="Claimant", code="claimant_email", name="Contact e-mail", where=COUNCIL),
    Field(block="Claimant", code="claimant_phone", name="Contact telephone", where=COUNCIL),
    Field(block="Property", code="property_address", name="Address of the home", where=HOUSING),
    Field(block="Property", code="property_postcode", name="Postcode of the home", where=HOUSING),
    Field(block="Tenancy", code="tenancy_type", name="Kind of tenancy", where=HOUSING),
    Field(
        block="Tenancy",
        code="tenancy_type_other",
        name="What kind of tenancy it is",
        where=PACK,
        needed=_is("tenancy_type", "other"),
    ),
    Field(block="Tenancy", code="tenancy_started_on", name="Start of the tenancy", where=HOUSING),
    Field(
        block="Tenancy", code="agreement_copy", name="A copy of the agreement is attached", where=PACK, choices=YES_NO
    ),
    Field(
        block="Tenancy",
        code="agreement_why_not",
        name="Why there is no copy of the agreement",
        where=PACK,
        needed=_is("agreement_copy", "no"),
    ),
    Field(block="Grounds", code="grounds", name="Grounds for possession", where=NOTICE),
    Field(
        block="Before action",
        code="protocol_followed",
        name="The protocol was followed",
        where=PROTOCOL,
        choices=YES_NO,
    ),
    Field(block="Before action", code="protocol_explained", name="How it was followed, or why not", where=PROTOCOL),
    Field(block="Before action", code="mediation", name="Mediation tried", where=PROTOCOL, choices=YES_NO),
    Field(block="Before action", code="settlement", name="Settlement tried", where=PROTOCOL, choices=YES_NO),
    Field(block="Notice", code="notice_served", name="A notice was served", where=NOTICE, choices=YES_NO),
    Field(block="Notice", code="notice_method", name="How the notice was served", where=NOTICE, needed=_by_post),
    Field(block="Notice", code="notice_served_on", name="The day of service", where=NOTICE, needed=_by_post),
    Field(block="Notice", code="notice_served_at", name="The time of service", where=NOTICE, needed=_named_way),
    Field(
        block="Notice",
        code="notice_handed_to",
        name="Into whose hand it was given",
        where=NOTICE,
        needed=_is("notice_method", "hand"),
    ),
    Field(block="Notice", code="notice_copy", name="A copy of the notice is attached", where=NOTICE, needed=_by_post),
    Field(
        block="Notice",
        code="notice_why_not",
        name="Why no copy of the notice is attached",
        where=PACK,
        needed=_is("notice_copy", "no"),
    ),
    Field(block="Rent", code="rent_amount", name="Rent", where=HOUSING),
    Field(
        block="Rent",
        code="rent_frequency",
        name="How often rent is due",
        where=HOUSING,
        choices=("weekly", "fortnightly", "monthly", "other"),
    ),
    Field(block="Rent", code="daily_rate", name="Rent for a day", where=PACK),
    Field(block="Arrears", code="rent_statement", name="Rent statement", where=STATEMENT),
    Field(block="Arrears", code="arrears_total", name="Arrears in all", where=STATEMENT),
    Field(block="Arrears", code="steps_taken", name="Steps already taken", where=PACK, limit=STEPS_LIMIT),
    Field(block="Arrears", code="money_judgment", name="A money judgment is wanted", where=PACK, choices=YES_NO),
    Field(
        block="Circumstances",
        code="claimant_circumstances",
        name="The claimant’s circumstances",
        where=PACK,
        limit=CIRCUMSTANCES_LIMIT,
    ),
    Field(
        block="Circumstances",
        code="defendant_circumstances",
        name="The defendants’ circumstances",
        where=PACK,
        limit=CIRCUMSTANCES_LIMIT,
    ),
    Field(
        block="Alternatives, costs",
        code="suspend_right_to_buy",
        name="Right to buy to be suspended",
        where=PACK,
        choices=YES_NO,
    ),
    Field(block="Alternatives, costs", code="demotion", name="Demotion asked for", where=PACK, choices=YES_NO),
    Field(block="Alternatives, costs", code="costs", name="Costs asked for", where=PACK, choices=YES_NO),
    Field(
        block="Others",
        code="others_entitled",
        name="Underlessee or mortgagee entitled to relief",
        where=PACK,
        choices=YES_NO,
    ),
    Field(
        block="Others",
        code="others_named",
        name="Who that is",
        where=PACK,
        needed=_is("others_entitled", "yes"),
    ),
    Field(
        block="Statement of truth",
        code="truth_by",
        name="Who signs: claimant or legal representative",
        where=PACK,
        choices=("claimant", "legal_representative"),
    ),
    Field(block="Statement of truth", code="truth_name", name="Full name", where=PACK),
    Field(block="Statement of truth", code="truth_position", name="Position", where=PACK),
)
WARRANT_FIELDS = (
    Field(
        block="Warrant", code="name_and_address_right", name="Name and address are right", where=WARRANT, choices=YES_NO
    ),
    Field(block="Warrant", code="everyone_evicted", name="Everyone is to be evicted", where=WARRANT, choices=YES_NO),
    Field(
        block="Warrant", code="vulnerable_people", name="Vulnerable adults or children", where=WARRANT, choices=YES_NO
    ),
    Field(
        block="Warrant",
        code="vulnerable_how",
        name="In what way they are vulnerable",
        where=WARRANT,
        needed=_is("vulnerable_people", "yes"),
        limit=VULNERABLE_LIMIT,
    ),
    *(
        Field(block="Risks", code=f"risk_{code}", name=asks, where=WARRANT, choices=YES_NO)
        for code, asks in RISKS.items()
        if code != "vulnerable"
    ),
    Field(block="Risks", code="access_problems", name="Problems of access", where=WARRANT, choices=YES_NO),
    Field(block="Money", code="money_owed", name="Money owed under the order", where=STATEMENT),
    Field(block="Money", code="legal_costs", name="Legal costs", where=WARRANT),
    Field(block="Money", code="land_registry_fee", name="Land Registry fee", where=WARRANT),
    Field(block="Money", code="repayments", name="Repayments made since the order", where=STATEMENT),
    Field(block="Order", code="suspended_order", name="The order is a suspended one", where=WARRANT, choices=YES_NO),
    Field(block="Statement of truth", code="truth_name", name="Full name", where=WARRANT),
    Field(block="Statement of truth", code="truth_position", name="Position", where=WARRANT),
)


def court_tenancy(tenure: str) -> str:
    """The court's name for a kind of tenancy: starter is assured, what is not on its list is 'other' (rulebook 4.1)."""
    if tenure == "starter":
        return "assured"
    return tenure if tenure in OWN_TENURES else "other"


def check(claim: Data) -> list[Gap]:
    """What a claim still lacks or has wrong, in the order of the court's questions; empty where it is complete.

    Missing answers and over-long texts of every field, each defendant's name and address, and the daily rate (PD 55A,
    paras 2.1 to 2.4; rulebook 4.1, 4.2).
    """
    found = [gap for field in FIELDS if (gap := _gap(field, claim))]
    defendants = claim.get("defendants") or []
    return [*found, *_defendant_gaps(defendants), *_rate_gaps(claim)]


def check_warrant(request: Data) -> list[Gap]:
    """The same for a request for a warrant (CPR 83.26; rulebook ORD-8)."""
    return [gap for field in WARRANT_FIELDS if (gap := _gap(field, request))]


def _gap(field: Field, claim: Data) -> Gap | None:
    value = claim.get(field.code)
    if value in (None, "", [], ()):
        says = f"{field.name}: not entered." if field.needed(claim) else ""
    elif field.choices and value not in field.choices:
        says = f"{field.name}: choose one of {', '.join(choice.replace('_', ' ') for choice in field.choices)}."
    elif field.limit and len(str(value)) > field.limit:
        over = len(str(value)) - field.limit
        says = f"{field.name}: {field.limit:,} characters at most, take {over:,} out."
    else:
        says = ""
    return Gap(block=field.block, code=field.code, says=says, where=field.where) if says else None


def _defendant_gaps(defendants: Sequence[Data]) -> list[Gap]:
    """For each: whether the name is known, and each part of it within 60 characters; whether the address is known, and
    which, where it is not the home."""
    if not defendants:
        return [Gap(block="Defendants", code="defendants", says="Defendants: none is entered.", where=HOUSING)]
    found = []
    for number, defendant in enumerate(defendants, start=1):
        who = f"Defendant {number}"
        if defendant.get("name_known", "yes") == "yes":
            for part, name in (("first_names", "first names"), ("last_name", "last name")):
                text = str(defendant.get(part) or "")
                if not text.strip():
                    found.append((part, f"{who}, {name}: not entered."))
                elif len(text) > NAME_LIMIT:
                    found.append((part, f"{who}, {name}: {NAME_LIMIT} characters at most."))
        elsewhere = defendant.get("address_known", "yes") == "yes" and defendant.get("same_address", "yes") == "no"
        if elsewhere and not str(defendant.get("address") or "").strip():
            found.append(("address", f"{who}, address: not entered."))
    return [Gap(block="Defendants", code=code, says=says, where=HOUSING) for code, says in found]


def _rate_gaps(claim: Data) -> list[Gap]:
    """The daily rate as the court works it out; typed in for a frequency that it has no sum for."""
    rent, typed = claim.get("rent_amount"), claim.get("daily_rate")
    if rent in (None, "") or typed in (None, ""):
        return []
    right = daily_rate(rent=Decimal(str(rent)), frequency=str(claim.get("rent_frequency")))
    if right is None or Decimal(str(typed)) == right:
        return []
    return [Gap(block="Rent", code="daily_rate", says=f"Rent for a day: it comes to {pounds(right)}.", where=PACK)]


def room_left(code: str, text: str) -> int | None:
    """Characters that may still be written in a field; None where it has no limit; below 0: too many (rulebook 4.1)."""
    limit = next((field.limit for field in (*FIELDS, *WARRANT_FIELDS) if field.code == code), None)
    return None if limit is None else limit - len(text)
