"""One account: who, what they owe and why, what to do next; and its ledger."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from caseload import causes, discretion, drafts, papers, presence, session
from caseload.access import access_panel
from caseload.account_timeline import GROUPS, timeline
from caseload.card import Card, card
from caseload.colleagues import colleagues_of
from caseload.context import line_of, strip_of
from caseload.desk_panel import desk_forms, desk_panel
from caseload.estate_panel import estate_panel
from caseload.forms import REASONS_NOT_THIS, HoldForm, LaterForm, LetterForm, NotThisForm
from caseload.forms_find import RestrictForm
from caseload.forms_interview import InterviewForm, VisitForm
from caseload.forms_messages import message_form
from caseload.forms_notes import NoteForm
from caseload.forms_reminders import People
from caseload.ledger import ledger_page
from caseload.messages import MessagePanel, message_panel
from caseload.safety import plans
from caseload.story import RANGES
from caseload.views.guards import account_or_404
from caseload.whole_account import WholeAccount, whole_account
from caseload.worried import concern
from staff.clock import today
from staff.http import StaffRequest
from staff.models import User
from tenancies import proof
from tenancies.actions import POSTING_ROLES, asked_of_source
from tenancies.models import RentAccount

FILTERS = {"": "Everything", **GROUPS}  # of the timeline
FURTHER = {"put_off", "question", "offer", "hand_over", "restrict"}  # acts under ‘More’
ADVANCED = "advanced"  # in the session: the last account was acted on, and this one comes up by itself


@require_safe
def account(request: StaffRequest, pk: int) -> HttpResponse:
    return account_page(request, account_or_404(request, pk))


def account_page(
    request: StaffRequest, account: RentAccount, *, act: str = "", form: Form | None = None, stopped: str = ""
) -> HttpResponse:
    """The account as it stands now. After a press that did not go through: `act`'s form as it was filled, and why."""
    on, strip = today(), strip_of(request)
    whole = whole_account(account, user=request.user, on=on, shown=request.GET.get("story", ""))
    shown = card(whole, user=request.user)
    messages = message_panel(account, user=request.user, facts=whole.facts, tenants=whole.tenants)
    forms = _forms(whole, shown, messages, user=request.user) | ({act: form} if form is not None else {})
    for name, each in forms.items():
        each.auto_id = f"id_{name}_%s"
    desk = desk_panel(account, action=whole.explanation.action, tenants=whole.tenants, user=request.user, on=on)
    kept = drafts.restore(forms, user=request.user, account=account, at=timezone.now())
    context = {
        "account": account,
        "whole": whole,
        "file": whole.file,
        "facts": whole.facts,
        "card": shown,
        "forms": forms,
        "message_panel": messages,
        "worried": concern(account, user=request.user, on=on),
        "contact_plans": plans.contact_plans(account, on=on),
        "drafts": kept,
        "desk": desk,
        "access": access_panel(request.user, account, at=timezone.now()),
        "presence": presence.panel(request.user, account, on=on, page=str(uuid4())),
        "failed": form if form is not None and form.errors else None,
        "open": act or (shown.way if shown.way in {"call", "visit", "done"} else ""),
        "further_open": act in FURTHER or bool(FURTHER & kept.keys()),
        "stopped": stopped,
        "advanced": request.session.pop(ADVANCED, False),
        "reasons_not_this": REASONS_NOT_THIS,
        "wants_senior": discretion.beyond(account, action=whole.explanation.action, by=request.user, on=on),
        "cause": causes.panel(account),
        "estate": estate_panel(account, neighbourhood=desk.neighbourhood, on=on),
        "press": uuid4(),
        "place": session.place_of(account, open_one=strip.session if strip else None, line=line_of(request)),
        **papers.picture(account, whole.story, facts=whole.facts),
        **_told(request, whole),
    }
    status = 409 if stopped else 422 if context["failed"] else 200
    return render(request, "caseload/account.html", context, status=status)


def _forms(whole: WholeAccount, shown: Card, messages: MessagePanel, *, user: User) -> dict[str, Form]:
    """Every form of the page, empty, by the kind of its act."""
    return {
        "message": message_form(messages),
        "letter": LetterForm(),
        "not_this": NotThisForm(),
        "hold": HoldForm(on=whole.on),
        "put_off": LaterForm(),
        "call": InterviewForm(on=whole.on, tenants=whole.tenants, refused=shown.calls_refused),
        "visit": VisitForm(
            on=whole.on,
            tenants=whole.tenants,
            refused=shown.visit.refused,
            colleagues=People(colleagues_of(user)),
        ),
        "note": NoteForm(),
        "restrict": RestrictForm(),
        **desk_forms(user, on=whole.on),
    }


def _told(request: StaffRequest, whole: WholeAccount) -> dict[str, Any]:
    """The timeline, and the addresses by which its filter and the story's span are changed, each keeping the other."""
    group, span = request.GET.get("show", ""), request.GET.get("story", "")
    group, span = group if group in GROUPS else "", span if span in RANGES else ""
    lines = timeline(whole.account, as_of=whole.on, group=group, mark=request.GET.get("before", ""))
    return {
        "timeline": lines,
        "ranges": [(_link("story", show=group, story=name), label, name == span) for name, label in RANGES.items()],
        "filters": [
            (_link("timeline", show=name, story=span), label, name == group) for name, label in FILTERS.items()
        ],
        "links": {name: _link("timeline", show=name, story=span) for name in GROUPS},
        "earlier": _link("timeline", show=group, before=lines.next_mark or "", story=span),
        "group": group,
        "span": span,
    }


def _link(anchor: str, **shown: str) -> str:
    """An address on the same page; what is shown anyway is left out of it."""
    return f"?{urlencode({name: value for name, value in shown.items() if value})}#{anchor}"


@require_safe
def ledger(request: StaffRequest, pk: int) -> HttpResponse:
    found = account_or_404(request, pk)
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
