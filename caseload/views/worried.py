"""The crisis card: one press from anywhere. It shows the steps at once, and one button stops all chasing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from caseload import access, search
from caseload.forms_worried import WorriedForm
from caseload.views.guards import for_who_sees_accounts
from caseload.worried import CannotRaise, Stopped, concern, lift_worry, raise_worry
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui import words
from tenancies.models import RentAccount
from welfare.actions import CannotLift, people_of

WORRIED = "Worried about someone"  # the reason in the access log
MOST_FOUND = 10


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
@for_who_sees_accounts
def worried(request: StaffRequest) -> HttpResponse:
    """The card without an account: the steps, and a search. What is typed may be a name: it is posted."""
    typed = " ".join(request.POST.get("words", "").split())
    answer = search.search(typed, user=request.user, on=today(), most=MOST_FOUND) if typed else None
    context = {
        "answer": answer,
        "asked": typed,
        "asks_whom": True,
        "may_open": request.user.role in CASEWORK_ROLES,
    }
    return render(request, "caseload/worried.html", context)


@require_POST
def open_worried(request: StaffRequest, pk: int) -> HttpResponse:
    """Open an account outside one's patches for this reason, on the record, and show its card."""
    if not RentAccount.objects.openable_by(request.user).filter(pk=pk).exists():
        found = search.by_key(pk, user=request.user, on=today())
        if found is None or found.closed:
            raise Http404
        access.open_from_outside(account=found.account, reason=WORRIED, by=request.user, on=today(), at=timezone.now())
    return redirect("worried_account", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def worried_account(request: StaffRequest, pk: int) -> HttpResponse:
    """The card of one account. The press stops all chasing; everybody who can open the account may press."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    on = today()
    people = people_of(account, on=on)
    running = concern(account, user=request.user, on=on)
    form = WorriedForm(request.POST if request.method == "POST" else None, people=people, more=running is not None)
    if form.is_valid():
        try:
            stopped = raise_worry(
                account=account,
                people=form.meant(people),
                heard=form.cleaned_data["heard"],
                by=request.user,
                on=on,
                at=timezone.now(),
            )
        except CannotRaise as refusal:
            form.add_error("heard", str(refusal))
        else:
            messages.success(request, _said(stopped))
            return redirect("worried_account", pk)
    context = {"account": account, "form": form, "concern": running}
    return render(request, "caseload/worried.html", context, status=422 if form.errors else 200)


def _said(stopped: Stopped) -> str:
    if not stopped.markers:
        return "All chasing had stopped already. It stays stopped."
    parts = ["All chasing has stopped."]
    if stopped.taken_back:
        parts.append(f"{words.counted(len(stopped.taken_back), 'message')} that waited will not go.")
    names = words.listed([user.name for user in stopped.told])
    parts.append(f"{names} has been told." if names else "Nobody leads this patch: tell a manager now.")
    return " ".join(parts)


@require_POST
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """A second person ends the crisis, with a reason."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    why = request.POST.get("why", "").replace("\x00", "")
    try:
        lift_worry(account=account, why=why, by=request.user, on=today(), at=timezone.now())
    except CannotLift as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The crisis on {account} is lifted. The usual steps are suggested again.")
    return redirect(account)
