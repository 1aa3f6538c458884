"""The strip that calls a colleague: asked for by open pages, acknowledged with a press, raised from the crisis card."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.colleagues import colleagues_of
from caseload.context import sees_accounts
from caseload.safety import alerts
from caseload.worried import call_colleague
from staff.http import StaffRequest, number_in
from staff.models import ESTATE_ROLES
from staff.ui import words


@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    """The strip alone, for a page that stays open."""
    return render(request, "caseload/frame/alerts.html", {"alerts": alerts.waiting(request.user)})


@require_POST
def acknowledge(request: StaffRequest, pk: int) -> HttpResponse:
    """Her own alert or debrief; then the account's crisis card where she may open it."""
    here = next((each for each in alerts.waiting(request.user) if each.alert.pk == pk), None)
    alerts.acknowledge(pk=pk, by=request.user, at=timezone.now())
    if here and here.openable and here.alert.account_id:
        name = "worried_account" if here.alert.kind == alerts.Kind.CRISIS else "safety"
        return redirect(name, here.alert.account_id)
    return redirect("today")


@require_POST
def call(request: StaffRequest) -> HttpResponse:
    """Somebody is wanted beside her, before it is known who is on the line."""
    if not (sees_accounts(request.user) or request.user.role in ESTATE_ROLES):
        raise PermissionDenied("Your role sees no accounts.")
    key = number_in(request.POST.get("colleague", ""))
    chosen = colleagues_of(request.user).filter(pk=key).first() if key else None
    told = call_colleague(colleague=chosen, by=request.user, at=timezone.now())
    if told:
        messages.success(request, f"{words.listed([user.name for user in told])} is called, on every page they open.")
    else:
        messages.warning(request, "Nobody leads you in Quarterday: call a colleague by voice, now.")
    return redirect("worried")
