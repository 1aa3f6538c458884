"""The papers of a warrant and an eviction: data sheet with its statement, day pack, letters after it. All PDF/UA-1."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from caseload.legal.claims.answers import Block, of_warrant
from legal import enforcing, homes, warrant_answers, warrants
from legal.evictions import approval_of, checklist_of
from legal.models import Eviction, LegalRequest, PossessionOrder, WarrantRequest
from legal.order_statement import OrderStatement, statement_of
from legal.rules import court_forms
from legal.rules.claim_fields import check_warrant
from legal.rules.enforcement import RISKS, certificate, checklist, names_a_risk
from recovery.documents import sheet_pdf
from recovery.rules.facts import AccountFacts
from staff.council import council_name
from staff.models import User
from tenancies.models import AccountEvent, IssuedDocument, Person, RentAccount
from welfare.models import Referral

STOPPED, STOPPED_TITLE = "eviction_stopped", "The eviction is stopped: to the court and the bailiff"
ROWS = range(12)  # of a blank inventory


@dataclass(frozen=True, kw_only=True)
class WarrantSheet:
    """All that forms N325 and N325A ask, in their order (rulebook ORD-8)."""

    council: str
    on: date
    form: str
    account: RentAccount
    order: PossessionOrder
    warrant: WarrantRequest
    tenants: tuple[Person, ...]
    stated: OrderStatement
    certifies: tuple[str, ...]
    blocks: list[Block]
    checks: tuple[Any, ...]
    referrals: tuple[Referral, ...]
    asked: LegalRequest | None


def warrant_sheet(warrant: WarrantRequest, *, account: RentAccount, facts: AccountFacts, on: date) -> WarrantSheet:
    order = warrant.order
    checks = enforcing.checks_of(warrant.checks, account=account, order=order, facts=facts, on=on)
    return WarrantSheet(
        council=council_name(),
        on=on,
        form=court_forms.forms("warrant", order_kind=order.kind)[0],
        account=account,
        order=order,
        warrant=warrant,
        tenants=tuple(homes.living_tenants(account.tenancy, on=on)),
        stated=statement_of(order, account=account, facts=facts, on=on),
        certifies=certificate(order_kind=order.kind),
        blocks=asked_by_the_court(warrant, account=account, facts=facts, on=on),
        checks=tuple(checklist(checks, on=on)),
        referrals=tuple(filter(None, (enforcing.referral_of(account, code) for code in enforcing.REFERRALS))),
        asked=warrant.requests.select_related("asked_by").order_by("-pk").first(),
    )


def asked_by_the_court(warrant: WarrantRequest, *, account: RentAccount, facts: AccountFacts, on: date) -> list[Block]:
    """The court's questions in its order, with our answers and what they lack (rulebook ORD-8)."""
    data = warrant_answers.answers(warrant, account=account, facts=facts, on=on)
    return of_warrant(data, risks=warrant.risks, gaps=check_warrant(data, on=on))


def warrant_pdf(warrant: WarrantRequest, *, account: RentAccount, facts: AccountFacts, on: date) -> bytes:
    sheet = warrant_sheet(warrant, account=account, facts=facts, on=on)
    return sheet_pdf("documents/legal/warrant.html", {"sheet": sheet}, title="Warrant: data sheet", dated=on)


def day_context(eviction: Eviction, *, account: RentAccount, facts: AccountFacts, on: date) -> dict[str, Any]:
    """What the day pack and the sheet for a phone show."""
    warrant = eviction.warrant or warrants.running(eviction.order)  # of one issued outside: what was answered here
    risks = warrant.risks if warrant else {}
    return {
        "council": council_name(),
        "on": on,
        "eviction": eviction,
        "account": account,
        "home": account.tenancy.home,
        "order": eviction.order,
        "warrant": warrant,
        "tenants": homes.living_tenants(account.tenancy, on=on),
        "contacts": contacts(eviction),
        "risks": [(asks, risks.get(code, "")) for code, asks in RISKS.items() if names_a_risk(risks.get(code, ""))],
        "risks_asked": bool(risks),
        "vulnerable": warrant.vulnerable if warrant else "",
        "checks": checklist_of(eviction, account=account, facts=facts, on=on),
        "approved": approval_of(eviction),
        "rows": ROWS,
    }


def contacts(eviction: Eviction) -> list[tuple[str, str, str]]:
    """Who is there: what for, name, telephone."""
    people: list[tuple[str, User | None]] = [
        ("Attends", eviction.attends), ("Attends too", eviction.attends_too), ("Booked it", eviction.made_by),
        ("Approved the warrant", eviction.warrant.approved_by if eviction.warrant else None),
    ]  # fmt: skip
    found = [(what, each.name, each.phone) for what, each in people if each]
    others = [("Bailiff", eviction.bailiff), ("Locksmith", eviction.locksmith), ("Storage", eviction.storage)]
    return found + [(what, name, "") for what, name in others if name]


def pack_pdf(eviction: Eviction, *, account: RentAccount, facts: AccountFacts, on: date) -> bytes:
    context = day_context(eviction, account=account, facts=facts, on=on)
    return sheet_pdf("documents/legal/eviction_pack.html", context, title="Eviction: day pack", dated=on)


def stopped_pdf(eviction: Eviction, *, account: RentAccount, by: User, on: date) -> bytes:
    """The letter by which the court and the bailiff are told."""
    context = {
        "council": council_name(),
        "on": on,
        "eviction": eviction,
        "order": eviction.order,
        "account": account,
        "home": account.tenancy.home,
        "by": by,
    }
    return sheet_pdf("documents/legal/eviction_stopped.html", context, title=STOPPED_TITLE, dated=on)


def stopped_issued(eviction: Eviction) -> IssuedDocument | None:
    """The same as it was issued about this eviction."""
    told = AccountEvent.objects.filter(about=about_stopped(eviction)).select_related("document").first()
    return told.document if told else None


def about_stopped(eviction: Eviction) -> str:
    """What the timeline calls it."""
    return f"legal.eviction:{eviction.pk}:{STOPPED}"
