"""Night after night: what changes, what stays, what is marked, and what Quarterday holds of its own."""
# ruff: noqa: E501 – a row of an extract, and a line of the timeline, stay whole

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from caseload.load import LoadResult, load
from caseload.models import ExtractLoad, RejectedRow
from legal.models import Notice
from recovery.models import ContactAttempt, RepaymentAgreement
from staff.models import PatchAssignment, User
from tenancies.models import (
    AccountChange,
    AccountEvent,
    AccountKindSetting,
    ChargeRate,
    DataFault,
    LedgerEntry,
    PendingPosting,
    Person,
    RentAccount,
    RentYear,
    SourceBalance,
    Tenancy,
    TenancyPerson,
)
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW
from welfare.models import Marker

pytestmark = pytest.mark.django_db


def night(extract: Extract, folder: Path, **options: Any) -> LoadResult:
    result = load(extract.write(folder), today=NOW, **options)
    assert result.refusals == []
    return result


def changed(result: LoadResult) -> dict[str, int]:
    return {name: file["changed"] for name, file in result.files.items() if file["changed"]}


def second(**options: Any) -> Extract:
    return Extract(extract_id="WEX-2", **options)


def rows_in_every_table() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = [table for (table,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def test_loading_the_same_extract_twice_changes_nothing(tmp_path: Path) -> None:
    spoilt = Extract().add("contacts.csv", "C9,T1,,2026-11-20T09:00,fax,out,general,,,")
    spoilt.change("accounts.csv", "100.00", "101.00")
    first = night(spoilt, tmp_path)
    before = rows_in_every_table()
    again = night(spoilt, tmp_path)
    assert changed(again) == {}
    assert (first.rejected, again.rejected) == (1, 1)
    assert RejectedRow.objects.count() == 1
    assert {"what": "already_loaded", "count": 0} in again.remarks
    before["caseload_extractload"] += 1
    assert rows_in_every_table() == before


def test_a_row_that_differs_replaces_the_stored_one_and_the_old_one_is_history(tmp_path: Path) -> None:
    night(Extract(), tmp_path)
    AccountChange.objects.all().delete()
    result = night(second().change("people.csv", "Ash", "Ashe"), tmp_path)
    assert changed(result) == {"people.csv": 1}
    person = Person.objects.get(person_ref="P1")
    assert person.last_name == "Ashe"
    history = apps.get_model("tenancies", "PersonHistory")
    assert list(history._default_manager.values_list("last_name", flat=True)) == ["Ash"]
    assert [change.account.account_ref for change in AccountChange.objects.all()] == ["001"]


def test_a_row_that_is_absent_is_marked_with_the_day_and_unmarked_when_it_comes_back(tmp_path: Path) -> None:
    extract = Extract().add("people.csv", "P3,,Cy,Cole,,,,,,,,").add("people.csv", "P4,,Di,Dow,,,,,,,,")
    extract.add("people.csv", "P5,,Ed,Eaves,,,,,,,,").add("tenancy_people.csv", "T1,P3,household,2020-04-06,")
    extract.manifest["as_at"] = "2026-11-18"
    night(extract, tmp_path)
    without = second(as_at="2026-11-19").add("people.csv", "P4,,Di,Dow,,,,,,,,")
    without.add("people.csv", "P5,,Ed,Eaves,,,,,,,,")
    result = night(without, tmp_path, shrunk_accepted_by=User.objects.first())
    assert Person.objects.get(person_ref="P3").not_sent_since == dt.date(2026, 11, 19)
    assert TenancyPerson.objects.get(person__person_ref="P3").not_sent_since == dt.date(2026, 11, 19)
    assert {"what": "no_longer_sent", "file": "people.csv", "count": 1} in result.remarks
    extract.manifest["as_at"], extract.manifest["extract_id"] = "2026-11-20", "WEX-3"
    night(extract, tmp_path)
    assert Person.objects.get(person_ref="P3").not_sent_since is None
    assert TenancyPerson.objects.get(person__person_ref="P3").not_sent_since is None


@pytest.mark.parametrize(
    ("file", "line", "spoilt"),
    [
        ("people.csv", "P2,Mr,Bob,Birch,1975-06-01", "P2,Mr,Bob,,1975-06-01"),
        ("people.csv", "P2,Mr", ",Mr"),
        ("people.csv", "P2,Mr,Bob,", "P2,Mr,Bob,,"),
        ("people.csv", "P2,Mr,Bob", "P2,Mr,B\udcffb"),
        ("people.csv", "P2,Mr", "P\udcff,Mr"),
        ("tenancy_people.csv", "T2,P2,tenant,2026-03-02", "T2,P2,tenant,2026-33-02"),
        ("tenancy_people.csv", "T2,P2,tenant,2026-03-02", "T2,P2,lodger,2026-03-02"),
        ("charges.csv", "002,net_rent,100.00", "002,net_rent,100"),
        ("rent_years.csv", "2026-04-06,52,50", "2026-04-06,52,51"),
    ],
)
def test_a_row_that_is_rejected_does_not_count_as_absent(file: str, line: str, spoilt: str, tmp_path: Path) -> None:
    night(Extract(), tmp_path)
    extract = second()
    old, new = line.encode(), spoilt.encode("utf-8", "surrogateescape")
    assert old in extract.files[file]
    extract.files[file] = extract.files[file].replace(old, new, 1)
    result = night(extract, tmp_path)
    assert result.files[file]["rejected"] == 1
    for records in (Person.objects, TenancyPerson.objects, ChargeRate.objects, RentYear.objects):
        assert not records.filter(not_sent_since__isnull=False).exists()


def test_what_officers_recorded_stands_beside_what_the_extract_sends(tmp_path: Path) -> None:
    night(Extract(), tmp_path)
    officer = User.objects.get(username="nrahman")
    tenancy = Tenancy.objects.get(tenancy_ref="T1")
    account = RentAccount.objects.get(account_ref="001")
    ours: list[Any] = [
        ContactAttempt.objects.create(
            tenancy=tenancy, at="2026-11-19T10:00Z", on="2026-11-19", channel="phone", direction="out",
            purpose="general", officer=officer,
        ),
        RepaymentAgreement.objects.create(
            account=account, made_on=NOW, first_due_on=NOW, frequency="weekly", rent_amount=0, instalment_amount=5,
            opening_arrears=50, status="live", made_by=officer, explained_how="telephone",
        ),
        Notice.objects.create(tenancy=tenancy, kind="nosp", prepared_on=NOW, status="draft"),
        Marker.objects.create(
            kind="risk",
            detail="dog",
            tenancy=tenancy,
            from_on=NOW,
            last_day=NOW,
            review_on=NOW,
            evidence="Seen",
            owner=officer,
        ),
    ]  # fmt: skip
    empty = second()
    for name in ("contacts.csv", "agreements.csv", "markers.csv"):
        empty.files[name] = empty.files[name].split(b"\n")[0] + b"\n"
    night(empty, tmp_path, shrunk_accepted_by=officer)
    for record in ours:
        record.refresh_from_db()
    assert {record.not_sent_since for record in ours} == {None}
    assert ContactAttempt.objects.get(source_ref="C1").not_sent_since == NOW
    assert Marker.objects.filter(not_sent_since=NOW).count() == 2


def test_officers_come_without_a_password_and_never_as_administrators(tmp_path: Path) -> None:
    night(Extract().add("officers.csv", "sward,Sam Ward,administrator,IT,,,"), tmp_path)
    officer, admin = User.objects.get(username="nrahman"), User.objects.get(username="sward")
    assert (officer.name, officer.role, str(officer.team)) == ("Nadia Rahman", "income_officer", "Income North")
    assert not officer.has_usable_password()
    assert (admin.role, admin.has_usable_password()) == ("", False)


def test_an_extract_changes_neither_role_nor_password_and_leaves_administrators_alone(tmp_path: Path) -> None:
    User.objects.create_user("nrahman", "correct horse", name="N Rahman", role="finance")
    User.objects.create_user("jhall", "correct horse", name="J Hall", role="administrator", email="j@example.com")
    User.objects.create_user("local", "correct horse", name="Local", role="finance")
    result = night(Extract(), tmp_path)
    assert result.files["officers.csv"]["changed"] == 1
    officer, admin = User.objects.get(username="nrahman"), User.objects.get(username="jhall")
    assert (officer.name, officer.role, officer.check_password("correct horse")) == ("Nadia Rahman", "finance", True)
    assert (admin.name, admin.role, admin.email) == ("J Hall", "administrator", "j@example.com")
    assert changed(night(Extract(), tmp_path)) == {}
    assert User.objects.get(username="local").not_sent_since is None


def test_patches_open_and_close_with_the_extract_and_those_given_here_stay(tmp_path: Path) -> None:
    result = night(Extract(as_at="2026-11-19").change("officers.csv", "P1,", "P1|P7,"), tmp_path)
    assert {"what": "unknown_patch", "file": "officers.csv", "username": "nrahman", "patch": "P7"} in result.remarks
    given = PatchAssignment.objects.get()
    assert (given.patch.code, given.starts_on, given.from_extract) == ("P1", dt.date(2026, 11, 19), True)
    advisor = User.objects.get(username="jhall")
    here = PatchAssignment.objects.create(user=advisor, patch=given.patch, starts_on=dt.date(2026, 11, 1))
    night(second().change("officers.csv", "P1,", ","), tmp_path)
    given.refresh_from_db()
    here.refresh_from_db()
    assert (given.ends_on, here.ends_on) == (NOW, None)
    fault = DataFault.objects.get(kind="no_officer")
    assert fault.detail == "No income officer looks after patch P1 (2 homes with a tenancy)."
    third = Extract(extract_id="WEX-3")
    night(third, tmp_path)
    fault.refresh_from_db()
    assert fault.mended_on == NOW
    assert PatchAssignment.objects.filter(user__username="nrahman", ends_on=None).count() == 1


def test_each_new_record_is_on_the_timeline_once_in_plain_words(tmp_path: Path) -> None:
    night(Extract(), tmp_path)
    nosp = "Notice of seeking possession"
    events = AccountEvent.objects.order_by("account__account_ref", "at", "what")
    assert [(e.account.account_ref, e.what, e.on.isoformat(), e.summary, e.by_system) for e in events] == [
        ("001", "marker", "2026-06-26", "Need: bereavement", True),
        ("001", "notice", "2026-10-01", f"{nosp} prepared, arrears £300.00", True),
        ("001", "notice_served", "2026-10-02", f"{nosp} served: handed over. Handed over, signed", True),
        ("001", "agreement", "2026-11-01", "Agreement to pay £65.00 weekly (instalment £5.00)", True),
        ("001", "claim", "2026-11-10", "Claim issued, County Court at Wexmoor, M50WX722: arrears £300.00 (issued)", True),
        ("001", "order", "2026-11-12", "Suspended possession order, arrears £300.00, instalment £5.00", True),
        ("001", "contact", "2026-11-18", "Telephone: spoke. Will pay on Friday", True),
        ("002", "marker", "2026-10-01", "Dispute: disrepair", True),
    ]  # fmt: skip
    contact = ContactAttempt.objects.get()
    assert AccountEvent.objects.get(what="contact").about == f"recovery.contactattempt:{contact.pk}"


def test_contacts_of_the_housing_system_are_told_as_people_say_them(tmp_path: Path) -> None:
    extract = Extract().add("contacts.csv", "C2,T1,,2026-10-05T10:00,letter,out,letter_2,sent,,")
    extract.add("contacts.csv", "C3,T1,,2026-10-06T10:00,visit,out,visit,not_in,,")
    extract.add("contacts.csv", "C4,T1,,2026-10-07T10:00,phone,in,payment_promise,spoke,,")
    extract.add("contacts.csv", "C5,T1,,2026-10-08T10:00,email,in,general,,,")
    night(extract, tmp_path)

    told = AccountEvent.objects.filter(what="contact", on__month=10).order_by("at").values_list("summary", flat=True)

    assert list(told) == [
        "Letter: second letter, sent",
        "Visit: not in",
        "Telephone from them: payment promise, spoke",
        "E-mail from them",
    ]


def test_local_times_on_the_nights_the_clocks_change_keep_their_own_day(tmp_path: Path) -> None:
    extract = Extract().add("contacts.csv", "C2,T1,,2026-10-25T01:30,phone,out,general,,,")
    extract.add("contacts.csv", "C3,T1,,2026-03-29T01:30,phone,out,general,,,")
    extract.add("contacts.csv", "C4,T1,,2026-06-30T00:30,phone,out,general,,,")
    night(extract, tmp_path)
    days = {c.source_ref: (c.on.isoformat(), c.at.isoformat()) for c in ContactAttempt.objects.all()}
    assert days["C2"][0] == "2026-10-25"
    assert days["C3"][0] == "2026-03-29"
    assert days["C4"] == ("2026-06-30", "2026-06-29T23:30:00+00:00")


def test_a_posting_that_was_asked_for_is_matched_once_when_it_comes_back(tmp_path: Path) -> None:
    night(Extract(as_at="2026-11-19"), tmp_path)
    account, officer = RentAccount.objects.get(account_ref="001"), User.objects.get(username="nrahman")
    asked: dict[str, Any] = {"account": account, "kind": "refund", "narrative": "Refund", "asked_by": officer}
    first = PendingPosting.objects.create(**asked, amount=Decimal("20.00"), asked_on="2026-11-19")
    same = PendingPosting.objects.create(**asked, amount=Decimal("20.00"), asked_on="2026-11-19")
    later = PendingPosting.objects.create(**asked, amount=Decimal("30.00"), asked_on="2026-11-20")
    extract = second()
    extract.add("transactions.csv", "X5,001,2026-11-20,2026-11-20,refund,bank_transfer,20.00,,")
    extract.add("transactions.csv", "X6,001,2026-11-19,2026-11-19,refund,bank_transfer,30.00,,")
    night(extract, tmp_path)
    for request in (first, same, later):
        request.refresh_from_db()
    assert (first.state, same.state, later.state) == ("matched", "asked", "asked")
    assert first.matched_entry_id == LedgerEntry.objects.get(source_ref="X5").pk
    event = AccountEvent.objects.get(what="posting_matched")
    assert event.summary == "Refund of £20.00 asked for on 19 November 2026 is on the account"
    night(extract, tmp_path)
    assert AccountEvent.objects.filter(what="posting_matched").count() == 1


def test_a_balance_that_differs_from_the_ledger_is_a_fault_until_it_agrees(tmp_path: Path) -> None:
    result = night(Extract().change("accounts.csv", "100.00", "-98.10"), tmp_path)
    assert {"what": "balance_mismatch", "file": "accounts.csv", "count": 1} in result.remarks
    fault = DataFault.objects.get()
    assert (fault.kind, fault.account and fault.account.account_ref) == ("balance_mismatch", "002")
    assert fault.detail == "The housing system says -£98.10; its transactions here add up to £100.00."
    assert SourceBalance.objects.get(account__account_ref="002").balance == Decimal("-98.10")
    result = night(second(), tmp_path)
    assert changed(result) == {"accounts.csv": 1}
    fault.refresh_from_db()
    assert fault.mended_on == NOW


def test_the_balance_of_an_account_whose_ledger_quarterday_owns_is_not_compared(tmp_path: Path) -> None:
    AccountKindSetting.objects.filter(kind="rent").update(ledger_owner="quarterday")
    night(Extract().change("accounts.csv", "100.00", "0.00"), tmp_path)
    assert not DataFault.objects.exists()


def test_a_tenancy_that_is_no_longer_sent_is_a_fault_and_is_never_deleted(tmp_path: Path) -> None:
    night(Extract(as_at="2026-11-19"), tmp_path)
    extract = second()
    for name, start in (("tenancies.csv", "T2"), ("tenancy_people.csv", "T2"), ("accounts.csv", "002")):
        extract.drop(name, start)
    for name, start in (("charges.csv", "002"), ("benefits.csv", "B2"), ("markers.csv", "M2")):
        extract.drop(name, start)
    extract.drop("transactions.csv", "X4")
    night(extract, tmp_path, shrunk_accepted_by=User.objects.first())
    assert Tenancy.objects.get(tenancy_ref="T2").not_sent_since == NOW
    assert LedgerEntry.objects.filter(source_ref="X4").exists()
    references = set(DataFault.objects.filter(mended_on=None).values_list("kind", "reference"))
    assert references == {("not_sent", "accounts.csv 002"), ("not_sent", "tenancies.csv T2")}
    night(Extract(extract_id="WEX-3"), tmp_path)
    assert not DataFault.objects.filter(mended_on=None).exists()


def test_rejected_rows_become_faults_on_their_account_and_are_mended_when_they_come_well(tmp_path: Path) -> None:
    extract = Extract().add("transactions.csv", "X9,001,2026-11-20,2026-11-20,payment,card,5.00,,")
    night(extract, tmp_path)
    fault = DataFault.objects.get(kind="rejected_row")
    assert fault.account == RentAccount.objects.get(account_ref="001")
    assert fault.reference == "transactions.csv X9"
    assert fault.detail == "Line 6 of transactions.csv was not taken: amount “5.00” (wrong sign)."
    night(second(), tmp_path)
    fault.refresh_from_db()
    assert fault.mended_on == NOW


def test_zipped_files_a_byte_order_mark_windows_line_ends_and_spaces_are_all_the_same(tmp_path: Path) -> None:
    night(Extract(), tmp_path)
    odd = second()
    for name, data in odd.files.items():
        lines = (
            data.decode().replace("\n", " \r\n").replace(",", " , ", 3) if '"' not in data.decode() else data.decode()
        )
        odd.files[name] = b"\xef\xbb\xbf" + lines.encode()
    odd.zipped = set(odd.files)
    assert changed(night(odd, tmp_path)) == {}


def test_wednesday_rent_weeks_and_rent_free_weeks_are_kept_as_sent(tmp_path: Path) -> None:
    night(Extract().change("tenancies.csv", "T1,H1,secure,2020-04-06,,,mon", "T1,H1,secure,2020-04-06,,,wed"), tmp_path)
    assert Tenancy.objects.get(tenancy_ref="T1").rent_week_start == "wed"
    year = RentYear.objects.get()
    assert (year.weeks, year.charge_weeks, year.rent_free_weeks) == (52, 50, ["2026-12-21", "2026-12-28"])


def test_a_load_is_kept_with_who_when_and_its_figures(tmp_path: Path) -> None:
    someone = User.objects.create_user("pat", name="Pat Lee", role="finance")
    night(Extract(), tmp_path, by=someone)
    kept = ExtractLoad.objects.get()
    assert (kept.state, kept.extract_id, kept.council, kept.as_at) == ("loaded", "WEX-1", "Wexmoor", NOW)
    assert (kept.loaded_by, kept.files["transactions.csv"]["read"]) == (someone, 4)
    assert kept.control_totals == {"accounts.balance": "180.00", "transactions.amount": "180.00"}


def test_an_insolvency_stands_on_the_timeline_in_words(tmp_path: Path) -> None:
    night(Extract().add("markers.csv", "M9,insolvency,dro,P1,,2026-10-01,2027-09-30,,,"), tmp_path)

    events = AccountEvent.objects.filter(what="marker", person__person_ref="P1")
    assert "Insolvency: debt relief order" in set(events.values_list("summary", flat=True))
