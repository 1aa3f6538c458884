"""Legal: the pipeline, the deadlines, one case."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from caseload.legal import case_page
from caseload.legal.deadlines import of_terms, of_trials
from caseload.legal.every_deadline import of_cases
from caseload.legal.pipeline import pipeline
from caseload.legal.where import visible_cases
from caseload.views.guards import for_who_sees_accounts
from staff.clock import today
from staff.http import StaffRequest, number_in
from tenancies.models import RentAccount
from tenancies.tenants import names_of

A_PAGE = 100


@require_safe
@for_who_sees_accounts
def legal(request: StaffRequest) -> HttpResponse:
    """The board and its tables, for the patches, officers and stages asked for."""
    found = pipeline(request.user, on=today(), asked=request.GET.dict())
    return render(request, "caseload/legal/pipeline.html", {"pipeline": found, "on": today()})


@require_safe
@for_who_sees_accounts
def legal_deadlines(request: StaffRequest) -> HttpResponse:
    """Every day that a case must not miss, the soonest first, page by page; those that have passed stand above."""
    on = today()
    found = [*of_cases(visible_cases(request.user, on=on), on=on), *of_trials(request.user, on=on)]
    found += of_terms(request.user, on=on)
    found.sort(key=lambda each: (each.on, not each.statutory, each.account.account_ref))
    pages = max(-(-len(found) // A_PAGE), 1)
    page = min(max(number_in(request.GET.get("page", "")) or 1, 1), pages)
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    prefetch_related_objects([each.account for each in shown], "tenancy__home")
    names = names_of(each.account.tenancy_id for each in shown)
    named = [(each, names[each.account.tenancy_id]) for each in shown]
    late = sum(each.late(on) for each in found)
    context = {
        "late": [(each, whose) for each, whose in named if each.late(on)],
        "coming": [(each, whose) for each, whose in named if not each.late(on)],
        "late_in_all": late,
        "coming_in_all": len(found) - late,
        "page": page,
        "pages": pages,
    }
    return render(request, "caseload/legal/deadlines.html", context)


@require_safe
def legal_case(request: StaffRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    return render(request, "caseload/legal/case.html", case_page.context(account, user=request.user, on=today()))
