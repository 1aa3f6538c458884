"""Every figure of an account, worked out from an extract's files in plain Python, apart from the program.

It follows the definitions of the figures word by word, row by row, and shares no code with what it checks.
"""

import csv
import gzip
import io
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

NIL = Decimal(0)
Row = dict[str, str]
RENT_LIKE = {"rent", "use_and_occupation", "pitch_fee"}
RECEIPTS = {"payment", "third_party_deduction", "hb", "uc_managed"}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
GRACE = timedelta(days=3)
TOLERANCE = Decimal("1.00")


def penny(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def known(text: str) -> date:
    return date.fromisoformat(text)


def same_day_next_months(first: date, months: int) -> date:
    """The same day of the month so many months on, or the last day where that month is shorter."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return clipped(year, month + 1, first.day)


def clipped(year: int, month: int, number: int) -> date:
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


class Files:
    """The rows of an extract by what they belong to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.accounts = self.rows("accounts")
        self.tenancies = {row["tenancy_ref"]: row for row in self.rows("tenancies")}
        self.people = {row["person_ref"]: row for row in self.rows("people")}
        self.lives = self.by("tenancy_people", "tenancy_ref")
        self.charges = self.by("charges", "account_ref")
        self.postings = self.by("transactions", "account_ref")
        self.benefits = self.by("benefits", "account_ref")
        self.agreements = self.by("agreements", "account_ref")
        self.notices = self.by("notices", "tenancy_ref")
        self.service = self.by("notice_service", "notice_ref")
        self.person_markers = self.by("markers", "person_ref")
        self.tenancy_markers = self.by("markers", "tenancy_ref")
        self.free_weeks = {
            known(monday) for year in self.rows("rent_years") for monday in year["rent_free_weeks"].split("|") if monday
        }
        self.reversed: dict[str, list[Row]] = defaultdict(list)
        for postings in self.postings.values():
            for posting in postings:
                if posting["type"] == "reversal":
                    self.reversed[posting["reverses"]].append(posting)

    def rows(self, name: str) -> list[Row]:
        packed = self.folder / f"{name}.csv.gz"
        raw = gzip.decompress(packed.read_bytes()) if packed.exists() else (self.folder / f"{name}.csv").read_bytes()
        return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))

    def by(self, name: str, key: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(name):
            found[row[key]].append(row)
        return found


def figures(files: Files, account: Row, *, as_at: date, bank_holidays: set[date]) -> dict[str, Any]:
    """The figures of one account at the end of a day, named as `explain` names them."""
    tenancy = files.tenancies[account["tenancy_ref"]]
    postings = [p for p in files.postings[account["account_ref"]] if known(p["posted_on"]) <= as_at]
    charges = files.charges[account["account_ref"]]
    balance = sum((Decimal(p["amount"]) for p in postings), NIL)
    weekly = in_force(charges, as_at)
    charge_week = in_force(charges, last_charge_day(files, tenancy, as_at))
    gross = max(balance, NIL)
    technical = NIL
    if account["account_type"] in RENT_LIKE:
        due = (benefit_due(claim, as_at) for claim in files.benefits[account["account_ref"]])
        technical = min(gross, sum(due, NIL))
    paid_on, paid = last_credit(files, postings, {"payment"}, as_at)
    received_on, _ = last_credit(files, postings, RECEIPTS, as_at)
    if received_on and received_on <= as_at - timedelta(days=182):  # the program looks 26 weeks back
        received_on = None
    state, shortfall = agreement(files, account, postings, as_at)
    return {
        "balance": balance,
        "weekly_charge": weekly,
        "gross_arrears": gross,
        "technical_arrears": technical,
        "collectable_arrears": gross - technical,
        "weeks_owed": penny(gross / weekly) if weekly else None,
        "weeks_collectable": penny((gross - technical) / charge_week) if charge_week else None,
        "last_payment_on": paid_on,
        "last_payment_amount": paid,
        "last_receipt_on": received_on,
        "agreement_state": state,
        "agreement_shortfall": shortfall,
        "notice_in_force": any(
            notice_state(files, notice, tenancy, as_at, bank_holidays) == "in_force"
            for notice in files.notices[tenancy["tenancy_ref"]]
        ),
        "may_contact": may_contact(files, tenancy, as_at),
    }


def in_force(charges: list[Row], on: date) -> Decimal:
    """The charges' weekly amounts in force on a day."""
    return sum(
        (Decimal(c["weekly_amount"]) for c in charges if known(c["from_date"]) <= on <= (day(c["to_date"]) or on)), NIL
    )


def last_charge_day(files: Files, tenancy: Row, as_at: date) -> date:
    """The day itself, or in a rent-free week the last day of the charge week before it."""
    first = as_at - timedelta(days=(as_at.weekday() - WEEKDAYS.index(tenancy["rent_week_start"])) % 7)
    while first - timedelta(days=first.weekday()) in files.free_weeks:
        as_at = first - timedelta(days=1)
        first -= timedelta(days=7)
    return as_at


def benefit_due(claim: Row, as_at: date) -> Decimal:
    """What a live claim has yet to pay for the days already run."""
    paid_up_to = day(claim["paid_up_to"])
    running = known(claim["from_date"]) <= as_at <= (day(claim["to_date"]) or as_at)
    if claim["status"] != "live" or not running or paid_up_to is None or paid_up_to >= as_at:
        return NIL
    days = (as_at - paid_up_to).days
    if claim["benefit_type"] == "hb":
        return Decimal(claim["weekly_amount"]) * (days // 7)
    if "yes" not in (claim["managed_payment"], claim["element_confirmed"]) or not claim["housing_element"]:
        return NIL
    return penny(Decimal(claim["housing_element"]) * days / period_days(claim, paid_up_to + timedelta(days=1)))


def period_days(claim: Row, start: date) -> int:
    """The days of the assessment period that starts on a day."""
    following = same_day_next_months(start, 1)
    if claim["period_start_day"]:
        number = int(claim["period_start_day"])
        if start == clipped(start.year, start.month, number):
            following = clipped(following.year, following.month, number)
    return (following - start).days


def kept_of(files: Files, posting: Row, as_at: date) -> Decimal:
    """What is left of a credit, positive, after the reversals posted by a day."""
    undone = (
        Decimal(r["amount"]) for r in files.reversed[posting["transaction_ref"]] if known(r["posted_on"]) <= as_at
    )
    return -Decimal(posting["amount"]) - sum(undone, NIL)


def last_credit(files: Files, postings: list[Row], kinds: set[str], as_at: date) -> tuple[date | None, Decimal]:
    """The latest effective date of a credit that no reversal cancelled, and what came in on that day."""
    days: dict[date, Decimal] = defaultdict(Decimal)
    for posting in postings:
        if posting["type"] in kinds and (kept := kept_of(files, posting, as_at)) > 0:
            days[known(posting["effective_on"])] += kept
    newest = max(days, default=None)
    return newest, days[newest] if newest else NIL


def agreement(files: Files, account: Row, postings: list[Row], as_at: date) -> tuple[str | None, Decimal]:
    """The state and the shortfall of the live agreement; none where there is no live one."""
    live = [
        row
        for row in files.agreements[account["account_ref"]]
        if known(row["made_on"]) <= as_at and (row["status"] == "live" or (day(row["ended_on"]) or as_at) > as_at)
    ]
    if not live:
        return None, NIL
    terms = max(live, key=lambda row: (row["made_on"], row["agreement_ref"]))
    share, instalment = Decimal(terms["rent_amount"]), Decimal(terms["instalment_amount"])
    left, due, number = Decimal(terms["opening_arrears"]), NIL, 0
    while left > 0 and due_date(terms, number) + GRACE <= as_at:
        due += share + min(instalment, left)
        left -= min(instalment, left)
        number += 1
    paid = sum(
        (
            kept_of(files, p, as_at)
            for p in postings
            if p["type"] in {"payment", "third_party_deduction"}
            and known(terms["made_on"]) < known(p["effective_on"]) <= as_at
        ),
        NIL,
    )
    shortfall = max(due - paid, NIL)
    if shortfall <= TOLERANCE:
        return "kept", shortfall
    return ("broken" if shortfall + TOLERANCE >= 2 * (share + instalment) else "slipping"), shortfall


def due_date(terms: Row, number: int) -> date:
    first = known(terms["first_due_on"])
    if terms["frequency"] == "monthly":
        return same_day_next_months(first, number)
    return first + timedelta(days={"weekly": 7, "fortnightly": 14, "four_weekly": 28}[terms["frequency"]] * number)


def live_marker(marker: Row, kind: str, as_at: date) -> bool:
    return marker["marker_type"] == kind and known(marker["from_date"]) <= as_at <= (day(marker["until_date"]) or as_at)


def tenants(files: Files, tenancy: Row, as_at: date) -> list[str]:
    """The tenants on a day, or on the last day of a tenancy that has ended."""
    on = min(as_at, day(tenancy["end_date"]) or as_at)
    return sorted(
        {
            row["person_ref"]
            for row in files.lives[tenancy["tenancy_ref"]]
            if row["role"] == "tenant" and known(row["from_date"]) <= on <= (day(row["to_date"]) or on)
        }
    )


def dead(files: Files, person: str, as_at: date) -> bool:
    died = day(files.people[person]["date_of_death"])
    return died is not None and died <= as_at


def may_contact(files: Files, tenancy: Row, as_at: date) -> bool:
    """Whether any tenant may be contacted about arrears."""
    household = [
        row["person_ref"] for row in files.lives[tenancy["tenancy_ref"]] if row["role"] in {"tenant", "household"}
    ]
    in_crisis = any(
        live_marker(marker, "crisis", as_at)
        for markers in [
            files.tenancy_markers[tenancy["tenancy_ref"]],
            *(files.person_markers[person] for person in household),
        ]
        for marker in markers
    )
    left = [
        person
        for person in tenants(files, tenancy, as_at)
        if not dead(files, person, as_at)
        and not any(live_marker(marker, "breathing_space", as_at) for marker in files.person_markers[person])
    ]
    return bool(left) and not in_crisis


def deemed(service: Row, bank_holidays: set[date]) -> date | None:
    """The day on which a notice counts as served; none where the method is no service."""
    business_days = {"hand": 0, "left_at_home": 0, "first_class": 2, "signed_for": 2, "second_class": 4}
    if service["method"] not in business_days:
        return None
    on, left = known(service["done_on"]), business_days[service["method"]]
    while left:
        on += timedelta(days=1)
        left -= on.weekday() < 5 and on not in bank_holidays
    return on


def notice_state(files: Files, notice: Row, tenancy: Row, as_at: date, bank_holidays: set[date]) -> str:
    """Draft, withdrawn or superseded as recorded; else defective, expired or in_force."""
    if notice["status"] != "served" or known(notice["prepared_on"]) > as_at:
        return notice["status"]
    served = {
        row["person_ref"]: deemed(row, bank_holidays)
        for row in files.service[notice["notice_ref"]]
        if known(row["done_on"]) <= as_at
    }
    living = [person for person in tenants(files, tenancy, as_at) if not dead(files, person, as_at)]
    dates = [on for person in living if (on := served.get(person))]
    if not living or len(dates) < len(living):
        return "defective"
    latest, kind, specified = max(dates), notice["notice_type"], day(notice["specified_date"])
    trial = day(tenancy["trial_ends_on"])
    extended = day(tenancy["trial_extended_to"]) or trial
    if kind in {"nosp", "s128", "s143e", "ntq"}:
        start = WEEKDAYS.index(tenancy["rent_week_start"])
        earliest = latest + timedelta(days=28)
        while earliest.weekday() not in {start, (start - 1) % 7}:
            earliest += timedelta(days=1)
    else:
        earliest = latest + timedelta(days={"s8": 14, "notice_to_remedy": 28}.get(kind, -10_000))
    if specified is not None and specified < earliest:
        return "defective"
    if specified is None and kind in {"nosp", "s128", "s143e", "ntq", "s8", "notice_to_remedy"}:
        return "defective"
    if kind == "trial_extension" and trial and latest > trial - timedelta(days=56):
        return "defective"
    last_days = {
        "nosp": specified and same_day_next_months(specified, 12),
        "s8": same_day_next_months(latest, 12),
        "s128": extended,
    }
    ends = [last_days.get(kind), day(tenancy["end_date"])]
    return "expired" if any(end is not None and as_at > end for end in ends) else "in_force"
