"""One account: who, what they owe and why, what to do next; and its ledger."""

from urllib.parse import urlencode
from uuid import uuid4

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from caseload import drafts, presence, session
from caseload.access import access_panel
from caseload.account_timeline import GROUPS, timeline
from caseload.card import card
from caseload.context import mine_of
from caseload.desk_panel import desk_forms, desk_panel
from caseload.forms import REASONS_NOT_THIS, CallForm, DoneForm, HoldForm, LetterForm, NotThisForm
from caseload.forms_find import RestrictForm
from caseload.forms_messages import message_form
from caseload.forms_notes import NoteForm
from caseload.ledger import ledger_page
from caseload.messages import message_panel
from caseload.story import RANGES, finding
from caseload.story_chart import draw
from caseload.whole_account import whole_account
from caseload.worried import concern
from recovery.models import OutboxMessage
from staff.clock import today
from staff.http import StaffRequest
from tenancies import proof
from tenancies.actions import POSTING_ROLES, asked_of_source
from tenancies.models import RentAccount

FILTERS = {"": "Everything", **GROUPS}  # of the timeline
FURTHER = {"question", "offer", "hand_over", "restrict"}  # acts under ‘More’
ADVANCED = "advanced"  # in the session: the last account was acted on, and this one comes up by itself


@require_safe
def account(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    return account_page(request, found)


def account_page(
    request: StaffRequest, account: RentAccount, *, act: str = "", form: Form | None = None, stopped: str = ""
) -> HttpResponse:
    """The account as it stands now. After a press that did not go through: `act`'s form as it was filled, and why."""
    on = today()
    span = request.GET.get("story", "")
    whole = whole_account(account, user=request.user, on=on, shown=span)
    facts, story = whole.facts, whole.story
    shown = card(whole, user=request.user)
    messages = message_panel(account, user=request.user, facts=facts, tenants=whole.tenants)
    forms: dict[str, Form] = {
        "message": message_form(messages),
        "letter": LetterForm(),
        "not_this": NotThisForm(),
        "hold": HoldForm(on=on),
        "call": CallForm(on=on, tenants=whole.tenants, refused=shown.calls_refused),
        "done": DoneForm(),
        "note": NoteForm(),
        "restrict": RestrictForm(),
        **desk_forms(request.user, on=on),
    }
    if form is not None:
        forms[act] = form
    for name, each in forms.items():
        each.auto_id = f"id_{name}_%s"
    kept = drafts.restore(forms, user=request.user, account=account, at=timezone.now())
    group = request.GET.get("show", "") if request.GET.get("show", "") in GROUPS else ""
    span = span if span in RANGES else ""
    lines = timeline(account, as_of=on, group=group, mark=request.GET.get("before", ""))
    context = {
        "account": account,
        "whole": whole,
        "file": whole.file,
        "facts": facts,
        "card": shown,
        "forms": forms,
        "message_panel": messages,
        "worried": concern(account, user=request.user, on=on),
        "drafts": kept,
        "desk": desk_panel(account, action=whole.explanation.action, tenants=whole.tenants, user=request.user, on=on),
        "access": access_panel(request.user, account, at=timezone.now()),
        "presence": presence.panel(request.user, account, on=on, page=str(uuid4())),
        "failed": form if form is not None and form.errors else None,
        "open": act or ("call" if shown.way == "call" else "done" if shown.way == "done" else ""),
        "further_open": act in FURTHER or bool(FURTHER & kept.keys()),
        "stopped": stopped,
        "advanced": request.session.pop(ADVANCED, False),
        "reasons_not_this": REASONS_NOT_THIS,
        "story": story,
        "chart": draw(story) if story else None,
        "finding": finding(story, weekly_charge=facts.weekly_charge) if story else "",
        "ranges": [(_link("story", show=group, story=name), label, name == span) for name, label in RANGES.items()],
        "filters": [
            (_link("timeline", show=name, story=span), label, name == group) for name, label in FILTERS.items()
        ],
        "links": {name: _link("timeline", show=name, story=span) for name in GROUPS},
        "timeline": lines,
        "earlier": _link("timeline", show=group, before=lines.next_mark or "", story=span),
        "group": group,
        "span": span,
        "waiting": OutboxMessage.objects.filter(account=account, state__in=["queued", "sending"])
        .select_related("person")
        .order_by("pk"),
        "press": uuid4(),
        "place": session.place_of(request.user, account, on=on, mine=mine_of(request)),
    }
    status = 409 if stopped else 422 if context["failed"] else 200
    return render(request, "caseload/account.html", context, status=status)


def _link(anchor: str, **shown: str) -> str:
    """An address on the same page; what is shown anyway is left out of it."""
    return f"?{urlencode({name: value for name, value in shown.items() if value})}#{anchor}"


@require_safe
def ledger(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    page = ledger_page(found, mark=request.GET.get("before", ""))
    pending = found.pending_postings.filter(state__in=["asked", "exported"]).order_by("asked_on", "pk")
    count, total = proof.of_account(found)
    context = {
        "account": found,
        "page": page,
        "pending": pending,
        "count": count,
        "total": total,
        "may_post": request.user.role in POSTING_ROLES,
        "asked_of_source": asked_of_source(found),
    }
    return render(request, "caseload/ledger.html", context)
