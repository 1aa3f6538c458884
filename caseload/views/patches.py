"""Patches: their people and homes, pairing a neighbourhood officer, moving a street to another patch."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload import patches
from caseload.forms_estate import MoveForm, PairForm
from caseload.forms_reminders import People
from staff.clock import today
from staff.http import StaffRequest
from staff.models import ESTATE_ROLES, Patch, User
from staff.ui import words
from tenancies.models import PatchMove


def _may_read(request: StaffRequest) -> None:
    if request.user.role not in patches.READING_ROLES:
        raise PermissionDenied(
            "Patches are shown to those who lead, to the administrator, finance, legal and auditors."
        )


def _officers() -> People:
    return People(User.objects.filter(role__in=ESTATE_ROLES, is_active=True).order_by("name", "pk"))


@require_safe
def patch_list(request: StaffRequest) -> HttpResponse:
    _may_read(request)
    context = {"rows": patches.patches(), "may_move": request.user.role in patches.MOVING_ROLES}
    return render(request, "caseload/estate/patches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def patch(request: StaffRequest, pk: int) -> HttpResponse:
    """One patch: its people, its streets, and moving the homes that are ticked."""
    _may_read(request)
    found = get_object_or_404(Patch, pk=pk)
    street = request.GET.get("street", "")
    by_street = patches.streets(found)
    homes = next((homes for name, homes in by_street if name == street), [])
    others = list(Patch.objects.exclude(pk=found.pk).order_by("code"))
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        on=today(),
        patches=others,
        homes=[(home.pk, str(home)) for home in homes],
    )
    if form.is_valid() and (moved := _move(request, found, form)):
        return moved
    chosen = set(request.POST.getlist("homes")) if form.is_bound else {str(home.pk) for home in homes}
    context: dict[str, Any] = {
        "patch": found,
        "row": next(row for row in patches.patches() if row.patch == found),
        "streets": [(name, len(homes)) for name, homes in by_street],
        "street": street if homes else "",
        "homes": homes,
        "chosen": chosen,
        "form": form,
        "moves": patches.moved_into(found)[:100],
        "may_move": request.user.role in patches.MOVING_ROLES,
        "pairing": PairForm(officers=_officers()),
    }
    return render(request, "caseload/estate/patch.html", context, status=422 if form.errors else 200)


def _move(request: StaffRequest, found: Patch, form: MoveForm) -> HttpResponse | None:
    on = today()
    try:
        count = patches.move(from_patch=found, by=request.user, on=on, at=timezone.now(), **form.cleaned_data)
    except patches.CannotMove as refusal:
        form.add_error(None, str(refusal))
        return None
    from_on = form.cleaned_data["from_on"]
    to_patch, many = form.cleaned_data["to_patch"], words.counted(count, "home")
    moved = f"{many} moved to patch {to_patch}." if from_on == on else f"{many} will be in patch {to_patch} from "
    messages.success(request, moved if from_on == on else f"{moved}{words.long_day(from_on)}.")
    return redirect("patch", found.pk)


@require_POST
def call_off_move(request: StaffRequest, pk: int, move_pk: int) -> HttpResponse:
    _may_read(request)
    get_object_or_404(PatchMove, pk=move_pk, from_patch=pk)
    try:
        move = patches.call_off(move_pk=move_pk, by=request.user, at=timezone.now())
    except patches.CannotMove as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{move.home} stays in patch {move.from_patch}.")
    return redirect("patch", pk)


@require_POST
def pair(request: StaffRequest, pk: int) -> HttpResponse:
    """The neighbourhood officer of a patch, in place of whoever was."""
    _may_read(request)
    found = get_object_or_404(Patch, pk=pk)
    form = PairForm(request.POST, officers=_officers())
    if form.is_valid():
        user = form.cleaned_data["user"]
        try:
            patches.give_neighbourhood_officer(patch=found, user=user, by=request.user, on=today())
        except patches.CannotMove as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, f"Patch {found} is {f'with {user.name}' if user else 'without one'} now.")
    else:
        messages.warning(request, "Choose a neighbourhood officer.")
    return redirect("patch", pk)
