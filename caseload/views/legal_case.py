"""Legal: the pipeline, the deadlines, one case."""

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
from staff.http import StaffRequest
from tenancies.models import RentAccount

MOST_COMING = 500  # the soonest; those that have passed are always all shown


@require_safe
@for_who_sees_accounts
def legal(request: StaffRequest) -> HttpResponse:
    """The board and its tables, for the patches, officers and stages asked for."""
    found = pipeline(request.user, on=today(), asked=request.GET.dict())
    return render(request, "caseload/legal/pipeline.html", {"pipeline": found, "on": today()})


@require_safe
@for_who_sees_accounts
def legal_deadlines(request: StaffRequest) -> HttpResponse:
    """Every day that a case must not miss, the soonest first; those that have passed stand above."""
    on = today()
    found = [*of_cases(visible_cases(request.user, on=on), on=on), *of_trials(request.user, on=on)]
    found += of_terms(request.user, on=on)
    found.sort(key=lambda each: (each.on, not each.statutory, each.account.account_ref))
    late = [each for each in found if each.late(on)]
    coming = [each for each in found if not each.late(on)]
    context = {"late": late, "count": len(coming), "coming": coming[:MOST_COMING], "on": on}
    return render(request, "caseload/legal/deadlines.html", context)


@require_safe
def legal_case(request: StaffRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    return render(request, "caseload/legal/case.html", case_page.context(account, user=request.user, on=today()))
