"""Who is on an account: the sign of life of an open page, and taking the account for its next step."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseload import presence as on_account
from caseload.views.acts import account_to_work
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount


@require_POST
def presence(request: StaffRequest, pk: int) -> HttpResponse:
    """The page is still open, or is left: answers with who else is there, drawn as on the page."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user), pk=pk)
    page = request.POST.get("page", "")[:36]
    if "left" in request.POST:
        on_account.left(account, request.user, at=timezone.now(), page=page)
        return HttpResponse(status=204)
    panel = on_account.panel(request.user, account, on=today(), page=page)
    return render(request, "caseload/parts/presence.html", {"account": account, "presence": panel})


@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the account, take it over from a colleague, or let it go."""
    account = account_to_work(request, pk)
    if "let_go" in request.POST:
        on_account.let_go(account, request.user)
        messages.success(request, f"{account} is free for your colleagues again.")
        return redirect(account)
    has_it = on_account.take(account, request.user, at=timezone.now(), over="over" in request.POST)
    if has_it is None:
        messages.warning(request, "Nobody can take an account just now. Agree with your colleagues who acts.")
    elif has_it.user_id != request.user.pk:
        messages.warning(
            request, f"{has_it.name} took this account first, at {timezone.localtime(has_it.since):%H:%M}."
        )
    return redirect(account)
