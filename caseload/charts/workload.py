"""Each officer's work in hand against a week's minutes, and how full the last mornings were: by name, no ranking."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caseload.charts.marks import WIDTH, Box, Cell, Linear, Table, Text, count
from staff.models import User
from staff.ui import words

LEFT, RIGHT, TOP, ROW, BAR = 150, 292, 26, 30, 16
LONGEST_NAME = 23  # letters that fit to the left of LEFT
HEAT, SQUARE = 398, 16  # where the mornings begin, and how wide each is
MORNINGS = 10
FULL, OVER = 100, 110  # per cent of the week; above 110 for four weeks is held to be too much
NOBODY = "Shared or nobody’s"
COUNTED = ["accounts", "in_arrears", "recommended", "overdue", "done", "overridden", "held"]
COLUMNS = [*COUNTED, "minutes_due"]


@dataclass(frozen=True, slots=True)
class Row:
    name: Text
    url: str
    bar: Box
    capacity: float | None  # the place of a week's minutes
    number: Text
    mornings: list[Box]


@dataclass(frozen=True, kw_only=True)
class Workload:
    finding: str
    about: str
    table: Table
    rows: list[Row]
    heads: list[Text]
    height: int
    width: int = WIDTH


def draw(
    officers: Sequence[tuple[User | None, Mapping[str, Any]]],
    *,
    minutes: Mapping[int, int],
    history: Mapping[int, Mapping[dt.date, int]],
    link: Callable[..., str],
) -> Workload | None:
    """The chart; None where nobody has accounts. `minutes` is what each has in a week, `history` what waited."""
    if not officers:
        return None
    most = max([1, *minutes.values(), *(row["minutes_due"] for _, row in officers)])
    x = Linear(0, most, LEFT, RIGHT)
    days = sorted({day for mornings in history.values() for day in mornings})[-MORNINGS:]
    rows = [
        _row(number, user, figures, x, minutes=minutes, history=history, days=days, link=link)
        for number, (user, figures) in enumerate(officers)
    ]
    heads = [Text(LEFT, 12, "minutes that wait; the stroke is a week’s capacity")]
    if len(days) > 1:
        heads.append(Text(HEAT, 12, "the last mornings"))
    return Workload(
        finding=finding(officers, minutes),
        about="For each officer, minutes of recommended steps that wait, against the minutes of a usual week.",
        table=_table(officers, minutes, link),
        rows=rows,
        heads=heads,
        height=TOP + ROW * len(rows) + 4,
    )


def share(due: int, available: int | None) -> int | None:
    """Minutes due in per cent of a week's minutes; None without a week."""
    return round(100 * due / available) if available else None


def fullness(percent: int | None) -> str:
    if percent is None:
        return "none"
    return "over" if percent > OVER else "full" if percent > FULL else "half" if percent > FULL / 2 else "some"


def _row(
    number: int,
    user: User | None,
    figures: Mapping[str, Any],
    x: Linear,
    *,
    minutes: Mapping[int, int],
    history: Mapping[int, Mapping[dt.date, int]],
    days: Sequence[dt.date],
    link: Callable[..., str],
) -> Row:
    top = TOP + ROW * number
    available = minutes.get(user.pk) if user else None
    due = figures["minutes_due"]
    part = share(due, available)
    name = user.name if user else NOBODY
    said = f"{name}: {hours(due)} in {words.counted(figures['recommended'], 'account')}"
    said += f", {part}% of a week" if part is not None else ""
    return Row(
        name=Text(LEFT - 10, top + 13, short(name), "end"),
        url=link(officer=user.pk, page=True) if user else "",
        bar=Box(
            LEFT,
            top,
            round(x(due) - LEFT, 1),
            BAR,
            fullness(part),
            said,
            link(figure="recommended", officer=user.pk if user else "none") if figures["recommended"] else "",
        ),
        capacity=x(available) if available else None,
        number=Text(
            max(x(due), x(available or 0)) + 6,
            top + 13,
            f"{hours(due)} of {hours(available)}" if available else hours(due),
        ),
        mornings=_mornings(history.get(user.pk, {}), days, top=top, available=available) if user else [],
    )


def _mornings(
    minutes: Mapping[dt.date, int], days: Sequence[dt.date], *, top: float, available: int | None
) -> list[Box]:
    """A square for each morning of which the minutes are known; a single day is the bar alone."""
    if len(days) < 2:
        return []
    return [
        Box(
            HEAT + SQUARE * place,
            top,
            SQUARE - 2,
            BAR,
            fullness(share(minutes[day], available)),
            f"{words.short_day(day)}: {hours(minutes[day])}",
        )
        for place, day in enumerate(days)
        if day in minutes
    ]


def short(name: str) -> str:
    """A name that fits beside its bar: the first name as its letter where it is too long, and then cut."""
    if len(name) > LONGEST_NAME:
        first, _, rest = name.partition(" ")
        name = f"{first[0]} {rest}" if rest else name
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def hours(minutes: int) -> str:
    """9 h 30, 40 min: short, for a chart."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest:02d}" if rest else f"{whole} h"


def finding(officers: Sequence[tuple[User | None, Mapping[str, Any]]], minutes: Mapping[int, int]) -> str:
    """How many have more than a week's work before them; nobody is named and nobody ranked."""
    people = [(user, row) for user, row in officers if user is not None]
    over = sum(1 for user, row in people if row["minutes_due"] > minutes.get(user.pk, 0))
    waiting = hours(sum(row["minutes_due"] for _, row in officers))
    if len(people) == 1 and len(officers) == 1:
        user, row = people[0]
        return f"{waiting} of work wait: {share(row['minutes_due'], minutes.get(user.pk)) or 0}% of a usual week"
    if not over:
        return f"{waiting} of work wait; everyone’s fits in a week"
    verb = "has" if over == 1 else "have"
    return f"{waiting} of work wait; {over} of {words.counted(len(people), 'officer')} {verb} more than a week’s"


def _table(
    officers: Sequence[tuple[User | None, Mapping[str, Any]]], minutes: Mapping[int, int], link: Callable[..., str]
) -> Table:
    rows = []
    for user, figures in officers:
        who: Any = user.pk if user else "none"
        available = minutes.get(user.pk) if user else None
        part = share(figures["minutes_due"], available)
        name = user.name if user else NOBODY
        rows.append(
            [
                Cell(name, name, link(officer=user.pk, page=True) if user else "", number=False),
                *(count(figures[name], link(figure=name, officer=who)) for name in COUNTED),
                Cell(figures.get("complex", 0), str(figures.get("complex", 0))),
                Cell(figures["minutes_due"], hours(figures["minutes_due"])),
                Cell(available or "", hours(available) if available else ""),
                Cell("" if part is None else part, "" if part is None else f"{part}%"),
            ]
        )
    head = ["Officer", "Accounts", "In arrears", "Recommended", "Overdue", "Done", "Overridden", "Held", "Complex",
            "Work waiting", "A week has", "Of a week"]  # fmt: skip
    foot = [
        Cell("All", "All", number=False),
        *(count(sum(row[name] for _, row in officers), link(figure=name)) for name in COUNTED),
        Cell(0, str(sum(row.get("complex", 0) for _, row in officers))),
        Cell(0, hours(sum(row["minutes_due"] for _, row in officers))),
        Cell("", ""),
        Cell("", ""),
    ]
    return Table("Work in hand by officer, by name", head, rows, foot)
