"""Ways to pay (K03): the pay-day plan of whoever pays from Universal Credit, and which way a tenant wants to pay."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload.agreements import paying
from caseload.agreements.forms import OfPerson, number_field
from caseload.agreements.starting import start
from caseload.forms import money_field
from caseload.views.acts import account_to_work
from recovery.models import PayDayPlan
from recovery.pay_days import CannotPlanPayDay
from recovery.ways_to_pay import OFFERED
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from tenancies.models import Person, RentAccount

A_YEAR = timedelta(days=365)


class PlanForm(OfPerson):
    person = forms.TypedChoiceField(
        label="Who pays", coerce=int, widget=forms.RadioSelect, error_messages={"required": "Choose who pays."}
    )
    month_day = number_field("Their Universal Credit day", required=True, most=31)
    amount = money_field("Rent each month")
    explained = forms.BooleanField(
        label="I explained that Universal Credit is paid to them and that they pay the rent from it", required=False
    )
    reminds = forms.BooleanField(label="They want a text on the day", required=False, initial=True)


class WayForm(forms.Form):
    method = forms.ChoiceField(
        label="They want to pay by",
        choices=[(method.value, method.label) for method in OFFERED],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the way they want to pay."},
    )
    day = number_field("For direct debit: any day of the month they choose", most=31)


@require_http_methods(["GET", "HEAD", "POST"])
def ways_to_pay(request: StaffRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        found = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
        return _page(request, found)
    account = account_to_work(request, pk)
    known: dict[str, Any] = {"account": account, "by": request.user, "on": today(), "at": timezone.now()}
    if request.POST.get("do") == "way":
        way = WayForm(request.POST)
        if not way.is_valid():
            return _page(request, account, way=way)
        paying.wants(**known, **way.cleaned_data)
        messages.success(request, "Noted. Set it up in the housing system: the switch counts once it says so.")
        return redirect("ways_to_pay", account.pk)
    plan = PlanForm(request.POST, people=_people(account))
    if plan.is_valid():
        data = plan.cleaned_data
        person = get_object_or_404(Person, pk=data.pop("person"), tenancies__tenancy=account.tenancy_id)
        try:
            paying.keep_plan(person=person, **known, **data)
        except CannotPlanPayDay as refusal:
            plan.add_error(None, str(refusal))
        else:
            messages.success(request, "The pay-day plan is kept.")
            return redirect("ways_to_pay", account.pk)
    return _page(request, account, plan=plan)


def _people(account: RentAccount) -> list[tuple[int, str]]:
    return [(tenant.person_id, tenant.name) for tenant in start(account, on=today()).tenants]


def _page(
    request: StaffRequest, account: RentAccount, *, plan: PlanForm | None = None, way: WayForm | None = None
) -> HttpResponse:
    begun = start(account, on=today())
    if plan is None:
        plan = PlanForm(people=_people(account), initial={"amount": f"{begun.share('monthly'):.2f}"})
    failed = plan.errors or (way and way.errors)
    context = {
        "account": account,
        "plan": plan,
        "way": way or WayForm(),
        "plans": account.pay_day_plans.filter(ended_on=None).select_related("person", "explained_by").order_by("pk"),
        "tracker": paying.tracker(request.user, since=today() - A_YEAR),
        "may_act": request.user.role in CASEWORK_ROLES,
    }
    return render(request, "caseload/agreements/ways.html", context, status=422 if failed else 200)


@require_POST
def opt_out(request: StaffRequest, pk: int, payday_pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    plan = get_object_or_404(PayDayPlan.objects.select_related("account", "person"), pk=payday_pk, account=account)
    paying.opt_out(plan=plan, by=request.user, on=today(), at=timezone.now())
    messages.success(request, "No more texts go on their pay day.")
    return redirect("ways_to_pay", account.pk)
