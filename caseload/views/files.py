"""Answers that are files: PDFs to read, and tables for a spreadsheet."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from caseload.charts.marks import Table
from caseload.export import Cell, csv_lines


def pdf_file(content: bytes, *, name: str) -> HttpResponse:
    """A PDF, opened in the browser; `name` is without its ending."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def csv_file(head: Sequence[str], rows: Iterable[Iterable[Cell]], *, name: str) -> HttpResponse:
    """The rows as a file."""
    answer = HttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_of(table: Table, *, name: str) -> HttpResponse:
    """A table as a file: the same rows as on the page."""
    rows = [*table.rows, *([table.foot] if table.foot else [])]
    return csv_file(table.head, ([cell.value for cell in row] for row in rows), name=name)
