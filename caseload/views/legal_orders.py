"""Orders: one with where it stands, the list of the broken ones, the warning, its end; and why hearings were lost."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.legal.claims.door import order_of
from caseload.legal.court import lost, orders, warning
from caseload.legal.door import may_work, to_work
from caseload.legal.forms_orders import EndForm, WarnedForm
from caseload.legal.workings import OF_ORDER, date_rows
from caseload.performance import READING_ROLES
from caseload.views.guards import for_who_sees_accounts
from legal import order_dates
from legal.models import PossessionOrder
from legal.order_warnings import CannotWarn
from legal.orders import CannotEnd
from staff.clock import today
from staff.http import StaffRequest
from staff.ui.words import long_day
from tenancies.models import RentAccount


@require_safe
@for_who_sees_accounts
def broken_orders(request: StaffRequest) -> HttpResponse:
    """The orders whose terms are short, the most first; technical and small ones told apart."""
    return render(request, "caseload/legal/court/broken.html", {"rows": orders.broken(request.user, on=today())})


@require_safe
def court_order(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, *order_of(request.user, pk), EndForm())


@require_POST
def end_order(request: StaffRequest, pk: int) -> HttpResponse:
    """The court discharged it or set it aside."""
    order, account = order_of(request.user, pk)
    to_work(request)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            ended = orders.end(order=order, **form.cleaned_data, by=request.user, on=today(), at=timezone.now())
        except CannotEnd as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The order is {ended.get_status_display().lower()}.")
            return redirect("court_order", order.pk)
    return _page(request, order, account, form, status=422)


@require_POST
def warn_order(request: StaffRequest, pk: int) -> HttpResponse:
    """Warn every tenant of the breach by letter, or note who was warned otherwise. `do` names which."""
    order, account = order_of(request.user, pk)
    to_work(request)
    known: dict[str, Any] = {"order": order, "by": request.user, "on": today(), "at": timezone.now()}
    if request.POST.get("do") == "letter":
        try:
            messages.success(request, warning.send(**known))
        except CannotWarn as refusal:
            messages.warning(request, str(refusal))
        return redirect("court_order", order.pk)
    breach = orders.view(order, account, on=today()).breach
    form = WarnedForm(request.POST, tenants=breach.tenants if breach else [])
    if form.is_valid():
        try:
            warning.note(typed=form.cleaned_data, **known)
        except CannotWarn as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The warning is noted.")
            return redirect("court_order", order.pk)
    return _page(request, order, account, EndForm(), warned=form, status=422)


def _page(
    request: StaffRequest,
    order: PossessionOrder,
    account: RentAccount,
    form: EndForm,
    *,
    warned: WarnedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = today()
    view = orders.view(order, account, on=on)
    context = {"view": view, "part": {"view": view}, "account": account, "form": form, "bad": warned}
    if view.breach:
        context |= {
            "warnings": warning.said_of(view.breach, on=on),
            "waits": warning.waiting(account),
            "warned": warned or WarnedForm(tenants=view.breach.tenants, initial={"warned_on": long_day(on)}),
        }
    by = view.breach.put_right_by if view.breach else None
    context["rows"] = date_rows(order_dates.shown(order, put_right_by=by), labels=OF_ORDER)
    context["may_work"] = may_work(request.user)
    return render(request, "caseload/legal/court/order.html", context, status=status)


@require_safe
def lost_hearings(request: StaffRequest) -> HttpResponse:
    if request.user.role not in READING_ROLES:
        raise PermissionDenied("Why hearings were lost is for team leaders, the income manager, finance and auditors.")
    return render(request, "caseload/legal/court/lost.html", {"lost": lost.lost(request.user, on=today())})
