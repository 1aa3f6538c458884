"""The papers of a court day: briefs, the list and blank slips, one press and one PDF (PDF/UA-1)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

from caseload.legal.court.brief import brief_of
from caseload.legal.court.known import Known
from recovery.tagged_pdf import tagged_pdf
from staff.council import council_name


def brief_pdf(known: Known, *, struck_at: datetime) -> bytes:
    """One hearing's brief, one page of A4."""
    briefs = [brief_of(known, struck_at=struck_at)]
    return _pdf({"briefs": briefs}, title="Brief", struck_at=struck_at)


def set_pdf(cases: Sequence[Known], *, day: date, struck_at: datetime) -> bytes:
    """The list, a brief for each hearing, and a blank slip for each outcome."""
    briefs = [brief_of(known, struck_at=struck_at) for known in cases]
    context = {"briefs": briefs, "list": True, "slips": True, "day": day}
    return _pdf(context, title="Court set", struck_at=struck_at)


def _pdf(context: dict[str, Any], *, title: str, struck_at: datetime) -> bytes:
    council = council_name()
    known = {**context, "struck_at": struck_at, "council": council}
    content = render_to_string("documents/legal/court/set.html", known)
    page = {"content": content, "title": title, "dated": struck_at.date()}
    styles = render_to_string("documents/legal/court/court.css")
    return tagged_pdf(render_to_string("documents/page.html", page), styles=styles)
