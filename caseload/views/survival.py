"""Team: how long repayment agreements are kept, by size, frequency, channel and way of paying."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseload.charts.survival import draw
from caseload.performance import OWN_ROLES, READING_ROLES
from caseload.views.files import csv_of
from recovery.survival import lived_by
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount

GROUPS = {
    "size": "by size",
    "frequency": "by how often",
    "channel": "by how it was agreed",
    "paid_by": "by way of paying",
}


@require_safe
def agreements_kept(request: StaffRequest) -> HttpResponse:
    if request.user.role not in READING_ROLES | OWN_ROLES:
        raise PermissionDenied("Team is for the income team, finance and auditors.")
    by = request.GET.get("by", "")
    by = by if by in GROUPS else "size"
    on = today()
    chart = draw(lived_by(by, accounts=RentAccount.objects.visible_to(request.user), as_of=on))
    if "csv" in request.GET and chart:
        return csv_of(chart.table, name=f"agreements-kept-{by.replace('_', '-')}-{on.isoformat()}.csv")
    context = {"chart": chart, "groups": GROUPS.items(), "by": by, "own": request.user.role in OWN_ROLES}
    return render(request, "caseload/agreements/kept.html", context)
