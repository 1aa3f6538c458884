"""Opening an account outside one's patches; restricting one; somebody rings or comes in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import access, search
from caseload.forms_find import OpenForm, RestrictForm
from caseload.views.account import account_page
from caseload.views.guards import account_or_404
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, LEADING_ROLES
from tenancies.models import RentAccount


@require_http_methods(["GET", "HEAD", "POST"])
def open_outside(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask why in one press; then the account is open for a working day. A restricted one is not to be found here."""
    if RentAccount.objects.openable_by(request.user).filter(pk=pk).exists():
        return redirect("account", pk)
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Opening accounts outside one's patches is for the income team.")
    found = search.by_key(pk, user=request.user, on=today())
    if found is None or found.closed:
        raise Http404
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["said"]
        try:
            access.open_from_outside(
                account=found.account, reason=reason, by=request.user, on=today(), at=timezone.now()
            )
        except RentAccount.DoesNotExist:  # restricted, or given to her, while she chose
            raise Http404 from None
        return redirect("call_in" if reason == access.WITH_THEM_NOW else "account", pk)
    context = {"found": found, "form": form, "reasons": access.REASONS}
    return render(request, "caseload/open_outside.html", context, status=422 if form.errors else 200)


@require_POST
def restrict(request: StaffRequest, pk: int) -> HttpResponse:
    return _change_restriction(request, pk, access.restrict, "is restricted: nobody outside its patch can open it.")


@require_POST
def lift_restriction(request: StaffRequest, pk: int) -> HttpResponse:
    return _change_restriction(request, pk, access.lift_restriction, "is no longer restricted.")


def _change_restriction(request: StaffRequest, pk: int, change: access.Change, done: str) -> HttpResponse:
    account = account_or_404(request, pk)
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Restricting an account is for team leaders and the income manager.")
    form = RestrictForm(request.POST)
    if not form.is_valid():
        return account_page(request, account, act="restrict", form=form)
    try:
        change(account=account, reason=form.cleaned_data["why"], by=request.user, on=today(), at=timezone.now())
    except RentAccount.DoesNotExist:
        raise Http404 from None
    except access.CannotRestrict as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{account} {done}")
    return redirect(account)
