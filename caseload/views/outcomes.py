"""Team: how it went for households by what they need, in counts that name nobody."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseload import outcomes
from caseload.performance import scope_of
from caseload.views.files import csv_file
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES


@require_safe
def outcomes_by_need(request: StaffRequest) -> HttpResponse:
    """Of a leader's patches or the whole council, never of less: small groups could be told apart."""
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Outcomes by need are for team leaders and income managers.")
    on, scope = today(), scope_of(request.user)
    shown = outcomes.groups(outcomes.counts(patches=scope.patches, on=on))
    if "csv" in request.GET:
        head, lines = outcomes.as_file(shown)
        return csv_file(head, lines, name=f"outcomes-by-need-{on.isoformat()}.csv")
    context = {
        "scope": scope,
        "groups": shown,
        "head": outcomes.COUNTED.values(),
        "fewest": outcomes.FEWEST,
        "on": on,
    }
    return render(request, "caseload/team/outcomes.html", context)
