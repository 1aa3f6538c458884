"""How repayment agreements stand: kept, slipping, broken, and how many there were of each a week before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from caseload.charts.marks import WIDTH, Box, Cell, Linear, Table, Text, count
from staff.ui import words

STATES = {"kept": "Kept", "slipping": "Slipping", "broken": "Broken"}
LEFT, RIGHT, TOP, ROW, BAR = 90, 500, 12, 44, 26


@dataclass(frozen=True, slots=True)
class Row:
    name: Text
    bar: Box
    before: float | None  # the place of the number a week before
    number: Text


@dataclass(frozen=True, kw_only=True)
class Agreements:
    finding: str
    about: str
    table: Table
    rows: list[Row]
    width: int = WIDTH
    height: int = TOP + ROW * len(STATES)


def draw(totals: Mapping[str, Any], before: Mapping[str, Any] | None, link: Callable[..., str]) -> Agreements | None:
    """The chart; None where no agreement runs."""
    now = {state: int(totals[f"agreements_{state}"]) for state in STATES}
    then = {state: int(before[f"agreements_{state}"]) for state in STATES} if before else {}
    if not sum(now.values()):
        return None
    x = Linear(0, max(*now.values(), *then.values()), LEFT, RIGHT)
    rows = []
    for number, (state, label) in enumerate(STATES.items()):
        top = TOP + ROW * number
        url = link(figure=f"agreements_{state}") if now[state] else ""
        said = f"{words.counted(now[state], 'agreement')} {state}"
        end = max(x(now[state]), x(then.get(state, 0)))
        rows.append(
            Row(
                name=Text(LEFT - 10, top + 17, label, "end"),
                bar=Box(LEFT, top, round(x(now[state]) - LEFT, 1), BAR, state, said, url),
                before=x(then[state]) if then else None,
                number=Text(end + 7, top + 17, f"{now[state]:,}"),
            )
        )
    return Agreements(
        finding=finding(now),
        about="Live repayment agreements by how they stand, with the number a week before.",
        table=_table(now, then, link),
        rows=rows,
    )


def finding(now: Mapping[str, int]) -> str:
    everyone = sum(now.values())
    verb = "runs" if everyone == 1 else "run"
    said = f"{words.counted(everyone, 'agreement')} {verb}: {now['kept']:,} kept, {now['slipping']:,} slipping"
    return f"{said}, {now['broken']:,} broken"


def _table(now: Mapping[str, int], then: Mapping[str, int], link: Callable[..., str]) -> Table:
    rows = [
        [
            Cell(label, label, number=False),
            count(now[state], link(figure=f"agreements_{state}")),
            count(then[state]) if then else Cell("", "not known"),
        ]
        for state, label in STATES.items()
    ]
    return Table("Live repayment agreements", ["They are", "Now", "A week before"], rows)
