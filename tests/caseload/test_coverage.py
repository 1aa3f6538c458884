"""Proof that nobody is forgotten: every account in one bucket, the sums agree, the longest unseen named."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.test import Client

from caseload.coverage import age, control_total, coverage, last_seen, quiet_sample, tiles
from caseload.models import ExtractLoad
from staff.models import Patch
from tenancies.models import AccountEvent, AccountPosition, RentAccount
from tests.caseload.sweeping import MONDAY, sweep
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.models import Hold, Marker

pytestmark = pytest.mark.django_db


def seen(account: RentAccount, *, days_ago: int, by_system: bool = False) -> None:
    AccountEvent.objects.create(
        account=account,
        on=MONDAY - timedelta(days=days_ago),
        at=datetime(2026, 11, 23, 12, tzinfo=UTC) - timedelta(days=days_ago),
        what="note",
        summary="Looked at",
        by=None if by_system else OfficerFactory(),
        by_system=by_system,
    )


def test_the_buckets_add_up_to_the_ledgers_accounts() -> None:
    household()
    household(owes=Decimal("20.00"))
    held = household()
    Hold.objects.create(account=held.account, reason="benefit", from_on=MONDAY, last_day=MONDAY, set_by=held.officer)
    protected = household()
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=protected.tenants[0], from_on=MONDAY
    )
    household({"died_on": MONDAY})
    RentAccountFactory(tenancy=held.account.tenancy, kind="garage")

    sweep()

    found = coverage(None)
    assert found.accounts == RentAccount.objects.count() == 6
    assert found.missing == 0
    assert {name: count for name, count in found.buckets.items() if count} == {
        "recommended": 1,
        "under_threshold": 1,
        "crisis_or_held": 1,
        "breathing_space": 1,
        "deceased": 1,
        "in_credit_or_clear": 1,
    }


def test_accounts_that_no_sweep_has_decided_are_missing_and_said_to_be() -> None:
    household()
    sweep()
    household()

    assert coverage(None).missing == 1


def test_a_person_sees_the_sums_of_what_they_may_open() -> None:
    home = household()
    household(tenancy__home__patch=Patch.objects.create(code="P99"))
    sweep()

    assert (coverage(home.officer).accounts, coverage(home.officer).missing) == (1, 0)
    assert coverage(OfficerFactory(role="auditor")).accounts == 2
    assert coverage(OfficerFactory(role="administrator")).accounts == 0


def test_an_account_in_a_patch_without_an_income_officer_is_unowned() -> None:
    home = household()
    assert coverage(None).unowned == 0

    home.officer.is_active = False
    home.officer.save(update_fields=["is_active"])

    assert coverage(None).unowned == 1


def test_the_longest_unseen_that_owe_come_first_and_the_systems_looks_do_not_count() -> None:
    lately, long_ago, never = (household().account for _ in range(3))
    household(owes=Decimal("0.01"))
    seen(lately, days_ago=2)
    seen(lately, days_ago=300)
    seen(long_ago, days_ago=90)
    seen(never, days_ago=1, by_system=True)
    RentAccountFactory()  # owes nothing

    oldest = coverage(None).oldest_unseen

    assert [account for account in oldest if account in (lately, long_ago, never)] == [never, long_ago, lately]
    assert len(oldest) == 4
    assert oldest[0].last_seen_on is None


def test_the_page_shows_the_sum_and_that_nothing_is_missing(client: Client) -> None:
    home = household()
    household(owes=Decimal("20.00"))
    sweep()
    client.force_login(home.officer)

    page = client.get("/coverage/")

    assert page.status_code == 200
    assert "Next step recommended" in page.text
    assert page.context["coverage"].missing == 0
    assert page.context["coverage"].accounts == 2


def test_the_balances_of_the_parts_add_up_to_the_ledger_and_the_control_total_is_the_last_loads() -> None:
    household(owes=Decimal("20.00"))
    household(owes=Decimal("900.00"))
    credit = household(owes=Decimal("10.00"))
    LedgerEntryFactory(account=credit.account, kind="payment", method="card", amount=Decimal("-60.00"))
    sweep()

    found = coverage(None)

    assert found.balance == Decimal("870.00") == AccountPosition.objects.aggregate(total=Sum("balance"))["total"]
    assert found.unaccounted == 0
    household(owes=Decimal("1.00"))  # in no part yet
    assert coverage(None).unaccounted == Decimal("1.00")
    assert control_total() is None
    ExtractLoad.objects.create(
        state="loaded",
        as_at=MONDAY,
        control_totals={"accounts.balance": "870.00"},
        started_at="2026-11-23T06:00Z",
        ended_at="2026-11-23T06:05Z",
    )
    assert control_total() == (Decimal("870.00"), MONDAY)


def test_the_quiet_sample_is_ten_accounts_with_nothing_due_the_same_all_day_and_others_tomorrow() -> None:
    quiet = [household(owes=Decimal("1.00")).account for _ in range(30)]
    household(owes=Decimal("500.00"))
    sweep()
    everyone = RentAccount.objects.all()

    today = list(quiet_sample(everyone, on=MONDAY))

    assert len(today) == 10
    assert set(today) <= set(quiet)
    assert today == list(quiet_sample(everyone, on=MONDAY))
    assert today != list(quiet_sample(everyone, on=MONDAY + timedelta(days=1)))


@pytest.mark.parametrize(
    ("days", "band"), [(0, "week"), (7, "week"), (8, "weeks"), (30, "weeks"), (31, "month"), (60, "month"), (61, "old")]
)
def test_a_tile_is_coloured_by_the_days_since_somebody_looked(days: int, band: str) -> None:
    assert age(MONDAY - timedelta(days=days), on=MONDAY) == band
    assert age(None, on=MONDAY) == "never"


def test_a_tile_knows_a_hold_an_unsafe_household_and_the_later_of_a_look_and_a_contact() -> None:
    held, unsafe, plain = household(), household(), household()
    Hold.objects.create(account=held.account, reason="benefit", from_on=MONDAY, last_day=MONDAY, set_by=held.officer)
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="letter_unsafe", person=unsafe.tenants[0], from_on=MONDAY
    )
    seen(plain.account, days_ago=40)
    plain.account.tenancy.contacts.create(
        at="2026-11-03T10:00Z", on=MONDAY - timedelta(days=20), channel="phone", direction="out", purpose="general"
    )

    found = {tile.ref: tile for tile in tiles(RentAccount.objects.annotate(last_seen_on=last_seen()), on=MONDAY)}

    assert [found[home.account.account_ref].held for home in (held, unsafe, plain)] == [True, False, False]
    assert [found[home.account.account_ref].unsafe for home in (held, unsafe, plain)] == [False, True, False]
    assert found[plain.account.account_ref].seen_on == MONDAY - timedelta(days=20)
    assert found[held.account.account_ref].age == "never"
