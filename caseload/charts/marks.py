"""What the charts share: places on a scale, words and shapes, and the table that stands beside each picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH = 560  # of every chart, in SVG units; about a pixel each on a wide page


@dataclass(frozen=True, slots=True)
class Linear:
    """From values in `low` … `high` to places in `start` … `end`; what lies outside is put on the edge."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float | Decimal) -> float:
        share = (float(value) - self.low) / ((self.high - self.low) or 1)
        return round(self.start + (self.end - self.start) * min(max(share, 0), 1), 1)


@dataclass(frozen=True, slots=True)
class Log:
    """The same on a logarithmic scale; values above nought."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float | Decimal) -> float:
        share = math.log(max(float(value), self.low) / self.low) / math.log(self.high / self.low)
        return round(self.start + (self.end - self.start) * min(share, 1), 1)


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that may be a link; `label` is what it says to those who do not see it."""

    x: float
    y: float
    width: float
    height: float
    kind: str = ""
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    label: str
    url: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table: the words on the page, the bare value in the file, and what it opens."""

    value: Any
    text: str
    url: str = ""
    number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures as the picture. Its rows make both the table on the page and the file."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()

    @property
    def body(self) -> SafeString:
        """The rows as HTML, put together here: a template takes five times as long over a thousand cells."""
        return mark_safe("".join(_row(row) for row in self.rows))  # nosec B308 B703: every text is escaped

    @property
    def last(self) -> SafeString:
        """The foot as HTML."""
        return mark_safe(_row(self.foot))  # nosec B308 B703: every text is escaped


def _row(cells: Sequence[Cell]) -> str:
    first, *others = cells
    return f'<tr><th scope="row">{_words_of(first)}</th>{"".join(map(_data, others))}</tr>'


def _data(cell: Cell) -> str:
    number = ' class="qd-money"' if cell.number else ""
    return f"<td{number}>{_words_of(cell)}</td>"


def _words_of(cell: Cell) -> str:
    if not cell.url:
        return escape(cell.text)
    return f'<a class="govuk-link" href="{escape(cell.url)}">{escape(cell.text)}</a>'


def words(text: str) -> Cell:
    return Cell(text, text, number=False)


def count(number: int, url: str = "") -> Cell:
    return Cell(number, f"{number:,}", url if number else "")


def steps_between(low: float, high: float, *, about: int) -> list[float]:
    """Round values for the lines of a grid, `low` and `high` within them."""
    rough = max((high - low) / about, 1e-9)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * number, 10) for number in range(first, last + 1)]
