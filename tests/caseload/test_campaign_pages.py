"""The pages of campaigns: from a ready start to the yes, what is refused, and who is named to whom."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caseload.campaigns import build
from recovery.models import Campaign
from tests.caseload.campaigning import died, leader, officer, plan, tried
from tests.caseload.desk import owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
MOBILE = {"mobile": "07700 900123"}


def test_a_campaign_from_a_ready_start_to_its_approval_over_the_pages(client: Client) -> None:
    home = owing(MOBILE)
    sign_in(client, home.officer)
    start = client.get(reverse("campaign_new"), {"start": "christmas"})
    assert "Before Christmas" in start.content.decode()
    asked = {"name": "Winter", "purpose": "Rent", "channel": "sms", "text": "Please call us.", "control_percent": "0",
             "money": "arrears"}  # fmt: skip
    made = client.post(reverse("campaign_new"), asked, follow=True)
    campaign = Campaign.objects.get()
    assert "Whom it reaches" in made.content.decode()
    assert campaign.audience == "money=arrears"
    client.post(reverse("campaign_act", args=[campaign.pk]), {"do": "submit", "send_on": "23 November 2026"})
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.SUBMITTED

    lead = leader(home)
    sign_in(client, lead)
    waiting = client.get(reverse("approvals")).content.decode()
    assert "Campaign: Winter" in waiting
    page = client.get(reverse("approval", args=["campaign", campaign.pk]))
    seen = page.context["seen"]
    client.post(reverse("decide", args=["campaign", campaign.pk]), {"do": "approve", "seen": seen})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.approved_by) == (Campaign.State.SCHEDULED, lead)
    assert "Nothing waiting" in client.get(reverse("approvals")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Write the message."),
        ({"text": "x" * 460}, "1 character too long"),
        ({"other_text": "Please call us."}, "two wordings are the same"),
        ({"control_percent": "51"}, "from 0 to 50"),
        ({"name": ""}, "Give the campaign a name."),
        ({"text": "Hello {name}, please call us."}, "Only a letter fills in fields: {name} would go as it stands."),
        ({"text": "[[if joint]]Both[[end]]", "channel": "email"}, "Only a letter fills in fields: [[if joint]]"),
        ({"upto": "four", "quiet": "x"}, "left out of the audience: owing up to and days without contact."),
    ],
)
def test_what_cannot_be_sent_comes_back_with_all_that_was_typed(client: Client, wrong: Any, says: str) -> None:
    home = owing(MOBILE)
    sign_in(client, home.officer)
    asked = {"name": "Winter", "purpose": "Rent", "channel": "sms", "text": "Please call us.", "control_percent": "0"}
    answer = client.post(reverse("campaign_new"), asked | wrong)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Rent" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_of_those_excluded_only_accounts_of_ones_own_lists_are_named(client: Client) -> None:
    home, other = owing(MOBILE), owing(MOBILE, tenancy__home__patch=PatchFactory(code="P99"))
    by = officer(home, other)
    died(other)
    campaign = tried(by)
    sign_in(client, OfficerFactory(username="third", patches=[home.account.tenancy.home.patch]))
    page = client.get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert "A tenant has died: 1" in page
    assert other.account.account_ref not in page


def test_the_list_of_campaigns_asks_the_same_of_the_database_however_many_there_are(
    client: Client, django_assert_num_queries: Any
) -> None:
    home = owing(MOBILE)
    sign_in(client, home.officer)
    build.make(plan(), by=home.officer, at=NOON)
    client.get(reverse("campaigns"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("campaigns"))
    for _ in range(19):
        build.make(plan(), by=home.officer, at=NOON)
    with django_assert_num_queries(len(one)):
        client.get(reverse("campaigns"))
