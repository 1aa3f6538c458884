"""A list as a file: exactly the rows of the screen, in its order and columns, as CSV or as a workbook."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter

from caseload.lists import Row
from staff.ui import words

CHUNK = 1_000
# What a spreadsheet would run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | Decimal | date | None
HEAD = ["Account", "Kind", "Tenants", "Home", "Postcode", "Patch", "Next step", "Why", "Marks", "Balance", "Weeks",
        "Last contact"]  # fmt: skip


def cells(row: Row) -> list[Cell]:
    """One row in the order of HEAD. A balance below nought is a credit."""
    home = row.account.tenancy.home
    marks = [row.covering, *row.marks] if row.covering else row.marks
    return [
        row.account.account_ref,
        row.account.get_kind_display(),
        words.listed(row.names),
        home.address_1,
        home.postcode,
        home.patch.code,
        row.step,
        row.reason,
        ", ".join(marks),
        row.owed,
        row.weeks,
        row.contacted_on,
    ]


class _Echo:
    """A file that hands each line straight back."""

    def write(self, line: str) -> str:
        return line


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    return csv_lines(HEAD, (cells(row) for row in rows))


def csv_lines(head: Sequence[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """Line by line. Text that begins like a formula is marked as text; days are 2026-11-23, sums plain numbers."""
    lines = csv.writer(_Echo())
    yield "\ufeff"  # so that Excel reads names with accents rightly
    yield lines.writerow(head)
    for row in rows:
        yield lines.writerow([plain(cell) for cell in row])


def plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def as_workbook(rows: Iterable[Row]) -> IO[bytes]:
    """An .xlsx file, written row by row and kept on disk: 100,000 rows need little memory. Text is never a formula."""
    file = TemporaryFile()  # noqa: SIM115  # whoever sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet("Accounts")
    bold = book.add_format({"bold": True})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "d mmm yyyy"})
    for column, title in enumerate(HEAD):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 22 if title in {"Tenants", "Home", "Next step", "Why", "Marks"} else 13)
    sheet.freeze_panes(1, 1)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(cells(row)):
            if isinstance(cell, Decimal):
                sheet.write_number(line, column, cell, money)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif cell:
                sheet.write_string(line, column, cell)
    book.close()
    file.seek(0)
    return file
