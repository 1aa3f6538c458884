"""The crisis card: one press from anywhere. It shows the steps at once, and one button stops all chasing."""

from datetime import date

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import access, reminders, search
from caseload.colleagues import casework, colleagues_of
from caseload.forms_reminders import People
from caseload.forms_worried import PlanForm, SignOffForm, WorriedForm
from caseload.safety import council, crisis
from caseload.views.acts import account_to_work
from caseload.views.guards import for_who_sees_accounts
from caseload.worried import CannotRaise, Concern, Stopped, concern, lift_worry, raise_worry
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui import words
from tenancies.models import RentAccount
from welfare.actions import CannotLift, people_of

WORRIED = "Worried about someone"  # the reason in the access log
MOST_FOUND = 10


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def worried(request: StaffRequest) -> HttpResponse:
    """The card without an account: the steps, and a search. What is typed may be a name: it is posted."""
    typed = " ".join(request.POST.get("words", "").split())
    answer = search.search(typed, user=request.user, on=today(), most=MOST_FOUND) if typed else None
    context = {
        "contacts": council.contacts_for("crisis"),
        "colleagues": People(colleagues_of(request.user)) if request.user.role in CASEWORK_ROLES else (),
        "answer": answer,
        "asked": typed,
        "asks_whom": True,
        "may_open": request.user.role in CASEWORK_ROLES,
    }
    return render(request, "caseload/worried.html", context)


@require_POST
def open_worried(request: StaffRequest, pk: int) -> HttpResponse:
    """Open an account outside one's patches for this reason, on the record, and show its card."""
    if not RentAccount.objects.openable_by(request.user).filter(pk=pk).exists():
        found = search.by_key(pk, user=request.user, on=today())
        if found is None or found.closed:
            raise Http404
        access.open_from_outside(account=found.account, reason=WORRIED, by=request.user, on=today(), at=timezone.now())
    return redirect("worried_account", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def worried_account(request: StaffRequest, pk: int) -> HttpResponse:
    """The card of one account. The press stops all chasing; everybody who can open the account may press."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    on = today()
    people = people_of(account, on=on)
    running = concern(account, user=request.user, on=on)
    form = WorriedForm(
        request.POST if request.method == "POST" else None,
        people=people,
        colleagues=People(colleagues_of(request.user)),
        more=running is not None,
    )
    if form.is_valid():
        try:
            stopped = raise_worry(
                account=account,
                people=form.meant(people),
                heard=form.cleaned_data["heard"],
                call=form.cleaned_data["call"],
                by=request.user,
                on=on,
                at=timezone.now(),
            )
        except CannotRaise as refusal:
            form.add_error("heard", str(refusal))
        else:
            messages.success(request, _said(stopped))
            return redirect("worried_account", pk)
    return card_of(request, account, running=running, form=form)


def card_of(
    request: StaffRequest,
    account: RentAccount,
    *,
    running: Concern | None,
    form: Form | None = None,
    plan_form: Form | None = None,
    sign_form: Form | None = None,
) -> HttpResponse:
    """The card of an account, after a press that did not go through with its form as it was filled."""
    on = today()
    people = People(colleagues_of(request.user))
    bound = next((each for each in (form, plan_form, sign_form) if each is not None and each.errors), None)
    context = {
        "account": account,
        "concern": running,
        "contacts": council.contacts_for("crisis"),
        "form": form or WorriedForm(people=people_of(account, on=on), colleagues=people, more=running is not None),
        "failed": bound,
        "may_act": request.user.role in CASEWORK_ROLES,
    }
    if running and context["may_act"]:
        context["plan_form"] = plan_form or new_plan_form(request, running, on=on)
        context["sign_form"] = sign_form or SignOffForm()
    return render(request, "caseload/worried.html", context, status=422 if bound else 200)


def new_plan_form(request: StaffRequest, running: Concern, *, on: date, data: QueryDict | None = None) -> PlanForm:
    """Filled with the plan that runs; without one, with who was told first."""
    plan = running.plan
    lead = plan.lead if plan else next((each.for_user for each in running.told), request.user)
    known = {"how": plan.how, "urgent_contacts": plan.urgent_contacts} if plan else {}
    return PlanForm(data, on=on, leads=People(casework()), lead=lead, initial=known)


@require_POST
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    """Who leads, and the next safe contact."""
    account = account_to_work(request, pk)
    running = concern(account, user=request.user, on=today())
    if running is None:
        messages.warning(request, "No crisis runs here: raise it first.")
        return redirect("worried_account", pk)
    form = new_plan_form(request, running, on=today(), data=request.POST)
    if form.is_valid():
        try:
            crisis.plan_contact(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except (crisis.CannotPlan, reminders.CannotRemind) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The next contact is agreed, and stands on the list of whoever leads.")
            return redirect("worried_account", pk)
    return card_of(request, account, running=running, plan_form=form)


@require_POST
def sign_off(request: StaffRequest, pk: int) -> HttpResponse:
    """The lead writes how it ended."""
    account = account_to_work(request, pk)
    form = SignOffForm(request.POST)
    if form.is_valid():
        try:
            crisis.sign_off(account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except crisis.CannotPlan as refusal:
            form.add_error("outcome", str(refusal))
        else:
            messages.success(request, "Signed off. A second person may lift the crisis now.")
            return redirect("worried_account", pk)
    return card_of(request, account, running=concern(account, user=request.user, on=today()), sign_form=form)


def _said(stopped: Stopped) -> str:
    if not stopped.markers:
        return "All chasing had stopped already. It stays stopped."
    parts = ["All chasing has stopped."]
    if stopped.taken_back:
        parts.append(f"{words.counted(len(stopped.taken_back), 'message')} that waited will not go.")
    names = words.listed([user.name for user in stopped.told])
    parts.append(f"{names} has been told." if names else "Nobody leads this patch: tell a manager now.")
    return " ".join(parts)


@require_POST
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """A second person ends the crisis, with a reason."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    why = request.POST.get("why", "").replace("\x00", "")
    try:
        lift_worry(account=account, why=why, by=request.user, on=today(), at=timezone.now())
    except CannotLift as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The crisis on {account} is lifted. The usual steps are suggested again.")
    return redirect(account)
