"""Lists of who is affected: shown in as many queries for twenty as for one, and odd files are refused in words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from caseload.campaigns import affected
from caseload.extract.reader import LONGEST_LINE
from recovery.models import Campaign
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import queries_of, text
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def loaded(home: Household, name: str = "Cap") -> Campaign:
    return affected.load(
        [home.account.account_ref], name=name, purpose="The cap", contact_by=MONDAY + timedelta(days=28),
        by=home.officer, on=MONDAY, at=NOON,
    )  # fmt: skip


def test_twenty_lists_take_as_many_queries_as_one(client: Client, home: Household) -> None:
    loaded(home)
    one, page = queries_of(client, reverse("campaigns"))
    assert "No campaign yet" in text(page)  # a list is not a campaign
    for number in range(19):
        loaded(home, f"List {number}")

    twenty, page = queries_of(client, reverse("campaigns"))

    assert twenty == one
    assert text(page).count("0 (0%) 1") == 20  # contacted, left


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b'R100\n"' + b"x" * (2 * LONGEST_LINE + 1), "CSV", id="a cell without an end"),
        pytest.param(b"PK\x03\x04\x00\x00", "CSV", id="a spreadsheet's own file"),
        pytest.param(b"\n\n", "names no account", id="empty lines"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words_and_nothing_is_kept(
    client: Client, home: Household, content: bytes, says: str
) -> None:
    asked = {"name": "Cap", "purpose": "The cap", "contact_by": "21 December 2026"}
    file = SimpleUploadedFile("list.csv", content)

    page = client.post(reverse("affected_load"), asked | {"file": file, "do": "load"})

    assert page.status_code == 422
    assert says in text(page)
    assert not Campaign.objects.exists()


def test_a_list_saved_with_the_line_ends_of_an_old_machine_is_read(home: Household) -> None:
    assert affected.references("Account\rR100\rR101") == ["R100", "R101"]
