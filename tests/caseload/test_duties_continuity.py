"""Duty S2-58: the continuity pack, for the day on which nothing works."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from caseload.models import Recommendation, Reminder
from legal.models import PossessionClaim
from staff.models import AccessLog, Role, User
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import rows_of, text, words_of
from tests.caseload.waiting import came_up
from tests.factories.people import Household, OfficerFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def in_the_pack(home: Household) -> None:
    """A hearing on Thursday, a reminder for tomorrow, a tenant with a need whose telephone is unsafe, a visit."""
    PossessionClaim.objects.create(
        tenancy=home.account.tenancy, route="pcol", issued_on=date(2026, 10, 1), arrears_at_issue=Decimal("900.00"),
        hearing_on=date(2026, 11, 26), court="Brighton", status="listed",
    )  # fmt: skip
    Reminder.objects.create(
        account=home.account, kind="own", text="Send the bundle", due_on=date(2026, 11, 24), made_by=home.officer,
        made_at=NOON, for_user=home.officer,
    )  # fmt: skip
    Marker.objects.create(
        source_ref="M1", kind="vulnerability", detail="mobility", person=home.tenants[0], from_on=MONDAY
    )
    Marker.objects.create(
        source_ref="M2", kind="safe_contact", detail="phone_unsafe", person=home.tenants[0], from_on=MONDAY
    )
    came_up(home, days_ago=1)
    Recommendation.objects.filter(account=home.account).update(action="visit")


def test_s2_58_the_pack_holds_visits_hearings_deadlines_and_people_and_each_making_is_logged(
    client: Client, home: Household, leader: User
) -> None:
    in_the_pack(home)
    sign_in(client, leader)

    paper = client.post("/team/continuity/", {"reason": "The network is down", "paper": ""})
    file = client.post("/team/continuity/", {"reason": "Exercise", "list": ""})

    assert paper["Content-Type"] == "application/pdf"
    printed = words_of(paper.content)
    assert "Visits to make (1)" in printed
    assert "26 Nov" in printed
    assert "Send the bundle" in printed
    assert "telephone unsafe, do not call" in printed
    assert "The network is down" in printed
    parts = [row[0] for row in rows_of(file)[1:]]
    assert parts == ["Visits to make", "Hearings and evictions, seven days", "Deadlines", "People to look after"]
    logged = AccessLog.objects.order_by("pk").values_list("user", "what", "reason")
    assert list(logged) == [
        (leader.pk, "continuity pack", "The network is down"),
        (leader.pk, "continuity pack", "Exercise"),
    ]
    assert "The network is down" in text(client.get("/team/continuity/"))
    assert 'href="/team/continuity/"' in client.get("/jobs/").content.decode()


def test_s2_58_another_teams_accounts_are_not_in_it_and_without_a_reason_or_a_right_there_is_none(
    client: Client, home: Household
) -> None:
    in_the_pack(home)
    sign_in(client, home.officer)
    assert client.post("/team/continuity/", {"reason": "I wondered"}).status_code == 403
    sign_in(client, OfficerFactory(role=Role.TEAM_LEADER))

    without = client.post("/team/continuity/", {"reason": " ", "list": ""})
    others = client.post("/team/continuity/", {"reason": "Exercise", "list": ""})

    assert without.status_code == 422
    assert "Say what the pack is for" in text(without)
    assert len(rows_of(others)) == 1
    assert AccessLog.objects.count() == 1


def test_s2_58_an_administrator_makes_it_with_a_reason_and_restricted_homes_stay_out(
    client: Client, home: Household
) -> None:
    in_the_pack(home)
    administrator = OfficerFactory(role=Role.ADMINISTRATOR)
    sign_in(client, administrator)

    every = client.post("/team/continuity/", {"reason": "The team is cut off", "list": ""})
    home.account.tenancy.restrictions.create(reason="A colleague’s home", set_by=home.officer, set_at=NOON)
    fewer = client.post("/team/continuity/", {"reason": "The team is cut off", "list": ""})

    assert len(rows_of(every)) == 5
    assert len(rows_of(fewer)) == 1
    assert client.get(home.account.get_absolute_url()).status_code == 404
