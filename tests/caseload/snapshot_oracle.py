"""Every figure of a snapshot, worked out from an extract's files in plain Python, apart from the program.

What officers did at the desk is in no file: the test says who holds, who was handed what, which steps were taken.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.recovery.figures_oracle import NIL, RECEIPTS, Files, Row, day, figures, in_force, known, last_charge_day
from tests.recovery.figures_oracle import notice_state as state_of_notice

CHARGES = {"rent_debit", "service_debit"}
BANDS = [("up_to_1", 1), ("up_to_2", 2), ("up_to_4", 4), ("up_to_7", 7), ("up_to_13", 13), ("up_to_26", 26)]
RUNNING = {"issued", "listed", "adjourned_generally", "adjourned_to_date", "adjourned_on_terms"}
POSSESSION = {"suspended", "postponed", "outright", "consent"}
Cell = tuple[str, str | None]  # a patch's code, an officer's user name


@dataclass
class Desk:
    """What was done at the desk, by account reference."""

    handed_to: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    frozen: dict[str, Decimal] = field(default_factory=dict)  # by a moratorium or insolvency that runs
    done: set[str] = field(default_factory=set)
    overridden: set[str] = field(default_factory=set)
    waiting: dict[str, tuple[date, int]] = field(default_factory=dict)  # since when, and minutes
    advisors: list[str] = field(default_factory=list)  # who works


class Council:
    """An extract on one day, added up by patch and officer."""

    def __init__(self, files: Files, desk: Desk, *, as_of: date, bank_holidays: set[date]) -> None:
        self.files, self.desk, self.as_of, self.bank_holidays = files, desk, as_of, bank_holidays
        self.homes = {row["property_ref"]: row for row in files.rows("properties")}
        self.years = sorted(files.rows("rent_years"), key=lambda row: row["start_date"])
        self.year = [row for row in self.years if known(row["start_date"]) <= as_of][-1]
        self.sunday = as_of - timedelta(days=as_of.weekday() + 1)
        self.cases = files.by("court_cases", "tenancy_ref")
        self.orders = files.by("court_orders", "case_ref")
        self.kind_of = {p["transaction_ref"]: p["type"] for posts in files.postings.values() for p in posts}
        self.officers = {
            patch: row["username"]
            for row in files.rows("officers")
            if row["role"] == "income_officer"
            for patch in row["patches"].split("|")
        }

    def cells(self) -> dict[Cell, Counter[str]]:
        """The columns of each cell; a band of weeks owed is named band_…"""
        found: dict[Cell, Counter[str]] = defaultdict(Counter)
        for account in self.files.accounts:
            cell = (self.patch(account), self.owner(account))
            for name, value in self.columns(account).items():
                found[cell][name] += value
        return found

    def tenancy(self, account: Row) -> Row:
        return self.files.tenancies[account["tenancy_ref"]]

    def patch(self, account: Row) -> str:
        return self.homes[self.tenancy(account)["property_ref"]]["patch"]

    def former(self, account: Row, on: date) -> bool:
        if account["account_type"] in {"former_tenant", "use_and_occupation"}:
            return account["account_type"] == "former_tenant"
        ended = day(self.tenancy(account)["end_date"])
        return ended is not None and ended < on

    def home_current(self, account: Row, on: date) -> bool:
        return account["account_type"] not in {"garage", "court_costs"} and not self.former(account, on)

    def owner(self, account: Row) -> str | None:
        if given := self.desk.handed_to.get(account["account_ref"]):
            return given
        if self.former(account, self.as_of) and self.desk.advisors:
            return self.desk.advisors[0] if len(self.desk.advisors) == 1 else None
        return self.officers.get(self.patch(account))

    def columns(self, account: Row) -> dict[str, Any]:
        ref, on = account["account_ref"], self.as_of
        facts = figures(self.files, account, as_at=on, bank_holidays=self.bank_holidays)
        gross, balance = facts["gross_arrears"], facts["balance"]
        covered = min(facts["collectable_arrears"], self.desk.frozen.get(ref, NIL))
        current = self.home_current(account, on)
        since, minutes = self.desk.waiting.get(ref, (on, 0))
        made: dict[str, Any] = {
            "accounts": 1,
            "in_arrears": int(gross > 0),
            "gross": gross,
            "technical": facts["technical_arrears"],
            "covered": covered,
            "collectable": facts["collectable_arrears"] - covered,
            "credits": max(-balance, NIL),
            "current_arrears": gross if current else NIL,
            "former_arrears": gross if self.former(account, on) else NIL,
            "annual_debit": self.annual_debit(account) if current else NIL,
            "recommended": int(ref in self.desk.waiting),
            "overdue": int(ref in self.desk.waiting and (on - since).days > 7),
            "minutes_due": minutes,
            "held": int(ref in self.desk.held),
            "done": int(ref in self.desk.done),
            "overridden": int(ref in self.desk.overridden),
            f"agreements_{facts['agreement_state']}": int(facts["agreement_state"] is not None),
            **self.legal(account),
        }
        if gross > 0:
            made[f"band_{band(gross, facts['weekly_charge'])}"] = 1
        first = known(self.year["start_date"])
        for name, days in {
            "week": (self.sunday - timedelta(days=6), self.sunday),
            "year": (first, self.sunday),
        }.items():
            charged, received = self.collected(account, *days) if current else (NIL, NIL)
            made |= {f"charged_{name}": charged, f"received_{name}": received}
        return made

    def annual_debit(self, account: Row) -> Decimal:
        charge_day = last_charge_day(self.files, self.tenancy(account), self.as_of)
        return in_force(self.files.charges[account["account_ref"]], charge_day) * int(self.year["charge_weeks"])

    def collected(self, account: Row, first: date, last: date) -> tuple[Decimal, Decimal]:
        """What fell due and what came in from one day to another, less what was reversed in that time."""
        charged = received = NIL
        for posting in self.files.postings[account["account_ref"]]:
            if known(posting["posted_on"]) > self.as_of or not first <= known(posting["effective_on"]) <= last:
                continue
            kind = posting["type"]
            if kind == "reversal":
                kind = self.kind_of[posting["reverses"]]
            if kind in CHARGES:
                charged += Decimal(posting["amount"])
            elif kind in RECEIPTS:
                received -= Decimal(posting["amount"])
        return charged, received

    def legal(self, account: Row) -> dict[str, int]:
        tenancy = self.tenancy(account)
        made = {}
        if self.stands_for_home(account) and self.evicted(tenancy):
            made["evictions"] = 1
        main = account["account_type"] in {"rent", "pitch_fee", "use_and_occupation"}
        if main and not self.former(account, self.as_of) and (stage := self.stage(tenancy)):
            made[stage] = 1
        return made

    def stands_for_home(self, account: Row) -> bool:
        """Whether it is the account by which its tenancy is counted: the first in the order of debts."""
        order = ["rent", "pitch_fee", "use_and_occupation", "service_charge", "heating", "water", "electricity",
                 "garage", "former_tenant", "court_costs"]  # fmt: skip
        household = [row for row in self.files.accounts if row["tenancy_ref"] == account["tenancy_ref"]]
        return account is min(household, key=lambda row: order.index(row["account_type"]))

    def claims(self, tenancy: Row) -> list[Row]:
        """For possession, oldest first."""
        rows = self.cases[tenancy["tenancy_ref"]]
        rows = [row for row in rows if row["route"] != "money_claim" and known(row["issued_on"]) <= self.as_of]
        return sorted(rows, key=lambda row: row["issued_on"])

    def order(self, tenancy: Row) -> Row | None:
        """The newest in force, else the newest executed."""
        rows = [row for case in self.cases[tenancy["tenancy_ref"]] for row in self.orders[case["case_ref"]]]
        rows = [
            row for row in rows if known(row["made_on"]) <= self.as_of and row["status"] in {"in_force", "executed"}
        ]
        return max(rows, key=lambda row: (row["status"] == "in_force", row["made_on"]), default=None)

    def evicted(self, tenancy: Row) -> bool:
        order = self.order(tenancy)
        on = day(order["eviction_on"]) if order and order["eviction_outcome"] == "executed" else None
        return on is not None and known(self.year["start_date"]) <= on <= self.as_of

    def stage(self, tenancy: Row) -> str:
        order = self.order(tenancy)
        if order and order["order_type"] in POSSESSION and order["status"] == "in_force":
            if order["eviction_outcome"] == "booked" and known(order["eviction_on"]) >= self.as_of:
                return "evictions_booked"
            issued = day(order["warrant_issued_on"])
            return "warrants" if issued and issued <= self.as_of else "orders"
        claims = self.claims(tenancy)
        if claims and claims[-1]["status"] in RUNNING:
            return "claims"
        beside = {"trial_extension", "flexible_non_renewal"}  # no claim rests on them
        notices = [row for row in self.files.notices[tenancy["tenancy_ref"]] if row["notice_type"] not in beside]
        states = {state_of_notice(self.files, row, tenancy, self.as_of, self.bank_holidays) for row in notices}
        return "notices" if "in_force" in states else ""


def band(gross: Decimal, weekly: Decimal) -> str:
    if not weekly:
        return "no_charge"
    return next((name for name, weeks in BANDS if round(gross / weekly, 2) <= weeks), "over_26")
