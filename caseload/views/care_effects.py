"""What may be done on one account, and why not."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from caseload.care.effects import effects
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount


@require_safe
def what_may_be_done(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    shown = effects(found, user=request.user, on=today())
    return render(request, "caseload/care/what_may_be_done.html", {"account": found, "effects": shown})
