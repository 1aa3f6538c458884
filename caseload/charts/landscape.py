"""The arrears landscape: every account in arrears by weeks owed and by where it went in four weeks."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from caseload.charts.marks import WIDTH, Box, Cell, Dot, Linear, Log, Table, Text, count
from caseload.figures import OVER_7, percent
from caseload.models import Direction, WeeksOwed
from staff.ui import words

LEFT, RIGHT, TOP, BOTTOM = 44, 552, 40, 300
LEAST, MOST = 0.1, 104.0  # weeks owed at the edges; what owes less or more is drawn there
STEEPEST = 6  # weeks up or down in four weeks, at the edges
EDGES = {"up_to_1": (LEAST, 1), "up_to_2": (1, 2), "up_to_4": (2, 4), "up_to_7": (4, 7), "up_to_13": (7, 13),
         "up_to_26": (13, 26), "over_26": (26, MOST)}  # fmt: skip
HEIGHTS = {"rising": (0.5, STEEPEST), "steady": (-0.5, 0.5), "falling": (-STEEPEST, -0.5)}
SHORT = {"up_to_1": "to 1", "up_to_2": "1–2", "up_to_4": "2–4", "up_to_7": "4–7", "up_to_13": "7–13",
         "up_to_26": "13–26", "over_26": "over 26"}  # fmt: skip

x_of = Log(LEAST, MOST, LEFT, RIGHT)
y_of = Linear(-STEEPEST, STEEPEST, BOTTOM, TOP)
COUNTS_AT = {"rising": TOP + 13, "steady": y_of(0) + 4, "falling": BOTTOM - 6}


@dataclass(frozen=True, slots=True)
class Climber:
    """An account among those that rose most."""

    ref: str
    url: str
    weeks: Decimal
    trend: Decimal


@dataclass(frozen=True, kw_only=True)
class Landscape:
    finding: str
    about: str
    table: Table
    cells: list[Box]
    counts: list[Text]
    bands: list[Text]
    grid: list[Text]
    cloud: str  # a path of points: every account
    climbers: list[Dot]
    not_drawn: int
    width: int = WIDTH
    height: int = BOTTOM + 34
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def draw(
    places: Iterable[tuple[float, float]],
    counts: dict[tuple[str, str], int],
    climbers: Sequence[Climber],
    link: Callable[..., str],
) -> Landscape | None:
    """The chart; None where nobody owes. `places` are weeks owed and trend of every account, each place once."""
    if not counts:
        return None
    places = list(places)
    across = {weeks: x_of(weeks) for weeks in {weeks for weeks, _ in places}}
    up = {trend: y_of(trend) for trend in {trend for _, trend in places}}
    drawn = {(band, way): number for (band, way), number in counts.items() if band in EDGES}
    return Landscape(
        finding=finding(counts),
        about="Accounts in arrears by weeks owed, on a logarithmic scale, and by how that changed in four weeks.",
        table=table(counts, link),
        cells=[_cell(band, way, drawn.get((band, way), 0), link) for band in EDGES for way in HEIGHTS],
        counts=[
            Text(x_of(EDGES[band][1]) - 4, COUNTS_AT[way], f"{number:,}", "end")
            for (band, way), number in drawn.items()
            if number
        ],
        bands=[
            Text((x_of(low) + x_of(high)) / 2, BOTTOM + 16, SHORT[band], "middle")
            for band, (low, high) in EDGES.items()
        ],
        grid=[
            Text(LEFT - 6, y_of(trend), f"{trend:+d}".replace("-", "−") if trend else "0", "end")
            for trend in range(-STEEPEST, STEEPEST + 1, 2)
        ],
        cloud="".join(f"M{across[weeks]} {up[trend]}h0" for weeks, trend in places),
        climbers=[
            Dot(
                x_of(each.weeks),
                y_of(each.trend),
                f"Account {each.ref}: {each.weeks} weeks owed, {signed(each.trend)} in four weeks",
                each.url,
            )
            for each in climbers
        ],
        not_drawn=sum(number for (band, _), number in counts.items() if band not in EDGES),
    )


def _cell(band: str, way: str, number: int, link: Callable[..., str]) -> Box:
    (low, high), (foot, head) = EDGES[band], HEIGHTS[way]
    left, top = x_of(low), y_of(head)
    said = f"{words.counted(number, 'account')} owing {WeeksOwed(band).label}, {Direction(way).label}"
    url = link(band=band, direction=way) if number else ""
    width, height = round(x_of(high) - left, 1), round(y_of(foot) - top, 1)
    return Box(left, top, width, height, way, said, url)


def signed(trend: Decimal | None) -> str:
    """+1.25, −0.50; a dash where there is none."""
    if trend is None:
        return "–"
    return f"{'−' if trend < 0 else '+'}{abs(trend)}"


def finding(counts: dict[tuple[str, str], int]) -> str:
    everyone = sum(counts.values())
    deep = Counter({way: sum(counts.get((band, way), 0) for band in OVER_7) for way in HEIGHTS})
    if not deep.total():
        return f"{words.counted(everyone, 'account')} in arrears, none by more than 7 weeks"
    share = percent(Decimal(deep["rising"]), Decimal(deep.total())) or Decimal(0)
    rising = "none of them is" if not deep["rising"] else f"{share:.0f}% of those are"
    return f"{deep.total():,} of {words.counted(everyone, 'account')} in arrears owe more than 7 weeks; {rising} rising"


def table(counts: dict[tuple[str, str], int], link: Callable[..., str]) -> Table:
    rows = []
    for band in WeeksOwed:
        numbers = {way: counts.get((band.value, way.value), 0) for way in Direction}
        everyone = sum(numbers.values()) + counts.get((band.value, ""), 0)
        ways = [
            count(number, link(band=band.value, direction=way.value))
            if band != WeeksOwed.NO_CHARGE
            else Cell("", "", number=True)
            for way, number in numbers.items()
        ]
        label = band.label[0].upper() + band.label[1:]
        rows.append([Cell(label, label, number=False), *ways, count(everyone, link(band=band.value))])
    totals = [sum(number for (_, way), number in counts.items() if way == each.value) for each in Direction]
    everyone = sum(counts.values())
    foot = [
        Cell("In arrears", "In arrears", number=False),
        *(count(number, link(direction=way.value)) for number, way in zip(totals, Direction, strict=True)),
        count(everyone, link(figure="in_arrears")),
    ]
    head = ["Weeks owed", "Rising", "Steady", "Falling", "Accounts"]
    return Table("Accounts in arrears by weeks owed and direction", head, rows, foot)
