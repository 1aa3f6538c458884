"""The extracts' pages: who may enter, choosing, checking, loading in a real worker, and reading what was not taken."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from caseload import load_jobs
from caseload.load_words import reasons_in_words, rows_in_words
from caseload.models import ExtractLoad
from staff.models import Job, Role, User
from tenancies.models import LedgerEntry, RentAccount
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW


@pytest.fixture
def inbox(settings: Settings, tmp_path: Path) -> Path:
    settings.EXTRACT_INBOX = str(tmp_path / "inbox")
    settings.TRAINING_DAY = NOW
    return tmp_path / "inbox"


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("pat", name="Pat Lee", role=role))
    return client


def zipped(folder: Path, *, under: str = "") -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, under + path.name)
    return SimpleUploadedFile("night.zip", data.getvalue())


def sent_to(answer: Any) -> str:
    """Where an answer sends the browser."""
    return str(answer.headers["Location"])


def check(client: Client, **chosen: object) -> Job:
    """Choose an extract and do what the worker would."""
    answer = client.post("/extracts/choose/", chosen)
    assert answer.status_code == 302, answer.content.decode()
    job = Job.objects.latest("pk")
    assert sent_to(answer) == f"/extracts/work/{job.pk}/"
    load_jobs.run(job, on=NOW)
    return job


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role.values if role not in {"finance", "administrator"}] + [""])
def test_only_finance_and_administrators_enter(role: str, inbox: Path) -> None:
    client = signed_in(role)
    assert client.get("/extracts/").status_code == 403
    assert client.post("/extracts/choose/", {"folder": "x"}).status_code == 403
    job = load_jobs.ask(kind=load_jobs.TRIAL, folder=inbox, called="x", by=User.objects.get())
    load = ExtractLoad.objects.create(state="refused", started_at="2026-11-20T10:00Z", ended_at="2026-11-20T10:00Z")
    for page in (f"work/{job.pk}/", f"work/{job.pk}/progress/", f"{load.pk}/", f"{load.pk}/rejected.csv"):
        assert client.get(f"/extracts/{page}").status_code == 403
    assert client.post(f"/extracts/work/{job.pk}/load/").status_code == 403
    assert client.post(f"/extracts/work/{job.pk}/cancel/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_a_folder_is_checked_then_loaded_and_its_rejected_rows_downloaded(role: str, inbox: Path) -> None:
    client = signed_in(role)
    Extract().add("contacts.csv", "C9,T1,,2026-11-20T09:00,fax,out,general,,,=SUM(A1)").write(inbox / "monday")
    assert "monday (Wexmoor, as at 20 November 2026)" in client.get("/extracts/").content.decode()
    trial = check(client, folder="monday")
    assert not RentAccount.objects.exists()
    seen = client.get(f"/extracts/work/{trial.pk}/").content.decode()
    assert "£180.00" in seen
    assert "1 row not taken" in seen
    answer = client.post(f"/extracts/work/{trial.pk}/load/")
    job = Job.objects.latest("pk")
    load_jobs.run(job, on=NOW)
    load = ExtractLoad.objects.get()
    assert sent_to(client.get(sent_to(answer))) == f"/extracts/{load.pk}/"
    assert (load.state, load.loaded_by, load.job) == ("loaded", User.objects.get(username="pat"), job)
    assert LedgerEntry.objects.count() == 4
    page = client.get(f"/extracts/{load.pk}/").content.decode()
    assert "contacts.csv, line 3" in page
    assert "Not one of the values allowed here. Allowed: email, letter, office, phone, portal, sms, visit." in page
    report = client.get(f"/extracts/{load.pk}/rejected.csv").getvalue().decode("utf-8-sig")
    assert report.splitlines() == ["file,line,column,value,reason", "contacts.csv,3,channel,fax,bad_code"]


@pytest.mark.django_db
def test_a_zip_is_unpacked_checked_loaded_and_then_forgotten(inbox: Path, tmp_path: Path) -> None:
    client = signed_in("finance")
    trial = check(client, zip=zipped(Extract().write(tmp_path / "made"), under="extract/"))
    client.post(f"/extracts/work/{trial.pk}/load/")
    load_jobs.run(Job.objects.latest("pk"), on=NOW)
    assert RentAccount.objects.count() == 2
    assert list((inbox / "uploads").iterdir()) == []


@pytest.mark.django_db
def test_a_refused_extract_says_why_and_changes_nothing(inbox: Path) -> None:
    client = signed_in("finance")
    extract = Extract()
    extract.totals["transactions.amount"] = "180.01"
    extract.write(inbox / "odd")
    trial = check(client, folder="odd")
    page = client.get(f"/extracts/work/{trial.pk}/").content.decode()
    assert "This extract would be refused" in page
    assert "<dt>Total in the manifest</dt><dd>£180.01</dd>" in page
    assert "<dt>Total of the file</dt><dd>£180.00</dd>" in page
    assert "Ask for the extract to be made and sent again." in page
    assert "control_total_mismatch" not in page
    client.post(f"/extracts/work/{trial.pk}/load/")
    load_jobs.run(Job.objects.latest("pk"), on=NOW)
    load = ExtractLoad.objects.get()
    assert load.state == "refused"
    assert "The file&#x27;s sums add up to another total" in client.get(f"/extracts/{load.pk}/").content.decode()
    assert not RentAccount.objects.exists()


@pytest.mark.django_db
def test_a_shrunk_extract_goes_in_when_a_named_person_says_that_it_is_right(inbox: Path) -> None:
    client = signed_in("finance")
    Extract().write(inbox / "first")
    client.post(f"/extracts/work/{check(client, folder='first').pk}/load/")
    load_jobs.run(Job.objects.latest("pk"), on=NOW)
    Extract(extract_id="WEX-2").drop("markers.csv", "M2").write(inbox / "second")
    trial = check(client, folder="second")
    assert "Load it all the same" in client.get(f"/extracts/work/{trial.pk}/").content.decode()
    client.post(f"/extracts/work/{trial.pk}/load/", {"accept_shrunk": "yes"})
    load_jobs.run(Job.objects.latest("pk"), on=NOW)
    load = ExtractLoad.objects.latest("pk")
    assert load.state == "loaded"
    assert "pat accepted that" in client.get(f"/extracts/{load.pk}/").content.decode()


def bomb() -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", "{}")
        packed.writestr("transactions.csv", b"0" * 80_000_000)
    return SimpleUploadedFile("night.zip", data.getvalue())


def outside(name: str) -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("manifest.json", "{}")
        packed.writestr(name, "mine")
    return SimpleUploadedFile("night.zip", data.getvalue())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: outside("../../accounts.csv"), "names a file outside itself"),
        (lambda: outside("/etc/accounts.csv"), "names a file outside itself"),
        (lambda: outside("..\\accounts.csv"), "names a file outside itself"),
        (lambda: outside("more/manifest.json"), "manifest.json twice"),
        (bomb, "unpacks to far more"),
        (lambda: SimpleUploadedFile("night.zip", b"PK\x03\x04 but not really"), "not a zip that can be opened"),
        (lambda: SimpleUploadedFile("night.zip", b""), "not a zip that can be opened"),
    ],
)
def test_a_zip_that_cannot_be_trusted_is_not_taken(made: object, said: str, inbox: Path) -> None:
    assert callable(made)
    answer = signed_in("finance").post("/extracts/choose/", {"zip": made()})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert list(inbox.rglob("*.csv")) == []
    assert list((inbox / "uploads").iterdir()) == []
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["../first", "uploads", "", "/etc", "gone"])
def test_only_a_folder_of_the_inbox_can_be_chosen(folder: str, inbox: Path, tmp_path: Path) -> None:
    Extract().write(tmp_path / "first")
    Extract().write(inbox / "there")
    answer = signed_in("finance").post("/extracts/choose/", {"folder": folder})
    assert answer.status_code == 422
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_cancelled_job_ends_without_a_change(inbox: Path) -> None:
    client = signed_in("finance")
    Extract().write(inbox / "monday")
    job = load_jobs.ask(kind=load_jobs.LOAD, folder=inbox / "monday", called="monday", by=User.objects.get())
    client.post(f"/extracts/work/{job.pk}/cancel/")
    job.refresh_from_db()
    load_jobs.run(job, on=NOW)
    assert job.state == Job.State.CANCELLED
    assert not RentAccount.objects.exists()


@pytest.mark.django_db
def test_a_job_that_is_sent_twice_loads_once(inbox: Path) -> None:
    client = signed_in("finance")
    Extract().write(inbox / "monday")
    job = load_jobs.ask(kind=load_jobs.LOAD, folder=inbox / "monday", called="monday", by=User.objects.get())
    load_jobs.run(job, on=NOW)
    load_jobs.run(Job.objects.get(), on=NOW)
    assert ExtractLoad.objects.count() == 1
    assert client.get(f"/extracts/work/{job.pk}/").status_code == 302


@pytest.mark.parametrize(
    ("column", "says"), [("at", "Write it as 2027-03-14T13:05."), ("done_on", "Write it as 2027-03-14.")]
)
def test_a_row_with_a_bad_day_is_told_how_that_column_is_written(column: str, says: str) -> None:
    file = "contacts.csv" if column == "at" else "notice_service.csv"
    [said] = rows_in_words([{"file": file, "column": column, "reason": "bad_date"}])
    assert said["words"] == f"Not a real date or time. {says}"


def test_a_refusal_says_what_happened_the_figures_as_people_write_them_and_what_to_do() -> None:
    stale = {"reason": "stale", "file": "manifest.json", "stated": "2026-11-19", "found": "2026-11-20", "detail": ""}
    shrunk = {"reason": "shrunk", "file": "people.csv", "stated": "2588", "found": "12", "detail": "Under 80%."}
    said = reasons_in_words([stale, shrunk])
    assert said[0]["figures"] == [("Stated", "19 November 2026"), ("Found", "20 November 2026")]
    assert said[1] == {
        "file": "people.csv",
        "what": "The file has far fewer rows than last time. Under 80%.",
        "figures": [("Rows last time", "2,588"), ("Rows now", "12")],
        "to_do": "Ask whether the missing rows are meant to be gone.",
    }
