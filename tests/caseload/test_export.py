"""A list as a file: the rows of the screen, in its order, and nothing that a spreadsheet would run."""

import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client

from caseload import export
from staff.models import AccessLog, Role
from staff.ui import words
from tenancies.models import Person, RentAccount
from tests.caseload.desk import owing, sign_in
from tests.caseload.listing import ref, rows
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, PropertyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def as_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/accounts/list.csv?{query}")
    assert response.status_code == 200
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def as_xlsx(client: Client, query: str = "") -> list[list[str]]:
    """The cells of the first sheet as they are stored. Text is inline or shared; nothing may be a formula."""
    response = client.get(f"/accounts/list.xlsx?{query}")
    assert response.status_code == 200
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(f".//{SHEET}f") == []
    return [["".join(cell.itertext()) for cell in row.findall(f"{SHEET}c")] for row in sheet.findall(f".//{SHEET}row")]


@pytest.mark.parametrize("query", ["", "sort=ref", "over=2", "view=mine", "view=low&sort=ref", "plan=broken"])
def test_s1_55_the_rows_of_the_files_are_the_rows_of_the_screen(client: Client, query: str) -> None:
    homes = [owing(owes=owes) for owes in ("104.50", "250.00", "999.99")]
    sign_in(client, homes[0].officer)
    page = client.get(f"/accounts/?{query}")

    in_csv = as_csv(client, query)
    in_xlsx = as_xlsx(client, query)

    assert [row["Account"] for row in in_csv] == rows(client, query)
    assert [row[0] for row in in_xlsx[1:]] == rows(client, query)
    for on_screen, line in zip(page.context["rows"], in_csv, strict=True):
        assert line["Tenants"] == words.listed(on_screen.names)
        assert line["Next step"] == on_screen.step
        assert line["Balance"] == str(on_screen.owed)
        assert line["Weeks"] == str(on_screen.weeks)
        assert line["Patch"] == "P01"


def test_every_page_of_the_screen_is_in_the_file(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "CHUNK", 20)
    homes = [owing(owes=str(100 + number % 3)) for number in range(53)]
    sign_in(client, homes[0].officer)
    page = client.get("/accounts/?sort=arrears")
    both = rows(client, "sort=arrears") + rows(client, f"sort=arrears&after={page.context['next_mark']}")

    assert [row["Account"] for row in as_csv(client, "sort=arrears")] == both
    assert len(both) == 53


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+44 1632", "-2+3", "@SUM(A1)"])
def test_a_name_that_begins_like_a_formula_is_text_in_both_files(client: Client, name: str) -> None:
    home = owing()
    Person.objects.update(title="", first_names="", last_name=name)
    sign_in(client, home.officer)

    assert as_csv(client)[0]["Tenants"] == f"'{name}"
    assert name in as_xlsx(client)[1]


def test_a_credit_is_a_number_below_nought_and_not_text(client: Client) -> None:
    home = owing(owes="10.00")
    LedgerEntryFactory(account=home.account, kind="payment", method="card", amount=-50)
    sign_in(client, home.officer)

    assert as_csv(client)[0]["Balance"] == "-40.00"


def test_who_took_a_list_out_is_kept_without_a_name_of_a_tenant(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    as_csv(client, "over=1&sort=ref")

    log = AccessLog.objects.get(what="accounts exported")
    assert (log.user, log.about, log.reason) == (home.officer, "CSV", "over=1&sort=ref")


@pytest.mark.parametrize("file", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("query", "odd"), [("over=lots", "owing over"), ("view=saved-999", "the kept list"), ("owing=5", "something else")]
)
def test_an_address_that_is_not_understood_makes_no_file_but_the_list_that_says_so(
    client: Client, file: str, query: str, odd: str
) -> None:
    home = owing()
    sign_in(client, home.officer)

    answer = client.get(f"/accounts/list.{file}?{query}", follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/accounts/?{query}", 302)]
    assert "No file was made: part of the address was not understood." in page
    assert f"Not understood and left out: {odd}" in page
    assert not AccessLog.objects.filter(what="accounts exported").exists()


def test_a_file_holds_what_its_reader_may_see_and_an_administrator_gets_none(client: Client) -> None:
    here = owing()
    there = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    sign_in(client, here.officer)
    assert [row["Account"] for row in as_csv(client)] == [ref(here)]

    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    assert {row["Account"] for row in as_csv(client)} == {ref(here), ref(there)}

    sign_in(client, OfficerFactory(role=Role.ADMINISTRATOR))
    assert client.get("/accounts/list.csv").status_code == 403
    assert client.get("/accounts/list.xlsx").status_code == 403
    assert RentAccount.objects.count() == 2
