"""Every balance is the sum of its entries, or the account is locked until it is."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from recovery.account_facts import of_account
from tenancies import proof
from tenancies.models import AccountChange, AccountPosition, DataFault
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def spoilt():
    """An account whose kept balance was changed behind the ledger's back."""
    account = RentAccountFactory()
    LedgerEntryFactory(account=account, amount=Decimal("100.00"))
    AccountPosition.objects.filter(account=account).update(balance=Decimal("90.00"))
    return account


def test_balances_that_are_the_sum_of_their_entries_are_proved():
    account = RentAccountFactory()
    LedgerEntryFactory(account=account, amount=Decimal("100.00"))
    LedgerEntryFactory(account=account, kind="payment", amount=Decimal("-40.00"))

    assert proof.prove(on=DAY) == []
    assert proof.of_account(account) == (2, Decimal("60.00"))


def test_a_balance_that_is_not_proved_becomes_a_fault_that_locks_the_account(spoilt):
    found = proof.prove(on=DAY)

    assert [(each.balance, each.entries) for each in found] == [(Decimal("90.00"), Decimal("100.00"))]
    assert DataFault.objects.get(account=spoilt).kind == DataFault.Kind.BALANCE_MISMATCH
    assert of_account(spoilt, as_of=DAY).balance_mismatch
    assert AccountChange.objects.filter(account=spoilt).exists()


def test_proving_twice_opens_one_fault_and_a_mended_balance_ends_it(spoilt):
    proof.prove(on=DAY)
    proof.prove(on=DAY)
    assert DataFault.objects.filter(account=spoilt).count() == 1

    AccountPosition.objects.filter(account=spoilt).update(balance=Decimal("100.00"))
    proof.prove(on=DAY)

    assert DataFault.objects.get(account=spoilt).mended_on == DAY


def test_a_night_proves_its_own_seventh_and_leaves_the_others_faults_alone(spoilt):
    proof.prove(on=DAY)
    own = spoilt.pk % 7

    assert len(proof.prove(on=DAY, seventh=own)) == 1
    assert proof.prove(on=DAY, seventh=(own + 1) % 7) == []
    assert DataFault.objects.get(account=spoilt).mended_on is None


def test_the_command_names_what_is_not_proved(spoilt, capsys):
    with pytest.raises(CommandError, match="1 balances are not proved"):
        call_command("prove_balances")

    assert "balance 90.00, entries 100.00" in capsys.readouterr().err
