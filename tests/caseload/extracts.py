"""A small extract made by hand, to be spoilt by tests: two homes, two accounts, one of everything else.

Files are lists of lines; `write` adds a manifest that agrees with them, so that only the wanted fault is there.
"""

import csv
import gzip
import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

AS_AT = "2026-11-20"

WEE = {
    "officers.csv": """\
username,name,role,team,patches,email,phone
nrahman,Nadia Rahman,income_officer,Income North,P1,nrahman@example.com,01632 960010
jhall,Jo Hall,income_advisor,Income North,,,
""",
    "properties.csv": """\
property_ref,uprn,address_1,address_2,address_3,town,postcode,estate,patch,property_type,bedrooms,fund
H1,100000000001,1 Mill Lane,,,Wexmoor,WX1 1AA,,P1,house,2,HRA
H2,,2 Mill Lane,,,Wexmoor,WX1 1AA,,P1,flat,1,HRA
""",
    "people.csv": """\
person_ref,title,first_names,last_name,date_of_birth,date_of_death,email,mobile,phone,preferred_channel,language,format_needed
P1,Ms,Ann,Ash,1980-02-29,,ann@example.com,,,email,en,
P2,Mr,Bob,Birch,1975-06-01,,,,,letter,,none
""",
    "tenancies.csv": """\
tenancy_ref,property_ref,tenancy_type,start_date,end_date,end_reason,rent_week_start,trial_ends_on,trial_extended_to,fixed_term_ends_on,flexible_clause,written_statement_on
T1,H1,secure,2020-04-06,,,mon,,,,,
T2,H2,introductory,2026-03-02,,,mon,2027-03-01,,,,
""",
    "tenancy_people.csv": """\
tenancy_ref,person_ref,role,from_date,to_date
T1,P1,tenant,2020-04-06,
T2,P2,tenant,2026-03-02,
""",
    "accounts.csv": """\
account_ref,tenancy_ref,account_type,property_ref,fund,payment_method,payment_frequency,payment_day,opened_on,closed_on,balance
001,T1,rent,,HRA,card,monthly,3,2020-04-06,,80.00
002,T2,rent,,HRA,,,,2026-03-02,,100.00
""",
    "charges.csv": """\
account_ref,charge_type,weekly_amount,from_date,to_date,benefit_eligible
001,net_rent,100.00,2026-04-06,,yes
002,net_rent,100.00,2026-04-06,,yes
""",
    "rent_years.csv": """\
start_date,weeks,charge_weeks,rent_free_weeks
2026-04-06,52,50,2026-12-21|2026-12-28
""",
    "transactions.csv": """\
transaction_ref,account_ref,posted_on,effective_on,type,method,amount,narrative,reverses
X1,001,2026-11-02,2026-11-01,opening_balance,system,50.00,Brought forward,
X2,001,2026-11-02,2026-11-02,rent_debit,system,100.00,Rent,
X3,001,2026-11-05,2026-11-05,payment,card,-70.00,,
X4,002,2026-11-16,2026-11-16,rent_debit,system,100.00,Rent,
""",
    "benefits.csv": """\
benefit_ref,account_ref,person_ref,benefit_type,status,from_date,to_date,weekly_amount,pay_weeks,housing_element,element_confirmed,period_start_day,managed_payment,deduction,paid_up_to
B1,001,P1,hb,live,2026-04-06,,40.00,4,,,,,,2026-11-15
B2,002,P2,uc,live,2026-04-06,,,,400.00,yes,18,no,,2026-11-17
""",
    "agreements.csv": """\
agreement_ref,account_ref,made_on,first_due_on,frequency,rent_amount,instalment_amount,opening_arrears,status,ended_on,made_by
A1,001,2026-11-01,2026-11-07,weekly,60.00,5.00,200.00,live,,nrahman
""",
    "notices.csv": """\
notice_ref,tenancy_ref,notice_type,prepared_on,specified_date,arrears_stated,arrears_struck_on,grounds,status,review_requested_on,review_outcome,review_notified_on
N1,T1,nosp,2026-10-01,2026-11-02,300.00,2026-09-30,1|8,served,,,
""",
    "notice_service.csv": """\
notice_ref,person_ref,method,done_on,done_at,served_by,evidence
N1,P1,hand,2026-10-02,13:05,nrahman,"Handed over, signed"
""",
    "court_cases.csv": """\
case_ref,tenancy_ref,notice_ref,claim_number,route,court,issued_on,arrears_at_issue,fee,hearing_on,hearing_at,status
K1,T1,N1,M50WX722,pcol,County Court at Wexmoor,2026-11-10,300.00,404.00,2026-12-01,14:00,issued
""",
    "court_orders.csv": """\
order_ref,case_ref,made_on,order_type,possession_date,arrears,costs,rent_terms,instalment_amount,frequency,first_due_on,status,warrant_requested_on,warrant_issued_on,warrant_number,eviction_on,eviction_at,eviction_outcome
O1,K1,2026-11-12,suspended,2026-12-10,300.00,404.00,current_rent,5.00,weekly,2026-11-20,in_force,,,,,,
""",
    "contacts.csv": """\
contact_ref,tenancy_ref,person_ref,at,channel,direction,purpose,outcome,officer,note
C1,T1,P1,2026-11-18T09:15,phone,out,general,spoke,nrahman,Will pay on Friday
""",
    "markers.csv": """\
marker_ref,marker_type,detail,person_ref,tenancy_ref,from_date,until_date,review_on,evidence,owner
M1,vulnerability,bereavement,P1,,2026-06-26,,2027-08-27,Letter,nrahman
M2,dispute,disrepair,,T2,2026-10-01,,,,
""",
}


class Extract:
    """An extract to spoil and write. Lines are counted as people do: line 1 is the header."""

    def __init__(self, *, as_at: str = AS_AT, extract_id: str = "WEX-1", council: str = "Wexmoor") -> None:
        self.files: dict[str, bytes] = {name: text.encode() for name, text in WEE.items()}
        self.manifest: dict[str, Any] = {
            "format": "quarterday-extract",
            "format_version": "1.0",
            "council": council,
            "source_system": "By hand",
            "extract_id": extract_id,
            "as_at": as_at,
            "made_at": f"{as_at}T23:10:00",
            "transactions": {"mode": "full", "since": None},
        }
        self.stated: dict[str, dict[str, Any]] = {}
        self.totals: dict[str, str] = {}
        self.zipped: set[str] = set()

    def add(self, name: str, line: str) -> "Extract":
        self.files[name] += f"{line}\n".encode()
        return self

    def change(self, name: str, old: str, new: str) -> "Extract":
        assert old.encode() in self.files[name], f"{old!r} is not in {name}"
        self.files[name] = self.files[name].replace(old.encode(), new.encode(), 1)
        return self

    def drop(self, name: str, start: str) -> "Extract":
        lines = self.files[name].split(b"\n")
        kept = [line for line in lines if not line.startswith(start.encode())]
        assert len(kept) < len(lines)
        self.files[name] = b"\n".join(kept)
        return self

    def since(self, day: str) -> "Extract":
        self.manifest["transactions"] = {"mode": "since", "since": day}
        return self

    def write(self, folder: Path) -> Path:
        """The files and the manifest, in a folder of that name (emptied first)."""
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        listed = []
        for plain, data in self.files.items():
            name = plain + ".gz" if plain in self.zipped else plain
            data = gzip.compress(data) if plain in self.zipped else data
            (folder / name).write_bytes(data)
            rows = self.files[plain].removesuffix(b"\n").count(b"\n")
            fact = {"name": name, "rows": rows, "sha256": hashlib.sha256(data).hexdigest()}
            listed.append(fact | self.stated.get(plain, {}))
        manifest = {"files": listed, "control_totals": self._totals() | self.totals} | self.manifest
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    def _totals(self) -> dict[str, str]:
        return {
            f"{name}.{column}": str(self._total(f"{name}.csv", column))
            for name, column in (("transactions", "amount"), ("accounts", "balance"))
        }

    def _total(self, name: str, column: str) -> Decimal:
        rows = list(csv.reader(io.StringIO(self.files[name].decode("utf-8-sig", errors="replace"))))
        place = [name.strip() for name in rows[0]].index(column) if column in str(rows[0]) else 999
        values = [row[place].strip() for row in rows[1:] if len(row) > place]
        return sum((Decimal(v) for v in values if re.fullmatch(r"-?[0-9]+\.[0-9]{2}", v)), Decimal("0.00"))
