"""Is an agreement kept? Worked out the slow and obvious way, in a notebook kept day by day.

Every day is looked at: does money fall due on it, did money come, and on the last day of grace, was it enough?
It shares no code with the program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

NIL = Decimal("0.00")
DAY = timedelta(days=1)
WEEKS = {"weekly": 1, "fortnightly": 2, "four_weekly": 4}


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What was agreed, as it would be written on paper."""

    first: date
    frequency: str
    month_day: int
    rent: Decimal
    amounts: Mapping[int, Decimal]  # the instalment from its number on; number 1 is there always
    arrears: Decimal
    lump: Decimal
    lump_on: date | None
    free_weeks: frozenset[date]
    waits_in_free_weeks: bool
    week_begins: int = 0  # the weekday on which rent falls due, 0 being Monday


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the notebook: what falls due on a day."""

    on: date
    rent: Decimal
    instalment: Decimal
    whole: Decimal  # one whole payment at that time


def lines(agreed: Agreed, *, until: date) -> list[Line]:
    """What falls due, day after day, until the arrears are cleared or a day is reached."""
    left, found, number = agreed.arrears, [], 0
    day = min(agreed.first, agreed.lump_on or agreed.first)
    while left > NIL and day <= until:
        if agreed.lump and day == agreed.lump_on:
            left -= agreed.lump
            found.append(Line(on=day, rent=NIL, instalment=agreed.lump, whole=agreed.rent + agreed.amounts[1]))
        if left > NIL and falls_on(agreed, day):
            amount = newest(agreed.amounts, number + 1)
            rent = rent_at(agreed, day)
            if agreed.waits_in_free_weeks and rent_week(agreed, day) in agreed.free_weeks:
                if rent:
                    found.append(Line(on=day, rent=rent, instalment=NIL, whole=agreed.rent + amount))
            else:
                number += 1
                part = amount if amount < left else left
                left -= part
                found.append(Line(on=day, rent=rent, instalment=part, whole=agreed.rent + amount))
        day += DAY
    return found


def falls_on(agreed: Agreed, day: date) -> bool:
    if day < agreed.first:
        return False
    if agreed.frequency == "monthly":
        is_last_of_month = (day + DAY).month != day.month
        return day.day == agreed.month_day or (is_last_of_month and day.day < agreed.month_day)
    return (day - agreed.first).days % (7 * WEEKS[agreed.frequency]) == 0


def rent_at(agreed: Agreed, day: date) -> Decimal:
    """A month's rent is the same all year. Else one share for each of the weeks from the day on that is charged."""
    if agreed.frequency == "monthly":
        return agreed.rent
    weeks = WEEKS[agreed.frequency]
    charged = [n for n in range(weeks) if rent_week(agreed, day + 7 * n * DAY) not in agreed.free_weeks]
    return (agreed.rent * len(charged) / weeks).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rent_week(agreed: Agreed, day: date) -> date:
    """A rent week is named by the Monday of the calendar week in which it begins."""
    for begins in (agreed.week_begins, 0):
        while day.weekday() != begins:
            day -= DAY
    return day


def newest(amounts: Mapping[int, Decimal], number: int) -> Decimal:
    return amounts[max(known for known in amounts if known <= number)]


def judge(
    agreed: Agreed, money: Sequence[tuple[date, Decimal]], *, as_of: date, grace: int, pounds: Decimal
) -> tuple[str, Decimal, date | None, date | None]:
    """State, shortfall, next due date and last missed one at the end of a day."""
    book = lines(agreed, until=as_of + 800 * DAY)
    due, missed, whole = NIL, None, NIL
    for line in book:
        last_day_of_grace = line.on + grace * DAY
        if last_day_of_grace > as_of:
            continue
        due += line.rent + line.instalment
        whole = line.whole
        in_hand = NIL
        for day, amount in money:
            if day <= last_day_of_grace:
                in_hand += amount
        if due - in_hand > pounds:
            missed = line.on
    received = NIL
    for day, amount in money:
        if day <= as_of:
            received += amount
    short = due - received if due > received else NIL
    if short <= pounds:
        state = "kept"
    elif short >= whole + whole - pounds:
        state = "broken"
    else:
        state = "slipping"
    coming = [line.on for line in book if line.on > as_of]
    return state, short, coming[0] if coming else None, missed
