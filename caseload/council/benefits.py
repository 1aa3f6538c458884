"""Help with housing costs: the claims, and what they credit to the ledger."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from .bill import Bill
from .columns import Sheets
from .days import iso, month_day, week_of
from .ledger import Ledger, pounds


@cache
def assessment_periods(start_day: int, first_year: int, last_year: int) -> dict[int, tuple[int, int]]:
    """By week: the day on which the housing element is paid, and the last day of the period that it covers.

    Universal credit is paid seven days after the period ends (rulebook R-8).
    """
    found = {}
    for month in range(12 * (last_year - first_year + 1)):
        end = month_day(first_year, month + 1, start_day) - 1
        found[week_of(end + 7)] = (end + 7, end)
    return found


@dataclass(slots=True, kw_only=True)
class Claim:
    """One claim. Days are day numbers, money is pence."""

    kind: str  # hb or uc
    start: int
    bill: Bill
    share: float = 1.0  # of the eligible charge
    status: str = "live"
    end: int | None = None
    stops: int | None = None  # a suspended claim pays nothing for days after this one
    pay_weeks: int = 1
    period_day: int = 1
    managed: bool = False
    confirmed: bool = True
    deduction: int = 0
    paid_up_to: int | None = None  # set by the ledger's run
    person: str = ""

    def weekly(self, year: int) -> int:
        """Pence of one charge week that the claim pays on the account."""
        if self.status in ("claimed", "refused") or (self.kind == "uc" and not self.managed):
            return 0
        return round(self.bill.eligible(year) * self.share)

    def element(self, year: int) -> int:
        """The universal credit housing element of one assessment period."""
        return self.bill.monthly(round(self.bill.eligible(year) * self.share), year)

    def pays_for(self, last: int) -> bool:
        """True if the claim pays for a period that ends on this day."""
        limit = min(self.end or last, self.stops or last)
        return self.start < last <= limit and self.status not in ("claimed", "refused")

    def credit(self, ledger: Ledger, week: int, year: int) -> None:
        """Post what falls due in the week, and note how far the claim is paid."""
        if self.kind == "hb":
            self._credit_hb(ledger, week, year)
        else:
            self._credit_uc(ledger, week, year)

    def _credit_hb(self, ledger: Ledger, week: int, year: int) -> None:
        if week % self.pay_weeks:
            return
        monday = week * 7 + 1
        if not self.pays_for(monday - 1):
            return
        first = max(week - self.pay_weeks, week_of(self.start + 6))
        weeks = sum(each not in self.bill.years.free for each in range(first, week))
        pence = weeks * self.weekly(year)
        if pence:
            narrative = f"Housing benefit {weeks} week{'s' if weeks > 1 else ''}"
            ledger.post(week, "H", monday, "hb", "housing_benefit", -pence, narrative)
        if monday <= ledger.last_day:
            self.paid_up_to = monday - 1

    def _credit_uc(self, ledger: Ledger, week: int, year: int) -> None:
        years = self.bill.years
        paid = assessment_periods(self.period_day, years.starts[0].year, years.starts[-1].year + 1).get(week)
        if not paid or paid[1] < self.start + 27 or not self.pays_for(paid[1]):
            return
        day, last = paid
        if self.managed:
            pence = self.element(year)
            ledger.post(week, "U", day, "uc_managed", "universal_credit", -pence, "UC managed payment")
        if self.deduction and ledger.balance > self.deduction:
            text = "UC deduction for arrears"
            ledger.post(week, "D", day, "third_party_deduction", "dwp_deduction", -self.deduction, text)
        if self.confirmed and day <= ledger.last_day:
            self.paid_up_to = last

    def write(self, sheets: Sheets, ref: str, account: str, as_of: int) -> None:
        """The row of benefits.csv."""
        year = self.bill.years.of(week_of(min(as_of, self.end or as_of)))
        hb = self.kind == "hb"
        status = "ended" if self.end and self.end < as_of and self.status == "live" else self.status
        sheets.add(
            "benefits",
            benefit_ref=ref,
            account_ref=account,
            person_ref=self.person,
            benefit_type=self.kind,
            status=status,
            from_date=iso(self.start),
            to_date=iso(self.end),
            weekly_amount=pounds(round(self.bill.eligible(year) * self.share)) if hb else "",
            pay_weeks=self.pay_weeks if hb else "",
            housing_element=pounds(self.element(year)) if not hb and self.confirmed else "",
            element_confirmed="" if hb else "yes" if self.confirmed else "no",
            period_start_day="" if hb else self.period_day,
            managed_payment="" if hb else "yes" if self.managed else "no",
            deduction=pounds(self.deduction) if not hb and self.deduction else "",
            paid_up_to=iso(self.paid_up_to),
        )


def period_day_of(day: int) -> int:
    """The day of the month on which a claim made that day has its assessment periods begin: 28 at most here."""
    return min(date.fromordinal(day).day, 28)
