"""Duty S2-24: the rents system is kept up to date. A difference is found before loading, nothing is replaced unseen."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from caseload import differences, load_jobs
from caseload.load import load
from staff.models import Job, Role
from tenancies import actions
from tenancies.models import AccountPosition, LedgerEntry, Person, RentAccount
from tests.caseload.desk import sign_in
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW
from tests.caseload.reading import text
from tests.factories.people import OfficerFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def finance(client: Client, settings: Settings, tmp_path: Path) -> Client:
    """Finance, signed in; Monday's extract is loaded."""
    settings.EXTRACT_INBOX, settings.TRAINING_DAY = str(tmp_path / "inbox"), NOW
    load(Extract().write(tmp_path / "monday"), today=NOW)
    sign_in(client, OfficerFactory(role=Role.FINANCE))
    return client


def tuesday() -> Extract:
    """Three differences are planted: a name, a home in another patch, and a balance."""
    extract = Extract(extract_id="WEX-2").change("people.csv", "Ann,Ash,", "Ann,Ashe,")
    extract.change("properties.csv", "WX1 1AA,,P1,house", "WX1 1AA,,P2,house")
    return extract.change("accounts.csv", ",80.00", ",81.00")


def tried(client: Client, extract: Extract, inbox: Path) -> Job:
    """The extract as finance checks it before loading."""
    extract.write(inbox / "tuesday")
    client.post("/extracts/choose/", {"folder": "tuesday"})
    trial = Job.objects.latest("pk")
    load_jobs.run(trial, on=NOW)
    return Job.objects.get(pk=trial.pk)


def test_s2_24_planted_differences_are_shown_before_anything_changes(finance: Client, tmp_path: Path) -> None:
    trial = tried(finance, tuesday(), tmp_path / "inbox")

    page = text(finance.get(f"/extracts/work/{trial.pk}/"))

    assert "3 differences from what is stored here" in page
    assert "001 of accounts.csv balance 80.00 81.00 left, and marked" in page
    assert "P1 of people.csv last name Ash Ashe replaced" in page
    assert "H1 of properties.csv patch P1 P2 replaced" in page
    assert Person.objects.get(person_ref="P1").last_name == "Ash"


def test_s2_24_the_difference_report_is_a_file_too(finance: Client, tmp_path: Path) -> None:
    trial = tried(finance, tuesday(), tmp_path / "inbox")

    file = finance.get(f"/extracts/work/{trial.pk}/differences.csv").content.decode("utf-8-sig")

    assert file.splitlines() == [
        "file,record,what,here,in the extract,what becomes of it",
        'accounts.csv,001,balance,80.00,81.00,"left, and marked"',
        "people.csv,P1,last name,Ash,Ashe,replaced",
        "properties.csv,H1,patch,P1,P2,replaced",
    ]


def test_s2_24_where_not_all_are_kept_page_and_file_say_how_many_more_there_were(
    finance: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "KEPT", 2)
    trial = tried(finance, tuesday(), tmp_path / "inbox")

    page = text(finance.get(f"/extracts/work/{trial.pk}/"))
    file = finance.get(f"/extracts/work/{trial.pk}/differences.csv").content.decode("utf-8-sig").splitlines()

    assert "3 differences from what is stored here, the first 2" in page
    assert "of the first 2; 1 more was found and is not kept" in page
    assert [len(file), file[-1]] == [4, '"and 1 more, not listed",,,,,']


def test_s2_24_a_nights_load_writes_the_same_report(finance: Client, tmp_path: Path) -> None:
    file = tmp_path / "differences.csv"
    night = tuesday().write(tmp_path / "tuesday")

    call_command("load_extract", str(night), "--differences", str(file), stdout=StringIO())
    first = file.read_text("utf-8-sig").splitlines()
    call_command("load_extract", str(night), "--differences", str(file), stdout=StringIO())

    assert 'accounts.csv,001,balance,80.00,81.00,"left, and marked"' in first
    assert "people.csv,P1,last name,Ash,Ashe,replaced" in first
    assert len(file.read_text("utf-8-sig").splitlines()) == 2  # loaded again: the balance alone still differs


def test_s2_24_what_was_replaced_stands_on_the_loads_page_and_its_old_value_in_history(
    finance: Client, tmp_path: Path
) -> None:
    trial = tried(finance, tuesday(), tmp_path / "inbox")
    finance.post(f"/extracts/work/{trial.pk}/load/")
    job = Job.objects.latest("pk")
    load_jobs.run(job, on=NOW)

    page = text(finance.get(f"/extracts/work/{job.pk}/", follow=True))

    assert "P1 of people.csv last name Ash Ashe replaced" in page
    assert Person.objects.get(person_ref="P1").last_name == "Ashe"
    history = apps.get_model("tenancies", "PersonHistory")
    assert list(history._default_manager.values_list("last_name", flat=True)) == ["Ash"]
    assert AccountPosition.objects.get(account__account_ref="001").balance == Decimal("80.00")  # left as it was


def test_s2_24_an_extract_that_says_the_same_shows_no_difference(finance: Client, tmp_path: Path) -> None:
    trial = tried(finance, Extract(extract_id="WEX-2"), tmp_path / "inbox")

    assert "from what is stored here" not in text(finance.get(f"/extracts/work/{trial.pk}/"))


def test_s2_24_a_posting_that_came_again_with_another_sum_is_named_and_the_stored_one_stands(
    finance: Client, tmp_path: Path
) -> None:
    altered = Extract(extract_id="WEX-2").change("transactions.csv", "card,-70.00", "card,-75.00")
    altered.change("accounts.csv", ",80.00", ",75.00")

    trial = tried(finance, altered, tmp_path / "inbox")

    page = text(finance.get(f"/extracts/work/{trial.pk}/"))
    assert "Stored before with other values, which a transaction may not change." in page
    assert "001 of accounts.csv balance 80.00 75.00 left, and marked" in page
    assert LedgerEntry.objects.get(source_ref="X3").amount == Decimal("-70.00")


def test_s2_24_what_was_asked_for_here_is_exported_once_and_matched_when_it_comes_back(
    finance: Client, tmp_path: Path
) -> None:
    account = RentAccount.objects.get(account_ref="001")
    asked = actions.ask_posting(
        account=account, kind="write_off", amount=Decimal("30.00"), narrative="Board of 20 November",
        on=NOW - timedelta(days=1), at=NOON, by=OfficerFactory(role=Role.FINANCE),
    )  # fmt: skip
    files = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for file in files:
        call_command("export_postings", str(file), stdout=StringIO())
    [sent], again = (list(csv.DictReader(StringIO(file.read_text("utf-8-sig")))) for file in files)
    back = Extract(extract_id="WEX-2").change("accounts.csv", ",80.00", ",50.00")
    back.add("transactions.csv", f"X5,001,{NOW},{NOW},{sent['kind']},system,{sent['amount']},Board of 20 November,")

    trial = tried(finance, back, tmp_path / "inbox")
    page = text(finance.get(f"/extracts/work/{trial.pk}/"))
    load(back.write(tmp_path / "tuesday"), today=NOW)

    assert again == []
    assert "1 posting asked for here came back." in page
    assert "from what is stored here" not in page
    asked.refresh_from_db()
    assert asked.state == "matched"
    assert AccountPosition.objects.get(account=account).balance == Decimal("50.00")
