"""Cause map: why households fell behind, against what became of them, on one scale in small panels side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from caseload.charts.marks import WIDTH, Box, Cell, Linear, Table, Text, count
from staff.ui import words

OUTCOMES = {
    "legal": "Court",
    "kept": "Plan kept",
    "not_kept": "Plan broken",
    "falling": "Falling",
    "open": "Neither",
}
LEFT, TOP, ROW, BAR, GAP = 170, 34, 26, 14, 34


@dataclass(frozen=True, slots=True)
class Row:
    name: Text
    bars: list[Box]
    numbers: list[Text]


@dataclass(frozen=True, kw_only=True)
class CauseMap:
    finding: str
    about: str
    table: Table
    heads: list[Text]
    rows: list[Row]
    height: int
    width: int = WIDTH


def draw(found: Mapping[str, Mapping[str, int]], names: Mapping[str, str], link: Callable[..., str]) -> CauseMap | None:
    """From accounts by cause and outcome; None while no cause is found out."""
    if not set(found) - {"not_known"}:
        return None
    most = max(number for outcomes in found.values() for number in outcomes.values())
    panel = (WIDTH - LEFT) / len(OUTCOMES)
    scale = Linear(0, most, 0, panel - GAP)
    starts = [round(LEFT + panel * n, 1) for n in range(len(OUTCOMES))]
    rows = []
    for line, (cause, outcomes) in enumerate(found.items()):
        top = TOP + ROW * line
        numbers = [outcomes.get(code, 0) for code in OUTCOMES]
        rows.append(
            Row(
                name=Text(LEFT - 10, top + 12, names[cause], "end"),
                bars=[
                    Box(x, top, scale(number), BAR, code, f"{names[cause]}, {OUTCOMES[code].lower()}: {number:,}")
                    for x, number, code in zip(starts, numbers, OUTCOMES, strict=True)
                    if number
                ],
                numbers=[
                    Text(round(x + scale(number) + 4, 1), top + 12, f"{number:,}")
                    for x, number in zip(starts, numbers, strict=True)
                    if number
                ],
            )
        )
    return CauseMap(
        finding=finding(found, names),
        about="Accounts in arrears by why they fell behind and what became of them; each is counted once.",
        table=_table(found, names, link),
        heads=[Text(x, 14, label) for x, label in zip(starts, OUTCOMES.values(), strict=True)],
        rows=rows,
        height=TOP + ROW * len(found),
    )


def finding(found: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> str:
    """The cause found out most often, and how many of them keep a plan."""
    known = {cause: outcomes for cause, outcomes in found.items() if cause != "not_known"}
    cause = max(known, key=lambda code: sum(known[code].values()))
    many = words.counted(sum(known[cause].values()), "account")
    return f"{names[cause]} comes first: {many}, {known[cause].get('kept', 0):,} with a plan kept"


def _table(found: Mapping[str, Mapping[str, int]], names: Mapping[str, str], link: Callable[..., str]) -> Table:
    rows = [
        [
            Cell(names[cause], names[cause], number=False),
            *(count(outcomes.get(code, 0)) for code in OUTCOMES),
            count(sum(outcomes.values()), link(cause=cause)),
        ]
        for cause, outcomes in found.items()
    ]
    totals = [sum(outcomes.get(code, 0) for outcomes in found.values()) for code in OUTCOMES]
    foot = [Cell("All", "All", number=False), *(count(number) for number in totals), count(sum(totals))]
    return Table("Why they fell behind, and what became of it", ["Cause", *OUTCOMES.values(), "All"], rows, foot)
