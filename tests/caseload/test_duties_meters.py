"""Duty S1-06: electricity and water of a pitch are charged by their meters, at no more than they cost."""

import datetime as dt
import html
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from caseload.statement import METERED, statement
from staff.models import Role
from tenancies import meters
from tenancies.models import AccountKind, AccountKindSetting, LedgerEntry, MeteredCharge, PendingPosting
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.caseload.estate_desk import do
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, TenancyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def pitch() -> Household:
    return household(tenancy=TenancyFactory(tenancy_type="pitch"), kind=AccountKind.PITCH_FEE, owes=Decimal("209.00"))


READ = {
    "utility": "electricity",
    "meter": "E771",
    "first_on": "1 November 2026",
    "first_reading": "1204",
    "last_on": "22 November 2026",
    "last_reading": "1310.5",
    "unit_rate": "0.245",
    "bought_at": "0.245",
}


def test_s1_06_two_readings_make_a_charge_of_units_times_the_rate_asked_for_in_the_housing_system(
    client: Client,
) -> None:
    home = pitch()

    answer = do(client, f"/accounts/{home.account.pk}/meter/", home.officer, **READ)

    assert answer.status_code == 302
    charge = MeteredCharge.objects.get()
    assert (charge.units, charge.amount) == (Decimal("106.500"), Decimal("26.09"))  # 106.5 kWh at 24.5p: £26.0925
    assert "Electricity Act 1989, s.44" in charge.limit_source
    assert charge.posting is not None
    assert (charge.posting.amount, charge.posting.state) == (Decimal("26.09"), "asked")
    assert LedgerEntry.objects.filter(account=home.account).count() == 1


def six_cubic_metres(home: Household) -> MeteredCharge:
    """Water at £2.50 a cubic metre: £15.00."""
    reading = meters.Reading(
        utility=MeteredCharge.Utility.WATER, meter="W1", first_on=dt.date(2026, 11, 1), first_reading=Decimal(10),
        last_on=dt.date(2026, 11, 20), last_reading=Decimal(16), unit_rate=Decimal("2.5000"),
        bought_at=Decimal("2.5000"),
    )  # fmt: skip
    return meters.charge(account=home.account, reading=reading, by=home.officer, on=MONDAY, at=NOON)


def test_s1_06_the_statement_shows_it_apart_from_the_pitch_fee() -> None:
    home = pitch()
    charge = six_cubic_metres(home)

    def made() -> Any:
        return statement(
            home.account, tenants=home.tenants, first=dt.date(2026, 11, 2), last=MONDAY, by=home.officer, on=MONDAY
        )

    waiting = made()
    assert (waiting.rent, waiting.metered, waiting.closing) == (Decimal("209.00"), Decimal("0.00"), Decimal("209.00"))
    assert [(line.what, line.amount) for line in waiting.pending] == [
        ("Water, 10 to 16: 6 m³ at £2.5000", Decimal("15.00"))
    ]

    entry = LedgerEntryFactory(account=home.account, kind="service_debit", amount=Decimal("15.00"), effective_on=MONDAY)
    PendingPosting.objects.filter(pk=charge.posting_id).update(state="matched", matched_entry_id=entry.pk)
    posted = made()
    assert (posted.rent, posted.service, posted.metered) == (Decimal("209.00"), Decimal("0.00"), Decimal("15.00"))
    assert posted.charge_name == "Pitch fee"
    assert [line.column for line in posted.lines] == ["rent", METERED]
    assert posted.pending == ()


def test_s1_06_where_quarterday_keeps_the_ledger_it_is_posted_at_once() -> None:
    AccountKindSetting.objects.filter(kind=AccountKind.PITCH_FEE).update(ledger_owner="quarterday")
    home = pitch()

    charge = six_cubic_metres(home)

    home.account.refresh_from_db()
    assert charge.entry_id is not None
    assert home.account.position.balance == Decimal("224.00")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit_rate": "0.2451"}, "may not be charged above what the council pays for it (£0.2450)"),
        ({"last_reading": "1204"}, "The second reading must be more than the first"),
        ({"last_on": "1 November 2026"}, "The second reading must be after the first"),
        ({"last_on": "24 November 2026"}, "no later than today"),
        ({"first_reading": "many"}, "Enter the first reading"),
    ],
)
def test_s1_06_readings_that_cannot_be_and_rates_above_the_limit_are_refused(
    client: Client, changed: dict[str, str], said: str
) -> None:
    home = pitch()

    answer = do(client, f"/accounts/{home.account.pk}/meter/", home.officer, **{**READ, **changed})

    assert answer.status_code == 422
    assert said in html.unescape(text(answer))
    assert not MeteredCharge.objects.exists()


def test_s1_06_the_same_days_are_not_charged_twice(client: Client) -> None:
    home = pitch()
    path = f"/accounts/{home.account.pk}/meter/"
    do(client, path, home.officer, **READ)

    again = do(client, path, home.officer, **{**READ, "first_on": "10 November 2026"})

    assert "This meter is charged for 1 November 2026 to 22 November 2026 already." in text(again)
    assert do(client, path, OfficerFactory(role=Role.AUDITOR), **READ).status_code == 403
