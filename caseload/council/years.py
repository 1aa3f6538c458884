"""Rent years: when they start, which weeks are free of rent, and what a charge costs in each."""

from datetime import date, timedelta

from tenancies.rules import rent_years

from .days import monday_of, week_of

# Yearly change of rents on the first Monday of April, as a share: the rent standard's caps, then 3% a year.
CHANGES = {2020: 1.027, 2021: 1.015, 2022: 1.041, 2023: 1.07, 2024: 1.077, 2025: 1.027, 2026: 1.048}


class RentYears:
    """The rent years of a council that charges for 48, 50 or 52 of 52 weeks."""

    def __init__(self, charge_weeks: int, first: date, last: date) -> None:
        self.starts = [rent_years.starts_on(y) for y in range(first.year - 1, last.year + 2)]
        self.free: set[int] = set()  # numbers of the rent-free weeks
        self._year_of: dict[int, int] = {}
        self.weeks: dict[int, int] = {}
        self.charged: dict[int, int] = {}
        self._free_of: dict[int, list[date]] = {}
        for start, after in zip(self.starts, self.starts[1:], strict=False):
            weeks = (after - start).days // 7
            charged = weeks if charge_weeks == 52 else charge_weeks
            free = _free_mondays(start, after, weeks - charged)
            self.weeks[start.year], self.charged[start.year], self._free_of[start.year] = weeks, charged, free
            self.free.update(week_of(day.toordinal()) for day in free)
            for week in range(week_of(start.toordinal()), week_of(after.toordinal())):
                self._year_of[week] = start.year

    def of(self, week: int) -> int:
        """The rent year of the week, by the calendar year in which it starts."""
        return self._year_of[week]

    def first_week(self, year: int) -> int:
        """The number of the first week of the rent year."""
        return week_of(rent_years.starts_on(year).toordinal())

    def weekly(self, yearly: int, year: int) -> int:
        """One charge week's pence in that year, from the yearly pence at 2026 prices."""
        return round(yearly * _price(year) / self.charged[year])

    def rows(self, first_day: int, last_day: int) -> list[tuple[str, int, int, str]]:
        """Rows of rent_years.csv for the years that hold any of the days given."""
        first, last = self.of(week_of(first_day)), self.of(week_of(last_day))
        return [
            (
                rent_years.starts_on(year).isoformat(),
                self.weeks[year],
                self.charged[year],
                "|".join(day.isoformat() for day in self._free_of[year]),
            )
            for year in range(first, last + 1)
        ]


def _price(year: int) -> float:
    """Prices of the year against those of 2026."""
    price = 1.0
    for each in range(2027, year + 1):
        price *= CHANGES.get(each, 1.03)
    for each in range(year + 1, 2027):
        price /= CHANGES.get(each, 1.02)
    return price


def _free_mondays(start: date, after: date, count: int) -> list[date]:
    """Christmas and the week after it, the last week of the year, the week before August's bank holiday, one more."""
    week = timedelta(days=7)
    christmas = date(start.year, 12, 25)
    christmas -= timedelta(days=christmas.weekday())
    august = date(start.year, 8, 31)
    august -= timedelta(days=august.weekday()) + week
    choices = [christmas, christmas + week, after - week, august, after - 2 * week]
    return sorted(choices[:count])


def first_day(week: int, offset: int) -> int:
    """The day number on which the rent week falls due, for a rent week that starts `offset` days after Monday."""
    return monday_of(week) + offset
