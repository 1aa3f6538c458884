"""Serving a notice, correcting what was written of it, and the review of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload.legal import acts
from caseload.legal.door import notice_of, service_of, to_work
from caseload.legal.forms_notices import CorrectForm, ReviewForm, ServeForm
from caseload.views.legal_notices import STOP, show
from legal import notice_service
from legal.notice_service import Given, TooEarly
from staff.clock import today
from staff.http import StaffRequest
from staff.models import User
from staff.ui.words import long_day
from tenancies import received
from tenancies.received import CannotReceive, Paper


def _given(form: ServeForm) -> Given:
    data = form.cleaned_data
    return Given(
        method=data["method"],
        done_on=data["done_on"],
        done_at=data["done_at"],
        served_by=User.objects.get(pk=data["served_by"]),
        place=data["place"],
        handed_to=data["handed_to"],
        evidence=data["evidence"],
        good_by=data["good_by"],
        photo=form.initial.get("kept_photo"),
    )


def _photo(form: ServeForm) -> Paper | None:
    """Raises CannotReceive."""
    upload = form.cleaned_data.get("photo")
    return received.look_at(upload) if upload else None


@require_POST
def serve_notice(request: StaffRequest, notice: int) -> HttpResponse:
    """One tenant was served. Too late for the date in the notice: said, and recorded only when it is ticked."""
    found, account = notice_of(request.user, notice)
    to_work(request)
    people = notice_service.to_serve(found, on=today())
    form = ServeForm(request.POST, request.FILES, people=people, by=request.user, auto_id="id_serve_%s")
    if form.is_valid():
        person = next(each for each in people if each.pk == form.cleaned_data["person"])
        try:
            acts.serve(
                notice=found,
                person=person,
                given=_given(form),
                photo=_photo(form),
                knowing=form.cleaned_data["knowing"],
                by=request.user,
                on=today(),
                at=timezone.now(),
            )
        except TooEarly as refusal:
            form.add_error(None, str(refusal))
            return show(request, found, account, status=422, serve=form, too_early=True)
        except (*STOP, CannotReceive) as refusal:
            form.add_error(None, str(refusal))
        else:
            left = notice_service.to_serve(found, on=today())
            rest = f" Still to serve: {', '.join(map(str, left))}: no clock runs until then." if left else ""
            messages.success(request, f"Service on {person} is recorded, with its certificate.{rest}")
            return redirect("legal_notice", found.pk)
    return show(request, found, account, status=422, serve=form)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_service(request: StaffRequest, service: int) -> HttpResponse:
    """What was written of a service is put right; both stay in the history."""
    found, account = service_of(request.user, service)
    to_work(request)
    known = {
        "method": found.method, "done_on": long_day(found.done_on), "place": found.place, "handed_to": found.handed_to,
        "done_at": f"{found.done_at:%H:%M}" if found.done_at else "", "evidence": found.evidence,
        "good_by": found.good_by, "served_by": found.served_by_id, "kept_photo": found.photo,
    }  # fmt: skip
    typed = request.POST if request.method == "POST" else None
    form = CorrectForm(typed, request.FILES or None, people=[], by=request.user, initial=known)
    if typed is not None and form.is_valid():
        try:
            acts.correct(
                service=found,
                given=_given(form),
                photo=_photo(form),
                why=form.cleaned_data["why"],
                by=request.user,
                on=today(),
                at=timezone.now(),
            )
        except (*STOP, CannotReceive) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The service is corrected. What stood before is kept.")
            return redirect("legal_notice", found.notice_id)
    context = {"account": account, "service": found, "form": form}
    return render(request, "caseload/legal/correct.html", context, status=422 if form.errors else 200)


@require_POST
def review_notice(request: StaffRequest, notice: int) -> HttpResponse:
    """One step of the review, by the button pressed."""
    found, account = notice_of(request.user, notice)
    to_work(request)
    form = ReviewForm(request.POST, auto_id="id_review_%s")
    if form.is_valid():
        try:
            acts.review(
                notice=found,
                act=request.POST.get("do", ""),
                typed=form.cleaned_data,
                by=request.user,
                on=today(),
                at=timezone.now(),
            )
        except STOP as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The review is written down.")
            return redirect("legal_notice", found.pk)
    return show(request, found, account, status=422, review=form)
