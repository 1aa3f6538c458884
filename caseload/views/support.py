"""Contact plan, compassion, support and referrals of an account; the partners; the contacts that the council owns."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.colleagues import casework
from caseload.forms_reminders import People
from caseload.reminders import CannotRemind
from caseload.safety import alerts, council, plans, referrals, support
from caseload.safety.forms import (
    CompassionForm,
    ContactForm,
    ContactPlanForm,
    EndForm,
    ReferralForm,
    StepForm,
    SupportForm,
)
from caseload.views.acts import account_to_work
from caseload.views.concerns import account_to_report
from caseload.views.guards import for_who_sees_accounts
from recovery.account_facts import of_account
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.models import CASEWORK_ROLES, LEADING_ROLES
from staff.ui import words
from tenancies.actions import POSTING_ROLES
from tenancies.models import RentAccount
from welfare.actions import people_of
from welfare.models import CouncilContact, Referral, SupportStep

Refusal = (plans.CannotPlan, support.CannotSupport, referrals.CannotRefer, CannotRemind)


def _staff() -> People:
    return People(casework())


def _moment(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.user, "on": today(), "at": timezone.now()}


def _page(request: StaffRequest, template: str, account: RentAccount, form: Form, **more: Any) -> HttpResponse:
    context = {"account": account, "form": form, **more}
    return render(request, f"caseload/safety/{template}.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def contact_plan(request: StaffRequest, pk: int) -> HttpResponse:
    account, on = account_to_work(request, pk), today()
    data = request.POST if request.method == "POST" else None
    form = ContactPlanForm(data, people=people_of(account, on=on), staff=_staff(), on=on)
    if form.is_valid():
        try:
            made = plans.make_contact_plan(account=account, **_moment(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = "The contact plan is in force, and shown before each call."
            messages.success(request, said if plans.in_force(made) else "Kept. It waits for a leader’s yes.")
            return redirect("safety", account.pk)
    return _page(request, "contact_plan", account, form)


@require_POST
def approve_contact_plan(request: StaffRequest, pk: int, plan_pk: int) -> HttpResponse:
    return _with_plan(request, pk, plan_pk, plans.approve, "The contact plan is in force.")


@require_POST
def tell_contact_plan(request: StaffRequest, pk: int, plan_pk: int) -> HttpResponse:
    return _with_plan(
        request, pk, plan_pk, plans.tell, "The letter is to go. The day it goes is the day they are told."
    )


@require_POST
def end_contact_plan(request: StaffRequest, pk: int, plan_pk: int) -> HttpResponse:
    return _with_plan(request, pk, plan_pk, plans.end_contact_plan, "The contact plan has ended.")


def _with_plan(request: StaffRequest, pk: int, plan_pk: int, act: Any, done: str) -> HttpResponse:
    account = account_to_work(request, pk)
    plan = get_object_or_404(plans.running_plans(account), pk=plan_pk)
    return _do(request, account, lambda: act(account=account, plan=plan, **_moment(request)), done)


def _do(request: StaffRequest, account: RentAccount, act: Any, done: str, to: str = "safety") -> HttpResponse:
    """One press: done and said so, or refused with the reason."""
    try:
        act()
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to, account.pk)


@require_http_methods(["GET", "POST"])
def compassion(request: StaffRequest, pk: int) -> HttpResponse:
    account, on = account_to_work(request, pk), today()
    running = plans.compassion_of(account, on=on)
    form = CompassionForm(request.POST if request.method == "POST" else None, on=on)
    if form.is_valid():
        try:
            _, asked = plans.show_compassion(account=account, **_moment(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            names = words.listed([user.name for user in asked])
            plan = (
                f"{names} is asked for a plan." if asked else "Nobody could be asked for a plan: speak with a manager."
            )
            messages.success(request, f"The ladder has stopped here. {plan}")
            return redirect("safety", account.pk)
    more = {
        "running": running,
        "says": plans.COMPASSION.get(running.detail, "") if running else "",
        "end_form": EndForm(),
        "leads": request.user.role in LEADING_ROLES,
        "may_post": request.user.role in POSTING_ROLES,
    }
    return _page(request, "compassion", account, form, **more)


@require_POST
def end_compassion(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    why = request.POST.get("why", "").replace("\x00", "")
    return _do(
        request, account, lambda: plans.end_compassion(account=account, why=why, **_moment(request)),
        "Compassion has ended: the usual steps are suggested again once the hold is lifted.", to="compassion",
    )  # fmt: skip


@require_safe
def support_plan(request: StaffRequest, pk: int) -> HttpResponse:
    """Whole for the income team; for another team what is shared with it."""
    return _support(request, account_to_report(request, pk))


def _support(request: StaffRequest, account: RentAccount, *, form: Form | None = None) -> HttpResponse:
    shown = support.shown_to(request.user, account)
    works = request.user.role in CASEWORK_ROLES
    usual = StepForm() if shown else SupportForm()
    return _page(request, "support", account, form or usual, shown=shown, works=works, end_form=EndForm())


@require_POST
def begin_support(request: StaffRequest, pk: int) -> HttpResponse:
    account, form = account_to_work(request, pk), SupportForm(request.POST)
    return _kept(request, account, form, support.begin, "The support plan is begun.")


@require_POST
def add_support_step(request: StaffRequest, pk: int) -> HttpResponse:
    account, form = account_to_work(request, pk), StepForm(request.POST)
    return _kept(request, account, form, support.add_step, "The step is kept.")


def _kept(request: StaffRequest, account: RentAccount, form: Form, act: Any, done: str) -> HttpResponse:
    if form.is_valid():
        try:
            act(account=account, **_moment(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("support_plan", account.pk)
    return _support(request, account, form=form)


@require_POST
def support_step_done(request: StaffRequest, pk: int, step_pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    step = get_object_or_404(SupportStep, pk=step_pk, plan__account=account)
    return _do(
        request, account, lambda: support.step_done(account=account, step=step, **_moment(request)), "Done.",
        to="support_plan",
    )  # fmt: skip


@require_POST
def end_support(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    outcome = request.POST.get("why", "").replace("\x00", "")
    return _do(
        request, account, lambda: support.end(account=account, outcome=outcome, **_moment(request)),
        "The support plan has ended.", to="support_plan",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refer(request: StaffRequest, pk: int) -> HttpResponse:
    """The referrals of an account, what prompts another, and the form of one. `prompt`: its place in the list, so that
    no address says what is known of a household."""
    account, on = account_to_work(request, pk), today()
    names = [each.name for each in council.partners()]
    prompts = referrals.prompts(account, facts=of_account(account, as_of=on), on=on)
    place = number_in(request.GET.get("prompt", "")) or 0
    chosen = prompts[place - 1] if 0 < place <= len(prompts) else None
    data = request.POST if request.method == "POST" else None
    known = {"why": chosen.why, "prompted_by": chosen.code} if chosen else {}
    form = ReferralForm(data, on=on, partners=names, initial=known)
    if form.is_valid():
        try:
            referrals.refer(account=account, **_moment(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("consent", str(refusal))
        else:
            messages.success(request, "The referral is kept, with the day by which an answer is wanted.")
            return redirect("refer", account.pk)
    more = {"rows": referrals.of_account(account), "prompts": prompts, "on": on}
    return _page(request, "referrals", account, form, **more)


@require_POST
def refuse_referral(request: StaffRequest, pk: int) -> HttpResponse:
    """A prompt is not followed, with the reason."""
    account, on = account_to_work(request, pk), today()
    prompts = referrals.prompts(account, facts=of_account(account, as_of=on), on=on)
    prompt = next((each for each in prompts if each.code == request.POST.get("prompt")), None)
    if prompt is None:
        messages.warning(request, "That prompt is answered already.")
        return redirect("refer", account.pk)
    why = request.POST.get("why", "").replace("\x00", "")
    return _do(
        request, account,
        lambda: referrals.refuse_prompt(account=account, prompt=prompt, why=why, **_moment(request)),
        "Kept: no referral this time, and why.", to="refer",
    )  # fmt: skip


@require_POST
def answer_referral(request: StaffRequest, pk: int, referral_pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    referral = get_object_or_404(Referral, pk=referral_pk, account__tenancy=account.tenancy_id)
    accepted = request.POST.get("accepted") == "yes"
    outcome = request.POST.get("outcome", "").replace("\x00", "")[:500]
    return _do(
        request, account,
        lambda: referrals.answer(
            account=account, referral=referral, accepted=accepted, outcome=outcome, **_moment(request)
        ),
        "The answer is kept.", to="refer",
    )  # fmt: skip


@require_safe
@for_who_sees_accounts
def partner_directory(request: StaffRequest) -> HttpResponse:
    """The council's partners, with how many were sent to each, wait, are late and are closed."""
    context = {"rows": referrals.directory(request.user, on=today()), "partners": council.partners()}
    return render(request, "caseload/safety/directory.html", context)


@require_http_methods(["GET", "POST"])
def council_contacts(request: StaffRequest) -> HttpResponse:
    """The council's own list of urgent contacts, routes and partners; shown to all, kept by whoever owns it."""
    may_keep = council.may_keep(request.user)
    if request.method == "POST" and not may_keep:
        raise PermissionDenied("The income manager or the administrator keeps this list.")
    form = ContactForm(request.POST if request.method == "POST" else None, staff=_staff())
    if form.is_valid():
        try:
            council.add(by=request.user, at=timezone.now(), **form.cleaned_data)
        except council.CannotKeepContact as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "It stands on the list.")
            return redirect("council_contacts")
    lists = [(purpose.label, council.contacts_for(purpose)) for purpose in CouncilContact.Purpose]
    context = {"form": form, "may_keep": may_keep, "lists": lists}
    return render(request, "caseload/safety/contacts.html", context, status=422 if form.errors else 200)


@require_POST
def take_off_contact(request: StaffRequest, pk: int) -> HttpResponse:
    council.take_off(pk=pk, by=request.user, at=timezone.now())
    messages.success(request, "It is off the list.")
    return redirect("council_contacts")


@require_POST
def debrief_done(request: StaffRequest) -> HttpResponse:
    """She has talked with somebody, or does not want to: it goes, and says nothing to anybody."""
    if mine := alerts.debrief_of(request.user):
        alerts.acknowledge(pk=mine.pk, by=request.user, at=timezone.now())
    return redirect("today")
