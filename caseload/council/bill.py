"""What an account is charged, week by week and year by year."""

from .columns import Sheets
from .days import iso, week_of
from .ledger import Ledger, pounds
from .years import RentYears, first_day

_SERVICE = ("service_charge", "heating", "water", "electricity", "support")
_NARRATIVES = {
    "net_rent": "Rent",
    "service_charge": "Service charge",
    "heating": "Heating",
    "water": "Water",
    "electricity": "Electricity",
    "support": "Support",
    "garage_rent": "Garage rent",
    "pitch_fee": "Pitch fee",
    "use_and_occupation": "Use and occupation",
}


class Bill:
    """The charges of one account. `parts` are (charge type, yearly pence at 2026 prices, benefit may cover it)."""

    def __init__(self, years: RentYears, offset: int, parts: list[tuple[str, int, bool]]) -> None:
        self.years = years
        self.offset = offset  # days from Monday to the first day of the rent week
        self.parts = parts
        self._weekly: dict[int, int] = {}
        self._debits: dict[int, list[tuple[str, str, str, int]]] = {}

    def weekly(self, year: int) -> int:
        """Pence of one charge week."""
        if year not in self._weekly:
            self._weekly[year] = sum(self.years.weekly(yearly, year) for _, yearly, _ in self.parts)
        return self._weekly[year]

    def eligible(self, year: int) -> int:
        """Pence of one charge week that housing benefit or the housing element can cover."""
        return sum(self.years.weekly(yearly, year) for _, yearly, covered in self.parts if covered)

    def monthly(self, weekly: int, year: int) -> int:
        """The twelfth part of a year's charge weeks."""
        return weekly * self.years.charged[year] // 12

    def debit(self, ledger: Ledger, week: int, year: int) -> None:
        """Post the week's charges, unless it is a rent-free week."""
        if week in self.years.free:
            return
        debits = self._debits.get(year)
        if debits is None:
            debits = self._debits[year] = [
                (
                    str(place),
                    "service_debit" if kind in _SERVICE else "rent_debit",
                    _NARRATIVES[kind],
                    self.years.weekly(yearly, year),
                )
                for place, (kind, yearly, _) in enumerate(self.parts, 1)
            ]
        day = week * 7 + 1 + self.offset
        for slot, kind, narrative, pence in debits:
            ledger.post(week, slot, day, kind, "system", pence, narrative)

    def write(self, sheets: Sheets, account: str, *, start: int, end: int | None, since: int, upto: int) -> None:
        """Rows of charges.csv for the periods in force from `since` to `upto`. A rent increase starts a new row."""
        years = range(self.years.of(week_of(max(start, since))), self.years.of(week_of(upto)) + 1)
        changes = [first_day(self.years.first_week(year), self.offset) for year in years]
        for place, year in enumerate(years):
            first = max(start, changes[place])
            last = end
            if place + 1 < len(years):
                last = min(end or changes[place + 1] - 1, changes[place + 1] - 1)
            if first > upto or (last is not None and last < first):
                continue
            for kind, yearly, covered in self.parts:
                sheets.add(
                    "charges",
                    account_ref=account,
                    charge_type=kind,
                    weekly_amount=pounds(self.years.weekly(yearly, year)),
                    from_date=iso(first),
                    to_date=iso(last),
                    benefit_eligible="yes" if covered else "no",
                )
