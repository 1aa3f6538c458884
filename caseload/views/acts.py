"""What an officer does on a card. Each act is one action; then the next account opens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseload import desk, drafts, holding, interview, presence, questions, queue, reminders, session, undo
from caseload.colleagues import colleagues_of
from caseload.forms import HoldForm, LetterForm, NotThisForm, PutOffForm
from caseload.forms_interview import InterviewForm, VisitForm
from caseload.forms_reminders import DoneForm, People
from caseload.sent_once import once
from caseload.sweep import decide_now
from caseload.views.account import ADVANCED, account_page
from caseload.views.guards import account_or_404
from caseload.views.today import CAN_PUT_OFF, group_page
from recovery.account_facts import tenants_of
from recovery.actions import CannotSendLetter, CannotWithdraw
from recovery.calls import CannotRecordCall, Channel
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from recovery.rules.letters import KINDS
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui import words
from tenancies.models import Person, RentAccount
from welfare.actions import CannotHold
from welfare.models import Hold

Stop = (desk.Changed, desk.NothingToDo, Refused, CannotSendLetter, CannotRecordCall, CannotHold, presence.Taken)


def account_to_work(request: StaffRequest, pk: int) -> RentAccount:
    """The account, for somebody who works accounts. Who may only read is told so; a stranger finds nothing."""
    account = account_or_404(request, pk)
    if request.user.role not in CASEWORK_ROLES:
        role = request.user.get_role_display().lower()
        raise PermissionDenied(f"As {role} you can read accounts but not act on them.")
    return account


def advance(request: StaffRequest, account: RentAccount, done: str) -> HttpResponse:
    """Say what was done, and open the next account: of the session that is open, else of this officer's queue."""
    session.forget_parked(request.user, account)
    open_one = session.current(request.user)
    if open_one:
        following = session.go_on(open_one, after=account, on=today())
    else:
        following = queue.next_after(request.user, account, on=today())
    if following is None:
        messages.success(request, f"{done} That was the last one.")
        return redirect("session_card", open_one.pk) if open_one else redirect("today")
    messages.success(request, done)
    request.session[ADVANCED] = True
    return redirect(following)


def why_not(account: RentAccount, stop: Exception) -> str:
    """Why nothing was done. Where the answer is another one by now, the lists have it at once."""
    if isinstance(stop, desk.Changed):
        decide_now([account.pk], as_of=today())
    return str(stop)


@require_POST
def send_letter(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return account_page(request, account, act="letter", form=form)
    try:
        sent = desk.press_letter(account=account, by=request.user, on=today(), **form.cleaned_data)
    except Stop as stop:
        return account_page(request, account, act="letter", form=form, stopped=why_not(account, stop))
    names = words.listed([str(message.person) for message in sent])
    done = f"{KINDS[Action(sent[0].action)].title} is on its way to {names}."
    if collects := next((message.send_after for message in sent if message.batch_id), None):
        by = timezone.localtime(collects)
        done += f" It goes when its batch is released, by {words.long_day(by.date())} at {by:%H:%M}."
    return advance(request, account, done)


@require_POST
def take_back(request: StaffRequest, pk: int, message_pk: int) -> HttpResponse:
    """Take back a letter that still waits; one that is going or gone stays as it is, and the page says so."""
    account = account_to_work(request, pk)
    message = get_object_or_404(account.outbox.select_related("person"), pk=message_pk)
    try:
        undo.take_back_message(message, by=request.user, on=today(), at=timezone.now())
    except CannotWithdraw as refusal:
        messages.warning(request, str(refusal))
    else:
        what = message.get_channel_display().lower()
        messages.success(request, f"The {what} to {message.person} is taken back. It was not sent.")
    return redirect(account)


@require_POST
@once
def not_this(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = NotThisForm(request.POST)
    if not form.is_valid():
        return account_page(request, account, act="not_this", form=form)
    data = form.cleaned_data
    try:
        step = desk.override(
            account=account, fingerprint=data["fingerprint"], reason=data["said"], by=request.user, on=today()
        )
    except desk.NeedsSenior as limit:
        return _ask_senior(request, account, form, action=limit.action)
    except Stop as stop:
        return account_page(request, account, act="not_this", form=form, stopped=why_not(account, stop))
    until = f" until {words.long_day(step.until)}" if step.until else ""
    return advance(request, account, f"‘{Action(step.action).label}’ will not be suggested for {account}{until}.")


def _ask_senior(request: StaffRequest, account: RentAccount, form: NotThisForm, *, action: Action) -> HttpResponse:
    """‘Not this’ beyond the officer's own range: asked of a senior, whose yes sets the step aside."""
    text = f"‘Not this’ for {action.label}? {form.cleaned_data['said']}"
    try:
        _, asked = questions.ask(
            account=account, text=text, sets_aside=action, by=request.user, on=today(), at=timezone.now()
        )
    except reminders.CannotRemind as refusal:
        return account_page(request, account, act="not_this", form=form, stopped=str(refusal))
    drafts.clear(user=request.user, form="not_this", account=account)
    names = words.listed([user.name for user in asked])
    return advance(request, account, f"‘Not this’ for {account} is with {names}: a yes sets the step aside.")


@require_POST
@once
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = HoldForm(request.POST, on=today())
    if not form.is_valid():
        return account_page(request, account, act="hold", form=form)
    try:
        placed = holding.put_on_hold(
            account=account, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data
        )
    except Stop as stop:
        return account_page(request, account, act="hold", form=form, stopped=why_not(account, stop))
    return advance(request, account, f"{account} is held to the end of {words.long_day(placed.last_day)}.")


@require_POST
def lift_hold(request: StaffRequest, pk: int, hold_pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    held = get_object_or_404(Hold, pk=hold_pk, account=account)
    holding.lift_hold(hold=held, by=request.user, on=today(), at=timezone.now())
    messages.success(request, f"The hold on {account} is lifted.")
    return redirect(account)


@require_POST
@once
def call(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    on = today()
    form = InterviewForm(request.POST, on=on, tenants=tenants_of(account, as_of=on))
    if not form.is_valid():
        return account_page(request, account, act="call", form=form)
    data = form.cleaned_data
    person = get_object_or_404(Person, pk=data.pop("person"), tenancies__tenancy=account.tenancy_id)
    try:
        contact = interview.record_call(
            account=account, person=person, by=request.user, on=on, at=timezone.now(), **data
        )
    except Stop as stop:
        return account_page(request, account, act="call", form=form, stopped=why_not(account, stop))
    if request.GET.get("then") == "agreement":
        messages.success(request, f"The call to {person} is noted. Now the agreement.")
        return redirect(f"{reverse('agreement', args=[account.pk])}?explained=telephone")
    return advance(request, account, f"The call to {person} is noted: {contact.get_outcome_display().lower()}.")


@require_POST
@once
def visit(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    on = today()
    form = VisitForm(
        request.POST, on=on, tenants=tenants_of(account, as_of=on), colleagues=People(colleagues_of(request.user))
    )
    if not form.is_valid():
        return account_page(request, account, act="visit", form=form)
    data = form.cleaned_data
    person = get_object_or_404(Person, pk=data.pop("person"), tenancies__tenancy=account.tenancy_id)
    try:
        contact = desk.record_contact(
            account=account,
            channel=Channel.VISIT,
            person=person,
            by=request.user,
            on=on,
            at=timezone.now(),
            **data,
        )
    except Stop as stop:
        return account_page(request, account, act="visit", form=form, stopped=why_not(account, stop))
    return advance(request, account, f"The visit to {person} is noted: {contact.get_outcome_display().lower()}.")


@require_POST
@once
def done(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = DoneForm(request.POST, colleagues=People(colleagues_of(request.user)))
    if not form.is_valid():
        return account_page(request, account, act="done", form=form)
    try:
        step = desk.mark_done(account=account, by=request.user, on=today(), **form.cleaned_data)
    except Stop as stop:
        return account_page(request, account, act="done", form=form, stopped=why_not(account, stop))
    return advance(request, account, f"‘{Action(step.action).label}’ is noted as done on {account}.")


@require_POST
def put_off(request: StaffRequest) -> HttpResponse:
    """Put off several steps at once, with a reason; those with a date set by law stay and are named."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Putting off work is for the income team.")
    group = request.POST.get("group", "")
    form = PutOffForm(request.POST, on=today())
    if not form.is_valid():
        return group_page(request, group, form=form)
    data = form.cleaned_data
    accounts = RentAccount.objects.visible_to(request.user).filter(pk__in=data["chosen"]).order_by("pk")
    put_off, refused = desk.defer_many(
        accounts=list(accounts), until=data["until"], reason=data["why"], by=request.user, on=today()
    )
    if put_off:
        many = words.counted(len(put_off), "account")
        messages.success(request, f"{many} put off to {words.long_day(data['until'])}.")
    for account, why in refused:
        messages.warning(request, f"{account} stays: {why}")
    return redirect(f"{reverse('today')}?group={group}" if group in CAN_PUT_OFF else "today")
