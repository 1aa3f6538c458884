"""Court day: the running order, one hearing with its brief and outcome, and the papers."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.legal.court import diary, papers, prefill, recording
from caseload.legal.court.brief import brief_of, offer, protocol_line, sought
from caseload.legal.court.known import known, known_of
from caseload.legal.door import to_work
from caseload.legal.forms_court import OutcomeForm
from caseload.views.files import pdf_file
from caseload.views.guards import for_who_sees_accounts
from caseload.views.legal_offline import keeps_offline
from legal import hearings
from legal.court import CannotRecord, RecordedBefore
from legal.models import Hearing
from staff.clock import local_now, today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, User
from tenancies.models import RentAccount

AHEAD = dt.timedelta(days=42)


@require_safe
@for_who_sees_accounts
def court_day(request: StaffRequest, day: str = "") -> HttpResponse:
    """The running order of a day, today's unless another is named; the days on which there are hearings."""
    on = today()
    shown_day = diary.day_in(day, otherwise=on)
    cases = known(diary.on_day(request.user, shown_day), on=on)
    keeps_offline(request)
    context = {
        "day": shown_day,
        "on": on,
        "cases": [(case, sought(case), offer(case), protocol_line(case)) for case in cases],
        "days": diary.days_near(request.user, on=on, last=on + AHEAD),
        "before": shown_day - dt.timedelta(days=1),
        "after": shown_day + dt.timedelta(days=1),
        "without_advocate": hearings.unspoken_for(diary.between(request.user, on, on + AHEAD), on=on),
        "struck_at": local_now(),
    }
    return render(request, "caseload/legal/court/day.html", context)


@require_safe
@for_who_sees_accounts
def court_set(request: StaffRequest, day: str) -> HttpResponse:
    """The whole set of a day in one PDF, on the figures of this minute."""
    shown_day = diary.day_in(day, otherwise=today())
    cases = known(diary.on_day(request.user, shown_day), on=today())
    return pdf_file(papers.set_pdf(cases, day=shown_day, struck_at=local_now()), name=f"court-set-{shown_day}")


@require_safe
def court_brief(request: StaffRequest, key: str) -> HttpResponse:
    hearing, _ = diary.hearing_of(request.user, key)
    brief = papers.brief_pdf(known_of(hearing, on=today()), struck_at=local_now())
    return pdf_file(brief, name=f"brief-{hearing.on}")


@require_http_methods(["GET", "HEAD", "POST"])
def court_hearing(request: StaffRequest, key: str) -> HttpResponse:
    """One hearing: its brief, and its outcome in a chip and Save."""
    hearing, account = diary.hearing_of(request.user, key)
    if request.method != "POST":
        keeps_offline(request)
        return _page(request, hearing, account)
    to_work(request)
    on = today()
    form = OutcomeForm(request.POST, known=known_of(hearing, on=on), on=on)
    if not hearing.outcome and not form.is_valid():
        return _page(request, hearing, account, form=form, status=422)
    try:
        saved = _save(hearing, account, form, by=request.user, on=on)
    except CannotRecord as refusal:
        return _page(request, hearing, account, stopped=str(refusal), status=409)
    messages.success(request, saved.says)
    return redirect("court_hearing", diary.key_of(saved.recorded.hearing))


@require_POST
def court_speaks(request: StaffRequest, key: str) -> HttpResponse:
    """‘I speak at this hearing’."""
    hearing, account = diary.hearing_of(request.user, key)
    to_work(request)
    try:
        recording.speak(hearing=hearing, account=account, by=request.user, on=today(), at=timezone.now())
    except hearings.CannotList as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "You speak for the council at this hearing.")
    return redirect("court_hearing", key)


def _save(hearing: Hearing, account: RentAccount, form: OutcomeForm, *, by: User, on: dt.date) -> recording.Saved:
    """Raises CannotRecord; RecordedBefore also where the form came second and its fields are no longer asked."""
    if not form.is_valid():
        raise RecordedBefore(hearing)
    return recording.record_outcome(
        hearing=hearing, account=account, decided=form.decided(), by=by, on=on, at=timezone.now()
    )


def _page(
    request: StaffRequest,
    hearing: Hearing,
    account: RentAccount,
    *,
    form: OutcomeForm | None = None,
    stopped: str = "",
    status: int = 200,
) -> HttpResponse:
    on = today()
    case = known_of(hearing, on=on)
    may_record = request.user.role in CASEWORK_ROLES and not hearing.outcome and hearing.on <= on
    if form is None and may_record:
        form = OutcomeForm(known=case, initial=prefill.prefilled(case, on=on), on=on)
    context = {
        "hearing": hearing,
        "key": diary.key_of(hearing),
        "account": account,
        "brief": brief_of(case, struck_at=local_now()),
        "form": form if may_record else None,
        "stopped": stopped,
        "act": recording.press_of(request.user, hearing, at=timezone.now()),
        "address": reverse("court_day_on", args=[hearing.on.isoformat()]),
        "to_come": hearing.on > on,
        "may_speak": not hearing.outcome and may_speak(request.user, hearing),
    }
    return render(request, "caseload/legal/court/hearing.html", context, status=status)


def may_speak(user: User, hearing: Hearing) -> bool:
    """Whether this person could be the advocate and is not yet."""
    if user.role not in CASEWORK_ROLES or hearing.advocate_id == user.pk:
        return False
    return hearings.may_speak(user, on=hearing.on)
