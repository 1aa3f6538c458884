"""The boards of Team, put together: a scope's figures, charts and tables, and the accounts behind each number."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

from django.db.models import Q, Sum
from django.urls import reverse

from caseload import causes, complex_cases, performance
from caseload.capacity import weekly_minutes
from caseload.charts import agreements, collection, contract, ladder, landscape, workload
from caseload.charts import causes as cause_map
from caseload.charts.marks import Cell, Table, count
from caseload.figures import ACCOUNTS, AGREEMENTS, FIGURES, LEGAL, MONEY, WORK, Figure
from caseload.models import Direction, Stage, WeeksOwed
from caseload.performance import ANSWERS, Report, Scope, Shown
from caseload.policies import targets
from staff.models import User
from staff.ui import words
from tenancies.models import RentAccount

HEADLINES = [
    "gross",
    "technical",
    "covered",
    "collectable",
    "credits",
    "arrears_share",
    "collection_year",
    "over_7",
    "recommended",
    "overdue",
]
COLUMN_LABELS = {
    "received_year": "Came in",
    "received_week": "Came in",
    "charged_year": "Fell due",
    "charged_week": "Fell due",
    "current_arrears": "Arrears",
    "annual_debit": "Annual debit",
}
OF_A_PATCH = [
    "accounts", "in_arrears", "gross", "technical", "covered", "collectable", "current_arrears", "annual_debit",
    "received_year", "charged_year", "recommended", "overdue",
]  # fmt: skip
CAUSES = "Why they fell behind, as officers found out"
GROUPS = {"Money": MONEY, "Accounts": ACCOUNTS, "Work": WORK, "Agreements": AGREEMENTS, "Legal": LEGAL}
Link = Callable[..., str]


class NoSuchChoice(Exception):
    """The address asks for a figure, a band or a day that there is not."""


def links(narrowed_by: Mapping[str, str], *, own: bool) -> Link:
    """Addresses of the lists behind numbers, within what the page is narrowed to; with `page`, of a page itself."""

    board, lists = reverse("team_mine" if own else "team"), reverse("team_accounts")

    def link(*, page: bool = False, **choice: object) -> str:
        asked = "&".join(f"{name}={quote_plus(str(value))}" for name, value in {**narrowed_by, **choice}.items())
        address = board if page else lists
        return f"{address}?{asked}" if asked else address

    return link


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A figure as it stands on the page."""

    figure: Figure
    value: str
    change: str
    url: str
    aim: targets.Aim | None


def tiles(report: Report, link: Link, user: User) -> list[Tile]:
    """The figures at the head of the page, each with its target where one is set."""
    found = report.named(*HEADLINES)
    values = {shown.figure.name: shown.value for shown in found}
    aims = targets.aims(values, scope=report.scope, user=user, on=report.on)
    return [
        Tile(
            figure=shown.figure,
            value=in_words(shown.figure, shown.value),
            change=change_of(shown),
            url=link(figure=shown.figure.name) if shown.value else "",
            aim=aims.get(shown.figure.name),
        )
        for shown in found
    ]


def in_words(figure: Figure, value: Decimal | int | None) -> str:
    if value is None:
        return "not known"
    if figure.kind == "money":
        return words.pounds(Decimal(value))
    return f"{value}%" if figure.kind == "share" else f"{value:,}"


def change_of(shown: Shown) -> str:
    """'£204.50 less', '1.2 points more', '12 fewer'; empty where the week before is not known."""
    if shown.change is None:
        return ""
    size = shown.change if shown.change > 0 else -shown.change
    said = f"{size} points" if shown.figure.kind == "share" else in_words(shown.figure, size)
    less = "fewer" if shown.figure.kind == "count" else "less"
    return "the same" if not size else f"{said} {less if shown.change < 0 else 'more'}"


def figures_table(report: Report, link: Link) -> Table:
    """Every figure, for the file and the page."""
    rows = []
    for group, figures in GROUPS.items():
        for figure in figures:
            shown = report.shown(figure)
            before = shown.before
            rows.append(
                [
                    Cell(figure.label, figure.label, number=False),
                    Cell(group, group, number=False),
                    Cell(shown.value, in_words(figure, shown.value), link(figure=figure.name) if shown.value else ""),
                    Cell("" if before is None else before, "" if before is None else in_words(figure, before)),
                    Cell("" if shown.change is None else shown.change, change_of(shown)),
                    Cell(figure.definition, figure.definition, number=False),
                    Cell(figure.source, figure.source, number=False),
                ]
            )
    head = ["Figure", "Group", words.short_day(report.on), "A week before", "Difference", "How it is counted", "Source"]
    return Table("Every figure, and how it is counted", head, rows)


def patches_table(report: Report, link: Link) -> Table:
    """The patches of a scope, by code."""
    rows = []
    for patch, row in report.by_patch(OF_A_PATCH):

        def opened(name: str, code: str = patch.code) -> str:
            return link(figure=name, patch=code)

        share, rate = (FIGURES[name].value(row) for name in ("arrears_share", "collection_year"))
        rows.append(
            [
                Cell(patch.code, patch.code, link(page=True, patch=patch.code), number=False),
                count(row["accounts"], opened("accounts")),
                count(row["in_arrears"], opened("in_arrears")),
                _pounds(row["gross"], opened("gross")),
                _pounds(row["technical"], opened("technical")),
                _pounds(row["covered"], opened("covered")),
                _pounds(row["collectable"], opened("collectable")),
                Cell(share, "" if share is None else f"{share}%"),
                Cell(rate, "" if rate is None else f"{rate}%"),
                count(row["recommended"], opened("recommended")),
                count(row["overdue"], opened("overdue")),
            ]
        )
    head = ["Patch", "Accounts", "In arrears", "Gross", "Technical", "Covered", "Collectable", "Of annual debit",
            "Collected, year", "Recommended", "Overdue"]  # fmt: skip
    return Table("Figures by patch, by code", head, rows)


def causes_table(report: Report, link: Link) -> Table:
    """The accounts in arrears by why they fell behind: each is counted once, so that the parts add up."""
    counted = {code: sum(outcomes.values()) for code, outcomes in report.causes.items()}
    rows = []
    for code, number in counted.items():
        name = causes.name_of(code)
        rows.append([Cell(name, name, number=False), count(number, link(cause=code))])
    total = sum(counted.values())
    return Table(CAUSES, ["Cause", "Accounts in arrears"], rows, [Cell("All", "All", number=False), count(total)])


def _pounds(amount: Decimal, url: str) -> Cell:
    return Cell(amount, words.pounds(amount), url if amount else "")


def draw_collection(report: Report, link: Link, user: User) -> collection.Collection | None:
    weeks = performance.weeks_collected(report.scope, on=report.on)
    return collection.draw(weeks, targets.of_scope(report.scope, [week.monday for week in weeks], user=user))


def draw_landscape(report: Report, link: Link, user: User) -> landscape.Landscape | None:
    places, counts = performance.standing_at(report.scope)
    account = reverse("account", args=[0])  # once: a hundred of them take longer than their dots
    rising = [
        landscape.Climber(ref, account.replace("/0/", f"/{pk}/"), weeks, trend)
        for pk, ref, weeks, trend in performance.climbers(report.scope, user)
        if weeks is not None and trend is not None
    ]
    return landscape.draw(places, counts, rising, link)


def draw_ladder(report: Report, link: Link, user: User) -> ladder.Ladder | None:
    return ladder.draw(report.totals, link)


def draw_workload(report: Report, link: Link, user: User) -> workload.Workload | None:
    complex_ones = complex_cases.number_by_owner()
    officers = [
        (officer, _with_complex(row, officer, complex_ones)) for officer, row in report.by_officer(workload.COLUMNS)
    ]
    minutes = weekly_minutes([officer for officer, _ in officers if officer])
    history = performance.load_history(report.scope, on=report.on)
    return workload.draw(officers, minutes=minutes, history=history, link=link)


def _with_complex(row: dict[str, Any], officer: User | None, numbers: Mapping[int, int]) -> dict[str, Any]:
    """An officer's figures with her complex cases, as they are tagged now, and their weight in the work that waits."""
    number = numbers.get(officer.pk, 0) if officer else 0
    return row | {"complex": number, "minutes_due": row["minutes_due"] + number * complex_cases.MINUTES_A_WEEK}


def draw_agreements(report: Report, link: Link, user: User) -> agreements.Agreements | None:
    return agreements.draw(report.totals, report.before, link)


def draw_cause_map(report: Report, link: Link, user: User) -> cause_map.CauseMap | None:
    found = report.causes
    return cause_map.draw(found, {code: causes.name_of(code) for code in found}, link)


def draw_contract(report: Report, link: Link, user: User, *, on: dt.date) -> contract.Contract:
    first, last = contract.first_and_last(on)
    return contract.draw(
        performance.contract(report.scope, first=first, last=last),
        on=on,
        open_now=report.totals["recommended"],
        overdue=report.totals["overdue"],
        link=link,
    )


def charts(report: Report, link: Link, user: User, *, on: dt.date) -> dict[str, Any]:
    """The charts of a scope by name; one that has nothing to show is None."""
    return {
        "collection": draw_collection(report, link, user),
        "landscape": draw_landscape(report, link, user),
        "contract": draw_contract(report, link, user, on=on),
        "ladder": draw_ladder(report, link, user),
        "workload": draw_workload(report, link, user),
        "agreements": draw_agreements(report, link, user),
        "cause_map": draw_cause_map(report, link, user),
    }


def table_of(name: str, report: Report, link: Link, user: User, *, on: dt.date) -> Table:
    """The table of a chart, of all figures, or of the patches. Raises NoSuchChoice."""
    if name == "figures":
        return figures_table(report, link)
    if name == "patches":
        return patches_table(report, link)
    if name == "causes":
        return causes_table(report, link)
    draws: dict[str, Callable[..., Any]] = {
        "collection": draw_collection,
        "landscape": draw_landscape,
        "ladder": draw_ladder,
        "workload": draw_workload,
        "agreements": draw_agreements,
        "cause_map": draw_cause_map,
    }
    if name == "contract":
        return draw_contract(report, link, user, on=on).table
    if name not in draws:
        raise NoSuchChoice(name)
    chart = draws[name](report, link, user)
    return chart.table if chart else Table("Nothing to show", [], [])


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The accounts behind one number. `columns` are what they add to it."""

    title: str
    definition: str
    source: str
    figure: Figure | None
    columns: list[tuple[str, str]]
    counted: Q

    def accounts(self, scope: Scope) -> Any:
        return scope.accounts().filter(self.counted)

    def visible(self, scope: Scope, user: User) -> Any:
        return self.accounts(scope).filter(account__in=RentAccount.objects.visible_to(user).values("pk"))

    def sums(self, accounts: Any) -> dict[str, Decimal]:
        """What each column comes to over the accounts."""
        found: dict[str, Decimal] = accounts.aggregate(
            **{name: Sum(name, default=Decimal(0)) for name, _ in self.columns}
        )
        return found


def behind(asked: Mapping[str, str], scope: Scope) -> Behind:
    """The accounts that an address asks for. Raises NoSuchChoice."""
    if answer := asked.get("answer"):
        return _behind_answer(answer, asked.get("day", ""), scope)
    if "band" in asked or "direction" in asked:
        return _behind_band(asked.get("band", ""), asked.get("direction", ""))
    if cause := asked.get("cause"):
        return _behind_cause(cause)
    figure = FIGURES.get(asked.get("figure", ""))
    if figure is None:
        raise NoSuchChoice("figure")
    counted, title = figure.behind, figure.label
    if asked.get("further") and figure in LEGAL:
        counted, title = _further(figure), f"{figure.label}, or further"
    columns = [(name, COLUMN_LABELS.get(name, figure.label)) for name in (figure.column, figure.over) if name]
    return Behind(
        title=title,
        definition=figure.definition,
        source=figure.source,
        figure=figure,
        columns=columns,
        counted=counted,
    )


def _further(figure: Figure) -> Q:
    stages = list(ladder.COLUMNS)
    place = list(ladder.COLUMNS.values()).index(figure.name) if figure.name in ladder.COLUMNS.values() else None
    if place is None:
        raise NoSuchChoice("further")
    return Q(stage__in=[Stage(stage) for stage in stages[place:]])


def _behind_band(band: str, direction: str) -> Behind:
    if (band and band not in WeeksOwed.values) or (direction and direction not in Direction.values):
        raise NoSuchChoice("band")
    counted = Q(gross__gt=0)
    said = []
    if band:
        counted &= Q(band=band)
        said.append(f"owing {WeeksOwed(band).label}")
    if direction:
        counted &= Q(direction=direction)
        said.append(Direction(direction).label)
    return Behind(
        title=f"In arrears, {', '.join(said)}" if said else "In arrears",
        definition="By gross arrears in weeks of the charge now in force. Rising or falling: by half a week’s charge "
        "or more in four weeks.",
        source=FIGURES["gross"].source,
        figure=None,
        columns=[],
        counted=counted,
    )


def _behind_cause(code: str) -> Behind:
    if code != causes.NOT_KNOWN and code not in causes.known_codes():
        raise NoSuchChoice("cause")
    return Behind(
        title=f"In arrears: {causes.name_of(code).lower()}",
        definition="Accounts in arrears by the main cause that an officer recorded last, as it is known now.",
        source=FIGURES["gross"].source,
        figure=None,
        columns=[],
        counted=Q(gross__gt=0) & causes.because(code),
    )


def _behind_answer(answer: str, day: str, scope: Scope) -> Behind:
    if answer not in ANSWERS:
        raise NoSuchChoice("answer")
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        raise NoSuchChoice("day") from None
    found = performance.answered(answer, scope, days=(on, on))
    return Behind(
        title=f"{ANSWERS[answer]} on {words.long_day(on)}",
        definition=CONTRACT[answer],
        source=FIGURES["overdue"].source,
        figure=None,
        columns=[],
        counted=Q(account__in=set(found.values_list("account", flat=True))),
    )


CONTRACT = {
    "recommended": "Accounts on which a step came up that day.",
    "done": "Accounts on which a recommended step was done that day.",
    "overridden": "Accounts on which an officer said ‘not this’ that day, with a reason.",
    "deferred": "Accounts on which an officer put the step off that day.",
    "held": "Accounts on which an officer put a hold that day.",
    "lapsed": "Accounts whose step went away by itself that day, because the facts had changed.",
}
