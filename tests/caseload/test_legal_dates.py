"""The assistant for dates of notices: what it shows, of whose tenancies, and that it makes nothing."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from legal.models import Notice
from tests.caseload.desk import sign_in
from tests.factories.people import household
from tests.factories.tenancies import PatchFactory

ASKED = {"kind": "nosp", "method": "hand", "on": "8 September 2026", "period": "weekly", "starts": "Monday"}

pytestmark = pytest.mark.django_db


def ask(client: Client, **given: str) -> str:
    response = client.get(reverse("legal_dates"), {**ASKED, **given})
    assert response.status_code == 200, response.content.decode()
    return " ".join(response.content.decode().split())


def test_the_dates_of_a_notice_with_no_tenancy_are_shown_with_their_reasons(client: Client) -> None:
    """SEC-6, its table."""
    sign_in(client, household().officer)

    page = ask(client)

    assert "Worked out for weekly rent periods from Monday." in page
    assert "Sunday 11 October 2026" in page
    assert "<strong>Monday 12 October 2026</strong>" in page
    assert "<strong>Tuesday 13 October 2026</strong>" in page
    assert "<strong>Tuesday 12 October 2027</strong>" in page
    assert "Housing Act 1985, s.83(5); rule SEC-6" in page
    assert "The law gives no review of this notice." in page


def test_a_tenancy_gives_its_own_period_trial_and_tenants(client: Client) -> None:
    """INT-4, INT-6, SRV-2. Rent weeks from Wednesday: the 6th of October ends one."""
    home = household(
        {"last_name": "Yusuf"},
        {"last_name": "Bello"},
        tenancy__tenancy_ref="T-77",
        tenancy__tenancy_type="introductory",
        tenancy__rent_week_start="wed",
        tenancy__trial_last_day=date(2027, 4, 12),
    )
    sign_in(client, home.officer)

    page = ask(client, account="t-77", kind="s128")

    assert "Introductory tenancy T-77: 2 tenants, weekly rent periods from Wednesday." in page
    assert "There are 2 tenants: serve every one of them." in page
    assert "Wednesday 7 October 2026" in page
    assert "Monday 12 April 2027" in page
    assert "Monday 21 September 2026" in page
    assert "Yusuf" not in page
    assert not Notice.objects.exists()


def test_a_notice_that_does_nothing_for_the_tenancy_is_told(client: Client) -> None:
    """NTQ-3: a notice to quit ends no secure tenancy."""
    home = household(tenancy__tenancy_type="secure")
    sign_in(client, home.officer)

    page = ask(client, account=home.account.account_ref, kind="ntq")

    assert "A notice to quit does not end a secure tenancy. Use the notice of seeking possession." in page


def test_the_other_tenant_and_the_date_in_the_notice_are_judged(client: Client) -> None:
    """SRV-2. Posted on Friday 18 September, served on Tuesday 22nd: not before Sunday 25 October."""
    sign_in(client, household().officer)

    page = ask(client, other_method="first_class", other_on="18 September 2026", specified="24 October 2026")

    assert "<strong>Will not do.</strong> 24 October 2026 is too early: not before 25 October 2026." in page


def test_monthly_periods_are_told_by_the_day_of_the_month(client: Client) -> None:
    """SEC-6."""
    sign_in(client, household().officer)

    page = ask(client, period="monthly", starts="1", on="3 September 2026")

    assert "<strong>Sunday 1 November 2026</strong>" in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"on": "soon"}, "Enter the day of service, such as 8 September 2026."),
        ({"on": "31 December 9999"}, "Enter a day from 1900 to 2099."),
        ({"specified": "1 January 0001"}, "Enter a day from 1900 to 2099."),
        ({"on": ""}, "Enter the day of service, such as 8 September 2026."),
        ({"kind": "s21"}, "Notice: choose one of the list."),
        ({"other_method": "hand"}, "Enter both how and when the other tenant was served, or neither."),
        ({"starts": "monkey"}, "Enter the weekday on which the rent week begins, such as Monday."),
        ({"period": "fortnightly"}, "Enter a day on which a fortnight begins, such as 7 September 2026."),
        ({"period": "monthly", "starts": "32"}, "Enter the day of the month on which a period begins, 1 to 31."),
        ({"kind": "trial_extension"}, "Enter the last day of the trial as first set, such as 12 April 2027."),
        ({"account": "no such"}, "No account that you may open has this reference."),
    ],
)
def test_what_will_not_do_is_told_and_kept(client: Client, given: dict[str, str], says: str) -> None:
    sign_in(client, household().officer)

    response = client.get(reverse("legal_dates"), {**ASKED, **given})

    assert response.status_code == 422
    assert says in response.content.decode()
    assert "The dates</h2>" not in response.content.decode()


def test_another_patchs_tenancy_is_as_if_there_were_none(client: Client) -> None:
    theirs = household(tenancy__tenancy_ref="T-88", tenancy__home__patch=PatchFactory(code="P02"))
    sign_in(client, household().officer)

    response = client.get(reverse("legal_dates"), {**ASKED, "account": "T-88"})

    assert response.status_code == 422
    assert "No account that you may open has this reference." in response.content.decode()
    assert theirs.account.account_ref not in response.content.decode()


def test_the_page_begins_with_an_empty_answer(client: Client) -> None:
    sign_in(client, household().officer)

    page = client.get(reverse("legal_dates")).content.decode()

    assert "Show the dates" in page
    assert "The dates</h2>" not in page
