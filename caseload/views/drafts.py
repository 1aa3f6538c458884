"""Typed text is kept while it is typed, and is not lost when the session ends before it is sent."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import drafts
from caseload.views.acts import account_to_work
from staff.http import StaffRequest


@require_POST
def draft(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    """Keep what was typed. 409: this form was sent a moment ago; 413: too long, with why."""
    if len(form) > drafts.LONGEST_NAME:
        raise Http404
    account = account_to_work(request, pk)
    now = timezone.now()
    try:
        drafts.keep(user=request.user, form=form, account=account, typed=request.POST, at=now)
    except drafts.JustSent:
        return HttpResponse(status=409)
    except drafts.CannotKeep as refusal:
        return JsonResponse({"why": str(refusal)}, status=413)
    return JsonResponse({"at": f"{timezone.localtime(now):%H:%M}"})


@require_POST
def throw_away(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    account = account_to_work(request, pk)
    drafts.clear(user=request.user, form=form, account=account)
    messages.success(request, f"What you had typed on {account} is thrown away.")
    return redirect(account)


@require_safe
def signed_in_as(request: StaffRequest) -> HttpResponse:
    """For a page that was open a long time: who is signed in now, and the token that its forms must send."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


@require_safe
def signed_in(request: StaffRequest) -> HttpResponse:
    """Where signing in again in a second tab ends: the first tab goes on by itself."""
    return render(request, "caseload/signed_in.html")
