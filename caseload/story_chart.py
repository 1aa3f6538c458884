"""The account story as a picture: every mark worked out here, the template only draws. Lengths are SVG units."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from caseload.charts.marks import WIDTH, Text
from caseload.story import SOURCES, Money, Story, balance_on
from caseload.story_marks import LEGAL, Flag, Span
from staff.ui import words

LEFT, RIGHT = 58, 494  # of the plot; its labels stand outside
PLOT = 180
LANE = 15
FLAG_LINE = 13
FLAG_LINES = 4
LETTER_WIDTH = 5.8  # of a flag's words, at 11.5 units high
CHARGE_HEIGHT = 11  # of the greatest charge
MANY_CHARGES = 160  # above, they are drawn month by month
TODAY_WIDTH = 85  # of the words '£1,204.50 today', which stand clear of the line below them


@dataclass(frozen=True, slots=True)
class Tick:
    """A vertical line, with what it stands for; `below` is a second line of text."""

    x: float
    y1: float
    y2: float
    text: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class FlagMark:
    """A step of the record. `text` is empty where no line had room for its words; the stem still stands."""

    x: float
    top: float
    text: Text
    label: str
    group: str
    legal: bool


@dataclass(frozen=True, slots=True)
class ContactMark:
    x: float
    y: float
    kind: str
    reached: bool
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    text: str
    shown: str = ""  # the words, where there is room for them
    running: bool = True


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Marks in the order in which they are drawn."""

    width: int
    height: float
    left: int
    right: int
    top: float  # of the plot
    bottom: float
    zero: float
    today: float
    pounds: list[Text]
    months: list[Tick]
    pauses: list[Box]
    area: str
    technical: str
    gap: str
    line: str
    expected: str
    ahead: str
    charges: str
    sources: list[Text]
    money: list[Tick]
    coming: list[Tick]
    flags: list[FlagMark]
    contacts: list[ContactMark]
    contact_lane: Text
    agreements: list[Box]
    agreement_lane: Text
    labels: list[Text]

    @property
    def plot_height(self) -> float:
        return self.bottom - self.top

    @property
    def future_width(self) -> float:
        return round(self.right - self.today, 1)


class Scale:
    """From days and pounds to places."""

    def __init__(self, story: Story, *, top: float) -> None:
        lines = [*story.balances, *story.ahead, *story.expected]
        self.low, self.high, self.step = nice_range([amount for _, amount in lines])
        self.first, self.days = story.first, max((story.last - story.first).days, 1)
        self.top, self.bottom = top, top + PLOT

    def x(self, day: dt.date) -> float:
        days = min(max((day - self.first).days, 0), self.days)
        return round(LEFT + (RIGHT - LEFT) * days / self.days, 1)

    def y(self, amount: Decimal) -> float:
        share = float((amount - self.low) / (self.high - self.low))
        return round(self.bottom - PLOT * share, 1)

    def steps(self, points: Sequence[tuple[dt.date, Decimal]], *, until: dt.date) -> str:
        """A path that keeps its height until the next point."""
        (day, amount), *rest = points
        path = f"M{self.x(day)} {self.y(amount)}"
        for day, amount in rest:
            path += f"H{self.x(day)}V{self.y(amount)}"
        return f"{path}H{self.x(until)}"


def nice_range(amounts: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Lowest and highest line of the grid and the step between, such that 0 and every amount lie within."""
    low, high = min(Decimal(0), *amounts), max(Decimal(0), *amounts)
    rough = max((high - low) / 5, Decimal(10))
    power = Decimal(10) ** (len(str(int(rough))) - 1)
    step = next(power * factor for factor in (1, 2, Decimal("2.5"), 5, 10) if power * factor >= rough)
    return math.floor(low / step) * step, math.ceil(high / step) * step or step, step


class Lanes:
    """Where each lane lies: flags and money coming in above the plot, contact and agreements below it."""

    def __init__(self, story: Story) -> None:
        paid = {m.source for m in [*story.money, *story.coming]}
        self.sources = [name for name in SOURCES if name in paid]
        self.flag_lines = min(len(story.flags), FLAG_LINES)
        self.money = FLAG_LINE * self.flag_lines + (10 if self.flag_lines else 4)
        self.plot = self.money + LANE * len(self.sources) + 12
        below = self.plot + PLOT
        self.contact = below + 42
        self.agreement = self.contact + (LANE if story.contacts else 0)
        end = self.agreement - LANE + 2 if story.contacts else below + 30
        self.height = self.agreement + 10 if story.agreements else end + 8


def draw(story: Story) -> Chart:
    lanes = Lanes(story)
    scale = Scale(story, top=lanes.plot)
    line = scale.steps(story.balances, until=story.as_of)
    return Chart(
        width=WIDTH,
        height=lanes.height,
        left=LEFT,
        right=RIGHT,
        top=scale.top,
        bottom=scale.bottom,
        zero=scale.y(Decimal(0)),
        today=scale.x(story.as_of),
        pounds=_grid(scale),
        months=_months(story, scale),
        pauses=[_pause(pause, scale) for pause in story.pauses],
        area=f"{line}V{scale.y(Decimal(0))}H{scale.x(story.first)}Z",
        technical=_technical(story, scale),
        gap=_gap(story, scale),
        line=line,
        expected=scale.steps(story.expected, until=story.last) if story.expected else "",
        ahead=scale.steps(story.ahead, until=story.last) if story.ahead else "",
        charges=_charges(story, scale),
        sources=[_beside(lanes.money + LANE * n + 11, SHORT[name]) for n, name in enumerate(lanes.sources)],
        money=_money(story.money, scale, lanes),
        coming=_money(story.coming, scale, lanes, ending=" expected"),
        flags=_flag_marks(story.flags, scale, lines=lanes.flag_lines),
        contacts=[ContactMark(scale.x(c.on), lanes.contact, c.kind, c.reached, c.text) for c in story.contacts],
        contact_lane=_beside(lanes.contact + 4, "Contact"),
        agreements=[_agreement(span, scale, lanes.agreement) for span in story.agreements],
        agreement_lane=_beside(lanes.agreement + 4, "Agreed"),
        labels=_labels(story, scale),
    )


def _beside(y: float, text: str) -> Text:
    """Words left of the plot, that end where it begins."""
    return Text(LEFT - 8, y, text, "end")


def _money(money: Sequence[Money], scale: Scale, lanes: Lanes, *, ending: str = "") -> list[Tick]:
    """What came in or is expected, each in the lane of its source."""
    ticks = []
    for each in money:
        top = lanes.money + LANE * lanes.sources.index(each.source)
        said = f"{SOURCES[each.source]} {words.pounds(each.amount)}{ending}, {words.long_day(each.on)}"
        ticks.append(Tick(scale.x(each.on), top + 2, top + LANE - 2, said))
    return ticks


SHORT = {
    "payment": "Tenant",
    "direct_debit": "Debit",
    "uc_managed": "UC",
    "hb": "HB",
    "third_party_deduction": "Deducted",
}


def _grid(scale: Scale) -> list[Text]:
    lines = []
    amount = scale.low
    while amount <= scale.high:
        sign = "−" if amount < 0 else ""
        lines.append(_beside(scale.y(amount), f"{sign}£{abs(amount):,.0f}"))
        amount += scale.step
    return lines


def _months(story: Story, scale: Scale) -> list[Tick]:
    """A tick on the first of each month, with the year where it is new; of a long story at quarters or years."""
    ticks: list[Tick] = []
    year_above = 0
    spans = [(430, 1), (800, 2), (1_600, 6)]
    every = next((months for days, months in spans if scale.days <= days), 12)
    day = (story.first + relativedelta(months=1)).replace(day=1)
    while day <= story.last:
        if (day.month - 1) % every == 0:
            year = f"{day:%Y}" if day.year != year_above else ""
            year_above = day.year
            name, below = (f"{day:%Y}", "") if every == 12 else (f"{day:%b}", year)
            ticks.append(Tick(scale.x(day), scale.bottom, scale.bottom + 5, name, below))
        day += relativedelta(months=1)
    return ticks


def _charges(story: Story, scale: Scale) -> str:
    """Each charge as a step on the base line, as high as it is; month by month where they are many."""
    charges: dict[dt.date, Decimal] = {}
    for day, amount in story.charges:
        key = day.replace(day=1) if len(story.charges) > MANY_CHARGES else day
        charges[key] = charges.get(key, Decimal(0)) + amount
    greatest = max(charges.values(), default=Decimal(1))
    heights = ((scale.x(day), round(CHARGE_HEIGHT * float(amount / greatest), 1)) for day, amount in charges.items())
    return "".join(f"M{x} {scale.bottom}v-{height}" for x, height in heights)


def _pause(pause: Span, scale: Scale) -> Box:
    last = min(pause.last, scale.first + dt.timedelta(days=scale.days))
    left, right = scale.x(pause.first), scale.x(last + dt.timedelta(days=1))
    return Box(left, scale.top, max(right - left, 3), PLOT, pause.text)


def _agreement(span: Span, scale: Scale, y: float) -> Box:
    """A bar from the day it was made; its words stand in it, or beside it where the page has room."""
    left, right = scale.x(span.first), scale.x(span.last)
    width = max(right - left, 3)
    shown = span.text if len(span.text) * LETTER_WIDTH + 8 <= width else ""
    return Box(left, y - 5, width, 11, f"Agreement, {span.text}", shown, span.running)


def _technical(story: Story, scale: Scale) -> str:
    """The part of the balance that benefit not yet due in explains: from the last day paid for it grows to today."""
    if story.technical <= 0 or story.balance <= 0:
        return ""
    start = max(story.technical_since or story.as_of - dt.timedelta(days=14), story.first)
    span = max((story.as_of - start).days, 1)
    tops: list[tuple[float, float]] = []
    feet: list[tuple[float, float]] = []
    for n in range(span + 1):
        day = start + dt.timedelta(days=n)
        balance = max(balance_on(story.balances, day), Decimal(0))
        part = min(story.technical * n / span, balance)
        x = scale.x(day)
        before = tops[-1][1] if tops else scale.y(balance)
        tops += [(x, before), (x, scale.y(balance))]
        feet.append((x, scale.y(balance - part)))
    return "M" + "L".join(f"{x} {y}" for x, y in [*tops, *reversed(feet)]) + "Z"


def _gap(story: Story, scale: Scale) -> str:
    """Between the balance and where it would be with the agreement kept."""
    if not story.expected:
        return ""
    start = story.expected[0][0]
    days = sorted({start, story.as_of, *(d for d, _ in [*story.balances, *story.expected] if start < d < story.as_of)})
    tops, feet = [], []
    for day, following in zip(days, [*days[1:], story.as_of], strict=True):
        owed = max(balance_on(story.balances, day), balance_on(story.expected, day))
        tops += [(scale.x(day), scale.y(owed)), (scale.x(following), scale.y(owed))]
        planned = scale.y(balance_on(story.expected, day))
        feet += [(scale.x(day), planned), (scale.x(following), planned)]
    return "M" + "L".join(f"{x} {y}" for x, y in [*tops, *reversed(feet)]) + "Z"


def _flag_marks(flags: Sequence[Flag], scale: Scale, *, lines: int) -> list[FlagMark]:
    """Each flag's words on the first line with room, the law's first; those that find none keep their stem alone.

    A place where no stem crosses the words is taken before one where a stem does.
    """
    placed: list[Placed] = []
    marks = []
    for flag in sorted(flags, key=lambda flag: (flag.rank, flag.on, flag.text)):
        x, length = scale.x(flag.on), len(flag.text) * LETTER_WIDTH + 8
        places = [Placed(x, line, start, start + length) for line in range(lines) for start in (x, x - length)]
        free = [place for place in places if place.start >= 0 and place.end <= WIDTH and place.is_free(placed)]
        found = next((place for place in free if not place.is_crossed(placed)), next(iter(free), None))
        text, top = Text(0, 0, ""), float(FLAG_LINE * lines + 2)
        if found:
            placed.append(found)
            top = float(FLAG_LINE * found.line + 3)
            anchor, near = ("start", x + 4) if found.start == x else ("end", x - 4)
            text = Text(near, FLAG_LINE * found.line + 11, flag.text, anchor)
        label = f"{flag.text}, {words.long_day(flag.on)}"
        marks.append(FlagMark(x, top, text, label, flag.group, flag.rank == LEGAL))
    return sorted(marks, key=lambda mark: (mark.x, mark.label))


@dataclass(frozen=True, slots=True)
class Placed:
    """A flag's words on a line, from `start` to `end`; its stem goes down from them at `x`."""

    x: float
    line: int
    start: float
    end: float

    def is_free(self, others: Sequence["Placed"]) -> bool:
        return all(o.line != self.line or self.end <= o.start or self.start >= o.end for o in others)

    def is_crossed(self, others: Sequence["Placed"]) -> bool:
        """Whether another's stem goes through these words, or this stem through another's."""
        return any(
            (o.line < self.line and self.start < o.x < self.end) or (self.line < o.line and o.start < self.x < o.end)
            for o in others
        )


def _labels(story: Story, scale: Scale) -> list[Text]:
    """What the ends of the lines are, written beside them and kept apart."""
    left = scale.x(story.as_of) - TODAY_WIDTH
    lasted_to = [*(day for day, _ in story.balances[1:]), story.as_of]
    under = [amount for (_, amount), to in zip(story.balances, lasted_to, strict=True) if scale.x(to) >= left]
    above = max(scale.y(max(under)) - 6, scale.top + 10)
    now = f"{words.pounds(story.balance)} today"
    young = left < LEFT  # a first week leaves no room before today
    at = scale.x(story.as_of)
    placed = [Text(at + 5, above, now) if young else Text(at - 5, above, now, "end")]
    ends = []
    if story.ahead:
        ends.append((scale.y(story.ahead[-1][1]), words.pounds(story.ahead[-1][1])))
    if story.expected:
        ends.append((scale.y(story.expected[-1][1]), "if kept"))
    for y, text in sorted(ends):
        y = max(y, placed[-1].y + 9) if len(placed) > 1 else y
        placed.append(Text(RIGHT + 5, y + 4, text))
    return placed
