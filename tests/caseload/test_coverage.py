"""Proof that nobody is forgotten: every account in one bucket, the sums agree, the longest unseen named."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from caseload.coverage import coverage
from staff.models import Patch
from tenancies.models import AccountEvent, RentAccount
from tests.caseload.sweeping import MONDAY, sweep
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import RentAccountFactory
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
