"""The collection run chart: 52 weeks, the usual range, rent-free weeks, and where four weeks together stand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from caseload.charts.marks import WIDTH, Box, Cell, Dot, Linear, Table, Text, steps_between
from caseload.figures import percent
from caseload.performance import WeekCollected
from staff.ui import words

LEFT, RIGHT, TOP, BOTTOM = 44, 486, 16, 300
RUN = 4  # weeks taken together: a month's payers come once in each
USUAL = Decimal("2.66")  # mean moving ranges to either side: the natural limits of a run chart of single values


@dataclass(frozen=True, kw_only=True)
class Collection:
    finding: str
    about: str
    table: Table
    grid: list[Text]
    months: list[Text]
    free: list[Box]
    usual: Box | None
    full: float  # the height of 100 %
    dots: list[Dot]
    line: str  # four weeks together
    labels: list[Text]
    target: str = ""  # what each week should have reached, where a target was set
    width: int = WIDTH
    height: int = BOTTOM + 34
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def draw(weeks: Sequence[WeekCollected], targets: Sequence[Decimal | None] = ()) -> Collection | None:
    """The chart; None where not one week with a charge is known. `targets`: of each week, as it was set then."""
    charged = [week for week in weeks if week.charged > 0 and not week.rent_free]
    if not charged:
        return None
    rates = {week.monday: rate(week.received, week.charged) for week in charged}
    runs = four_weeks(weeks)
    low, high = limits(list(rates.values()))
    wanted = dict(zip([week.monday for week in weeks], targets, strict=False))
    aims = {monday: target for monday, target in wanted.items() if target is not None}
    shown = [*rates.values(), *runs.values(), *aims.values(), Decimal(100)]
    lines = steps_between(float(min(shown)), float(max(shown)), about=5)
    x = Linear(0, max(len(weeks) - 1, 1), LEFT + 6, RIGHT - 6)
    y = Linear(lines[0], lines[-1], BOTTOM, TOP)
    place = {week.monday: x(number) for number, week in enumerate(weeks)}
    return Collection(
        finding=finding(weeks, runs),
        about=f"Collection rate of each week from {words.long_day(weeks[0].monday)}, and of four weeks together.",
        table=table(weeks, runs, aims),
        target=_stepped(aims, place, y),
        grid=[Text(LEFT - 6, y(value), f"{value:.0f}%", "end") for value in lines],
        months=_months(weeks, place),
        free=[
            Box(place[week.monday] - 4, TOP, 8, BOTTOM - TOP, label=f"Rent-free week of {words.long_day(week.monday)}")
            for week in weeks
            if week.rent_free
        ],
        usual=Box(LEFT, y(high), RIGHT - LEFT, round(y(low) - y(high), 1)) if len(rates) >= 2 * RUN else None,
        full=y(100),
        dots=[
            Dot(
                place[monday],
                y(value),
                f"Week of {words.long_day(monday)}: {value}%",
                kind="" if low <= value <= high else "outside",
            )
            for monday, value in rates.items()
        ],
        line="M" + "L".join(f"{place[monday]} {y(value)}" for monday, value in runs.items()) if runs else "",
        labels=_labels(runs, rates, y, place, low=low, high=high),
    )


def _stepped(aims: dict[dt.date, Decimal], place: dict[dt.date, float], y: Linear) -> str:
    """The targets as a line with steps: level through the weeks that a target held."""
    found = []
    before = None
    for monday, target in aims.items():
        if before is None or target != before:
            found.append(f"{'M' if before is None else 'H'}{place[monday]}{f' {y(target)}' if before is None else ''}")
            if before is not None:
                found.append(f"V{y(target)}")
        before = target
    return "".join([*found, f"H{place[max(aims)]}"]) if aims else ""


def rate(received: Decimal, charged: Decimal) -> Decimal:
    return percent(received, charged) or Decimal(0)


def four_weeks(weeks: Sequence[WeekCollected]) -> dict[dt.date, Decimal]:
    """The rate of each week with the three before it, by its Monday; rent-free weeks add what came in."""
    found = {}
    for last in range(RUN, len(weeks) + 1):
        together = weeks[last - RUN : last]
        if charged := sum(week.charged for week in together):
            found[together[-1].monday] = rate(Decimal(sum(week.received for week in together)), Decimal(charged))
    return found


def limits(rates: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Where single weeks usually lie: the mean, less and plus 2.66 times the mean difference of neighbours."""
    mean = Decimal(sum(rates)) / len(rates)
    moves = [abs(after - before) for before, after in pairwise(rates)]
    reach = USUAL * Decimal(sum(moves)) / len(moves) if moves else Decimal(0)
    return max(mean - reach, Decimal(0)), mean + reach


def finding(weeks: Sequence[WeekCollected], runs: dict[dt.date, Decimal]) -> str:
    """What the chart shows, in a sentence."""
    whole = rate(Decimal(sum(week.received for week in weeks)), Decimal(sum(week.charged for week in weeks)))
    said = f"Collection is {whole}% over {words.counted(len(weeks), 'week')}"
    if not runs:
        return said
    last = list(runs.values())[-1]
    if abs(last - whole) < 1:
        return f"{said}; the last four weeks are in line with it, at {last}%"
    side = "below" if last < whole else "above"
    return f"{said}; the last four weeks came to {last}%, {abs(last - whole)} points {side}"


def table(
    weeks: Sequence[WeekCollected], runs: dict[dt.date, Decimal], aims: dict[dt.date, Decimal] | None = None
) -> Table:
    rows = []
    for week in reversed(weeks):
        own = percent(week.received, week.charged) if not week.rent_free else None
        four = runs.get(week.monday)
        rows.append(
            [
                Cell(week.monday.isoformat(), words.long_day(week.monday), number=False),
                Cell(week.charged, words.pounds(week.charged)),
                Cell(week.received, words.pounds(week.received)),
                Cell("rent-free" if own is None else own, "rent-free" if own is None else f"{own}%"),
                Cell("" if four is None else four, "" if four is None else f"{four}%"),
            ]
        )
        if aims:
            aim = aims.get(week.monday)
            rows[-1].append(Cell("" if aim is None else aim, "" if aim is None else f"{aim}%"))
    head = ["Week from Monday", "Fell due", "Came in", "Rate", "Four weeks together", *(["Target"] if aims else [])]
    return Table("Collection week by week", head, rows)


def _months(weeks: Sequence[WeekCollected], place: dict[dt.date, float]) -> list[Text]:
    """The month's name under its first Monday, every other month, with the year where it is new."""
    firsts = [week.monday for week in weeks if week.monday.day <= 7]
    shown = firsts[len(firsts) % 2 :: 2] if len(firsts) > 7 else firsts
    return [
        Text(place[day], BOTTOM + 16, f"{day:%b %Y}" if number == 0 or day.month <= 2 else f"{day:%b}", "middle")
        for number, day in enumerate(shown)
    ]


def _labels(
    runs: dict[dt.date, Decimal],
    rates: dict[dt.date, Decimal],
    y: Linear,
    place: dict[dt.date, float],
    *,
    low: Decimal,
    high: Decimal,
) -> list[Text]:
    """What the ends of lines are, beside them; kept apart."""
    wanted = [(y(100), "all due")]
    if runs:
        last = list(runs.values())[-1]
        wanted.append((y(last), f"{last}% lately"))
    placed: list[Text] = []
    for height, text in sorted(wanted):
        height = max(height, placed[-1].y + 13) if placed else height
        placed.append(Text(RIGHT + 4, height + 4, text))
    if len(rates) >= 2 * RUN:
        placed.append(Text(LEFT + 4, y(high) - 4, f"single weeks usually lie between {low:.0f}% and {high:.0f}%"))
    return placed
