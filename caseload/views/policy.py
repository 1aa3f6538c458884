"""The policy in words: the one in force, every version, the rule book for print, and a copy to change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.policies import as_shipped, drafts, shown
from caseload.policies.edit import CannotEdit
from recovery import policies
from recovery.models import PolicyDraft, PolicyVersion
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES

CANNOT_BE_READ = "Can no longer be read"


def readers_only(request: StaffRequest) -> None:
    if not drafts.may_read(request.user):
        raise PermissionDenied(
            "The policy’s pages are for leaders, auditors and administrators. Its rules are in Help."
        )


def writers_only(request: StaffRequest) -> None:
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("The policy is written and published by team leaders and income managers.")


@require_safe
def policy(request: StaffRequest) -> HttpResponse:
    """The policy in force today, the versions, and the drafts on their way."""
    readers_only(request)
    on = today()
    named = policies.number_in_force(on=on)
    number = policies.numbered(named).number  # another where the one in force can no longer be read
    versions = PolicyVersion.objects.select_related("published_by", "written_by").order_by("-number")
    context = _version_context(number) | {
        "versions": [(version, _standing(version, number)) for version in versions],
        "drafts": PolicyDraft.objects.filter(state__in=drafts.OPEN).select_related("made_by").order_by("-changed_at"),
        "may_write": request.user.role in LEADING_ROLES,
        "named": named,
        "trouble": policies.trouble(named),
        "unreadable": CANNOT_BE_READ,
    }
    if number:  # what ships now and the council's own has not
        context |= {"newer": as_shipped.newer(context["text"]), "missing": as_shipped.missing(context["text"])}
    return render(request, "caseload/policy/policy.html", context)


@require_safe
def version(request: StaffRequest, number: int) -> HttpResponse:
    """One version, in force or not: old ones stay to be read, but for those that an upgrade made unreadable."""
    readers_only(request)
    context = _version_context(number) | {
        "now": policies.in_force(on=today()).number,
        "may_write": request.user.role in LEADING_ROLES,
    }
    return render(request, "caseload/policy/version.html", context)


@require_safe
def book(request: StaffRequest, number: int) -> HttpResponse:
    """The rule book: a version on paper."""
    readers_only(request)
    return render(request, "caseload/policy/book.html", _version_context(number))


@require_POST
def clone(request: StaffRequest, number: int) -> HttpResponse:
    writers_only(request)
    _publication(number)
    try:
        draft = drafts.clone(number=number, name=request.POST.get("name", "")[:80], by=request.user, at=timezone.now())
    except CannotEdit as refusal:
        messages.warning(request, str(refusal))
        return redirect("policy")
    messages.success(request, "The draft is yours. Nothing changes until a second person publishes it.")
    if code := drafts.rule_in(draft, request.POST.get("rule", "")):
        return redirect("policy_rule", pk=draft.pk, code=code)
    return redirect("policy_draft", pk=draft.pk)


def _publication(number: int) -> PolicyVersion | None:
    published = policies.publication(number)
    if number and (published is None or not policies.is_readable(number)):
        raise Http404("There is no policy of this number, or it can no longer be read.")
    return published


def _version_context(number: int) -> dict[str, Any]:
    published = _publication(number)
    text = published.text if published else as_shipped.text()
    return {
        "number": number,
        "version": published,
        "text": text,
        "ladders": shown.ladders(text),
        "settings": shown.settings(policies.numbered(number)),
    }


def _standing(version: PolicyVersion, in_force: int) -> str:
    if version.number == in_force:
        return "In force"
    if version.in_force_from > today():
        return "To come"
    return "Replaced" if version.number < in_force else CANNOT_BE_READ
