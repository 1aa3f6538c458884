"""What the court's form for a warrant asks, with what the record and the officer answer (CPR 83.26; rulebook ORD-8).

Typed answers stand in WarrantRequest.risks, by the codes of the form's fields; those about risks are in words.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from legal.homes import living_tenants
from legal.models import WarrantRequest
from legal.order_statement import receipts_of, statement_of
from legal.rules import claim_fields
from legal.rules.claim_fields import Field, Gap
from legal.rules.court_forms import forms
from legal.rules.enforcement import RISKS, names_a_risk
from recovery.rules.facts import ZERO, AccountFacts
from staff.ui.words import long_day
from tenancies.models import RentAccount

HERE = "The warrant request"


def typed_fields() -> list[Field]:
    """The fields that an officer answers beside the risks and who is vulnerable, in the court's order."""
    return [
        field
        for field in claim_fields.fields("warrant")
        if field.where == HERE and field.code not in RISKS and not field.code.startswith("vulnerable")
    ]


def kept(answers: Mapping[str, str]) -> dict[str, str]:
    """The typed answers as they are kept, each 500 characters at most."""
    return {code: answers.get(code, "").strip()[:500] for code in [*RISKS, *(each.code for each in typed_fields())]}


def answers(warrant: WarrantRequest, *, account: RentAccount, facts: AccountFacts, on: date) -> dict[str, Any]:
    """Every answer by its field's code; blank: not entered. Money as text in pounds."""
    order = warrant.order
    people = living_tenants(account.tenancy, on=on)
    born = [f"{each}: {long_day(each.born_on) if each.born_on else 'not known'}" for each in people]
    paid = sum((amount for _, amount in receipts_of(account, after=order.made_on, as_of=on)), ZERO)
    return _typed(warrant.risks, vulnerable=warrant.vulnerable) | {
        "dates_of_birth": "; ".join(born),
        "money_owed": str(statement_of(order, account=account, facts=facts, on=on).under_order),
        "repayments": str(max(paid, ZERO)),
        "suspended_order": "yes" if forms("warrant", order_kind=order.kind) == ["N325A"] else "no",
    }


def _typed(said: Mapping[str, str], *, vulnerable: str) -> dict[str, str]:
    """The typed answers as the form takes them: a risk in words is a yes, and its words about people say how."""
    risks = {code: _yes_no(said.get(code, "")) for code in RISKS}
    how = [said.get("vulnerable", "")] if risks["vulnerable"] == "yes" else []
    how += [vulnerable.strip()] if vulnerable.strip() else []
    return {
        **said,
        **risks,
        "vulnerable_people": "yes" if how else risks["vulnerable"],
        "vulnerable_how": "\n".join(how),
    }


def _yes_no(answer: str) -> str:
    return ("yes" if names_a_risk(answer) else "no") if answer.strip() else ""


def gaps(warrant: WarrantRequest, *, account: RentAccount, facts: AccountFacts, on: date) -> list[Gap]:
    """What the request lacks or has wrong (rulebook ORD-8)."""
    return claim_fields.check_warrant(answers(warrant, account=account, facts=facts, on=on), on=on)


def faults(kept: Mapping[str, str], *, vulnerable: str, on: date) -> list[str]:
    """What is wrong with what was typed, in words; what was left out is no fault yet."""
    typed = _typed(kept, vulnerable=vulnerable)
    return [gap.says for gap in claim_fields.check_warrant(typed, on=on) if typed.get(gap.code)]
