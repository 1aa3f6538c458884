"""How long repayment agreements are kept: one curve a group, with how many were still watched (duty S3-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseload.charts.marks import WIDTH, Cell, Linear, Table, Text, count
from recovery.rules.survival import Lived, Point, at_risk, survival
from staff.ui.words import counted

LEFT, RIGHT, TOP, BOTTOM = 44, 400, 12, 190
WEEKS = (13, 26, 52, 78)  # at which shares are told; no more weeks are shown
DASHES = ("", "7 4", "2 4", "10 3 2 3", "1 3", "12 6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    label: Text
    points: str
    dash: str
    leader: tuple[float, float, float]  # from where the curve ends (x, y) to the height of its label


@dataclass(frozen=True, kw_only=True)
class Survival:
    finding: str
    curves: list[Curve]
    weeks: list[Text]
    shares: list[Text]
    table: Table
    width: int = WIDTH
    height: int = BOTTOM + 30
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def draw(lived: Mapping[str, Sequence[Lived]]) -> Survival | None:
    """None where there is no agreement. The groups with the most agreements, in the order told.

    A curve ends where the last agreement was watched: beyond that nothing is known.
    """
    largest = sorted((name for name, some in lived.items() if some), key=lambda name: -len(lived[name]))
    groups = [(name, some) for name, some in lived.items() if name in largest[: len(DASHES)]]
    if not groups:
        return None
    weeks = _weeks_seen([each for _, some in groups for each in some])
    x, y = Linear(0, weeks[-1], LEFT, RIGHT), Linear(0, 1, BOTTOM, TOP)
    curves, placed = [], list[float]()
    for (name, some), dash in zip(groups, DASHES, strict=False):
        points = survival(some)
        last = min(max(each.weeks for each in some), weeks[-1])
        end = ends = y(_kept(points, last))
        while any(abs(end - other) < 14 for other in placed):
            end += 14
        placed.append(end)
        label = Text(RIGHT + 6, end + 4, f"{name} ({len(some):,})")
        stairs = _stairs(points, x, y, last=last)
        curves.append(Curve(label=label, points=stairs, dash=dash, leader=(x(last), ends, end)))
    return Survival(
        finding=_finding([each for _, some in groups for each in some]),
        curves=curves,
        weeks=[Text(x(week), BOTTOM + 18, f"{week} weeks", "middle") for week in weeks],
        shares=[Text(LEFT - 6, y(share / 100) + 4, f"{share}%", "end") for share in (0, 50, 100)],
        table=_table(groups, weeks),
    )


def _weeks_seen(everyone: Sequence[Lived]) -> tuple[int, ...]:
    """The weeks at which shares are told, up to the first that nobody was watched beyond."""
    longest = max(each.weeks for each in everyone)
    return tuple(week for place, week in enumerate(WEEKS) if not place or WEEKS[place - 1] < longest)


def _kept(points: Sequence[Point], week: int) -> float:
    return float(next((each.kept for each in reversed(points) if each.weeks <= week), 1))


def _stairs(points: Sequence[Point], x: Linear, y: Linear, *, last: int) -> str:
    found, height = [], y(1)
    for point in points:
        if point.weeks > last:
            break
        found += [(x(point.weeks), height), (x(point.weeks), y(float(point.kept)))]
        height = y(float(point.kept))
    return " ".join(f"{across:g},{up:g}" for across, up in [*found, (x(last), height)])


def _finding(everyone: Sequence[Lived]) -> str:
    agreements = counted(len(everyone), "agreement")
    if not (watched := at_risk(everyone, weeks=26)):
        return f"{agreements}, none of them watched for half a year yet"
    kept = _kept(survival(everyone), 26)
    return f"About {kept:.0%} are kept for half a year: of {agreements}, {watched:,} watched so long"


def _share(points: Sequence[Point], week: int, *, watched: int) -> Cell:
    """The share still kept, with how many it rests on; of nobody, nothing, unless none was left unbroken by then."""
    if not watched and not _kept(points, week):
        return Cell(0, "0%, none left")
    if not watched:
        return Cell("", "none watched so long")
    return Cell(round(_kept(points, week), 3), f"{_kept(points, week):.0%}, {watched:,} watched")


def _table(groups: Sequence[tuple[str, Sequence[Lived]]], weeks: Sequence[int]) -> Table:
    rows = []
    for name, some in groups:
        points = survival(some)
        shares = [_share(points, week, watched=at_risk(some, weeks=week)) for week in weeks]
        rows.append([Cell(name, name, number=False), count(len(some)), *shares])
    return Table("Agreements still kept", ["Agreements", "Number", *(f"After {week} weeks" for week in weeks)], rows)
