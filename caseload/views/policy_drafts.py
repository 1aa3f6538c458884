"""A draft of the policy: read, changed ladder by ladder, checked, submitted, sent back, published, given up."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from caseload.policies import as_shipped, drafts, edit, shown
from caseload.policies.differences import differences
from caseload.policies.edit import CannotEdit
from caseload.policies.forms import PublishForm
from caseload.views.policy import readers_only, writers_only
from recovery.models import PolicyDraft
from recovery.rules.policy import WrongPolicy, read
from recovery.rules.policy_checks import Fault, faults
from recovery.rules.policy_text import Data, codes, load, rule_of, text_hash
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES


def draft_or_404(request: StaffRequest, pk: int) -> PolicyDraft:
    """A draft to read; for who presses something, to write."""
    readers_only(request) if request.method in {"GET", "HEAD"} else writers_only(request)
    return get_object_or_404(PolicyDraft.objects.select_related("made_by", "submitted_by", "published"), pk=pk)


def may_change(request: StaffRequest, draft: PolicyDraft) -> bool:
    return draft.state == PolicyDraft.State.DRAFT and draft.made_by == request.user


@require_safe
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    try:
        read(draft.text, number=0)
    except WrongPolicy as wrong:  # begun before an upgrade
        messages.warning(request, f"The draft ‘{draft.name}’ can no longer be read: {wrong} Begin with a new copy.")
        return redirect("policy")
    return draft_page(request, draft)


def draft_page(
    request: StaffRequest, draft: PolicyDraft, *, form: PublishForm | None = None, status: int = 200
) -> HttpResponse:
    found = faults(draft.text)
    trial = drafts.simulated(draft)
    data = load(draft.text)
    context = {
        "draft": draft,
        "seen": text_hash(draft.text),
        "faults": found,
        "ladders": list(
            zip(
                shown.ladders(draft.text, _by_place(found)),
                [_others(data, each) for each in data["ladder"]],
                strict=True,
            )
        ),
        "settings": shown.settings(read(draft.text, number=0)),
        "differences": differences(drafts.text_of(draft.based_on), draft.text),
        "newer": as_shipped.newer(draft.text) if draft.state in drafts.OPEN else [],
        "trial": trial,
        "older_trial": None if trial else draft.simulations.order_by("-pk").first(),
        "open": request.GET.get("ladder", ""),
        "may_change": may_change(request, draft),
        "may_write": request.user.role in LEADING_ROLES,
        "may_publish": drafts.may_publish(draft, request.user),
        "form": form or PublishForm(on=today()),
    }
    return render(request, "caseload/policy/draft.html", context, status=status)


def _by_place(found: list[Fault]) -> dict[tuple[str, str], list[str]]:
    placed: dict[tuple[str, str], list[str]] = {}
    for fault in found:
        placed.setdefault((fault.rule, fault.ladder), []).append(fault.says)
    return placed


def _others(data: Data, ladder: Data) -> list[tuple[str, str]]:
    """The rules of other ladders that this one may take over."""
    here = set(codes(ladder))
    return sorted(
        ((rule["code"], rule["name"]) for rule in data["rule"] if rule["code"] not in here), key=lambda r: r[1]
    )


@require_POST
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Move, remove or add a rule on a ladder; take over what protects people as it ships now.

    The button says what: 'up:letter_1', 'add:owing', 'protect'.
    """
    draft = draft_or_404(request, pk)
    ladder = request.POST.get("ladder", "")
    verb, _, about = request.POST.get("do", "").partition(":")
    data = load(draft.text)
    verbs: dict[str, Callable[[], None]] = {
        "up": lambda: edit.move(data, ladder=ladder, code=about, by=-1),
        "down": lambda: edit.move(data, ladder=ladder, code=about, by=1),
        "remove": lambda: edit.remove(data, ladder=ladder, code=about),
        "protect": lambda: as_shipped.take_over(data),
        "add": lambda: edit.add(data, ladder=ladder, part=about, code=request.POST.get(f"add_{about}", "")),
    }
    rule = rule_of(data, about)
    try:
        if verb not in verbs:
            raise CannotEdit("Press one of the buttons beside a rule.")
        verbs[verb]()
        save(request, draft, data)
    except CannotEdit as refusal:
        messages.warning(request, str(refusal))
    else:
        if verb == "remove" and rule:
            messages.success(request, f"‘{rule['name']}’ is off the ladder ‘{ladder}’.")
    return redirect(at_ladder(pk, ladder) if ladder else reverse("policy_draft", args=[pk]))


def at_ladder(pk: int, ladder: str) -> str:
    """The draft's page with one ladder open."""
    return f"{reverse('policy_draft', args=[pk])}?{urlencode({'ladder': ladder})}#{slugify(ladder)}"


def save(request: StaffRequest, draft: PolicyDraft, data: Data) -> PolicyDraft:
    """Keep a change that was made on what the page showed. Raises CannotEdit."""
    text = edit.text_of(data)
    return drafts.save(draft=draft, seen=request.POST.get("seen", ""), text=text, by=request.user, at=timezone.now())


@require_POST
def copy(request: StaffRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    try:
        mine = drafts.copy(draft=draft, name=request.POST.get("name", "")[:80], by=request.user, at=timezone.now())
    except CannotEdit as refusal:
        messages.warning(request, str(refusal))
        return redirect("policy_draft", pk=pk)
    messages.success(request, "The copy is yours to change.")
    return redirect("policy_draft", pk=mine.pk)


@require_POST
def act(request: StaffRequest, pk: int) -> HttpResponse:
    """Submit, send back or give up."""
    draft = draft_or_404(request, pk)
    why = request.POST.get("why", "").replace("\x00", "")
    verbs: dict[str, tuple[Callable[..., Any], str]] = {
        "submit": (drafts.submit, "Submitted. Another team leader or income manager publishes it."),
        "back": (partial(drafts.send_back, why=why), "The draft is open to changes again."),
        "discard": (drafts.discard, "The draft is given up. It stays to be read."),
    }
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None:
        messages.warning(request, "Press one of the buttons.")
        return redirect("policy_draft", pk=pk)
    try:
        verb[0](draft=draft, by=request.user, at=timezone.now())
    except (CannotEdit, drafts.CannotPublish) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, verb[1])
    return redirect("policy_draft", pk=pk)


@require_POST
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    form = PublishForm(request.POST, on=today())
    if form.is_valid():
        try:
            version = drafts.publish(
                draft=draft,
                in_force_from=form.cleaned_data["in_force_from"],
                by=request.user,
                on=today(),
                at=timezone.now(),
            )
        except drafts.CannotPublish as refusal:
            form.add_error("in_force_from", str(refusal))
        else:
            messages.success(request, f"Policy {version.number} is published.")
            return redirect("policy_version", number=version.number)
    return draft_page(request, draft, form=form, status=422)
