"""Recording why a household fell behind."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseload import causes
from caseload.views.acts import account_to_work
from staff.clock import today
from staff.http import StaffRequest


@require_POST
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """One press of a cause; the account shows at once what helps with it."""
    account = account_to_work(request, pk)
    code = request.POST.get("cause", "")
    try:
        cause = causes.record_cause(account=account, code=code, by=request.user, on=today(), at=timezone.now())
    except causes.CannotRecordCause as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Kept: {cause.name.lower()}. What helps stands on the account.")
    return redirect(f"{account.get_absolute_url()}#cause")
