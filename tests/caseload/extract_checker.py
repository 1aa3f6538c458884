# ruff: noqa: E501 (the table of columns reads better in long lines)
"""An independent reading of the extract format: plain csv, no code of the maker or the loader.

`faults(folder)` returns every breach found, in words; an empty list means that the extract keeps the format.
"""

import csv
import gzip
import hashlib
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

Rows = dict[str, list[dict[str, str]]]

MONEY = re.compile(r"-?\d+\.\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

ACCOUNT_TYPES = (
    "rent garage service_charge court_costs water heating former_tenant use_and_occupation pitch_fee electricity"
)
METHODS = (
    "direct_debit standing_order bank_transfer card payment_card cash cheque wage_deduction housing_benefit "
    "universal_credit dwp_deduction"
)
FREQUENCIES = "weekly fortnightly four_weekly monthly"

# file: columns as "name kind"; ! required, * part of the key. Kinds: text, date, money, yes/no, int a-b,
# code (a list of codes), -> a file whose key it must be.
FORMAT = {
    "officers": """username! * text 40; name! text 80; team text 60; patches text 99999; email text 120; phone text 30
        role! code income_officer income_advisor team_leader income_manager legal finance auditor administrator""",
    "properties": """property_ref! * text 40; uprn int 1-999999999999; address_1! text 100; address_2 text 100
        address_3 text 100; town! text 60; postcode! text 10; estate text 60; patch! text 20
        property_type! code dwelling house flat maisonette bungalow bedsit sheltered hostel_room garage parking pitch
        bedrooms int 0-12; fund! code HRA GF""",
    "people": """person_ref! * text 40; title text 20; first_names text 80; last_name! text 80; date_of_birth past
        date_of_death past; email text 120; mobile text 30; phone text 30
        preferred_channel code letter email sms phone visit; correspondence_address text 999; language text 12
        format_needed code none large_print easy_read braille audio bsl coloured_paper translation""",
    "tenancies": """tenancy_ref! * text 40; property_ref! -> properties
        tenancy_type! code secure introductory flexible demoted assured starter non_secure licence pitch
        start_date! date; end_date date
        end_reason code notice_by_tenant transfer abandoned deceased evicted_arrears evicted_other surrendered succession other
        rent_week_start! code mon tue wed thu fri sat sun; trial_ends_on date; trial_extended_to date
        fixed_term_ends_on date; flexible_clause code none break forfeiture; written_statement_on date""",
    "tenancy_people": """tenancy_ref! * -> tenancies; person_ref! * -> people; from_date! * date; to_date date
        role! * code tenant household guarantor representative""",
    "accounts": f"""account_ref! * text 40; tenancy_ref! -> tenancies; account_type! code {ACCOUNT_TYPES}
        property_ref -> properties; fund! code HRA GF; payment_method code {METHODS}
        payment_frequency code {FREQUENCIES} irregular; payment_day int 1-31; opened_on! date; closed_on date
        balance! money""",
    "charges": """account_ref! * -> accounts; weekly_amount! money; from_date! * date; to_date date
        charge_type! * code net_rent service_charge heating water electricity support garage_rent pitch_fee use_and_occupation other
        benefit_eligible! yes/no""",
    "rent_years": """start_date! * date; weeks! int 52-53; charge_weeks! int 48-53; rent_free_weeks text 999""",
    "transactions": f"""transaction_ref! * text 40; account_ref! -> accounts; posted_on! past; effective_on! past
        type! code opening_balance rent_debit service_debit payment hb uc_managed third_party_deduction refund adjustment court_costs write_off transfer reversal
        method! code {METHODS} system; amount! money; narrative text 120; reverses text 40""",
    "benefits": """benefit_ref! * text 40; account_ref! -> accounts; person_ref! -> people; benefit_type! code hb uc
        status! code claimed live suspended ended refused; from_date! date; to_date date; weekly_amount money
        pay_weeks int 1-4; housing_element money; element_confirmed yes/no; period_start_day int 1-31
        managed_payment yes/no; deduction money; paid_up_to past""",
    "agreements": f"""agreement_ref! * text 40; account_ref! -> accounts; made_on! date; first_due_on! date
        frequency! code {FREQUENCIES}; rent_amount! money; instalment_amount! money; opening_arrears! money
        status! code live completed broken cancelled superseded; ended_on date; made_by -> officers""",
    "notices": """notice_ref! * text 40; tenancy_ref! -> tenancies; prepared_on! date; specified_date date
        notice_type! code nosp s128 s143e s8 ntq notice_to_remedy trial_extension flexible_non_renewal flexible_possession
        arrears_stated money; arrears_struck_on date; grounds text 99; status! code draft served withdrawn superseded
        review_requested_on date; review_outcome code upheld overturned; review_notified_on date""",
    "notice_service": """notice_ref! * -> notices; person_ref! * -> people; done_on! past; done_at time
        method! code hand left_at_home first_class second_class signed_for email other
        served_by -> officers; evidence text 200""",
    "court_cases": """case_ref! * text 40; tenancy_ref! -> tenancies; notice_ref -> notices; claim_number text 20
        route! code pcs_online pcol paper money_claim; court text 80; issued_on! date; arrears_at_issue! money
        fee money; hearing_on date; hearing_at time
        status! code issued listed adjourned_generally adjourned_to_date adjourned_on_terms order_made dismissed struck_out withdrawn closed""",
    "court_orders": f"""order_ref! * text 40; case_ref! -> court_cases; made_on! date
        order_type! code suspended postponed outright money_only adjourned_on_terms consent; possession_date date
        arrears money; costs money; rent_terms code current_rent none; instalment_amount money
        frequency code {FREQUENCIES}; first_due_on date; status! code in_force discharged executed set_aside
        warrant_requested_on date; warrant_issued_on date; warrant_number text 20; eviction_on date; eviction_at time
        eviction_outcome code booked executed suspended cancelled""",
    "contacts": """contact_ref! * text 40; tenancy_ref! -> tenancies; person_ref -> people; at! moment
        channel! code letter email sms phone visit office portal; direction! code out in
        purpose! code reminder letter_1 letter_2 pre_notice pre_court hearing_letter statement agreement benefit_help debt_advice welfare visit payment_promise refund former_tenant general
        outcome code sent spoke no_answer message_left wrong_number third_party returned_mail bounced seen not_in promised
        officer -> officers; note text 500""",
    "markers": """marker_ref! * text 40; marker_type! text 40; detail! text 40; person_ref -> people
        tenancy_ref -> tenancies; from_date! date; until_date date; review_on date; evidence text 200; owner -> officers""",
}
PAIRS = {
    "vulnerability": "mental_health physical_disability learning_disability sensory care_leaver older_person bereavement "
    "pregnancy substance_use domestic_abuse young_person literacy",
    "breathing_space": "standard mental_health_crisis",
    "crisis": "suicide_risk domestic_abuse mental_health",
    "risk": "violence dog hygiene_hazard sharps two_person_visit",
    "dispute": "balance disrepair service_charge",
    "insolvency": "bankruptcy dro iva",
    "safe_contact": "letter_unsafe phone_unsafe",
    "capacity": "appointee in_doubt",
    "complaint": "stage_1 stage_2 ombudsman",
}
SIGNS = {
    **dict.fromkeys(("rent_debit", "service_debit", "refund", "court_costs"), 1),
    **dict.fromkeys(("payment", "hb", "uc_managed", "third_party_deduction", "write_off"), -1),
}
ORDERED = (  # file, earlier, later: blank is fine, later before earlier is not
    ("people", "date_of_birth", "date_of_death"),
    ("tenancies", "start_date", "end_date"),
    ("tenancies", "trial_ends_on", "trial_extended_to"),
    ("tenancy_people", "from_date", "to_date"),
    ("accounts", "opened_on", "closed_on"),
    ("charges", "from_date", "to_date"),
    ("benefits", "from_date", "to_date"),
    ("benefits", "from_date", "paid_up_to"),
    ("agreements", "made_on", "first_due_on"),
    ("agreements", "made_on", "ended_on"),
    ("notices", "prepared_on", "specified_date"),
    ("notices", "review_requested_on", "review_notified_on"),
    ("court_cases", "issued_on", "hearing_on"),
    ("court_orders", "warrant_requested_on", "warrant_issued_on"),
    ("court_orders", "warrant_issued_on", "eviction_on"),
    ("markers", "from_date", "until_date"),
    ("markers", "from_date", "review_on"),
)
PAST = (  # columns that the format does not bound, but that tell of things done
    ("agreements", "made_on"),
    ("agreements", "ended_on"),
    ("notices", "prepared_on"),
    ("notices", "review_requested_on"),
    ("notices", "review_notified_on"),
    ("court_cases", "issued_on"),
    ("court_orders", "made_on"),
    ("court_orders", "warrant_requested_on"),
    ("court_orders", "warrant_issued_on"),
    ("markers", "from_date"),
    ("accounts", "opened_on"),
    ("accounts", "closed_on"),
    ("benefits", "from_date"),
    ("charges", "from_date"),
    ("tenancies", "start_date"),
    ("tenancies", "end_date"),
    ("tenancy_people", "from_date"),
    ("tenancy_people", "to_date"),
)


def columns(file: str) -> list[tuple[str, bool, bool, str, str]]:
    """(name, required, in the key, kind, its argument) of each column."""
    found = []
    for part in re.split(r"[;\n]", FORMAT[file]):
        name, _, rest = part.strip().partition(" ")
        key = rest.startswith("* ")
        kind, _, argument = rest.removeprefix("* ").partition(" ")
        found.append((name.rstrip("!"), name.endswith("!"), key, kind, argument))
    return found


def read(folder: Path, file: str) -> list[dict[str, str]]:
    """The rows of a file, whether compressed or not."""
    packed = folder / f"{file}.csv.gz"
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{file}.csv").read_bytes()
    return list(csv.DictReader(text.decode("utf-8").splitlines(), strict=True))


def faults(folder: Path) -> list[str]:
    """Every breach of the format, at most twenty of them for each file."""
    manifest = json.loads((folder / "manifest.json").read_text())
    as_at = manifest["as_at"]
    rows = {file: read(folder, file) for file in FORMAT}
    keys = {file: {next(iter(row.values())) for row in rows[file]} for file in FORMAT}
    found = _manifest_faults(folder, manifest, rows)
    for file in FORMAT:
        found += _row_faults(file, rows[file], keys, as_at)[:20]
    for file, first, last in ORDERED:
        found += [
            f"{file}: {last} before {first}: {r}" for r in rows[file] if r[first] and r[last] and r[last] < r[first]
        ]
    for file, name in PAST:
        found += [f"{file}: {name} after as_at: {r}" for r in rows[file] if r[name] > as_at]
    return found + _ledger_faults(rows) + _between_faults(rows)


def _manifest_faults(folder: Path, manifest: dict, rows: dict) -> list[str]:
    found = []
    for entry in manifest["files"]:
        data = (folder / entry["name"]).read_bytes()
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            found.append(f"{entry['name']}: wrong hash")
        if len(rows[entry["name"].split(".")[0]]) != entry["rows"]:
            found.append(f"{entry['name']}: wrong row count")
    if {entry["name"].split(".")[0] for entry in manifest["files"]} != set(FORMAT):
        found.append("manifest: not every file is named")
    totals = {
        "transactions.amount": sum(Decimal(row["amount"]) for row in rows["transactions"]),
        "accounts.balance": sum(Decimal(row["balance"]) for row in rows["accounts"]),
    }
    if {name: str(total) for name, total in totals.items()} != manifest["control_totals"]:
        found.append(f"manifest: control totals are {totals}")
    return found


def _row_faults(file: str, rows: list[dict[str, str]], keys: dict, as_at: str) -> list[str]:
    found, seen, layout = [], set(), columns(file)
    if rows and list(rows[0]) and not set(rows[0]) <= {name for name, *_ in layout}:
        found.append(f"{file}: header {list(rows[0])}")
    for row in rows:
        key = tuple(row[name] for name, _, in_key, _, _ in layout if in_key)
        if key in seen:
            found.append(f"{file}: key twice: {key}")
        seen.add(key)
        for name, required, _, kind, argument in layout:
            value = row.get(name, "")  # an optional column may be missing
            if value != value.strip() or (required and not value):
                found.append(f"{file}.{name}: blank or padded: {row}")
            elif value and not _good(value, kind, argument, keys, as_at):
                found.append(f"{file}.{name}: {value!r} is no {kind} {argument}: {row}")
    return found


def _good(value: str, kind: str, argument: str, keys: dict, as_at: str) -> bool:
    if kind == "text":
        return len(value) <= int(argument)
    if kind in ("date", "past"):
        real = bool(DAY.fullmatch(value)) and date.fromisoformat(value) >= date(1900, 1, 1)
        return real and (kind == "date" or value <= as_at)
    if kind == "moment":
        return (
            value[10] == "T" and value[:10] <= as_at and bool(DAY.fullmatch(value[:10]) and TIME.fullmatch(value[11:]))
        )
    if kind == "->":
        return value in keys[argument]
    if kind == "code":
        return value in argument.split()
    if kind == "int":
        low, high = argument.split("-")
        return value.isdigit() and int(low) <= int(value) <= int(high)
    return {"money": MONEY, "time": TIME, "yes/no": re.compile("yes|no")}[kind].fullmatch(value) is not None


def _ledger_faults(rows: Rows) -> list[str]:
    found: list[str] = []
    sums: Counter[str] = Counter()
    earlier: dict[str, tuple[str, Decimal]] = {}
    for row in rows["transactions"]:
        account, amount, kind = row["account_ref"], Decimal(row["amount"]), row["type"]
        if kind == "opening_balance" and account in sums:
            found.append(f"opening balance is not the account's first row: {row}")
        if amount == 0 or abs(amount) > 100_000 or amount * SIGNS.get(kind, 1 if amount > 0 else -1) < 0:
            found.append(f"wrong sum or sign: {row}")
        if (kind == "reversal") != bool(row["reverses"]):
            found.append(f"reverses does not suit the type: {row}")
        elif row["reverses"]:
            whose, first = earlier.get(row["reverses"], ("", Decimal(0)))
            if whose != account or first * amount >= 0 or abs(amount) > abs(first):
                found.append(f"reverses the wrong row: {row}")
        earlier[row["transaction_ref"]] = (account, amount)
        sums[account] += amount
    kinds = {row["account_ref"]: row["account_type"] for row in rows["accounts"]}
    for row in rows["transactions"]:
        if row["type"] == "court_costs" and kinds[row["account_ref"]] != "court_costs":
            found.append(f"court costs on the wrong account: {row}")
    for row in rows["accounts"]:
        if Decimal(row["balance"]) != sums[row["account_ref"]]:
            found.append(f"balance is not the sum {sums[row['account_ref']]}: {row}")
    return found[:40]


def _between_faults(rows: Rows) -> list[str]:
    """Checks between columns and between files."""
    found = [*_tenancy_faults(rows), *_money_faults(rows), *_marker_faults(rows), *_faults_of_the_whole(rows)]
    return found[:60]


def _tenancy_faults(rows: Rows) -> list[str]:
    """An end has its reason; a tenure has what belongs to it."""
    found: list[str] = []
    for row in rows["tenancies"]:
        kind = row["tenancy_type"]
        if bool(row["end_date"]) != bool(row["end_reason"]):
            found.append(f"end without a reason: {row}")
        if (kind == "introductory" and not row["trial_ends_on"]) or (
            (kind == "flexible") != bool(row["flexible_clause"])
        ):
            found.append(f"trial or clause does not suit the tenure: {row}")
    return found


def _money_faults(rows: Rows) -> list[str]:
    """Rent years, benefits, agreements and orders add up; nothing falls below nought."""
    found: list[str] = []
    for row in rows["rent_years"]:
        free = row["rent_free_weeks"].split("|") if row["rent_free_weeks"] else []
        start = date.fromisoformat(row["start_date"])
        days = [(date.fromisoformat(day) - start).days for day in free]
        if int(row["weeks"]) - int(row["charge_weeks"]) != len(free) or start.weekday() != 0:
            found.append(f"rent year does not add up: {row}")
        if any(day % 7 or not 0 <= day < 7 * int(row["weeks"]) for day in days):
            found.append(f"rent-free week outside its year: {row}")
    for row in rows["benefits"]:
        hb = row["benefit_type"] == "hb"
        needed = ("weekly_amount", "pay_weeks") if hb else ("element_confirmed", "managed_payment")
        if not all(row[name] for name in needed) or row["pay_weeks"] not in ("", "1", "4"):
            found.append(f"benefit lacks {needed}: {row}")
        if hb and row["paid_up_to"] and date.fromisoformat(row["paid_up_to"]).weekday() != 6:
            found.append(f"housing benefit is paid up to a Sunday: {row}")
    for row in rows["agreements"]:
        if (
            Decimal(row["instalment_amount"]) <= 0
            or Decimal(row["opening_arrears"]) <= 0
            or row["rent_amount"][0] == "-"
        ):
            found.append(f"agreement sums: {row}")
        if (row["status"] == "live") == bool(row["ended_on"]):
            found.append(f"agreement's end does not suit its status: {row}")
    for row in rows["court_orders"]:
        if row["instalment_amount"] and not row["rent_terms"]:
            found.append(f"instalment without rent terms: {row}")
    for file in ("charges", "accounts"):
        name = {"charges": "weekly_amount", "accounts": "payment_day"}[file]
        found += [f"{file}: below zero: {row}" for row in rows[file] if row[name].startswith("-")]
    return found


def _marker_faults(rows: Rows) -> list[str]:
    """A marker has its detail, and somebody or something that it is about."""
    found: list[str] = []
    for row in rows["markers"]:
        if row["detail"] not in PAIRS.get(row["marker_type"], "").split():
            found.append(f"marker pair: {row}")
        of_person = row["marker_type"] not in ("risk", "dispute", "complaint")
        if (of_person and not row["person_ref"]) or not (row["person_ref"] or row["tenancy_ref"]):
            found.append(f"marker of nobody: {row}")
    return found


def _faults_of_the_whole(rows: Rows) -> list[str]:
    """Every home has one main account, a tenant and an officer; every role is there."""
    found: list[str] = []
    mains = Counter(row["tenancy_ref"] for row in rows["accounts"] if row["account_type"] in ("rent", "pitch_fee"))
    found += [
        f"not one main account: {r}" for r in rows["tenancies"] if not r["end_date"] and mains[r["tenancy_ref"]] != 1
    ]
    tenants = {row["tenancy_ref"] for row in rows["tenancy_people"] if row["role"] == "tenant"}
    found += [f"no tenant: {row}" for row in rows["tenancies"] if row["tenancy_ref"] not in tenants]
    if len({row["name"] for row in rows["officers"]}) < 8 or {row["role"] for row in rows["officers"]} != set(
        "income_officer income_advisor team_leader income_manager legal finance auditor administrator".split()
    ):
        found.append("officers: not every role")
    covered = {patch for row in rows["officers"] for patch in row["patches"].split("|")}
    found += [f"patch without an officer: {row}" for row in rows["properties"] if row["patch"] not in covered]
    return found
