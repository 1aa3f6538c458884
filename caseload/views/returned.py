"""Post that came back: a reference after another, each letter in one press."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.printing import acts
from caseload.views.guards import for_who_sees_accounts
from recovery.models import ContactAttempt
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.models import CASEWORK_ROLES
from tenancies.models import RentAccount

WHY = ["Gone away", "Not known here", "Address incomplete", "Refused", "Not called for"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def returned(request: StaffRequest) -> HttpResponse:
    """Type or scan a reference; where one person was written to, that is all; else choose whose letter it is."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Returned post is for the income team.")
    if request.method != "POST":
        return _page(request)
    typed = request.POST.get("reference", "").strip()
    try:
        if letter_pk := number_in(request.POST.get("letter", "")):
            return _record(request, _letter(request, letter_pk))
        found = acts.letters_sent(typed, user=request.user)
        if len(found) == 1:
            return _record(request, found[0])
    except acts.CannotReturn as refusal:
        return _page(request, typed=typed, refused=str(refusal))
    return _page(request, typed=typed, choose=found)


def _letter(request: StaffRequest, pk: int) -> ContactAttempt:
    theirs = ContactAttempt.objects.filter(account__in=RentAccount.objects.openable_by(request.user))
    return get_object_or_404(theirs.select_related("account", "person"), pk=pk)


def _record(request: StaffRequest, letter: ContactAttempt) -> HttpResponse:
    why = request.POST.get("why", "")
    known = acts.came_back(letter=letter, why=why if why in WHY else "", by=request.user, on=today(), at=timezone.now())
    messages.success(request, f"{known.account}: the letter to {known.person} is recorded as returned. Enter the next.")
    return redirect("returned_post")


def _page(
    request: StaffRequest, *, typed: str = "", refused: str = "", choose: list[ContactAttempt] | None = None
) -> HttpResponse:
    context = {
        "typed": typed,
        "refused": refused,
        "why": WHY,
        "chosen_why": request.POST.get("why", ""),
        "choose": [(letter, acts.title(letter)) for letter in choose or []],
        "returned": acts.returned_today(request.user, on=today()),
    }
    return render(request, "caseload/printing/returned.html", context, status=422 if refused else 200)
