"""One night's run in this process, and what stands open after it."""

from datetime import date, timedelta
from decimal import Decimal

from caseload import runs
from caseload.models import Recommendation, SweepRun
from tenancies.models import RentAccount
from tests.factories.tenancies import LedgerEntryFactory

MONDAY = date(2026, 11, 23)


def sweep(as_of: date = MONDAY) -> SweepRun:
    run = runs.start(as_of=as_of)
    while runs.work(run):
        pass
    return runs.finish(run)


def answer(account: RentAccount) -> Recommendation:
    """The one open row."""
    return Recommendation.objects.get(account=account, lapsed_on=None)


def pay(account: RentAccount, pounds: str, *, on: date = MONDAY - timedelta(days=1)) -> None:
    LedgerEntryFactory(account=account, kind="payment", method="card", amount=-Decimal(pounds), effective_on=on)
