"""The continuity pack: asked for with a reason, made as a PDF or as a list, each making logged."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from caseload import continuity
from caseload.forms_practice import PackForm
from caseload.performance import scope_of
from staff.clock import local_now
from staff.http import StaffRequest
from staff.models import AccessLog, Patch, Role, User

NEWEST = 20


@require_http_methods(["GET", "HEAD", "POST"])
def continuity_pack(request: StaffRequest) -> HttpResponse:
    user = request.user
    if user.role not in continuity.MAKERS:
        raise PermissionDenied("The continuity pack is made by team leaders, income managers and administrators.")
    form = PackForm(request.POST if request.method == "POST" else None, patches=_patches(user))
    if form.is_valid():
        try:
            pack = continuity.make(**form.cleaned_data, by=user, now=local_now())
        except continuity.CannotMake as refusal:
            form.add_error("reason", str(refusal))
        else:
            return _file(pack, as_list="list" in request.POST)
    made = AccessLog.objects.filter(what="continuity pack").select_related("user").order_by("-at", "-pk")
    if user.role == Role.TEAM_LEADER:
        made = made.filter(user=user)
    context = {"form": form, "made": made[:NEWEST]}
    return render(request, "caseload/practice/continuity.html", context, status=422 if form.errors else 200)


def _patches(user: User) -> QuerySet[Patch]:
    scope = scope_of(user)
    found = Patch.objects.order_by("code")
    return found if user.role == Role.ADMINISTRATOR or scope.patches is None else found.filter(pk__in=scope.patches)


def _file(pack: continuity.Pack, *, as_list: bool) -> HttpResponse:
    name = f"continuity-{pack.on.isoformat()}"
    if as_list:
        answer = HttpResponse(continuity.as_csv(pack), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    answer = HttpResponse(continuity.pdf(pack), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
