"""One night's run in this process, and what stands open after it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection

from caseload import runs
from caseload.models import Recommendation, SweepRun
from recovery.models import ContactAttempt, PolicyVersion
from recovery.rules.policy import DEFAULT_POLICY
from tenancies.models import RentAccount, Tenancy
from tests.factories.people import Household
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


def promise(home: Household, *, by: date = date(2026, 12, 4)) -> None:
    """The housing system's record of a call in which a payment was promised."""
    ContactAttempt.objects.create(
        source_ref=f"PR{home.account.pk}",
        tenancy=home.account.tenancy,
        at=datetime(2026, 11, 22, tzinfo=UTC),
        on=date(2026, 11, 22),
        channel="phone",
        direction="out",
        purpose="payment_promise",
        outcome="promised",
        promised_amount=Decimal("10.00"),
        promised_on=by,
    )


def publish(old: str, new: str, *, number: int) -> None:
    """The shipped policy with one change. A number is read once in a run of tests, so each test has its own."""
    text = DEFAULT_POLICY.read_text("utf-8")
    assert old in text
    PolicyVersion.objects.create(number=number, text=text.replace(old, new), in_force_from=date(2026, 11, 1))


def publish_a_rule_that_compares_a_day_with_a_number() -> None:
    """Households with a promise cannot be decided by it; the others can."""
    publish('["promise_until", "known", true]', '["promise_until", ">", 5]', number=102)


def break_the_gather(tenancy: Tenancy) -> None:
    """A day that the database holds and Python cannot."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tenancies_tenancy SET trial_last_day = '12026-01-01' WHERE id = %s", [tenancy.pk])
