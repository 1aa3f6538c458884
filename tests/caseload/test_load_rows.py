"""Rows of the extract that are rejected, one fault each, with file, line, column, value and reason."""
# ruff: noqa: E501 – a row of an extract, and a line of the timeline, stay whole

import csv
import io
from pathlib import Path

import pytest

from caseload.load import LoadResult, load
from tenancies.models import DataFault, LedgerEntry, RentAccount
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW

pytestmark = pytest.mark.django_db


def rejected(extract: Extract, folder: Path) -> list[tuple[str, str, str, str, str]]:
    """The rejected rows that the report names."""
    return reported(extract, folder)[1]


def reported(extract: Extract, folder: Path) -> tuple[LoadResult, list[tuple[str, str, str, str, str]]]:
    text = io.StringIO()
    result = load(extract.write(folder), today=NOW, report=text)
    assert result.refusals == []
    rows = list(csv.reader(io.StringIO(text.getvalue())))[1:]
    return result, [(row[0], row[1], row[2], row[3], row[4]) for row in rows if row[4] != "balance_mismatch"]


# (file, line as sent, what is spoilt, column, value reported, reason). A new line is always the file's last.
SPOILT = [
    ("officers.csv", "q,,legal,,,,", "name", "", "missing_value"),
    ("officers.csv", "q,Q,boss,,,,", "role", "boss", "bad_code"),
    ("officers.csv", f"{'q' * 41},Q,legal,,,,", "username", "q" * 41, "too_long"),
    ("officers.csv", "q,Q,legal,,,,,", "", "", "wrong_column_count"),
    ("officers.csv", "NRahman,Q,legal,,,,", "username", "nrahman", "duplicate_ref"),
    ("properties.csv", "H9,0,1 A,,,W,WX1 1AA,,P1,house,1,HRA", "uprn", "0", "bad_number"),
    ("properties.csv", "H9,1000000000000,1 A,,,W,WX1 1AA,,P1,house,1,HRA", "uprn", "1000000000000", "bad_number"),
    ("properties.csv", "H9,1.5,1 A,,,W,WX1 1AA,,P1,house,1,HRA", "uprn", "1.5", "bad_number"),
    ("properties.csv", "H9,,1 A,,,W,WX1 1AA,,P1,house,13,HRA", "bedrooms", "13", "bad_number"),
    ("properties.csv", "H9,,1 A,,,W,WX1 1AA,,P1,house,1,hra", "fund", "hra", "bad_code"),
    ("people.csv", "P9,,,Q,1899-12-31,,,,,,,", "date_of_birth", "1899-12-31", "out_of_range"),
    ("people.csv", "P9,,,Q,2026-11-21,,,,,,,", "date_of_birth", "2026-11-21", "future_date"),
    ("people.csv", "P9,,,Q,2001-02-29,,,,,,,", "date_of_birth", "2001-02-29", "bad_date"),
    ("people.csv", "P9,,,Q,20010228,,,,,,,", "date_of_birth", "20010228", "bad_date"),
    ("people.csv", "P9,,,Q,1990-01-02,1990-01-01,,,,,,", "date_of_death", "1990-01-01", "date_order"),
    ("people.csv", "P9,,,Q,,2026-11-21,,,,,,", "date_of_death", "2026-11-21", "future_date"),
    ("tenancies.csv", "T9,H9,secure,2020-01-01,,,mon,,,,,", "property_ref", "H9", "unknown_ref"),
    ("tenancies.csv", "T9,H1,secure,2020-01-02,2020-01-01,other,mon,,,,,", "end_date", "2020-01-01", "date_order"),
    ("tenancies.csv", "T9,H1,secure,2020-01-01,2021-01-01,,mon,,,,,", "end_reason", "", "missing_value"),
    ("tenancies.csv", "T9,H1,introductory,2020-01-01,,,mon,,,,,", "trial_ends_on", "", "missing_value"),
    ("tenancies.csv", "T9,H1,starter,2020-01-01,,,mon,2021-01-01,2021-01-01,,,", "trial_extended_to", "2021-01-01", "date_order"),
    ("tenancies.csv", "T9,H1,flexible,2020-01-01,,,mon,,,,,", "flexible_clause", "", "missing_value"),
    ("tenancies.csv", "T9,H1,secure,2020-01-01,,,monday,,,,,", "rent_week_start", "monday", "bad_code"),
    ("tenancy_people.csv", "T1,P1,tenant,2020-04-06,", "tenancy_ref", "T1", "duplicate_ref"),
    ("tenancy_people.csv", "T1,P2,tenant,2020-04-06,2020-04-05", "to_date", "2020-04-05", "date_order"),
    ("accounts.csv", "009,T1,rent,,HRA,system,,,2020-04-06,,0.00", "payment_method", "system", "bad_code"),
    ("accounts.csv", "009,T1,rent,,HRA,,,32,2020-04-06,,0.00", "payment_day", "32", "bad_number"),
    ("accounts.csv", "009,T1,rent,,HRA,,,,2020-04-06,2020-04-05,0.00", "closed_on", "2020-04-05", "date_order"),
    ("accounts.csv", "009,T1,rent,H9,HRA,,,,2020-04-06,,0.00", "property_ref", "H9", "unknown_ref"),
    ("accounts.csv", "009,T1,rent,,HRA,,,,2020-04-06,,£5.00", "balance", "£5.00", "bad_money"),
    ("accounts.csv", "1,T1,rent,,HRA,,,,2020-04-06,,+5.00", "balance", "+5.00", "bad_money"),
    ("accounts.csv", "009,T1,rent,,HRA,,,,2020-04-06,,5.0", "balance", "5.0", "bad_money"),
    ("charges.csv", "001,heating,-0.01,2026-04-06,,yes", "weekly_amount", "-0.01", "out_of_range"),
    ("charges.csv", "001,heating,1.00,2026-04-06,,true", "benefit_eligible", "true", "bad_flag"),
    ("charges.csv", "001,net_rent,1.00,2026-04-06,,yes", "account_ref", "001", "duplicate_ref"),
    ("rent_years.csv", "2025-04-07,54,52,", "weeks", "54", "bad_number"),
    ("rent_years.csv", "2025-04-07,52,51,", "charge_weeks", "51", "bad_number"),
    ("rent_years.csv", "2025-04-07,52,51,2025-13-01", "rent_free_weeks", "2025-13-01", "bad_date"),
    ("transactions.csv", "X9,001,2026-11-21,2026-11-20,payment,card,-1.00,,", "posted_on", "2026-11-21", "future_date"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-21,payment,card,-1.00,,", "effective_on", "2026-11-21", "future_date"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,payment,card,0.00,,", "amount", "0.00", "out_of_range"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,payment,card,-0.00,,", "amount", "-0.00", "out_of_range"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,payment,card,-100000.01,,", "amount", "-100000.01", "out_of_range"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,payment,card,1.00,,", "amount", "1.00", "wrong_sign"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,refund,card,-1.00,,", "amount", "-1.00", "wrong_sign"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,payment,card,-1.00," + "n" * 121 + ",", "narrative", "n" * 121, "too_long"),
    ("transactions.csv", "X3,001,2026-11-05,2026-11-05,payment,card,-70.00,,", "transaction_ref", "X3", "duplicate_ref"),
    ("transactions.csv", "X9,009,2026-11-20,2026-11-20,payment,card,-1.00,,", "account_ref", "009", "unknown_ref"),
    ("transactions.csv", "X9,1,2026-11-20,2026-11-20,payment,card,-1.00,,", "account_ref", "1", "unknown_ref"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,court_costs,system,9.00,,", "type", "court_costs", "bad_code"),
    ("transactions.csv", "X9,002,2026-11-20,2026-11-20,opening_balance,system,9.00,,", "type", "opening_balance", "bad_code"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,reversal,card,9.00,,", "reverses", "", "missing_value"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,reversal,card,9.00,,X0", "reverses", "X0", "unknown_ref"),
    ("transactions.csv", "X9,002,2026-11-20,2026-11-20,reversal,card,9.00,,X3", "reverses", "X3", "unknown_ref"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,reversal,card,-9.00,,X3", "amount", "-9.00", "wrong_sign"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,reversal,card,70.01,,X3", "amount", "70.01", "out_of_range"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,reversal,card,9.00,,X9", "reverses", "X9", "unknown_ref"),
    ("benefits.csv", "B9,001,P1,hb,live,2026-04-06,,,4,,,,,,", "weekly_amount", "", "missing_value"),
    ("benefits.csv", "B9,001,P1,hb,live,2026-04-06,,5.00,5,,,,,,", "pay_weeks", "5", "bad_number"),
    ("benefits.csv", "B9,001,P1,uc,live,2026-04-06,,,,,,,no,,", "element_confirmed", "", "missing_value"),
    ("benefits.csv", "B9,001,P1,uc,live,2026-04-06,,,,,yes,,,,", "managed_payment", "", "missing_value"),
    ("benefits.csv", "B9,001,P1,uc,live,2026-04-06,,,,-1.00,yes,,no,,", "housing_element", "-1.00", "out_of_range"),
    ("benefits.csv", "B9,001,P1,uc,live,2026-04-06,,,,,yes,,no,,2026-11-21", "paid_up_to", "2026-11-21", "future_date"),
    ("agreements.csv", "A9,001,2026-11-02,2026-11-01,weekly,0.00,5.00,9.00,live,,", "first_due_on", "2026-11-01", "date_order"),
    ("agreements.csv", "A9,001,2026-11-02,2026-11-02,weekly,0.00,0.00,9.00,live,,", "instalment_amount", "0.00", "out_of_range"),
    ("agreements.csv", "A9,001,2026-11-02,2026-11-02,weekly,0.00,5.00,9.00,live,,zed", "made_by", "zed", "unknown_ref"),
    ("notices.csv", "N9,T1,nosp,2026-10-01,,-1.00,,,draft,,,", "arrears_stated", "-1.00", "out_of_range"),
    ("notice_service.csv", "N1,P1,hand,2026-10-02,,,", "notice_ref", "N1", "duplicate_ref"),
    ("notice_service.csv", "N1,P2,hand,2026-10-02,24:00,,", "done_at", "24:00", "bad_date"),
    ("notice_service.csv", "N1,P2,hand,2026-11-21,,,", "done_on", "2026-11-21", "future_date"),
    ("court_cases.csv", "K9,T1,N9,,pcol,,2026-11-10,1.00,,,,issued", "notice_ref", "N9", "unknown_ref"),
    ("court_orders.csv", "O9,K1,2026-11-12,suspended,,,,,5.00,,,in_force,,,,,,", "rent_terms", "", "missing_value"),
    ("contacts.csv", "C9,T1,,2026-11-21T00:00,phone,out,general,,,", "at", "2026-11-21T00:00", "future_date"),
    ("contacts.csv", "C9,T1,,2026-11-20 09:00,phone,out,general,,,", "at", "2026-11-20 09:00", "bad_date"),
    ("contacts.csv", "C9,T1,,2026-11-20T09:00,fax,out,general,,,", "channel", "fax", "bad_code"),
    ("markers.csv", "M9,risk,bankruptcy,,T1,2026-10-01,,,,", "detail", "bankruptcy", "bad_code"),
    ("markers.csv", "M9,crisis,suicide_risk,,T1,2026-10-01,,,,", "person_ref", "", "missing_value"),
    ("markers.csv", "M9,risk,dog,,,2026-10-01,,,,", "tenancy_ref", "", "missing_value"),
    ("markers.csv", "M9,risk,dog,,T1,2026-10-02,2026-10-01,,,", "until_date", "2026-10-01", "date_order"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "line", "column", "value", "reason"), SPOILT)
def test_a_spoilt_row_is_rejected_and_the_rest_load(
    file: str, line: str, column: str, value: str, reason: str, tmp_path: Path
) -> None:
    extract = Extract()
    place = extract.files[file].count(b"\n") + 1
    extract.add(file, line)
    assert rejected(extract, tmp_path) == [(file, str(place), column, value, reason)]


# Rows at the edge of what the format allows.
GOOD = [
    ("officers.csv", "q,Q,administrator,,,,"),
    ("people.csv", "P9,,,Q,1900-01-01,2026-11-20,,,,,,"),
    ("tenancies.csv", "T9,H1,secure,2020-01-01,2020-01-01,other,mon,,,,,"),
    ("tenancies.csv", "T9,H1,secure,2020-01-01,,other,mon,,,,,"),
    ("tenancy_people.csv", "T1,P1,tenant,2020-04-07,"),
    ("rent_years.csv", "2025-04-07,53,53,"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,payment,card,-100000.00,,"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,reversal,card,70.00,,X3"),
    ("transactions.csv", "X9,001,2026-11-20,2026-11-20,adjustment,system,-0.01,a\\b,X3"),
    ("contacts.csv", "C9,T1,,2026-10-25T01:30,phone,out,general,,,"),
    ("contacts.csv", "C9,T1,,2026-03-29T01:30,phone,out,general,,,"),
    ("contacts.csv", 'C9,T1,,2026-11-20T23:59,phone,out,general,,,"He said ""no"", twice"'),
    ("court_orders.csv", "O9,K1,2026-11-12,suspended,,,,,0.00,,,in_force,,,,2027-01-05,,booked"),
    ("markers.csv", "M9,risk,dog,,T1,2026-10-01,2026-10-01,,,"),
]


@pytest.mark.parametrize(("file", "line"), GOOD)
def test_a_row_at_the_edge_of_the_format_loads(file: str, line: str, tmp_path: Path) -> None:
    extract = Extract().add(file, line)
    assert rejected(extract, tmp_path) == []


def test_of_several_bad_columns_the_leftmost_in_the_files_own_order_is_reported(tmp_path: Path) -> None:
    extract = Extract()
    extract.files["charges.csv"] = (
        b"benefit_eligible,weekly_amount,account_ref,charge_type,from_date,to_date,colour\r\n"
        b"yes,100.00,001,net_rent,2026-04-06,,red\r\n"
        b"maybe,lots,009,net_rent,2026-04-06,,red\r\n"
    )
    result, rows = reported(extract, tmp_path)
    assert rows == [("charges.csv", "3", "benefit_eligible", "maybe", "bad_flag")]
    assert {"what": "unknown_column", "file": "charges.csv", "column": "colour"} in result.remarks


def test_a_line_that_is_not_utf8_is_rejected_alone_and_its_money_still_counts_in_the_total(tmp_path: Path) -> None:
    extract = Extract()
    extract.files["transactions.csv"] += b"X9,001,2026-11-20,2026-11-20,payment,card,-5.00,caf\xe9,\n"
    result, rows = reported(extract, tmp_path)
    assert rows == [("transactions.csv", "6", "", "", "bad_encoding")]
    assert result.control_totals["transactions.amount"] == "175.00"


def test_a_gigantic_field_is_rejected_and_the_rest_loads(tmp_path: Path) -> None:
    extract = Extract().add("contacts.csv", "C9,T1,,2026-11-20T09:00,phone,out,general,,," + "n" * 3_000_000)
    extract.add("contacts.csv", "C8,T1,,2026-11-20T09:00,phone,out,general,,,fine")
    result, rows = reported(extract, tmp_path)
    assert rows == [("contacts.csv", "3", "note", "n" * 200, "too_long")]
    assert result.files["contacts.csv"] == {"read": 3, "changed": 2, "rejected": 1}


def test_one_bad_account_takes_its_charges_and_transactions_with_it_and_the_report_says_how_many(
    tmp_path: Path,
) -> None:
    extract = Extract().change("accounts.csv", "002,T2,rent", "002,T2,rant")
    result, rows = reported(extract, tmp_path)
    assert rows == [
        ("accounts.csv", "3", "account_type", "rant", "bad_code"),
        ("benefits.csv", "3", "account_ref", "002", "unknown_ref"),
        ("charges.csv", "3", "account_ref", "002", "unknown_ref"),
        ("transactions.csv", "5", "account_ref", "002", "unknown_ref"),
    ]
    fell = {(r["file"], r["count"]) for r in result.remarks if r["what"] == "fell_with_rejected_row"}
    assert fell == {("benefits.csv", 1), ("charges.csv", 1), ("transactions.csv", 1)}
    assert [fault.reference for fault in DataFault.objects.filter(kind="rejected_row")] == ["accounts.csv 002"]


def test_reversals_fall_with_the_row_that_they_reverse(tmp_path: Path) -> None:
    extract = Extract()
    extract.add("transactions.csv", "X5,001,2026-11-20,2026-11-20,court_costs,system,9.00,,")
    extract.add("transactions.csv", "X6,001,2026-11-20,2026-11-20,reversal,system,-9.00,,X5")
    extract.add("transactions.csv", "X7,001,2026-11-20,2026-11-20,reversal,system,9.00,,X6")
    assert [(row[1], row[4]) for row in rejected(extract, tmp_path)] == [
        ("6", "bad_code"),
        ("7", "unknown_ref"),
        ("8", "unknown_ref"),
    ]


def test_a_reversal_of_a_reversal_stands_and_the_position_counts_both(tmp_path: Path) -> None:
    extract = Extract()
    extract.add("transactions.csv", "X5,001,2026-11-20,2026-11-20,reversal,card,70.00,,X3")
    extract.add("transactions.csv", "X6,001,2026-11-20,2026-11-20,reversal,card,-70.00,,X5")
    assert rejected(extract, tmp_path) == []
    newest = LedgerEntry.objects.get(source_ref="X6")
    assert newest.reverses is not None
    assert newest.reverses.source_ref == "X5"
    assert str(RentAccount.objects.get(account_ref="001").position.balance) == "80.00"


def test_a_row_that_points_to_a_row_rejected_tonight_is_taken_if_that_was_loaded_before(tmp_path: Path) -> None:
    assert rejected(Extract(), tmp_path) == []
    extract = Extract(extract_id="WEX-2").change("accounts.csv", "002,T2,rent", "002,T2,rant")
    extract.add("transactions.csv", "X9,002,2026-11-20,2026-11-20,payment,card,-1.00,,")
    assert rejected(extract, tmp_path) == [("accounts.csv", "3", "account_type", "rant", "bad_code")]
    account = RentAccount.objects.get(account_ref="002")
    assert (account.kind, account.not_sent_since) == ("rent", None)
    assert account.entries.count() == 2


def test_a_stored_transaction_that_comes_again_with_other_values_stays_as_it_was(tmp_path: Path) -> None:
    assert rejected(Extract(), tmp_path) == []
    extract = Extract(extract_id="WEX-2").change("transactions.csv", "-70.00", "-75.00")
    assert rejected(extract, tmp_path) == [("transactions.csv", "4", "amount", "-75.00", "changed_row")]
    assert str(LedgerEntry.objects.get(source_ref="X3").amount) == "-70.00"


def test_a_stored_transaction_that_a_full_file_lacks_is_reported_and_kept(tmp_path: Path) -> None:
    assert rejected(Extract(), tmp_path) == []
    result, _ = reported(Extract(extract_id="WEX-2").drop("transactions.csv", "X3"), tmp_path)
    assert {
        "what": "missing_from_source",
        "file": "transactions.csv",
        "count": 1,
        "references": ["X3"],
    } in result.remarks
    assert LedgerEntry.objects.filter(source_ref="X3").exists()


def test_a_second_opening_balance_for_a_stored_account_is_rejected(tmp_path: Path) -> None:
    assert rejected(Extract(), tmp_path) == []
    extract = Extract(extract_id="WEX-2", as_at="2026-11-20").since("2026-11-20")
    extract.files["transactions.csv"] = (
        extract.files["transactions.csv"].split(b"\n")[0]
        + b"\nX9,001,2026-11-20,2026-11-20,opening_balance,system,9.00,,\n"
    )
    assert rejected(extract, tmp_path) == [("transactions.csv", "2", "type", "opening_balance", "bad_code")]
