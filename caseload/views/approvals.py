"""Approvals (K21): the list of what waits, and each with the whole picture, to approve and do, send back or ask."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.approvals import kinds
from caseload.approvals.changed import seen, since_asked
from caseload.approvals.item import CannotDecide, Decision, Item
from caseload.approvals.kinds import KINDS
from caseload.summary import plain_summary
from caseload.whole_account import whole_account
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES

LONGEST = 500


def leaders_only(request: StaffRequest) -> None:
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Approvals are given by team leaders and income managers.")


@require_safe
def approvals(request: StaffRequest) -> HttpResponse:
    """All that waits for this person, the longest waiting first."""
    leaders_only(request)
    found = kinds.waiting(request.user, on=today())
    rows = [{"item": item, "label": KINDS[item.kind].label} for item in found]
    return render(request, "caseload/approvals/approvals.html", {"rows": rows})


@require_safe
def approval(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    leaders_only(request)
    item = kinds.find(kind, pk, user=request.user, on=today())
    return _page(request, item) if item else _gone(request)


def _gone(request: StaffRequest) -> HttpResponse:
    messages.warning(request, "This does not wait for you any more: it was decided, withdrawn, or is your own.")
    return redirect("approvals")


def _page(request: StaffRequest, item: Item, *, refused: str = "", said: str = "", status: int = 200) -> HttpResponse:
    on = today()
    whole = whole_account(item.account, user=request.user, on=on) if item.account else None
    context = {
        "item": item,
        "kind": KINDS[item.kind],
        "whole": whole,
        "summary": plain_summary(whole) if whole else [],
        "changed": since_asked(item),
        "seen": seen(item, on=on),
        "refused": refused,
        "said": said,
        "longest": LONGEST,
    }
    return render(request, "caseload/approvals/approval.html", context, status=status)


@require_POST
def decide(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Approve and do, send back with a reason, or ask. What changed while it was looked at is shown again first."""
    leaders_only(request)
    on = today()
    item = kinds.find(kind, pk, user=request.user, on=on)
    if item is None:
        return _gone(request)
    said = request.POST.get("said", "").replace("\x00", "").strip()[:LONGEST]
    decision = Decision(said=said, by=request.user, on=on, at=timezone.now())
    do = request.POST.get("do", "")
    try:
        if do == "approve":
            if request.POST.get("seen") != seen(item, on=on):
                raise CannotDecide("This has changed while you looked. Read it again as it stands now, then decide.")
            told = _approve(item, decision)
        elif do == "back":
            told = _send_back(item, decision)
        elif do == "ask":
            told = _ask(item, decision)
        else:
            raise CannotDecide("Press one of the buttons.")
    except CannotDecide as refusal:
        return _page(request, item, refused=str(refusal), said=said, status=422)
    messages.success(request, told)
    return redirect("approvals")


def _approve(item: Item, decision: Decision) -> str:
    kind = KINDS[item.kind]
    if item.stops:
        raise CannotDecide(item.stops)
    if kind.wants_words and not decision.said:
        raise CannotDecide(f"Write it below: {kind.wants_words[0].lower()}{kind.wants_words[1:]}.")
    return kind.approve(item, decision)


def _send_back(item: Item, decision: Decision) -> str:
    if not decision.said:
        raise CannotDecide("Write why it goes back: who asked reads it.")
    return KINDS[item.kind].send_back(item, decision)


def _ask(item: Item, decision: Decision) -> str:
    if not decision.said:
        raise CannotDecide("Write your question: it goes to who asked.")
    kinds.task(item, decision.said, decision)
    return f"Your question is with {item.asked_by.name}. This waits on until you decide."
