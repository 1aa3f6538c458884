"""The weekly contract, day by day: what came up, and how it was answered."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from caseload.charts.marks import WIDTH, Box, Cell, Linear, Table, Text, count, steps_between
from caseload.performance import ANSWERS
from staff.ui import words

LEFT, TOP, BOTTOM, RIGHT = 36, 18, 186, 552
DAYS = 10
STACK = ["done", "overridden", "deferred", "held", "lapsed"]


@dataclass(frozen=True, slots=True)
class Day:
    name: Text
    stack: list[Box]
    came_up: Box | None  # an outline beside the stack
    numbers: list[Text]


@dataclass(frozen=True, kw_only=True)
class Contract:
    finding: str
    about: str
    table: Table
    days: list[Day]
    grid: list[Text]
    width: int = WIDTH
    height: int = BOTTOM + 34
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def working_days(last: dt.date) -> list[dt.date]:
    """The last ten Mondays to Fridays, up to a day and with it, oldest first."""
    days = [last - dt.timedelta(days=back) for back in range(16)]
    return sorted(day for day in days if day.weekday() < 5)[-DAYS:]


def draw(
    found: Mapping[dt.date, Mapping[str, int]],
    *,
    on: dt.date,
    open_now: int,
    overdue: int,
    link: Callable[..., str],
) -> Contract:
    days = working_days(on)
    kept = {day: dict(found.get(day, {})) for day in days}
    most = max([4, *(sum(by.get(name, 0) for name in STACK) for by in kept.values())])
    most = max(most, *(by.get("recommended", 0) for by in kept.values()))
    lines = steps_between(0, most, about=4)
    y = Linear(0, lines[-1], BOTTOM, TOP)
    return Contract(
        finding=finding(kept, on=on, open_now=open_now, overdue=overdue),
        about="Accounts on which a step came up, was done, overridden, put off, held, or lapsed, by working day.",
        table=_table(kept, link),
        days=[_day(number, day, kept[day], y, len(days), link) for number, day in enumerate(days)],
        grid=[Text(LEFT - 6, y(value), f"{value:,.0f}", "end") for value in lines],
    )


def _day(number: int, day: dt.date, by: Mapping[str, int], y: Linear, days: int, link: Callable[..., str]) -> Day:
    step = (RIGHT - LEFT) / days
    left = round(LEFT + step * number + step * 0.14, 1)
    width = round(step * 0.42, 1)
    foot = float(BOTTOM)
    stack = []
    answered = 0
    for name in STACK:
        if not (size := by.get(name, 0)):
            continue
        answered += size
        top = y(answered)
        said = f"{words.short_day(day)}: {words.counted(size, 'account')} {ANSWERS[name].lower()}"
        stack.append(Box(left, top, width, round(foot - top, 1), name, said, _answer(link, day, name)))
        foot = top
    came_up, numbers = None, []
    if new := by.get("recommended", 0):
        beside = round(left + width + 3, 1)
        said = f"{words.short_day(day)}: a step came up on {words.counted(new, 'account')}"
        came_up = Box(
            beside, y(new), round(step * 0.24, 1), round(BOTTOM - y(new), 1), "recommended", said,
            _answer(link, day, "recommended"),
        )  # fmt: skip
        numbers.append(Text(round(beside + step * 0.12, 1), y(new) - 4, f"{new:,}", "middle"))
    if answered:
        numbers.append(Text(round(left + width / 2, 1), foot - 4, f"{answered:,}", "middle"))
    return Day(Text(round(LEFT + step * (number + 0.5), 1), BOTTOM + 16, f"{day:%a} {day.day}", "middle"), stack,
               came_up, numbers)  # fmt: skip


def _answer(link: Callable[..., str], day: dt.date, name: str) -> str:
    return link(answer=name, day=day.isoformat())


def finding(kept: Mapping[dt.date, Mapping[str, int]], *, on: dt.date, open_now: int, overdue: int) -> str:
    monday = on - dt.timedelta(days=on.weekday())
    week = [by for day, by in kept.items() if day >= monday]
    said = [f"{sum(by.get(name, 0) for by in week):,} {ANSWERS[name].lower()}" for name in STACK[:4]]
    late = "none" if not overdue else f"{overdue:,}"
    verb = "waits" if open_now == 1 else "wait"
    return f"This week {words.listed(said)}; {open_now:,} {verb}, {late} for more than a week"


def _table(kept: Mapping[dt.date, Mapping[str, int]], link: Callable[..., str]) -> Table:
    rows = [
        [
            Cell(day.isoformat(), f"{day:%a} {words.short_day(day)}", number=False),
            *(count(by.get(name, 0), _answer(link, day, name)) for name in ANSWERS),
        ]
        for day, by in kept.items()
    ]
    return Table("Recommendations and their answers by day", ["Day", *ANSWERS.values()], rows)


def first_and_last(on: dt.date) -> tuple[dt.date, dt.date]:
    """The days that the chart asks about."""
    days: Sequence[dt.date] = working_days(on)
    return days[0], days[-1]
