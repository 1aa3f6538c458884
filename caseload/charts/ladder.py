"""The legal funnel: how many homes stand at each step between notice and eviction, and how many have come further."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caseload.charts.marks import WIDTH, Box, Cell, Linear, Table, Text, count
from caseload.models import Stage
from staff.ui import words

COLUMNS = {
    Stage.NOTICE: "notices",
    Stage.CLAIM: "claims",
    Stage.ORDER: "orders",
    Stage.WARRANT: "warrants",
    Stage.EVICTION: "evictions_booked",
}
LEFT, RIGHT, TOP, ROW, BAR = 160, 500, 8, 38, 24


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: those who stand here, in full; those who have come further, hatched."""

    label: Text
    here: Box
    further: Box
    number: Text


@dataclass(frozen=True, kw_only=True)
class Ladder:
    finding: str
    about: str
    table: Table
    rungs: list[Rung]
    width: int = WIDTH
    height: int = TOP + ROW * len(COLUMNS)


def draw(totals: dict[str, Any], link: Callable[..., str]) -> Ladder | None:
    """The chart; None where no home is under any step."""
    here = {stage: int(totals[column]) for stage, column in COLUMNS.items()}
    stages = list(COLUMNS)
    reached = {stage: sum(here[later] for later in stages[number:]) for number, stage in enumerate(stages)}
    if not reached[Stage.NOTICE] and not totals["evictions"]:
        return None
    x = Linear(0, max(reached[Stage.NOTICE], 1), LEFT, RIGHT)
    rungs = []
    for number, stage in enumerate(stages):
        top = TOP + ROW * number
        mine, all_of_it = x(here[stage]), x(reached[stage])
        said = f"{stage.label}: {here[stage]} here, {reached[stage]} here or further"
        url = link(figure=COLUMNS[stage]) if here[stage] else ""
        further_url = link(figure=COLUMNS[stage], further="1") if reached[stage] > here[stage] else ""
        rungs.append(
            Rung(
                label=Text(LEFT - 10, top + 16, stage.label, "end"),
                here=Box(LEFT, top, round(mine - LEFT, 1), BAR, label=said, url=url),
                further=Box(mine, top, round(all_of_it - mine, 1), BAR, label=said, url=further_url),
                number=Text(all_of_it + 7, top + 16, f"{here[stage]:,}"),
            )
        )
    return Ladder(
        finding=finding(here, reached, int(totals["evictions"])),
        about="Homes by the furthest step that applies to them, from a notice in force to an eviction booked.",
        table=_table(here, reached, int(totals["evictions"]), link),
        rungs=rungs,
    )


def finding(here: dict[Stage, int], reached: dict[Stage, int], evicted: int) -> str:
    homes = words.counted(reached[Stage.NOTICE], "home")
    court = reached[Stage.CLAIM]
    verb = "stands" if reached[Stage.NOTICE] == 1 else "stand"
    said = f"{homes} {verb} between notice and eviction, {court:,} of them with the court or beyond"
    booked = here[Stage.EVICTION]
    return f"{said}; {words.counted(booked, 'eviction')} booked, {evicted:,} carried out this rent year"


def _table(here: dict[Stage, int], reached: dict[Stage, int], evicted: int, link: Callable[..., str]) -> Table:
    rows = [
        [
            Cell(stage.label, stage.label, number=False),
            count(here[stage], link(figure=COLUMNS[stage])),
            count(reached[stage], link(figure=COLUMNS[stage], further="1")),
        ]
        for stage in COLUMNS
    ]
    label = "Evictions carried out this rent year"
    rows.append([Cell(label, label, number=False), count(evicted, link(figure="evictions")), Cell("", "")])
    return Table("Homes between notice and eviction", ["Furthest step", "Here", "Here or further"], rows)
