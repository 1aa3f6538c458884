"""When the whole extract is refused: every reason, the figures, and that nothing changes."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from caseload.load import LoadResult, load
from caseload.models import ExtractLoad, RejectedRow
from staff.models import User
from tenancies.models import LedgerEntry, Person, RentAccount
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW

pytestmark = pytest.mark.django_db


def refused(folder: Path, **options: Any) -> list[tuple[str, str, str, str]]:
    """The refusals of a load; asserts that it left nothing behind but the line that says so."""
    result = load(folder, today=NOW, **options)
    assert not result.loaded
    assert not RentAccount.objects.exclude(account_ref__in=["001", "002"]).exists()
    assert not RejectedRow.objects.exists()
    assert ExtractLoad.objects.latest("pk").state == "refused"
    return [(r.reason, r.file, r.stated, r.found) for r in result.refusals]


def taken(folder: Path, **options: Any) -> LoadResult:
    result = load(folder, today=NOW, **options)
    assert result.refusals == []
    return result


def header_only(extract: Extract, name: str) -> None:
    extract.files[name] = extract.files[name].split(b"\n")[0] + b"\n"


def manifest_without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda manifest: manifest.pop(key)


@pytest.mark.parametrize(
    "spoil",
    [
        *map(manifest_without, ["format", "format_version", "council", "source_system", "extract_id", "as_at"]),
        *map(manifest_without, ["made_at", "transactions", "files", "control_totals"]),
        lambda m: m.update(format="another"),
        lambda m: m.update(format_version="2.0"),
        lambda m: m.update(as_at="20 November 2026"),
        lambda m: m.update(as_at="2026-11-31"),
        lambda m: m["transactions"].pop("since"),
        lambda m: m["transactions"].update(mode="some"),
        lambda m: m["transactions"].update(mode="since"),
        lambda m: m["control_totals"].pop("accounts.balance"),
        lambda m: m["control_totals"].update({"accounts.balance": "lots"}),
        lambda m: m["files"][0].pop("sha256"),
        lambda m: m["files"][0].update(name="../officers.csv"),
        lambda m: m["files"].append(m["files"][0]),
        lambda m: m.update(council=""),
    ],
)
def test_a_manifest_that_cannot_be_used_refuses_the_extract(spoil: Callable[..., object], tmp_path: Path) -> None:
    folder = Extract().write(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    spoil(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert {reason for reason, *_ in refused(folder)} == {"bad_manifest"}


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_is_not_json_refuses_the_extract(data: bytes, tmp_path: Path) -> None:
    (Extract().write(tmp_path) / "manifest.json").write_bytes(data)
    assert refused(tmp_path) == [("bad_manifest", "manifest.json", "", "")]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == [("bad_manifest", "manifest.json", "", "")]
    assert refused(tmp_path / "nowhere") == [("bad_manifest", "manifest.json", "", "")]


def test_the_first_extract_names_the_council_and_another_councils_is_refused(tmp_path: Path) -> None:
    taken(Extract().write(tmp_path / "a"))
    other = Extract(council="Eastmoor").write(tmp_path / "b")
    assert refused(other) == [("wrong_council", "manifest.json", "Eastmoor", "Wexmoor")]


def test_the_setting_names_the_council_before_any_extract(tmp_path: Path, settings: Settings) -> None:
    settings.COUNCIL_NAME = "Eastmoor"
    assert refused(Extract().write(tmp_path)) == [("wrong_council", "manifest.json", "Wexmoor", "Eastmoor")]


def test_a_file_that_is_in_the_folder_but_not_in_the_manifest_is_missing(tmp_path: Path) -> None:
    extract = Extract()
    data = extract.files.pop("markers.csv")
    (extract.write(tmp_path) / "markers.csv").write_bytes(data)
    assert refused(tmp_path) == [("missing_file", "markers.csv", "", "")]


def test_a_file_that_is_in_the_manifest_but_not_in_the_folder_is_missing(tmp_path: Path) -> None:
    (Extract().write(tmp_path) / "markers.csv").unlink()
    assert refused(tmp_path) == [("missing_file", "markers.csv", "", "")]


def test_other_bytes_than_the_manifest_describes_are_refused(tmp_path: Path) -> None:
    extract = Extract()
    extract.stated["people.csv"] = {"sha256": "0" * 64}
    assert [(r, f, s) for r, f, s, _ in refused(extract.write(tmp_path))] == [
        ("sha256_mismatch", "people.csv", "0" * 64)
    ]


def test_another_number_of_rows_is_refused_with_both_figures(tmp_path: Path) -> None:
    extract = Extract()
    extract.stated["people.csv"] = {"rows": 3}
    assert refused(extract.write(tmp_path)) == [("row_count_mismatch", "people.csv", "3", "2")]


def test_every_reason_is_reported_not_only_the_first(tmp_path: Path) -> None:
    extract = Extract()
    extract.totals = {"transactions.amount": "180.01", "accounts.balance": "179.99"}
    extract.stated["people.csv"] = {"rows": 3}
    extract.change("tenancies.csv", "tenancy_ref,", "tenancy,")
    header_only(extract, "officers.csv")
    assert sorted(refused(extract.write(tmp_path))) == [
        ("bad_header", "tenancies.csv", "", ""),
        ("control_total_mismatch", "accounts.csv", "179.99", "180.00"),
        ("control_total_mismatch", "transactions.csv", "180.01", "180.00"),
        ("empty_file", "officers.csv", "0", "0"),
        ("row_count_mismatch", "people.csv", "3", "2"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "officers.csv",
        "properties.csv",
        "people.csv",
        "tenancies.csv",
        "tenancy_people.csv",
        "accounts.csv",
        "charges.csv",
        "rent_years.csv",
        "transactions.csv",
    ],
)
def test_a_file_without_rows_that_must_have_some_is_refused(name: str, tmp_path: Path) -> None:
    extract = Extract()
    header_only(extract, name)
    assert refused(extract.write(tmp_path)) == [("empty_file", name, "0", "0")]


def test_files_that_may_be_empty_may_be(tmp_path: Path) -> None:
    extract = Extract()
    for name in ("benefits", "agreements", "notices", "notice_service", "court_cases", "court_orders", "contacts"):
        header_only(extract, f"{name}.csv")
    header_only(extract, "markers.csv")
    taken(extract.write(tmp_path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("account_ref,charge_type", "account_ref;charge_type"),
        ("weekly_amount,", ""),
        ("to_date,", "from_date,"),
        ("charge_type", "Charge_Type"),
    ],
)
def test_a_wrong_delimiter_or_a_missing_or_doubled_column_is_refused(old: str, new: str, tmp_path: Path) -> None:
    extract = Extract().change("charges.csv", old, new)
    assert {(reason, file) for reason, file, *_ in refused(extract.write(tmp_path))} == {("bad_header", "charges.csv")}


def test_a_file_that_was_full_and_is_nearly_empty_is_refused_until_a_named_person_accepts_it(tmp_path: Path) -> None:
    extract = Extract()
    for number in range(10, 18):
        extract.add("contacts.csv", f"C{number},T1,,2026-11-18T09:15,phone,out,general,,,")
    taken(extract.write(tmp_path / "a"))
    smaller = Extract(extract_id="WEX-2")
    for number in range(10, 16):
        smaller.add("contacts.csv", f"C{number},T1,,2026-11-18T09:15,phone,out,general,,,")
    assert refused(smaller.write(tmp_path / "b")) == [("shrunk", "contacts.csv", "9", "7")]
    someone = User.objects.create_user("pat", name="Pat Lee", role="finance")
    result = taken(tmp_path / "b", shrunk_accepted_by=someone)
    assert {"what": "shrunk_accepted", "file": "contacts.csv", "by": "pat", "before": 9, "rows": 7} in result.remarks


def test_exactly_four_fifths_of_the_rows_is_not_shrunk(tmp_path: Path) -> None:
    extract = Extract()
    for number in range(10, 14):
        extract.add("contacts.csv", f"C{number},T1,,2026-11-18T09:15,phone,out,general,,,")
    taken(extract.write(tmp_path / "a"))
    smaller = Extract(extract_id="WEX-2")
    for number in range(10, 13):
        smaller.add("contacts.csv", f"C{number},T1,,2026-11-18T09:15,phone,out,general,,,")
    taken(smaller.write(tmp_path / "b"))


def test_an_extract_older_than_the_last_or_from_tomorrow_is_stale(tmp_path: Path) -> None:
    extract = Extract(as_at="2026-11-21")
    assert refused(extract.write(tmp_path / "a")) == [("stale", "manifest.json", "2026-11-21", "2026-11-20")]
    taken(Extract().write(tmp_path / "b"))
    older = Extract(as_at="2026-11-19", extract_id="WEX-0")
    assert refused(older.write(tmp_path / "c")) == [("stale", "manifest.json", "2026-11-19", "2026-11-20")]


def test_an_extract_since_a_day_leaves_no_gap_after_the_last(tmp_path: Path) -> None:
    night = Extract(as_at="2026-11-18")
    assert refused(night.since("2026-11-01").write(tmp_path / "a")) == [
        ("gap", "manifest.json", "2026-11-01", "nothing loaded yet")
    ]
    first = Extract(as_at="2026-11-18")
    taken(first.write(tmp_path / "b"))
    late = Extract(extract_id="WEX-2").since("2026-11-20")
    header_only(late, "transactions.csv")
    assert refused(late.write(tmp_path / "c")) == [("gap", "manifest.json", "2026-11-20", "2026-11-18")]
    in_time = Extract(extract_id="WEX-2").since("2026-11-19")
    header_only(in_time, "transactions.csv")
    taken(in_time.write(tmp_path / "d"))
    assert LedgerEntry.objects.count() == 4


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    extract = Extract()
    extract.zipped.add("transactions.csv")
    folder = extract.write(tmp_path)
    path = folder / "transactions.csv.gz"
    path.write_bytes(path.read_bytes()[:-9])
    reasons = {(reason, file) for reason, file, *_ in refused(folder)}
    assert ("sha256_mismatch", "transactions.csv.gz") in reasons
    assert ("row_count_mismatch", "transactions.csv.gz") in reasons


@pytest.mark.slow
def test_a_gzip_that_unpacks_without_end_is_left_off_in_time(tmp_path: Path) -> None:
    extract = Extract()
    extract.zipped.add("contacts.csv")
    folder = extract.write(tmp_path)
    (folder / "contacts.csv.gz").write_bytes(gzip.compress(extract.files["contacts.csv"] + b"\n" * 30_000_000))
    found = {reason: number for reason, _, _, number in refused(folder)}
    assert 1_000_000 < int(found["row_count_mismatch"]) < 3_000_000


def test_a_folder_that_vanishes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk goes away: the kernel says so where the file is read, and that is what is played here."""
    folder = Extract().write(tmp_path)
    kept = Path.open

    def gone(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "charges.csv":
            raise OSError(5, "Input/output error")
        return kept(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", gone)
    assert refused(folder) == [("missing_file", "charges.csv", "", "")]
    assert not Person.objects.exists()


def test_the_command_answers_in_json_with_exit_code_2_and_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.TRAINING_DAY = NOW
    extract = Extract()
    extract.totals["transactions.amount"] = "180.01"
    report = tmp_path / "report.csv"
    with pytest.raises(SystemExit) as ended:
        call_command("load_extract", extract.write(tmp_path / "x"), json=True, report=report)
    assert ended.value.code == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["loaded"] is False
    assert answer["files"]["transactions.csv"] == {"read": 4, "changed": 0, "rejected": 0}
    assert report.read_text() == ("file,line,column,value,reason\ntransactions.csv,,,180.00,control_total_mismatch\n")


def test_the_command_says_what_it_loaded_and_a_trial_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.TRAINING_DAY = NOW
    folder = Extract().write(tmp_path)
    call_command("load_extract", folder, json=True, dry_run=True)
    trial = json.loads(capsys.readouterr().out)
    assert (trial["loaded"], trial["files"]["transactions.csv"]["changed"]) == (False, 4)
    assert not ExtractLoad.objects.exists()
    call_command("load_extract", folder, json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["loaded"] is True
    assert answer["files"]["transactions.csv"] == {"read": 4, "changed": 4, "rejected": 0}
    assert answer["control_totals"] == {"transactions.amount": "180.00", "accounts.balance": "180.00"}
