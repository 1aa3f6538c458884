"""Duty S3-17: bulletins of what changes, and which accounts they bear on."""

import re

import pytest
from django.test import Client

from caseload.models import Bulletin
from staff.models import User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
BULLETIN = {
    "title": "Removal of the spare room rule for carers",
    "text": "From April, no deduction is made where an overnight carer stays.",
    "from_on": "6 April 2027",
    "source": "Circular A1/2027",
    "view": "signs",
}


def test_s3_17_a_bulletin_is_on_everybodys_today_until_read_and_says_whom_it_bears_on(
    client: Client, home: Household, leader: User
) -> None:
    sign_in(client, leader)
    client.post("/help/bulletins/write/", BULLETIN)
    [made] = Bulletin.objects.all()
    sign_in(client, home.officer)

    waiting = text(client.get("/"))
    page = client.get(f"/help/bulletins/{made.pk}/").content.decode()
    client.post(f"/help/bulletins/{made.pk}/read/", {"back": "today"})
    after = text(client.get("/"))

    assert BULLETIN["title"] in waiting
    assert "Circular A1/2027" in page
    assert "It bears on none of your accounts." in page
    assert "From the team" in waiting
    assert "From the team" not in after
    sign_in(client, leader)
    seen = text(client.get(f"/help/bulletins/{made.pk}/"))
    assert f"Read: {home.officer.name}" in seen


def test_s3_17_the_link_opens_the_very_accounts_that_the_bulletin_counts(client: Client, home: Household) -> None:
    owing(account_ref="R500", tenancy__home__patch=PatchFactory(code="P02"))
    made = Bulletin.objects.create(
        title="News", text="Text", source="Circular", from_on=MONDAY, query="over=1", by=home.officer, at=NOON
    )

    page = client.get(f"/help/bulletins/{made.pk}/").content.decode()
    [url] = re.findall(r'href="(/accounts/\?[^"]*)">1 account of yours', page)
    listed = text(client.get(url.replace("&amp;", "&")))

    assert "R100" in listed
    assert "R500" not in listed


def test_s3_17_an_officer_writes_none_and_what_is_missing_is_said(
    client: Client, home: Household, leader: User
) -> None:
    assert client.post("/help/bulletins/write/", BULLETIN).status_code == 403
    sign_in(client, leader)

    answer = client.post("/help/bulletins/write/", BULLETIN | {"text": "", "from_on": "soon"})

    assert answer.status_code == 422
    assert "Write what changes." in text(answer)
    assert "Enter the day such as 6 April 2027." in text(answer)
    assert not Bulletin.objects.exists()
