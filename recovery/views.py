"""Issued documents, for those who may see the account."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from staff.http import StaffRequest
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
