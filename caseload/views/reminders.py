"""Reminders, promises, tasks and questions: made on the account, done and answered there or from one's own list."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import manager_yes, reminders, suggestions
from caseload.colleagues import colleagues_of
from caseload.context import desk_of
from caseload.forms_reminders import AnswerForm, AskForm, DoneForm, People, ReminderForm
from caseload.models import Reminder
from caseload.question_rows import question_rows
from caseload.questions import QUICK_ANSWERS, ask, put_to
from caseload.sent_once import once
from caseload.views.account import account_page
from caseload.views.acts import Stop, account_to_work, advance, why_not
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.models import CASEWORK_ROLES, LEADING_ROLES
from staff.ui import words

LISTS = {"reminders", "questions", "today"}  # pages from which something is done, and to which one returns
ALL = dt.date.max


@require_POST
@once
def add_reminder(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = ReminderForm(request.POST, on=today(), colleagues=People(colleagues_of(request.user)))
    if form.is_valid():
        data = dict(form.cleaned_data)
        kind = Reminder.Kind(data.pop("kind"))
        person = reminders.only_tenant(account) if kind in reminders.WITH_TENANT else None
        try:
            made = reminders.remind(
                account=account, kind=kind, person=person, by=request.user, on=today(), at=timezone.now(), **data
            )
        except reminders.CannotRemind as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Kept. {reminders.said(made)}")
            return redirect(account)
    return account_page(request, account, act="reminder", form=form)


@require_POST
@once
def not_sure(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a senior, or the colleague named, and go on to the next account."""
    account = account_to_work(request, pk)
    form = AskForm(request.POST, colleagues=People(colleagues_of(request.user)))
    if form.is_valid():
        try:
            _, asked = ask(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except reminders.CannotRemind as refusal:
            form.add_error(None, str(refusal))
        else:
            names = words.listed([user.name for user in asked])
            return advance(request, account, f"{account} is with {names}. The answer comes back to your list.")
    return account_page(request, account, act="question", form=form)


@require_POST
def ask_yes(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for the income manager's yes to the step of the card, and go on to the next account."""
    account = account_to_work(request, pk)
    form = DoneForm(request.POST, colleagues=People(colleagues_of(request.user)))
    if not form.is_valid():
        return account_page(request, account, act="done", form=form)
    try:
        _, asked = manager_yes.ask(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
    except (*Stop, reminders.CannotRemind) as refusal:
        return account_page(request, account, act="done", form=form, stopped=why_not(account, refusal))
    names = words.listed([user.name for user in asked])
    return advance(request, account, f"{account} is with {names}: a yes does the step. The answer comes to your list.")


@require_POST
def finish(request: StaffRequest, pk: int, reminder_pk: int) -> HttpResponse:
    """Done, or answered."""
    account = account_to_work(request, pk)
    reminder = get_object_or_404(account.reminders, pk=reminder_pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            done = reminders.finish(
                reminder=reminder,
                answer=form.cleaned_data["said"],
                agrees=form.cleaned_data["agree"],
                by=request.user,
                on=today(),
                at=timezone.now(),
            )
        except reminders.CannotRemind as refusal:
            form.add_error("answer", str(refusal))
        else:
            returned = done.kind in reminders.RETURNS and done.made_by != request.user
            goes = f" The answer is with {done.made_by.name}." if returned else ""
            messages.success(request, f"Done on {account}.{goes}")
            return _back(request, account.get_absolute_url())
    context = {"form": form, "asked": reminder.text, "action": request.path, "back": request.POST.get("back", "")}
    return render(request, "caseload/desk/answer.html", context, status=422)


@require_POST
def withdraw(request: StaffRequest, pk: int, reminder_pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    reminder = get_object_or_404(account.reminders, pk=reminder_pk)
    try:
        reminders.withdraw(reminder=reminder, by=request.user, on=today(), at=timezone.now())
    except reminders.CannotRemind as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Withdrawn from {account}.")
    return _back(request, account.get_absolute_url())


@require_POST
def see_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """One's own answer has been read: it leaves the list. Somebody else's stays."""
    reminders.see(pk=pk, by=request.user, at=timezone.now())
    return seen(request)


def seen(request: StaffRequest) -> HttpResponse:
    """Back to the account on which it was read, or to the list."""
    account = number_in(request.POST.get("account", ""))
    return redirect("account", pk=account) if account else redirect("reminders")


@require_safe
def reminder_list(request: StaffRequest) -> HttpResponse:
    """One's own list: answers that came back, what is due, what is asked of others."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Reminders are kept by the income team.")
    on = today()
    desk = desk_of(request, until=ALL, in_full=True)
    context = {
        "answers": desk.answers,
        "replies": suggestions.answers(request.user),
        "now": [each for each in desk.due if each.due_on <= on],
        "later": [each for each in desk.due if each.due_on > on],
        "asked": reminders.asked_of_others(request.user, on=on),
        "back": "reminders",
    }
    return render(request, "caseload/desk/reminders.html", context)


@require_safe
def questions(request: StaffRequest) -> HttpResponse:
    """Questions that wait for this leader, each with the account's card beside it."""
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Questions are answered by team leaders and income managers.")
    on = today()
    context = {
        "rows": question_rows(put_to(request.user), on=on),
        "quick": QUICK_ANSWERS,
        "back": "questions",
    }
    return render(request, "caseload/desk/questions.html", context)


def _back(request: StaffRequest, account_url: str) -> HttpResponse:
    back = request.POST.get("back", "")
    return redirect(back if back in LISTS else account_url)
