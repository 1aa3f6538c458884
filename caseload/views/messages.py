"""Writing a text or e-mail to one tenant, and the messages of which a person finds out what became."""

from typing import Any
from uuid import uuid4

from django.contrib import messages as said
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import drafts, messages, presence
from caseload.forms_messages import MessageForm, message_form
from caseload.messages import MessagePanel, message_panel
from caseload.views.acts import account_to_work
from caseload.views.guards import for_who_sees_accounts
from recovery import outbox
from recovery.account_facts import of_account, tenants_of
from recovery.actions import CannotSendLetter
from recovery.messages import CannotSendMessage
from recovery.models import OutboxMessage
from recovery.outbox import AlreadySettled
from recovery.rules.gates import Refused
from staff.clock import today
from staff.http import StaffRequest, number_in, press_of
from staff.models import CASEWORK_ROLES
from tenancies.models import Person, RentAccount

MOST = 100  # messages on one page


@require_http_methods(["GET", "HEAD", "POST"])
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """The form by itself, which works without JavaScript; on the account page it stands on the card."""
    account = account_to_work(request, pk)
    on = today()
    panel = message_panel(
        account, user=request.user, facts=of_account(account, as_of=on), tenants=tenants_of(account, as_of=on)
    )
    if request.method != "POST":
        return _page(request, account, panel, message_form(panel, initial=_begun(request, account)))
    if opening := panel.openings.get(request.POST.get("opening", "")):
        return _page(request, account, panel, _opened(request, panel, opening))
    form = message_form(panel, data=request.POST)
    if not form.is_valid():
        return _page(request, account, panel, form)
    person = get_object_or_404(Person, pk=form.person_id, tenancies__tenancy=account.tenancy_id)
    data = form.cleaned_data
    try:
        sent = messages.send(
            account=account,
            person=person,
            channel=form.channel,
            purpose=data["purpose"],
            text=data["text"],
            reason_given=data["reason_given"],
            by=request.user,
            on=on,
            press=press_of(request),
        )
    except CannotSendMessage as refusal:
        form.add_error("text", str(refusal))
        return _page(request, account, panel, form)
    except (Refused, presence.Taken) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, account, panel, form)
    goes = timezone.localtime(sent.send_after)
    said.success(
        request,
        f"The {messages.WAYS[sent.channel].lower()} to {sent.person} goes on {goes:%A} {goes.day} {goes:%B at %H:%M}. "
        "Until then it can be taken back.",
    )
    return redirect(account)


def _begun(request: StaffRequest, account: RentAccount) -> dict[str, Any]:
    """What the form begins with: a draft that was kept, or a message that did not arrive, to be written again."""
    kept = drafts.for_page(request.user, account).get("message")
    if kept:
        return {name: given[-1] for name, given in kept.values.items() if given}
    again = number_in(request.GET.get("again", ""))
    old = account.outbox.filter(pk=again, letter__isnull=True).first() if again else None
    return {"text": old.text, "purpose": old.purpose} if old else {}


def _opened(request: StaffRequest, panel: MessagePanel, opening: tuple[str, str]) -> MessageForm:
    """The form with an opening in front of what was typed."""
    about, words = opening
    typed = request.POST.get("text", "")
    initial = {name: request.POST.get(name, "") for name in ("to", "reason_given")}
    return message_form(panel, initial={**initial, "purpose": about, "text": words + typed})


def _page(request: StaffRequest, account: RentAccount, panel: MessagePanel, form: MessageForm) -> HttpResponse:
    context = {"account": account, "message_panel": panel, "forms": {"message": form}, "press": uuid4()}
    return render(request, "caseload/message.html", context, status=422 if form.errors else 200)


@require_safe
@for_who_sees_accounts
def to_check(request: StaffRequest) -> HttpResponse:
    """Messages that failed, did not arrive or are not known to have gone, with the ways on."""
    found = list(outbox.wanting_a_person(request.user)[: MOST + 1])
    context = {
        "found": found[:MOST],
        "more": len(found) > MOST,
        "may_act": request.user.role in CASEWORK_ROLES,
        "press": uuid4(),
    }
    return render(request, "caseload/messages_to_check.html", context)


@require_POST
def see_to(request: StaffRequest, pk: int) -> HttpResponse:
    """One way on, in one press. What somebody else has seen to since is said so, and nothing changes."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Messages are for the income team.")
    visible = OutboxMessage.objects.filter(account__in=RentAccount.objects.openable_by(request.user))
    found = get_object_or_404(visible.select_related("account", "person"), pk=pk)
    act = request.POST.get("act", "")
    try:
        _do(act, found, request)
    except (AlreadySettled, CannotSendMessage, CannotSendLetter, Refused) as refusal:
        said.warning(request, f"{refusal} Nothing was sent.")
    back = request.POST.get("back") == "account"
    return redirect(found.account) if back else redirect("messages_to_check")


def _do(act: str, found: OutboxMessage, request: StaffRequest) -> None:
    by, on = request.user, today()
    match act:
        case "arrived" | "not_arrived":
            messages.settle(message=found, arrived=act == "arrived", by=by, on=on)
            said.success(request, f"Recorded: it {'arrived' if act == 'arrived' else 'did not arrive'}.")
        case "post":
            posted = messages.post_instead(message=found, by=by, on=on, press=press_of(request))
            said.success(request, f"{posted.title} to {posted.person} is on its way by post.")
        case "nothing":
            messages.see_to(message=found, by=by, on=on)
            said.success(request, f"Seen to: {found.title.lower()} to {found.person}.")
        case _:
            said.warning(request, "Choose what is to be done about the message.")
