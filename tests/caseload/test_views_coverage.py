"""Coverage (K17): every account is somewhere, and the parts add up to the ledger."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseload.models import Bucket
from caseload.sweep import decide_now
from staff.models import Role
from tenancies.models import AccountPosition, RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, PropertyFactory, RentAccountFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


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


def test_the_mosaic_shows_every_account_of_a_patch_as_a_tile_and_as_a_table(client: Client) -> None:
    homes = [owing() for _ in range(3)]
    elsewhere = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    sign_in(client, homes[0].officer)

    page = client.get("/coverage/tiles/")

    assert page.context["finding"] == "3 of 3 accounts were not looked at in the last 60 days."
    for home in homes:
        assert page.content.decode().count(f'href="/accounts/{home.account.pk}/"') == 2
    assert elsewhere.account.account_ref not in page.content.decode()
    patch = elsewhere.account.tenancy.home.patch_id
    assert client.get(f"/coverage/tiles/?patch={patch}").status_code == 404
    assert client.get("/coverage/tiles/?patch=x").status_code == 404


def test_the_mosaic_asks_the_same_number_of_questions_for_1_and_50_tiles(client: Client) -> None:
    homes = [owing()]
    sign_in(client, homes[0].officer)
    counts = []
    for number in (1, 50):
        homes += [owing() for _ in range(number - len(homes))]
        client.get("/coverage/tiles/")
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get("/coverage/tiles/").context["tiles"]) == number
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_s4_26_accounts_without_an_officer_are_listed_and_the_list_empties(client: Client) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    assert home.account.account_ref not in client.get("/coverage/unowned/").content.decode()

    home.officer.is_active = False
    home.officer.save(update_fields=["is_active"])

    assert home.account.account_ref in client.get("/coverage/unowned/").content.decode()
    assert 'href="/coverage/unowned/"' in client.get("/coverage/").content.decode()


def test_the_certificate_states_the_sums_to_sign_and_who_made_it(client: Client) -> None:
    owing(owes="209.00")
    owing(owes="12.34")
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER, name="P Walker"))

    page = text(client.get("/coverage/certificate/"))

    assert "Every one of 2 accounts stands in exactly one part" in page
    assert "Ledger 2 £221.34" in page
    assert "Name P Walker Signature" in page


def test_the_oldest_twenty_open_as_a_list(client: Client) -> None:
    homes = [owing(owes=str(100 + number)) for number in range(22)]
    sign_in(client, homes[0].officer)
    assert "?oldest=20" in client.get("/coverage/").content.decode()

    page = client.get("/accounts/?oldest=20&sort=contact")

    assert {row.account.pk for row in page.context["rows"]} == {home.account.pk for home in homes[2:]}
