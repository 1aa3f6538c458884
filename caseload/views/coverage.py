"""Coverage: every account is somewhere, and the parts add up to the ledger."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseload.coverage import coverage
from caseload.models import Bucket, Recommendation
from staff.http import StaffRequest
from staff.models import WHOLE_BOROUGH_ROLES
from staff.ui.paging import page
from tenancies.models import RentAccount

BAR = 240


@require_safe
def coverage_page(request: StaffRequest) -> HttpResponse:
    found = coverage(request.user)
    most = max([*found.buckets.values(), 1])
    buckets = [
        {"name": name, "label": Bucket(name).label, "count": count, "width": round(BAR * count / most, 1)}
        for name, count in found.buckets.items()
    ]
    whole = request.user.role in WHOLE_BOROUGH_ROLES
    context = {"coverage": found, "buckets": buckets, "bar": BAR, "whole": whole}
    return render(request, "caseload/coverage.html", context)


@require_safe
def bucket(request: StaffRequest, bucket: str) -> HttpResponse:
    """The accounts of one part. 'missing' are those that no sweep has decided yet."""
    if bucket != "missing" and bucket not in Bucket.values:
        raise Http404
    open_ones = Recommendation.objects.filter(account=OuterRef("pk"), lapsed_on=None)
    here = ~Exists(open_ones) if bucket == "missing" else Exists(open_ones.filter(bucket=bucket))
    shown = page(
        RentAccount.objects.visible_to(request.user).filter(here).for_list(),
        by=["account_ref", "pk"],
        mark=request.GET.get("after"),
    )
    label = "Not decided yet" if bucket == "missing" else Bucket(bucket).label
    return render(request, "caseload/coverage_bucket.html", {"label": label, "page": shown})
