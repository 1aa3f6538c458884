"""A council settles, kind by kind, who posts on an account."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from tenancies.models import LedgerEntry
from tests.factories.tenancies import RentAccountFactory

pytestmark = pytest.mark.django_db


def fee(account):
    day = date(2026, 11, 20)
    return LedgerEntry.objects.create(
        account=account, kind="court_costs", method="system", amount=Decimal("415.00"), posted_on=day, effective_on=day
    )


def test_a_kind_given_to_quarterday_takes_our_postings_and_given_back_refuses_them(capsys):
    account = RentAccountFactory(kind="court_costs")

    call_command("ledger_owner", "court_costs", "quarterday")
    fee(account)
    assert capsys.readouterr().out == "Court costs: Quarterday\n"

    call_command("ledger_owner", "court_costs", "source")
    with pytest.raises(IntegrityError, match="The housing system owns this account"), transaction.atomic():
        fee(account)


def test_without_words_it_lists_every_kind(capsys):
    call_command("ledger_owner")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[0] == "Rent: The housing system"
