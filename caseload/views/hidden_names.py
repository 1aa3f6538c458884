"""Hiding tenants' names while a screen is shared, and showing them again."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from caseload.hidden_names import HIDDEN
from staff.http import StaffRequest


@require_POST
def hide_names(request: StaffRequest) -> HttpResponse:
    """Hide them or show them, and back to the page where that was asked for."""
    request.session[HIDDEN] = request.POST.get("names") == "hide"
    page = request.POST.get("page", "")
    return redirect(page if url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}) else "today")
