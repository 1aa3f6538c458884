"""A notice after the death of a sole tenant: to whom it is addressed, and the Public Trustee's copy."""

from datetime import date

import pytest

from legal import notices
from legal.models import Notice
from tests.factories.people import Household
from tests.legal.noticing import (
    MONDAY,
    NOW,
    facts_of,
    owing,
)
from welfare.models import Estate, Representative

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("training_site")]


def after_death(home: Household, *, on: date = MONDAY) -> dict[str, str]:
    """What is in the way of a notice after the tenant died on 2 November 2026, by rule."""
    home.tenants[0].died_on = date(2026, 11, 2)
    home.tenants[0].save()
    found = notices.obstacles(home.account.tenancy, kind="nosp", facts=facts_of(home, on), on=on)
    return {each.rule: str(each) for each in found if each.rule.startswith("DTH")}


def test_after_the_death_of_a_sole_tenant_it_says_to_whom_legal_addresses_the_notice() -> None:
    """DTH-1, DTH-3: the personal representatives, the Public Trustee's copy, and first whether anybody succeeds."""
    said = after_death(owing())

    assert set(said) == {"DTH-1", "DTH-3"}
    assert "not known whether anybody has a right to succeed" in said["DTH-3"]
    for needed in (
        "not prepared here",
        "ask legal to serve a notice to quit",
        "once it is in the housing system, it shows here with the next extract",
        "‘The Personal Representatives of Ms Amina Yusuf’ at the last home",
        "The Public Trustee (form NL1 and its fee) before it runs out",
    ):
        assert needed in said["DTH-1"]


def test_with_a_grant_the_notice_goes_to_who_holds_it_and_no_copy_to_the_public_trustee() -> None:
    """DTH-1."""
    home = owing()
    Representative.objects.create(
        person=home.tenants[0], kind="executor", name="Mr Sam Yusuf", evidence="Grant of probate",
        from_on=date(2026, 11, 9), by=home.officer,
    )  # fmt: skip

    assert "ask legal to serve a notice to quit on ‘Mr Sam Yusuf’; once it is in the" in after_death(home)["DTH-1"]


def test_a_notice_to_quit_after_a_death_wants_the_public_trustees_copy_before_it_ends() -> None:
    """DTH-2: one that ends on 21 December 2026 wants it by the 20th; with it, nothing is wanted."""
    home = owing()
    person = home.tenants[0]
    Notice.objects.create(
        tenancy=home.account.tenancy, kind="ntq", status="served", prepared_on=date(2026, 11, 16),
        specified_on=date(2026, 12, 21), source_ref="N1",
    )  # fmt: skip
    estate = Estate.objects.create(
        person=person, died_on=date(2026, 11, 2), told_on=date(2026, 11, 3), told_by="A son", by=home.officer, at=NOW
    )

    assert after_death(home)["DTH-2"].endswith("Send it today; by 20 December 2026 at the latest.")
    assert "the notice is no good" in after_death(home, on=date(2026, 12, 21))["DTH-2"]
    estate.public_trustee_on = date(2026, 11, 16)
    estate.save()
    assert set(after_death(home)) == {"DTH-1"}
