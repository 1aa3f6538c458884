"""The made-up council: its extract keeps the format, repeats itself, and holds the lives that the program is for."""

import gzip
import json
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.caseload import extract_checker
from tests.caseload.extract_checker import columns, faults, read


def make(out: Path, **options: object) -> Path:
    """An extract made by the command, as at Friday 20 November 2026 unless told otherwise."""
    given = {"as_of": "2026-11-20", "seed": 7, **options}
    call_command(
        "make_council", *[f"--{name.replace('_', '-')}={value}" for name, value in given.items()], f"--out={out}"
    )
    return out


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("council"), tenancies=1200)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"accounts": 1}, id="one account"),
        pytest.param({"accounts": 37, "weeks": 13}, id="few accounts, short ledger"),
        pytest.param(
            {"accounts": 1500, "weeks": 13, "charge_weeks": 48, "rent_week_start": "wed"}, id="48 weeks, Wednesday"
        ),
        pytest.param(
            {"accounts": 800, "charge_weeks": 50, "rent_week_start": "sun", "as_of": "2025-04-06"}, id="50 weeks"
        ),
        pytest.param({"accounts": 400, "weeks": 300, "as_of": "2024-12-31"}, id="through a year of 53 weeks"),
        pytest.param({"tenancies": 300, "anchor": "2026-11-20", "as_of": "2027-05-12"}, id="months after the anchor"),
    ],
)
def test_every_row_keeps_the_format(tmp_path: Path, options: dict[str, object]) -> None:
    assert faults(make(tmp_path, **options)) == []


def test_the_demo_council_keeps_the_format(council: Path) -> None:
    assert faults(council) == []


def test_the_checker_sees_a_changed_penny(tmp_path: Path) -> None:
    folder = make(tmp_path, accounts=20, weeks=13)
    packed = folder / "transactions.csv.gz"
    lines = gzip.decompress(packed.read_bytes()).decode().splitlines()
    cells = lines[-1].split(",")
    cells[6] = str(Decimal(cells[6]) + Decimal("0.01"))
    packed.write_bytes(gzip.compress("\n".join([*lines[:-1], ",".join(cells)]).encode()))

    found = faults(folder)

    assert any("wrong hash" in fault for fault in found)
    assert any("control totals" in fault for fault in found)
    assert any("balance is not the sum" in fault for fault in found)


def test_the_number_of_accounts_is_exact(tmp_path: Path) -> None:
    assert [len(read(make(tmp_path / str(n), accounts=n, weeks=2), "accounts")) for n in (1, 99, 100, 101, 1234)] == [
        1,
        99,
        100,
        101,
        1234,
    ]


def test_the_number_of_current_tenancies_is_exact(council: Path) -> None:
    assert sum(not row["end_date"] for row in read(council, "tenancies")) == 1200


def test_the_same_options_give_the_same_bytes_in_one_process_or_two(tmp_path: Path) -> None:
    once = make(tmp_path / "once", accounts=2500, weeks=13)
    again = make(tmp_path / "again", accounts=2500, weeks=13, processes=2)

    names = sorted(path.name for path in once.iterdir())
    assert len(names) == 18
    assert [(once / name).read_bytes() for name in names] == [(again / name).read_bytes() for name in names]


def test_another_seed_gives_another_council(tmp_path: Path) -> None:
    first, other = (read(make(tmp_path / str(seed), accounts=50, weeks=2, seed=seed), "people") for seed in (1, 2))

    assert first != other


@pytest.mark.parametrize("later", ["2026-11-21", "2026-11-23", "2026-12-08"])
def test_a_later_night_keeps_the_people_and_adds_to_the_ledger(tmp_path: Path, later: str) -> None:
    first = make(tmp_path / "first", tenancies=300)
    then = make(tmp_path / "then", tenancies=300, anchor="2026-11-20", as_of=later)

    for file in (
        "officers",
        "properties",
        "people",
        "tenancies",
        "tenancy_people",
        "agreements",
        "notices",
        "contacts",
    ):
        assert read(first, file) == read(then, file)
    before = {row["transaction_ref"]: row for row in read(first, "transactions")}
    after = {row["transaction_ref"]: row for row in read(then, "transactions")}
    assert before == {ref: after[ref] for ref in before}
    assert {row["posted_on"] > "2026-11-20" for ref, row in after.items() if ref not in before} == {True}


def test_a_wrong_mix_of_options_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The anchor must be the as-of day or up to a year before it"):
        make(tmp_path, accounts=5, anchor="2026-11-21")
    with pytest.raises(CommandError, match="The ledger can go back from 1 to 520 weeks"):
        make(tmp_path, accounts=5, weeks=0)
    with pytest.raises(CommandError, match="not allowed with"):
        make(tmp_path, accounts=5, tenancies=5)


def test_charges_fall_due_on_the_first_day_of_the_rent_week_and_not_in_rent_free_weeks(tmp_path: Path) -> None:
    folder = make(tmp_path, accounts=300, weeks=60, charge_weeks=48, rent_week_start="wed", as_of="2027-04-20")

    debits = {row["posted_on"] for row in read(folder, "transactions") if row["type"] == "rent_debit"}

    # the rent-free Mondays that extract-format.md gives for four weeks in 2026/27; the Wednesdays two days later
    assert not debits & {"2026-08-26", "2026-12-23", "2026-12-30", "2027-03-31"}
    assert {"2026-08-19", "2026-09-02", "2026-12-16", "2027-01-06", "2027-03-24", "2027-04-07"} <= debits
    assert {date.fromisoformat(day).weekday() for day in debits} == {2}
    year = next(row for row in read(folder, "rent_years") if row["start_date"] == "2026-04-06")
    assert (year["weeks"], year["charge_weeks"]) == ("52", "48")
    assert year["rent_free_weeks"] == "2026-08-24|2026-12-21|2026-12-28|2027-03-29"


def test_each_weekly_debit_is_the_charge_in_force(council: Path) -> None:
    charges: dict[str, list[dict[str, str]]] = {}
    for row in read(council, "charges"):
        charges.setdefault(row["account_ref"], []).append(row)
    sums: dict[tuple[str, str], Decimal] = {}
    for row in read(council, "transactions"):
        if row["type"] in ("rent_debit", "service_debit"):
            key = (row["account_ref"], row["effective_on"])
            sums[key] = sums.get(key, Decimal(0)) + Decimal(row["amount"])

    wrong = [
        (account, day)
        for (account, day), debited in sums.items()
        if debited
        != sum(
            Decimal(row["weekly_amount"])
            for row in charges[account]
            if row["from_date"] <= day and (not row["to_date"] or day <= row["to_date"])
        )
    ]

    assert wrong == []


def test_a_short_ledger_opens_with_a_balance(tmp_path: Path) -> None:
    rows = read(make(tmp_path, accounts=500, weeks=13), "transactions")

    opened = {row["account_ref"]: row for row in rows if row["type"] == "opening_balance"}

    assert len(opened) > 200
    # 13 weeks up to the week of Monday 16 November 2026 begin on Monday 24 August
    assert {row["posted_on"] for row in opened.values()} == {"2026-08-23"}
    assert min(row["posted_on"] for row in rows if row["type"] != "opening_balance") >= "2026-08-24"


def test_every_kind_of_thing_that_the_format_names_is_there(council: Path) -> None:
    def seen(file: str, column: str) -> set[str]:
        return {row[column] for row in read(council, file)}

    def named(file: str, column: str) -> set[str]:
        return next(set(argument.split()) for name, _, _, _, argument in columns(file) if name == column)

    assert seen("officers", "role") == named("officers", "role")
    assert seen("tenancies", "tenancy_type") == named("tenancies", "tenancy_type")
    assert seen("accounts", "account_type") == named("accounts", "account_type")
    assert seen("properties", "property_type") == named("properties", "property_type")
    assert seen("transactions", "type") == named("transactions", "type")
    assert named("transactions", "method") <= seen("transactions", "method")
    assert {(row["marker_type"], row["detail"]) for row in read(council, "markers")} == {
        (kind, detail) for kind, details in extract_checker.PAIRS.items() for detail in details.split()
    }
    assert seen("contacts", "purpose") == named("contacts", "purpose")
    assert named("people", "format_needed") <= seen("people", "format_needed")
    assert seen("benefits", "status") >= {"claimed", "live", "suspended", "ended", "refused"}
    assert seen("agreements", "status") == named("agreements", "status")
    assert seen("court_orders", "eviction_outcome") >= {"", "booked", "executed"}
    assert any(row["correspondence_address"] for row in read(council, "people"))


def test_nobody_real_can_be_reached(council: Path) -> None:
    people = read(council, "people")

    assert all(not row["mobile"] or row["mobile"].startswith("07700 900") for row in people)
    assert all(not row["phone"] or row["phone"].startswith("01632 960") for row in people)
    assert all(not row["email"] or row["email"].endswith("@example.com") for row in people)
    assert all(row["uprn"].startswith("999") for row in read(council, "properties"))


def test_arrears_are_skewed_as_a_council_would_know_them(council: Path) -> None:
    current = {row["tenancy_ref"] for row in read(council, "tenancies") if not row["end_date"]}
    balances = sorted(
        Decimal(row["balance"])
        for row in read(council, "accounts")
        if row["account_type"] == "rent" and row["tenancy_ref"] in current
    )

    def share(over: int) -> float:
        return sum(balance > over for balance in balances) / len(balances)

    assert 0.22 < share(100) < 0.36
    assert 0.03 < share(1000) < 0.12
    assert 0.0005 < share(3000) < 0.02
    assert sum(balance < 0 for balance in balances) / len(balances) > 0.4


def ledger_of(folder: Path) -> dict[str, list[dict[str, str]]]:
    ledgers: dict[str, list[dict[str, str]]] = {}
    for row in read(folder, "transactions"):
        ledgers.setdefault(row["account_ref"], []).append(row)
    return ledgers


def test_the_arrears_in_a_notice_are_those_of_the_ledger(council: Path) -> None:
    ledgers = ledger_of(council)
    rent = {row["tenancy_ref"]: row["account_ref"] for row in read(council, "accounts") if row["account_ref"][7] == "1"}
    ended = {row["tenancy_ref"] for row in read(council, "tenancies") if row["end_date"]}
    compared = 0
    for row in read(council, "notices"):
        rows = ledgers[rent[row["tenancy_ref"]]]
        if (
            row["arrears_stated"]
            and row["tenancy_ref"] not in ended
            and rows[0]["posted_on"] <= row["arrears_struck_on"]
        ):
            owed = sum(Decimal(each["amount"]) for each in rows if each["posted_on"] <= row["arrears_struck_on"])
            assert Decimal(row["arrears_stated"]) == owed
            compared += 1

    assert compared > 30


def test_live_agreements_are_kept_slipping_and_broken(council: Path) -> None:
    """By the definitions of the shortfall and the state of an agreement: three days of grace, a pound of tolerance."""
    ledgers, as_at = ledger_of(council), date(2026, 11, 20)
    former = {
        row["account_ref"] for row in read(council, "accounts") if row["closed_on"] or row["account_type"] != "rent"
    }
    states: dict[str, int] = {"kept": 0, "slipping": 0, "broken": 0}
    for row in read(council, "agreements"):
        if row["status"] != "live" or row["account_ref"] in former:
            continue
        each = Decimal(row["rent_amount"]) + Decimal(row["instalment_amount"])
        due = each * sum(day + timedelta(3) < as_at for day in due_dates(row, as_at))
        rows = ledgers[row["account_ref"]]
        unpaid = {entry["reverses"] for entry in rows if entry["reverses"]}
        paid = -sum(
            Decimal(entry["amount"])
            for entry in rows
            if entry["type"] in ("payment", "third_party_deduction")
            and entry["effective_on"] > row["made_on"]
            and entry["transaction_ref"] not in unpaid
        )
        short = max(due - paid, Decimal(0))
        states["kept" if short <= 1 else "broken" if short + 1 >= 2 * each else "slipping"] += 1

    assert states["kept"] > 10
    assert states["slipping"] > 3
    assert states["broken"] > 3


def due_dates(agreement: dict[str, str], until: date) -> list[date]:
    day, days = date.fromisoformat(agreement["first_due_on"]), []
    step = {"weekly": 7, "fortnightly": 14, "four_weekly": 28}.get(agreement["frequency"])
    first = day.day
    while day <= until:
        days.append(day)
        if step:
            day += timedelta(step)
        else:
            year, month = day.year + day.month // 12, day.month % 12 + 1
            day = date(year, month, min(first, monthrange(year, month)[1]))
    return days


def test_each_sign_that_prevention_looks_for_is_there(council: Path) -> None:
    ledgers = ledger_of(council)
    rows = [row for ledger in ledgers.values() for row in ledger]
    started = {row["tenancy_ref"]: row["start_date"] for row in read(council, "tenancies")}
    new = [
        row["account_ref"]
        for row in read(council, "accounts")
        if row["account_type"] == "rent" and started[row["tenancy_ref"]] >= "2026-10-19"
    ]

    never_paid = [account for account in new if not any(row["amount"].startswith("-") for row in ledgers[account])]
    bounced = [row for row in rows if row["type"] == "reversal" and row["posted_on"] > "2026-11-06"]
    ending = [
        row
        for row in read(council, "benefits")
        if row["status"] == "live" and "2026-11-20" < row["to_date"] < "2026-12-20"
    ]
    stopped = [
        account
        for account, ledger in ledgers.items()
        if len([row for row in ledger if row["type"] == "payment" and row["effective_on"] > "2026-07-01"]) >= 12
        and max(row["effective_on"] for row in ledger if row["type"] == "payment") < "2026-11-08"
    ]

    assert len(never_paid) >= 5
    assert len(bounced) >= 5
    assert len(ending) >= 5
    assert len(stopped) >= 5


def test_benefit_is_paid_up_to_the_period_of_the_last_credit(council: Path) -> None:
    ledgers = ledger_of(council)
    compared = 0
    for row in read(council, "benefits"):
        if row["benefit_type"] == "hb" and row["status"] == "live" and row["paid_up_to"] and not row["to_date"]:
            last = max(entry["posted_on"] for entry in ledgers[row["account_ref"]] if entry["type"] == "hb")
            assert date.fromisoformat(row["paid_up_to"]) == date.fromisoformat(last) - timedelta(1)
            compared += 1
        elif row["managed_payment"] == "yes" and row["status"] == "live" and row["paid_up_to"]:
            last = max(entry["posted_on"] for entry in ledgers[row["account_ref"]] if entry["type"] == "uc_managed")
            assert date.fromisoformat(row["paid_up_to"]) == date.fromisoformat(last) - timedelta(7)
            compared += 1

    assert compared > 150


def test_the_manifest_says_what_was_made(council: Path) -> None:
    manifest = json.loads((council / "manifest.json").read_text())

    assert manifest["council"] == "Harrowmere District Council"
    assert (manifest["extract_id"], manifest["as_at"], manifest["made_at"]) == (
        "HAR-20261120-7",
        "2026-11-20",
        "2026-11-20T23:10:00",
    )
    assert manifest["transactions"] == {"mode": "full", "since": None}
