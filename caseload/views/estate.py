"""The neighbourhood officer's side: her homes, her tasks, one home; and the tasks both sides put to each other."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import estate
from caseload.forms_estate import AnswerForm, CaseForm, CloseCaseForm, TaskForm
from caseload.forms_reminders import People
from caseload.models import Reminder
from caseload.views.acts import account_to_work
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, ESTATE_ROLES, User
from staff.ui.paging import page
from tenancies.models import RentAccount
from welfare import cases
from welfare.models import Marker

LONGEST_ASKED = 60


def _for_estate(request: StaffRequest) -> None:
    if request.user.role not in ESTATE_ROLES:
        raise PermissionDenied("This page is the neighbourhood officers’. Open the account instead.")


def home_of(request: StaffRequest, pk: int) -> RentAccount:
    """One of a neighbourhood officer's homes; not found for anybody else, as for one outside her patches."""
    return get_object_or_404(RentAccount.objects.on_estate_of(request.user).for_list(), pk=pk)


def account_at_hand(request: StaffRequest, pk: int) -> RentAccount:
    """The account, for whoever works it or looks after its home."""
    return home_of(request, pk) if request.user.role in ESTATE_ROLES else account_to_work(request, pk)


def _back(request: StaffRequest, account: RentAccount) -> HttpResponse:
    return redirect("estate_home", account.pk) if request.user.role in ESTATE_ROLES else redirect(account)


@require_http_methods(["GET", "HEAD", "POST"])
def estate_list(request: StaffRequest) -> HttpResponse:
    """Her tasks, then her homes. `q` looks for a name or a street among them; it is posted, so no address holds it."""
    _for_estate(request)
    on = today()
    asked = " ".join(request.POST.get("q", "").replace("\x00", " ").split())[:LONGEST_ASKED]
    found = estate.homes(request.user, on=on, asked=asked)
    shown = page(found, by=["tenancy__home__address_1", "pk"], mark=request.GET.get("after"), size=50)
    context = {"tasks": estate.tasks(request.user), "page": shown, "homes": shown.rows, "asked": asked, "on": on}
    return render(request, "caseload/estate/list.html", context)


@require_safe
def estate_home(request: StaffRequest, pk: int) -> HttpResponse:
    return _home_page(request, home_of(request, pk))


def _home_page(request: StaffRequest, account: RentAccount, **forms: TaskForm | AnswerForm) -> HttpResponse:
    on = today()
    context = {
        "account": account,
        "home": estate.home(account, user=request.user, on=on),
        "task_form": forms.get("task") or TaskForm(on=on),
        "answer_form": forms.get("answer"),
        "on": on,
    }
    failed = any(form.errors for form in forms.values())
    return render(request, "caseload/estate/home.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_estate(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the other side: the income officer the neighbourhood officer, and she the income officer."""
    account = account_at_hand(request, pk)
    on = today()
    form = TaskForm(request.POST if request.method == "POST" else None, on=on)
    if form.is_valid():
        try:
            made = estate.ask(account=account, by=request.user, on=on, at=timezone.now(), **form.cleaned_data)
        except estate.CannotAsk as refusal:
            form.add_error(None, str(refusal))
        else:
            name = made.for_user.name if made.for_user else "the other side"
            messages.success(request, f"{name} is asked. The answer comes back to you.")
            return _back(request, account)
    if request.user.role in ESTATE_ROLES and request.method == "POST":
        return _home_page(request, account, task=form)
    context = {"account": account, "form": form, "pair": estate.pair(account, user=request.user)}
    return render(request, "caseload/estate/ask.html", context, status=422 if form.errors else 200)


def _task(request: StaffRequest, pk: int, task_pk: int) -> Reminder:
    account = home_of(request, pk)
    found = account.reminders.filter(kind=Reminder.Kind.TASK).select_related("account")
    return get_object_or_404(found.filter(Q(for_user=request.user) | Q(made_by=request.user)), pk=task_pk)


@require_POST
def answer_task(request: StaffRequest, pk: int, task_pk: int) -> HttpResponse:
    task = _task(request, pk, task_pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            estate.answer(task=task, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except estate.CannotAsk as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Your answer goes back to {task.made_by.name}.")
            return redirect("estate")
    return _home_page(request, home_of(request, pk), answer=form)


@require_POST
def withdraw_task(request: StaffRequest, pk: int, task_pk: int) -> HttpResponse:
    task = _task(request, pk, task_pk)
    try:
        estate.withdraw(task=task, by=request.user, on=today(), at=timezone.now())
    except estate.CannotAsk as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The task is withdrawn.")
    return redirect("estate_home", pk)


@require_POST
def read_task(request: StaffRequest, pk: int, task_pk: int) -> HttpResponse:
    task = _task(request, pk, task_pk)
    estate.read(pk=task.pk, by=request.user, at=timezone.now())
    return redirect("estate")


@require_http_methods(["GET", "HEAD", "POST"])
def open_cases(request: StaffRequest, pk: int) -> HttpResponse:
    """The open cases of a home, and flagging one."""
    account = account_at_hand(request, pk)
    on = today()
    form = CaseForm(request.POST if request.method == "POST" else None, on=on, owners=_owners(account), by=request.user)
    if form.is_valid():
        at = timezone.now()
        try:
            with estate.at_hand(account, by=request.user, on=on) as locked:
                cases.flag(account=locked, by=request.user, on=on, at=at, **form.cleaned_data)
        except cases.CannotFlag as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The case is flagged. Notice and claim now ask for a reason.")
            return redirect("open_cases", account.pk)
    return _cases_page(request, account, form)


def _owners(account: RentAccount) -> People:
    """Who may own a case: the income team, and the neighbourhood officers of its patch."""
    nearby = [user.pk for user in estate.neighbourhood_of(account)]
    found = User.objects.filter(Q(role__in=CASEWORK_ROLES) | Q(pk__in=nearby), is_active=True)
    return People(found.order_by("name", "pk"))


def _cases_page(
    request: StaffRequest, account: RentAccount, form: CaseForm, closing: CloseCaseForm | None = None
) -> HttpResponse:
    context = {
        "account": account,
        "form": form,
        "closing": closing or CloseCaseForm(auto_id=False),
        "cases": [(marker, cases.name_of(marker)) for marker in cases.open_cases(account, on=today())],
        "on": today(),
        "estate": request.user.role in ESTATE_ROLES,
    }
    failed = form.errors or (closing and closing.errors)
    return render(request, "caseload/estate/cases.html", context, status=422 if failed else 200)


@require_POST
def close_case(request: StaffRequest, pk: int, marker_pk: int) -> HttpResponse:
    account = account_at_hand(request, pk)
    on = today()
    marker = get_object_or_404(cases.open_cases(account, on=on), pk=marker_pk)
    form = CloseCaseForm(request.POST)
    if form.is_valid():
        try:
            with estate.at_hand(account, by=request.user, on=on) as locked:
                _close(locked, marker, request.user, form.cleaned_data["outcome"])
        except cases.CannotFlag as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The case is closed. It counts to the end of today.")
            return redirect("open_cases", account.pk)
    return _cases_page(request, account, CaseForm(on=on, owners=_owners(account), by=request.user), closing=form)


def _close(account: RentAccount, marker: Marker, by: User, outcome: str) -> None:
    cases.close(account=account, marker=marker, outcome=outcome, by=by, on=today(), at=timezone.now())
