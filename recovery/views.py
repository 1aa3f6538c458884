"""Issued documents, and e-mails of which nobody knows whether they went, for those who may see the account."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from recovery import actions, outbox
from recovery.models import OutboxMessage
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from tenancies import storage
from tenancies.models import IssuedDocument, RentAccount


@require_safe
@cache_control(no_store=True, private=True)
def document(request: StaffRequest, pk: int) -> HttpResponse:
    """One document exactly as it was issued."""
    visible = IssuedDocument.objects.filter(account__in=RentAccount.objects.openable_by(request.user))
    issued = get_object_or_404(visible, pk=pk)
    try:
        content = storage.read(issued)
    except storage.DocumentDamaged as damaged:
        return HttpResponse(str(damaged), status=500, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": f'inline; filename="{issued.template}-{issued.pk}.pdf"'}
    return HttpResponse(content, content_type=issued.media_type, headers=headers)


@require_safe
def emails_to_check(request: StaffRequest) -> HttpResponse:
    context = {"emails": outbox.not_known(request.user), "may_act": request.user.role in CASEWORK_ROLES}
    return render(request, "recovery/emails_to_check.html", context)


@require_POST
def settle_email(request: StaffRequest, pk: int) -> HttpResponse:
    """Record whether it arrived. One that somebody else has settled since is said so, and nothing changes."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied
    visible = OutboxMessage.objects.filter(account__in=RentAccount.objects.visible_to(request.user), channel="email")
    message = get_object_or_404(visible, pk=pk)
    arrived = request.POST.get("arrived") == "yes"
    try:
        actions.settle(message=message, arrived=arrived, by=request.user, on=today(), at=timezone.now())
    except actions.AlreadySettled as settled:
        messages.info(request, str(settled))
    else:
        messages.success(request, f"Recorded: the e-mail {'arrived' if arrived else 'did not arrive'}.")
    return redirect("emails_to_check")
