"""A plan before it is agreed: its schedule, month by month, its picture, and what stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from caseload.agreements.starting import UC_DAY, Start
from caseload.charts.marks import Linear, Text, steps_between
from recovery.agreement_watch import schedule_for
from recovery.rules.facts import ZERO
from recovery.rules.instalments import Drift
from recovery.rules.plans import EVERY, CannotPlan, Due, Terms
from staff.ui.words import long_day, pounds, short_day
from tenancies.models import RentAccount

WIDTH, HEIGHT = 560, 150
LEFT, RIGHT, TOP, BOTTOM = 56, 548, 12, 122
MISSED = (
    "If a payment cannot be made, call before it is due: we can look at it again.",
    "If one is missed, I call you first and ask what happened.",
    "If two are missed, the agreement can end and the next step may follow.",
    "If your income or household changes, tell us at once: it may change what you can pay.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What falls due in a calendar month, and what is left of the arrears at its end if all is paid."""

    first: date
    rent: Decimal
    arrears: Decimal
    left: Decimal

    @property
    def amount(self) -> Decimal:
        return self.rent + self.arrears


@dataclass(frozen=True, kw_only=True)
class Line:
    """The expected line as SVG: points of steps, with its scale in words."""

    points: str
    pounds: list[Text]
    days: list[Text]
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A schedule that works. `above` is why it wants a leader's yes; blank: it does not.

    `nearest` is then the largest instalment that is safe, with the day on which it would be done; None: there is none.
    """

    terms: Terms
    dues: list[Due]
    months: list[Month]
    line: Line
    above: str
    nearest: Decimal | None
    nearest_ends_on: date | None
    too_often: str  # it falls due between the days on which their benefit comes; blank: it does not
    unasked: bool  # nobody has asked what they can afford

    @property
    def ends_on(self) -> date:
        return self.dues[-1].due_on

    @property
    def count(self) -> int:
        return len(self.dues)

    @property
    def every(self) -> str:
        return EVERY[self.terms.frequency]


def plan(start: Start, account: RentAccount, terms: Terms, *, on: date) -> Plan:
    """The plan that these terms make on the account that leads. Raises plans.CannotPlan."""
    dues = schedule_for(account, terms, on=on)
    too_much = above(start, terms)
    nearest = nearest_safe(start, account, terms, on=on) if too_much else None
    return Plan(
        terms=terms,
        dues=dues,
        months=months(dues, total=terms.total),
        line=expected_line(dues, total=terms.total, since=on),
        above=too_much,
        nearest=nearest[0] if nearest else None,
        nearest_ends_on=nearest[1] if nearest else None,
        too_often=too_often(start, terms),
        unasked=start.figures is None,
    )


def above(start: Start, terms: Terms) -> str:
    """Why these terms ask for more than is safe; blank: they do not, or nobody has asked what they can afford."""
    safe = start.safe(terms.frequency, rent=terms.rent_amount)
    asked = max([terms.instalment_amount, *(step.amount for step in terms.steps)])
    if safe is None or asked <= safe:
        return ""
    each = EVERY[terms.frequency]
    if not safe:
        return (
            f"Nothing is left for arrears after rent and essentials, and {pounds(asked)} {each} is asked. "
            "Help with income comes first."
        )
    return f"{pounds(asked)} {each} is more than the {pounds(safe)} that their income and expenditure leaves."


def nearest_safe(start: Start, account: RentAccount, terms: Terms, *, on: date) -> tuple[Decimal, date] | None:
    """The largest instalment that is safe in place of one that is not, and the day on which it would be done.

    None: nothing is safe, it would never end, or a later step is above what is safe and must be lowered itself.
    """
    safe = start.safe(terms.frequency, rent=terms.rent_amount)
    if not safe or any(step.amount > safe for step in terms.steps):
        return None
    try:
        dues = schedule_for(account, replace(terms, instalment_amount=safe), on=on)
    except CannotPlan:
        return None
    return safe, dues[-1].due_on


def too_often(start: Start, terms: Terms) -> str:
    """What to say where money falls due more often than the Universal Credit comes that they pay it from."""
    monthly = next((day for day in start.pay_days if day.what == UC_DAY), None)
    if monthly is None or terms.frequency == "monthly" or not terms.rent_amount:
        return ""
    return (
        f"Universal Credit comes to them once a month, next on {long_day(monthly.on)}. What falls due before it comes "
        "counts as missed unless they pay ahead: monthly from that day fits."
    )


def months(dues: Sequence[Due], *, total: Decimal) -> list[Month]:
    """Month by month; the arrears of all months come to the total."""
    left, found = total, []
    for (year, month), some in groupby(dues, key=lambda due: (due.due_on.year, due.due_on.month)):
        rows = list(some)
        arrears = sum((due.arrears_amount for due in rows), ZERO)
        left -= arrears
        rent = sum((due.rent_amount for due in rows), ZERO)
        found.append(Month(first=date(year, month, 1), rent=rent, arrears=arrears, left=left))
    return found


def expected_line(dues: Sequence[Due], *, total: Decimal, since: date) -> Line:
    """The arrears that are left after each due date, if all is paid: a stair down to nothing."""
    x = Linear(since.toordinal(), dues[-1].due_on.toordinal(), LEFT, RIGHT)
    y = Linear(0, float(total), BOTTOM, TOP)
    left, points = total, [(float(LEFT), y(total))]
    for due in dues:
        points.append((x(due.due_on.toordinal()), y(left)))
        left -= due.arrears_amount
        points.append((x(due.due_on.toordinal()), y(left)))
    said = f"From {pounds(total)} down to nothing on {long_day(dues[-1].due_on)}, in {len(dues)} payments."
    return Line(points=_path(points), pounds=_scale(float(total), y), days=_days(since, dues[-1].due_on), said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The drift at one due date: above the line behind, below it ahead."""

    x: float
    y: float
    width: float
    height: float
    behind: bool
    label: str


@dataclass(frozen=True, kw_only=True)
class DriftChart:
    """What the schedule asked for less what came in, at each due date (duty S3-13).

    No bars: level at each of them, so that there is nothing to draw.
    """

    bars: list[Bar]
    zero: float
    pounds: list[Text]
    days: list[Text]
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT


def drift_chart(drift: Sequence[Drift]) -> DriftChart | None:
    """None before anything fell due."""
    if not drift:
        return None
    low, high = min(0.0, *(float(d.drift) for d in drift)), max(0.0, *(float(d.drift) for d in drift))
    y = Linear(low, high if high > low else low + 1, BOTTOM, TOP)
    step = (RIGHT - LEFT) / len(drift)
    bars = []
    for place, each in enumerate(drift):
        top, bottom = y(max(each.drift, ZERO)), y(min(each.drift, ZERO))
        bars.append(
            Bar(
                x=round(LEFT + step * place + step * 0.15, 1),
                y=top,
                width=round(min(step * 0.7, 26), 1),
                height=round(max(bottom - top, 1), 1),
                behind=each.drift > 0,
                label=f"{long_day(each.due_on)}: {_gap(each.drift)}",
            )
        )
    return DriftChart(
        bars=bars if high > low else [],
        zero=y(0),
        pounds=[Text(LEFT - 6, y(value) + 4, f"£{abs(value):,.0f}", "end") for value in {low, 0.0, high}],
        days=_days(drift[0].due_on, drift[-1].due_on),
        said=f"{pounds(drift[-1].expected)} due and {pounds(drift[-1].received)} received so far: "
        f"{_gap(drift[-1].drift)}.",
    )


def _gap(drift: Decimal) -> str:
    if not drift:
        return "level"
    return f"{pounds(drift)} behind" if drift > 0 else f"{pounds(-drift)} ahead"


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _scale(most: float, y: Linear) -> list[Text]:
    return [
        Text(LEFT - 6, y(value) + 4, f"£{value:,.0f}", "end")
        for value in steps_between(0, most, about=3)
        if value <= most
    ]


def _days(first: date, last: date) -> list[Text]:
    ends = [Text(LEFT, BOTTOM + 18, short_day(first)), Text(RIGHT, BOTTOM + 18, short_day(last), "end")]
    return ends if last > first else ends[:1]
