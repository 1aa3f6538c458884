"""What may happen to a household between a message's being written and its leaving."""

from datetime import date
from decimal import Decimal

from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory
from tests.recovery.messages import MONDAY
from welfare.models import Hold


def died(home: Household) -> None:
    home.tenants[0].died_on = date(2026, 11, 20)
    home.tenants[0].save()


def held(home: Household) -> None:
    Hold.objects.create(
        account=home.account, reason="benefit", from_on=MONDAY, last_day=date(2026, 12, 4), set_by=home.officer
    )


def paid_in_full(home: Household) -> None:
    LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-209.00"), effective_on=MONDAY)
