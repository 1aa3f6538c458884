"""Rows made by hand for a household, and what the program says of it. Monday is 23 November 2026."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from caseload.explain import explain
from recovery.account_facts import of_account
from recovery.models import ContactAttempt
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from tenancies.models import LedgerEntry
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory
from welfare.models import BenefitClaim, Marker

MONDAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return MONDAY - timedelta(days=days)


def facts(home: Household, as_of: date = MONDAY) -> AccountFacts:
    return of_account(home.account, as_of=as_of)


def step(home: Household, as_of: date = MONDAY) -> Action:
    return explain(home.account, as_of=as_of).action


def post(home: Household, kind: str, amount: str, day: date, **known: Any) -> LedgerEntry:
    return LedgerEntryFactory(account=home.account, kind=kind, amount=Decimal(amount), effective_on=day, **known)


def contact(home: Household, day: date, **known: Any) -> ContactAttempt:
    usual = {
        "tenancy": home.account.tenancy,
        "account": home.account,
        "officer": home.officer,
        "at": datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
        "on": day,
        "channel": "phone",
        "direction": "out",
        "purpose": "general",
    }
    return ContactAttempt.objects.create(**{**usual, **known})


def mark(kind: str, detail: str, **known: Any) -> Marker:
    return Marker.objects.create(source_ref=f"M{Marker.objects.count()}", kind=kind, detail=detail, **{
        "from_on": ago(10), **known})  # fmt: skip


def claim(home: Household, **known: Any) -> BenefitClaim:
    usual = {"source_ref": f"B{BenefitClaim.objects.count()}", "account": home.account, "person": home.tenants[0],
             "status": "live", "from_on": date(2026, 1, 5)}  # fmt: skip
    return BenefitClaim.objects.create(**{**usual, **known})


def pays(home: Household, *days: date, amount: str = "-104.50") -> None:
    for day in days:
        post(home, "payment", amount, day)


AMINA, IDRIS = {"first_names": "Amina"}, {"title": "Mr", "first_names": "Idris"}
