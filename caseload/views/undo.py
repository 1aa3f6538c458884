"""The undo list: one's last acts, each with the time left to take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import undo
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount

NO_LONGER_YOURS = "You can no longer open this account. Ask who looks after it now."


@require_safe
def undo_page(request: StaffRequest) -> HttpResponse:
    context = {"shown": undo.newest(request.user, at=timezone.now()), "most": undo.NEWEST}
    return render(request, "caseload/undo.html", context)


@require_POST
def undo_act(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back one act of one's own; what stays done says why and what to do instead."""
    act = get_object_or_404(request.user.acts.select_related("account"), pk=pk)
    try:
        said = undo.take_back(act, by=request.user, on=today(), at=timezone.now())
    except undo.CannotUndo as refusal:
        messages.warning(request, str(refusal))
    except (RentAccount.DoesNotExist, PermissionDenied):
        messages.warning(request, NO_LONGER_YOURS)
    else:
        messages.success(request, said)
    return redirect("undo")


@require_POST
def wait_longer(request: StaffRequest, pk: int) -> HttpResponse:
    """Ten minutes more before a letter or message leaves."""
    act = get_object_or_404(request.user.acts.select_related("account"), pk=pk)
    try:
        leaves = undo.wait_longer(act, by=request.user, on=today(), at=timezone.now())
    except undo.CannotUndo as refusal:
        messages.warning(request, str(refusal))
    except (RentAccount.DoesNotExist, PermissionDenied):
        messages.warning(request, NO_LONGER_YOURS)
    else:
        messages.success(request, f"It waits ten minutes more, until {timezone.localtime(leaves):%H:%M}.")
    return redirect("undo")
