"""Case reviews: five closed items of each officer, a note on any step, and the officer's answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import reviews, rule_words
from caseload.account_timeline import timeline
from caseload.forms_practice import ReviewAnswerForm, ReviewForm
from caseload.models import ReviewNote, Step
from caseload.performance import scope_of
from recovery import policies
from recovery.rules.actions import Action
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, LEADING_ROLES
from staff.ui.paging import page
from tenancies.models import RentAccount

PAGE = 20
LINES = 12  # of the account's timeline beside a review


@require_safe
def review_list(request: StaffRequest) -> HttpResponse:
    """A leader's: what is offered this week, and what was written. An officer's: what was written to her."""
    user = request.user
    if user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Reviews are between team leaders and those who work accounts.")
    leads = user.role in LEADING_ROLES
    shown = page(reviews.of(user), by=["-at", "-pk"], mark=request.GET.get("after"), size=PAGE)
    context = {
        "leads": leads,
        "offered": reviews.offered(scope_of(user), user, on=today()) if leads else [],
        "rows": [_shown(each) for each in shown.rows],
        "next_mark": shown.next_mark,
        "labels": {action.value: action.label for action in Action},
    }
    return render(request, "caseload/practice/reviews.html", context)


def _shown(note: ReviewNote) -> tuple[ReviewNote, str]:
    return note, Action(note.action).label if note.action else ""


@require_http_methods(["GET", "HEAD", "POST"])
def review_step(request: StaffRequest, pk: int) -> HttpResponse:
    """A closed item: the record beside the rule, and the note."""
    _leaders_only(request)
    seen = RentAccount.objects.openable_by(request.user)
    step = get_object_or_404(Step.objects.select_related("by"), pk=pk, account__in=seen, undone_at=None)
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=step.account_id)
    return _review(request, account, step)


@require_http_methods(["GET", "HEAD", "POST"])
def review_account(request: StaffRequest, pk: int) -> HttpResponse:
    """The step that stands on an account, still open."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    _leaders_only(request)
    return _review(request, account, None)


def _review(request: StaffRequest, account: RentAccount, step: Step | None) -> HttpResponse:
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            note = reviews.write(
                account=account, step=step, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
            )
        except reviews.CannotReview as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Your note is with {note.to.name}. The answer comes back to your Today.")
            return redirect("reviews") if step else redirect(account)
    return render(
        request,
        "caseload/practice/review.html",
        _beside(request, account, step, form),
        status=422 if form.errors else 200,
    )


def _beside(request: StaffRequest, account: RentAccount, step: Step | None, form: ReviewForm) -> dict[str, Any]:
    on = today()
    policy, waits = policies.in_force(on=on), None if step else reviews.open_step(account)
    code, action = (step.rule, step.action) if step else (waits.rule, waits.action) if waits else ("", "")
    rule = policy.rule(code)
    return {
        "account": account,
        "step": step,
        "waits": waits,
        "action": Action(action).label if action else "",
        "rule": rule_words.in_words(rule, policy) if rule else None,
        "code": code,
        "lines": timeline(account, as_of=step.on if step else on).lines[:LINES],
        "to": reviews.whom(account, step, by=request.user),
        "before": [_shown(each) for each in reviews.of(request.user).filter(account=account).order_by("at", "pk")],
        "form": form,
    }


@require_POST
def answer_review(request: StaffRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(reviews.of(request.user), pk=pk, to=request.user)
    form = ReviewAnswerForm(request.POST)
    if form.is_valid():
        try:
            reviews.answer(note=note, text=form.cleaned_data["answer"], by=request.user, at=timezone.now())
        except reviews.CannotReview as refusal:
            form.add_error("answer", str(refusal))
        else:
            messages.success(request, f"The answer is with {note.by.name}.")
            return redirect("reviews")
    context = {"form": form, "asked": note.text, "action": request.path}
    return render(request, "caseload/desk/answer.html", context, status=422)


@require_POST
def see_review(request: StaffRequest, pk: int) -> HttpResponse:
    reviews.see(pk=pk, by=request.user, at=timezone.now())
    return redirect("today" if request.POST.get("back") == "today" else "reviews")


def _leaders_only(request: StaffRequest) -> None:
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Reviews are written by team leaders and income managers.")
