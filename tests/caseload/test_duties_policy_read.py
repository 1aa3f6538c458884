"""Duty S3-36: the policy and its guidance are read, confirmed, and followed or departed from with a reason."""

import pytest
from django.test import Client

from caseload import guidance, snapshots
from caseload.models import Reading
from staff.models import Role, User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import defer, override, press
from tests.caseload.reading import rows_of, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_s3_36_each_officer_confirms_what_she_read_and_her_leader_sees_who_has_not(
    client: Client, home: Household, leader: User
) -> None:
    card = guidance.cards()["letter_1"]
    before = text(client.get("/help/read/"))

    answer = client.post("/help/read/confirm/", {"what": f"card:letter_1:{card.version}"}, follow=True)
    client.post("/help/read/confirm/", {"what": f"card:letter_1:{card.version}"})

    papers = len(guidance.cards()) + 1
    assert f"{papers} papers to read" in before
    assert f"Kept: you have read ‘{card.title}’." in text(answer)
    assert f"{papers - 1} papers to read and confirm" in text(client.get("/"))
    assert Reading.objects.filter(user=home.officer).count() == 1
    sign_in(client, leader)
    rows = {row[0]: row[2:] for row in rows_of(client.get("/team/read/?csv=1"))[1:]}
    assert rows[card.title] == [home.officer.name, ""]
    assert rows["The policy, in words"] == ["", home.officer.name]


def test_s3_36_an_older_version_is_not_confirmed_and_who_works_no_accounts_confirms_nothing(
    client: Client, home: Household
) -> None:
    refused = client.post("/help/read/confirm/", {"what": "card:letter_1:0"}, follow=True)
    sign_in(client, OfficerFactory(role=Role.LEGAL))

    assert "There is a newer version of it." in text(refused)
    assert client.post("/help/read/confirm/", {"what": "policy:0"}).status_code == 403
    assert client.get("/team/read/").status_code == 403
    assert not Reading.objects.exists()


def test_s3_36_steps_not_followed_are_listed_with_their_reasons_and_the_file_says_the_same(
    client: Client, home: Household, leader: User
) -> None:
    put_off, followed = owing(account_ref="R200"), owing(account_ref="R400")
    skipped = owing(account_ref="R300", tenancy__home__patch=PatchFactory(code="P02"))
    override(home, reason="Paid at the office")
    defer(put_off, reason="Back from hospital next week")
    defer(skipped)
    press(followed)
    snapshots.take(on=MONDAY)
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    page = text(client.get("/team/followed/"))
    file = rows_of(client.get("/team/followed/?csv=1"))
    only = text(client.get("/team/followed/?way=skipped"))

    assert "Not done as suggested: 3 steps" in page
    assert {(row[0], row[3], row[4]) for row in file[1:]} == {
        ("R100", "Not taken, with a reason", "Paid at the office"),
        ("R200", "Put off, with a reason", "Back from hospital next week"),
        ("R300", "Skipped, no reason given", "No reason given"),
    }
    assert "R300" in only
    assert "R200" not in only
    sign_in(client, leader)
    assert "R100" in text(client.get("/team/followed/"))
    assert "R300" not in text(client.get("/team/followed/?csv=1"))  # another team's
