"""The weekly contract for who leads: each officer's week, its evidence as a page, PDF and CSV, and the sign-off."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from caseload.models import SignedWeek
from caseload.papers import pdf_of
from caseload.views.files import csv_file, pdf_file
from caseload.weekly import signing
from caseload.weekly.evidence import ANSWERS, GIVEN, Week, monday_of
from staff.clock import today
from staff.http import StaffRequest
from staff.models import AccessLog, User
from staff.ui.words import long_day
from tenancies.models import RentAccount

WEEKS = 5  # that the list offers


@require_safe
def weeks(request: StaffRequest) -> HttpResponse:
    """One week of every officer of the team: what was recommended, and what became of it."""
    on = today()
    monday = _monday(request.GET.get("week", ""), on=on)
    officers = list(signing.officers_of(request.user))
    if not officers:
        raise PermissionDenied("Weeks are read by the officers themselves, their team leader and the income manager.")
    signed = {
        each.user_id: each
        for each in SignedWeek.objects.filter(user__in=officers, monday=monday).select_related("signed_by")
    }
    rows = []
    for officer in officers:
        week = signing.shown(officer, monday=monday, on=on, signed=signed.get(officer.pk))
        totals = [(ANSWERS[answer], number) for answer, number in week.totals.items()]
        rows.append({"officer": officer, "totals": totals, "all": len(week.lines), "signed": signed.get(officer.pk)})
    this = monday_of(on)
    context = {
        "monday": monday,
        "rows": rows,
        "answers": ANSWERS.values(),
        "mondays": [this - dt.timedelta(weeks=back) for back in range(WEEKS)],
    }
    return render(request, "caseload/weekly/weeks.html", context)


def _monday(given: str, *, on: dt.date) -> dt.date:
    """The week asked for, by its Monday; this one unless told otherwise."""
    if not given:
        return monday_of(on)
    try:
        monday = dt.date.fromisoformat(given)
    except ValueError:
        raise Http404("There is no such week.") from None
    if monday.weekday() or monday > on or monday.year < 2000:
        raise Http404("There is no such week.")
    return monday


@require_http_methods(["GET", "POST"])
def week(request: StaffRequest, monday: str, pk: int) -> HttpResponse:
    """One officer's week with its evidence; a leader signs it off."""
    on = today()
    officer, first, signed = _asked(request, monday, pk)
    refused = ""
    if request.method == "POST":
        try:
            note = request.POST.get("note", "").replace("\x00", "")
            signing.sign(officer, monday=first, note=note, by=request.user, on=on, at=timezone.now())
        except signing.CannotSign as stop:
            refused = str(stop)
        else:
            messages.success(request, f"The week of {officer.name} is signed off.")
            return redirect(request.path)
    shown = signing.shown(officer, monday=first, on=on, signed=signed)
    context = _context(request, officer, shown, signed) | {
        "why_not": signing.why_not(officer, monday=first, by=request.user, on=on),
        "refused": refused,
        "note": request.POST.get("note", ""),
    }
    return render(request, "caseload/weekly/week.html", context, status=422 if refused else 200)


def _asked(request: StaffRequest, monday: str, pk: int) -> tuple[User, dt.date, SignedWeek | None]:
    officer = get_object_or_404(signing.officers_of(request.user), pk=pk)
    first = _monday(monday, on=today())
    return officer, first, signing.signed_of(officer, monday=first)


def _context(request: StaffRequest, officer: User, shown: Week, signed: SignedWeek | None) -> dict[str, Any]:
    keys = [line.account for line in shown.lines]
    hers = set(RentAccount.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        "officer": officer,
        "week": shown,
        "sunday": shown.monday + dt.timedelta(days=6),
        "signed": signed,
        "totals": [(ANSWERS[answer], number) for answer, number in shown.totals.items()],
        "answers": GIVEN,
        "lines": [line for line in shown.lines if line.account in hers],
        "elsewhere": len(shown.lines) - sum(line.account in hers for line in shown.lines),
        "days": [
            {"day": day, "numbers": [(ANSWERS[each], number) for each, number in given.items()], "boxes": _boxes(given)}
            for day, given in shown.days
        ],
        "on": today(),
        "made_for": request.user,
    }


UNIT = 14  # of the strip, for one answer


def _boxes(given: dict[str, int]) -> list[dict[str, Any]]:
    """The answers of a day side by side, each as long as it is frequent; a long day is drawn to scale."""
    unit = min(UNIT, 560 / max(sum(given.values()), 1))
    boxes, x = [], 0.0
    for answer, number in given.items():
        if number:
            boxes.append({"answer": answer, "x": round(x, 1), "width": round(number * unit, 1), "number": number})
            x += number * unit
    return boxes


@require_safe
def week_pdf(request: StaffRequest, monday: str, pk: int) -> HttpResponse:
    """The evidence pack, to file: every recommendation with time, who, what and why."""
    officer, first, signed = _asked(request, monday, pk)
    shown = signing.shown(officer, monday=first, on=today(), signed=signed)
    _taken_out(request, officer, first, "PDF")
    content = pdf_of(
        "week",
        _context(request, officer, shown, signed),
        title=f"Weekly contract {officer.name}, week of {long_day(first)}",
        dated=today(),
    )
    return pdf_file(content, name=f"week-{first.isoformat()}-{officer.pk}")


@require_safe
def week_csv(request: StaffRequest, monday: str, pk: int) -> HttpResponse:
    officer, first, signed = _asked(request, monday, pk)
    shown = signing.shown(officer, monday=first, on=today(), signed=signed)
    _taken_out(request, officer, first, "CSV")
    head = ["Account", "Step", "Came up", "Answer", "Day", "Time", "By", "Reason"]
    rows = [
        [line.ref, line.step, line.came_up, line.answered, line.day, line.time, line.by, line.reason]
        for line in _context(request, officer, shown, signed)["lines"]
    ]
    return csv_file(head, rows, name=f"week-{first.isoformat()}-{officer.pk}.csv")


def _taken_out(request: StaffRequest, officer: User, monday: dt.date, form: str) -> None:
    AccessLog.objects.create(
        user=request.user, what="weekly contract", about=form, reason=f"{officer.pk}, {monday.isoformat()}"
    )
