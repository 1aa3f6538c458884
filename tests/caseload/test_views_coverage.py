"""Coverage (K17): every account is somewhere, and the parts add up to the ledger."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from caseload.models import Bucket
from caseload.sweep import decide_now
from staff.models import Role
from tenancies.models import AccountPosition, RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, PropertyFactory, RentAccountFactory
from welfare.models import Marker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY


def listed(client: Client, bucket: str) -> list[tuple[str, Decimal]]:
    """References and balances on the list of one part."""
    page = client.get(f"/coverage/{bucket}/").content.decode()
    found = re.findall(r'data-open href="[^"]+">([^<]+)</a>.*?<td class="qd-money">([^<]*)</td>', page, re.S)
    return [(ref, _pounds(balance)) for ref, balance in found]


def _pounds(said: str) -> Decimal:
    amount = Decimal(re.sub(r"[^0-9.]", "", said) or "0")
    return -amount if "credit" in said else amount


def test_s1_17_and_s0_01_the_lists_hold_every_account_once_and_add_up_to_the_ledger(client: Client) -> None:
    owing(owes="209.00")
    owing(owes="12.34")
    dead = owing({"died_on": "2026-11-01"}, owes="300.00")
    spared = owing(owes="400.00")
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=spared.tenants[0], from_on="2026-11-02"
    )
    credit = owing(owes="50.00")
    LedgerEntryFactory(account=credit.account, kind="payment", method="card", amount=Decimal("-90.00"))
    owing(owes="77.00", tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    decide_now(RentAccount.objects.values_list("pk", flat=True), as_of=MONDAY)
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    on_lists = [row for bucket in Bucket.values for row in listed(client, bucket)]

    assert sorted(ref for ref, _ in on_lists) == sorted(RentAccount.objects.values_list("account_ref", flat=True))
    total = AccountPosition.objects.aggregate(total=Sum("balance"))["total"]
    assert sum(balance for _, balance in on_lists) == total == Decimal("958.34")
    assert [ref for ref, _ in listed(client, "deceased")] == [dead.account.account_ref]
    assert [ref for ref, _ in listed(client, "breathing_space")] == [spared.account.account_ref]
    page = client.get("/coverage/").content.decode()
    assert "add up to the ledger's 6 accounts" in page


def test_accounts_that_no_sweep_has_decided_are_called_missing_and_can_be_listed(client: Client) -> None:
    owing()
    undecided = RentAccountFactory()
    sign_in(client, OfficerFactory(role=Role.AUDITOR))

    page = client.get("/coverage/").content.decode()

    assert "1 account not decided yet" in page
    assert [ref for ref, _ in listed(client, "missing")] == [undecided.account_ref]


def test_an_officer_counts_and_lists_her_own_patches_only(client: Client) -> None:
    hers = owing()
    elsewhere = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    sign_in(client, hers.officer)

    assert "add up to your 1 account." in client.get("/coverage/").content.decode()
    assert [ref for ref, _ in listed(client, "recommended")] == [hers.account.account_ref]
    assert elsewhere.account.account_ref not in client.get("/coverage/").content.decode()


def test_the_administrator_sees_no_account_on_the_board(client: Client) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=Role.ADMINISTRATOR))

    assert listed(client, "recommended") == []
    assert home.account.account_ref not in client.get("/coverage/").content.decode()


def test_a_part_that_does_not_exist_is_not_found(client: Client) -> None:
    sign_in(client, OfficerFactory())

    assert client.get("/coverage/everything/").status_code == 404
