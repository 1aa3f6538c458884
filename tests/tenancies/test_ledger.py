"""The ledger: nothing is changed, nothing is lost, and every position is the sum of its entries."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tenancies.models import AccountEvent, AccountKindSetting, AccountPosition, IssuedDocument, LedgerEntry, RentAccount
from tenancies.proof import differences
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory

MONDAY = date(2026, 11, 23)


def post(account: RentAccount, kind: str, amount: str, day: date = MONDAY, **known: Any) -> LedgerEntry:
    return LedgerEntryFactory(account=account, kind=kind, amount=Decimal(amount), effective_on=day, **known)


def position(account: RentAccount) -> tuple[Decimal, date, date | None, Decimal]:
    kept = AccountPosition.objects.get(account=account)
    return kept.balance, kept.last_posted_on, kept.last_payment_on, kept.last_payment_amount


def event(account: RentAccount) -> AccountEvent:
    return AccountEvent.objects.create(
        account=account, on=MONDAY, at="2026-11-23T09:00Z", what="note", summary="Rang the doorbell", by_system=True
    )


def document(account: RentAccount) -> IssuedDocument:
    return IssuedDocument.objects.create(
        account=account, title="Letter 1", template="letter_1", template_version=1, sha256="a" * 64, size=1,
        issued_at="2026-11-23T09:00Z",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("make", [LedgerEntryFactory, event, document], ids=["ledger", "timeline", "documents"])
@pytest.mark.parametrize(
    "command",
    [
        "UPDATE {table} SET account_id = account_id",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    ],
)
def test_what_happened_can_be_neither_changed_nor_deleted_nor_emptied(make: Callable[..., Any], command: str) -> None:
    row = make(account=RentAccountFactory())

    with pytest.raises(DatabaseError, match=r"Cannot (update or delete|truncate)"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come refuses for that reason
            cursor.execute(command.format(table=row._meta.db_table))

    assert type(row).objects.filter(pk=row.pk).exists()


CREDITS = ["payment", "hb", "uc_managed", "third_party_deduction", "write_off"]
CHARGES = ["rent_debit", "service_debit", "refund", "court_costs"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "amount", "constraint"),
    [
        *[pytest.param(kind, "10.00", "tenancies_entry_sign", id=f"{kind} that adds") for kind in CREDITS],
        *[pytest.param(kind, "-10.00", "tenancies_entry_sign", id=f"{kind} that takes off") for kind in CHARGES],
        pytest.param("adjustment", "0.00", "tenancies_entry_amount", id="nothing"),
        pytest.param("adjustment", "100000.01", "tenancies_entry_amount", id="over a hundred thousand"),
        pytest.param("adjustment", "-100000.01", "tenancies_entry_amount", id="under minus a hundred thousand"),
        pytest.param("reversal", "10.00", "tenancies_entry_reversal_points", id="a reversal of nothing"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(kind: str, amount: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        post(RentAccountFactory(), kind, amount)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "amount"),
    [*[(kind, "-100000.00") for kind in CREDITS], *[(kind, "100000.00") for kind in CHARGES],
     ("adjustment", "0.01"), ("adjustment", "-0.01"), ("transfer", "5.00"), ("opening_balance", "-5.00")],
)  # fmt: skip
def test_an_entry_with_the_sign_of_its_kind_is_taken(kind: str, amount: str) -> None:
    account = RentAccountFactory()

    post(account, kind, amount)

    assert position(account)[0] == Decimal(amount)


@pytest.mark.django_db
def test_only_a_reversal_points_at_another_entry() -> None:
    charge = post(RentAccountFactory(), "rent_debit", "104.50")

    with pytest.raises(IntegrityError, match="tenancies_entry_reversal_points"), transaction.atomic():
        post(charge.account, "payment", "-104.50", reverses=charge)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"amount": "-100.00"}, id="the same sign"),
        pytest.param({"amount": "100.01"}, id="a penny more"),
        pytest.param({"amount": "100.00", "elsewhere": True}, id="another account"),
        pytest.param({"amount": "100.00", "missing": True}, id="an entry that is not there"),
    ],
)
def test_a_reversal_undoes_an_entry_of_its_own_account_and_no_more(wrong: dict[str, Any]) -> None:
    payment = post(RentAccountFactory(), "payment", "-100.00")
    account = RentAccountFactory() if wrong.get("elsewhere") else payment.account
    undone = {"reverses_id": payment.pk + 1000} if wrong.get("missing") else {"reverses": payment}

    with pytest.raises(IntegrityError, match="A reversal must point at"), transaction.atomic():
        post(account, "reversal", wrong["amount"], **undone)

    assert position(payment.account)[0] == Decimal("-100.00")


@pytest.mark.django_db
class TestTheLastPayment:
    def test_is_that_days_sum(self) -> None:
        account = RentAccountFactory()
        post(account, "payment", "-30.00", date(2026, 11, 20))
        post(account, "payment", "-50.00", date(2026, 11, 20))
        post(account, "payment", "-99.00", date(2026, 11, 13))  # came in late, counts from before

        assert position(account) == (Decimal("-179.00"), date(2026, 11, 20), date(2026, 11, 20), Decimal("80.00"))

    def test_a_reversed_one_gives_way_to_the_one_before(self) -> None:
        account = RentAccountFactory()
        post(account, "payment", "-30.00", date(2026, 11, 6))
        unpaid = post(account, "payment", "-50.00", date(2026, 11, 20))

        post(account, "reversal", "50.00", date(2026, 11, 23), reverses=unpaid)

        assert position(account) == (Decimal("-30.00"), date(2026, 11, 23), date(2026, 11, 6), Decimal("30.00"))

    def test_a_part_of_one_may_be_reversed(self) -> None:
        payment = post(RentAccountFactory(), "payment", "-50.00", date(2026, 11, 20))

        post(payment.account, "reversal", "20.00", date(2026, 11, 23), reverses=payment)

        assert position(payment.account)[2:] == (date(2026, 11, 20), Decimal("30.00"))

    def test_there_is_none_when_the_only_one_was_reversed(self) -> None:
        payment = post(RentAccountFactory(), "payment", "-50.00")

        post(payment.account, "reversal", "50.00", reverses=payment)

        assert position(payment.account) == (Decimal("0.00"), MONDAY, None, Decimal("0.00"))

    def test_benefit_and_deductions_are_no_payment(self) -> None:
        account = RentAccountFactory()
        for kind in ("hb", "uc_managed", "third_party_deduction"):
            post(account, kind, "-50.00")

        assert position(account)[2:] == (None, Decimal("0.00"))


KINDS = ["rent_debit", "payment", "hb", "adjustment", "reversal"]
ENTRY = st.tuples(st.sampled_from(KINDS), st.integers(1, 50_000), st.integers(0, 12), st.integers(0, 30), st.booleans())


class TestAnyLedger(TestCase):
    """Positions kept by the trigger, one entry or a whole batch at a time, against the definition."""

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(batches=st.lists(st.lists(ENTRY, min_size=1, max_size=8), min_size=1, max_size=5))
    def test_the_position_is_what_the_entries_add_up_to(self, batches: list[list[tuple]]) -> None:
        account = RentAccountFactory()
        made: list[LedgerEntry] = []
        for batch in batches:
            entries: list[LedgerEntry] = []
            for drawn in batch:
                entries += self.entry(account, made, entries, *drawn)
            made += LedgerEntry.objects.bulk_create(entries)
        if not made:
            return

        days: dict[date, Decimal] = {}
        for payment in (e for e in made if e.kind == "payment"):
            left = -payment.amount - sum(r.amount for r in made if r.reverses_id == payment.pk)
            if left > 0:
                days[payment.effective_on] = days.get(payment.effective_on, Decimal(0)) + left
        newest = max(days, default=None)
        assert position(account) == (
            sum(e.amount for e in made),
            max(e.posted_on for e in made),
            newest,
            days[newest] if newest else Decimal(0),
        )
        assert differences() == []

    def entry(
        self,
        account: RentAccount,
        made: list[LedgerEntry],
        with_it: list[LedgerEntry],
        kind: str,
        pence: int,
        days: int,
        pick: int,
        whole: bool,
    ) -> list[LedgerEntry]:
        """An entry of this kind; a reversal undoes one already made, wholly or in part, and each only once."""
        amount, reverses = Decimal(pence) / 100, None
        if kind == "reversal":
            undone = {e.reverses_id for e in (*made, *with_it)}
            free = [e for e in made if e.kind in {"payment", "hb", "rent_debit"} and e.pk not in undone]
            if not free:
                return []
            reverses = free[pick % len(free)]
            half = (-reverses.amount / 2).quantize(Decimal("0.01"))
            amount = half if half and not whole else -reverses.amount
        elif kind in {"payment", "hb"} or (kind == "adjustment" and whole):
            amount = -amount
        day = MONDAY + timedelta(days=days)
        return [
            LedgerEntryFactory.build(
                account=account, kind=kind, amount=amount, effective_on=day, posted_on=day, reverses=reverses
            )
        ]


@pytest.mark.django_db
class TestTheLedgersOwner:
    def ours(self, kind: str) -> LedgerEntry:
        account = RentAccountFactory(kind=kind)
        return post(account, "payment", "-10.00", source_ref="", source_hash=None, posted_by=OfficerFactory())

    def test_nothing_is_posted_here_where_the_housing_system_owns_the_ledger(self) -> None:
        with pytest.raises(IntegrityError, match="The housing system owns this account"), transaction.atomic():
            self.ours("rent")

    def test_where_quarterday_owns_it_a_posting_is_taken(self) -> None:
        AccountKindSetting.objects.filter(kind="former_tenant").update(ledger_owner="quarterday")

        entry = self.ours("former_tenant")

        assert position(entry.account)[0] == Decimal("-10.00")


def test_many_post_at_once_to_the_same_accounts_and_nobody_waits_for_ever(own_database: str) -> None:
    accounts = [RentAccountFactory() for _ in range(6)]
    payments = [post(account, "payment", "-5.00") for account in accounts]
    writers, rounds = 4, 12
    start = Barrier(writers)

    def write(writer: int) -> None:
        start.wait()
        order = accounts if writer % 2 else list(reversed(accounts))
        for number in range(rounds):
            entries = [
                LedgerEntryFactory.build(account=account, kind="rent_debit", amount=Decimal("1.00"), source_ref=ref)
                for account in order
                if (ref := f"{writer}-{number}-{account.pk}")
            ]
            if number == writer:  # and a reversal in the same statement
                undone = payments[writer]
                entries.append(
                    LedgerEntryFactory.build(
                        account=undone.account, kind="reversal", amount=Decimal("5.00"), reverses=undone
                    )
                )
            LedgerEntry.objects.bulk_create(entries)
        connection.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))

    # Each account was charged £1.00 by four writers twelve times; the first four had their £5.00 taken back.
    assert [position(account)[0] for account in accounts] == [Decimal("48.00")] * 4 + [Decimal("43.00")] * 2
    assert [position(account)[3] for account in accounts] == [Decimal("0.00")] * 4 + [Decimal("5.00")] * 2
    assert differences() == []
