"""Somebody rings or comes in. No sum is shown before it is known who they are, or why that was not checked."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import incoming
from caseload.forms_find import CheckForm, IncomingForm
from caseload.safety import plans
from caseload.views.acts import account_to_work
from recovery.account_facts import of_account
from recovery.calls import CannotRecordCall
from staff.clock import today
from staff.http import StaffRequest
from tenancies.models import RentAccount, TenancyPerson, TenancyRole

CALL = "call_in"  # in the session: who it is, on which account, and since when
LASTS = 60 * 60  # seconds, then it is asked again


@require_safe
def call_in(request: StaffRequest, pk: int) -> HttpResponse:
    return _screen(request, account_to_work(request, pk))


@require_POST
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """Note who it is; told without being checked, the reason is logged."""
    account = account_to_work(request, pk)
    form = CheckForm(request.POST, people=people_of(account))
    if not form.is_valid():
        return _screen(request, account, form=form)
    data = form.cleaned_data
    if data["checked"] == "no":
        incoming.log_unchecked(account=account, reason=data["because"], by=request.user)
    request.session[CALL] = {
        "account": account.pk,
        "person": int(data["speaking_to"]),
        "checked": data["checked"],
        "because": data["because"],
        "since": timezone.now().timestamp(),
    }
    return redirect("call_in", pk)


@require_POST
def record(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    call = _call(request, account)
    if call is None:
        messages.warning(request, "Nothing is recorded yet: say first who you are speaking to.")
        return redirect("call_in", pk)
    form = IncomingForm(request.POST, message_only=call["checked"] == "message")
    if form.is_valid():
        person = next((each.person for each in people_of(account) if each.person_id == call["person"]), None)
        try:
            incoming.record_incoming(
                account=account,
                person=person,
                check=_in_words(call),
                by=request.user,
                on=today(),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except CannotRecordCall as refusal:
            form.add_error(None, str(refusal))
        else:
            del request.session[CALL]
            messages.success(request, f"What {person or 'somebody else'} said is noted on {account}.")
            return redirect(account)
    return _screen(request, account, form=form)


def _screen(
    request: StaffRequest, account: RentAccount, *, form: CheckForm | IncomingForm | None = None
) -> HttpResponse:
    people = people_of(account)
    call = _call(request, account)
    context: dict[str, Any] = {"account": account, "people": people, "call": call, "form": form}
    context["contact_plans"] = plans.contact_plans(account, on=today())
    if call is None:
        context["form"] = form or CheckForm(people=people)
    else:
        context["form"] = form or IncomingForm(message_only=call["checked"] == "message")
        context["who"] = next((each.person for each in people if each.person_id == call["person"]), "Somebody else")
        context["in_words"] = _in_words(call)
        if call["checked"] != "message":
            context["facts"] = of_account(account, as_of=today())
    return render(request, "caseload/call_in.html", context, status=422 if form is not None and form.errors else 200)


def people_of(account: RentAccount) -> list[TenancyPerson]:
    """The living tenants, and whoever may speak for them."""
    on = min(today(), account.tenancy.last_day or today())
    people = TenancyPerson.objects.filter(
        Q(last_day=None) | Q(last_day__gte=on),
        tenancy=account.tenancy_id,
        role__in=[TenancyRole.TENANT, TenancyRole.REPRESENTATIVE],
        not_sent_since=None,
        from_on__lte=on,
        person__died_on=None,
    )
    return list(people.select_related("person").order_by("-role", "person_id"))


def _call(request: StaffRequest, account: RentAccount) -> dict[str, Any] | None:
    """The call under way on this account, once it is known who it is."""
    call: dict[str, Any] | None = request.session.get(CALL)
    if call is None or call["account"] != account.pk or timezone.now().timestamp() - call["since"] > LASTS:
        return None
    return call


def _in_words(call: dict[str, Any]) -> str:
    if call["checked"] == "yes":
        return "Identity checked"
    if call["checked"] == "message":
        return "Nothing was disclosed"
    return f"Identity not checked: {call['because']}"
