"""Agreements as tests make them, on Monday 23 November 2026 at noon."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from recovery import agreements
from recovery.account_facts import of_account
from recovery.models import RepaymentAgreement
from recovery.rules.plans import Terms
from tenancies.models import RentAccount
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def day(days: int) -> date:
    """So many days after the Monday."""
    return MONDAY + timedelta(days=days)


def terms(**known: Any) -> Terms:
    """£104.50 rent and £9.00 a week to clear £209.00, due Mondays from 30 November 2026."""
    usual: dict[str, Any] = {
        "made_on": MONDAY,
        "first_due_on": date(2026, 11, 30),
        "frequency": "weekly",
        "rent_amount": Decimal("104.50"),
        "instalment_amount": Decimal("9.00"),
        "total": Decimal("209.00"),
    }
    money = {"rent_amount", "instalment_amount", "total", "lump_sum"}
    return Terms(**usual | {name: Decimal(value) if name in money else value for name, value in known.items()})


def given(home: Household, agreed: Terms | None = None, **known: Any) -> dict[str, Any]:
    agreed = agreed or terms()
    on = known.get("on", MONDAY)
    usual = {
        "terms": agreed,
        "covers": [(home.account, agreed.total)],
        "people": home.tenants,
        "explained_how": RepaymentAgreement.Explained.TELEPHONE,
        "facts": of_account(home.account, as_of=on),
        "by": home.officer,
        "on": on,
        "at": NOON,
    }
    return usual | known


def agree(home: Household, agreed: Terms | None = None, **known: Any) -> RepaymentAgreement:
    return agreements.make(**given(home, agreed, **known))


def sent_agreement(home: Household, *, total: str) -> RepaymentAgreement:
    """One that the housing system sent, of £10.00 a week from 2 November 2026 without a share of the rent."""
    return RepaymentAgreement.objects.create(
        source_ref="AG1",
        account=home.account,
        made_on=date(2026, 10, 26),
        first_due_on=date(2026, 11, 2),
        frequency="weekly",
        rent_amount=Decimal("0.00"),
        instalment_amount=Decimal("10.00"),
        opening_arrears=Decimal(total),
        explained_how="telephone",
        status="live",
        made_by=home.officer,
    )


def beside(home: Household, *, kind: str, owes: str) -> RentAccount:
    """A further account of the household that owes a sum."""
    account: RentAccount = RentAccountFactory(tenancy=home.account.tenancy, kind=kind)
    LedgerEntryFactory(account=account, kind="rent_debit", amount=Decimal(owes), effective_on=date(2026, 11, 16))
    return account


def pay(account: RentAccount, pounds: str, *, on: date, kind: str = "payment") -> None:
    LedgerEntryFactory(account=account, kind=kind, amount=-Decimal(pounds), effective_on=on)
