"""Absence cover: who looks after whose list, from when to when, with a note; ending it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload.forms_cover import CoverForm
from caseload.forms_reminders import People
from staff import cover
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, Cover, Role, User
from staff.ui import words


@require_http_methods(["GET", "HEAD", "POST"])
def cover_page(request: StaffRequest) -> HttpResponse:
    """The covers that run or will, and a form for another."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Cover is arranged by the income team.")
    on = today()
    absent = _whom(request.user)
    form = CoverForm(
        request.POST or None, on=on, absent=People(absent), colleagues=People(_colleagues()), by=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = cover.arrange(**form.cleaned_data, by=request.user, on=on, at=timezone.now())
        except cover.CannotCover as stop:
            form.add_error(None, str(stop))
        else:
            begins = "from now" if made.starts_on <= on else f"from {words.long_day(made.starts_on)}"
            messages.success(request, f"{made.covering.name} covers {made.absent.name} {begins}.")
            return redirect("cover")
    context = {"form": form, "covers": _shown(request.user), "on": on}
    return render(request, "caseload/lists/cover.html", context, status=422 if form.errors else 200)


def _colleagues() -> QuerySet[User]:
    return User.objects.filter(role__in=cover.COVERING_ROLES, is_active=True).order_by("name", "pk")


def _whom(user: User) -> QuerySet[User]:
    """For whom this person may arrange cover."""
    people = _colleagues()
    if user.role == Role.INCOME_MANAGER:
        return people
    if user.role == Role.TEAM_LEADER and user.team_id:
        return people.filter(team=user.team_id)
    return people.filter(pk=user.pk)


def _shown(user: User) -> list[dict[str, Any]]:
    """The covers of those this person arranges for, and her own covering, the next to end first."""
    on = today()
    mine = cover.about(user, on=on)
    theirs = cover.to_come(on=on).filter(absent__in=_whom(user))
    found = (mine | theirs).distinct().select_related("absent", "covering", "made_by").order_by("starts_on", "pk")
    return [
        {
            "cover": each,
            "running": each.starts_on <= on,
            "may_end": user == each.covering or cover.may_arrange(user, absent=each.absent),
        }
        for each in found
    ]


@require_POST
def end_cover(request: StaffRequest, pk: int) -> HttpResponse:
    """End a cover now, or call it off. The patches were never anybody else's: nothing is left behind."""
    found = get_object_or_404(Cover.objects.select_related("absent", "covering"), pk=pk)
    try:
        cover.end(cover=found, by=request.user, on=today(), at=timezone.now())
    except cover.CannotCover as stop:
        raise PermissionDenied(str(stop)) from stop
    messages.success(request, f"{found.covering.name} no longer covers {found.absent.name}.")
    return redirect("cover")
