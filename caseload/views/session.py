"""Going through the work: start, park, put off, take up again, come back, and the end card."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import desk, places, queue, session
from caseload.forms import LaterForm
from caseload.matching import listed
from caseload.sent_once import once
from caseload.strip import label
from caseload.views.account import ADVANCED, account_page
from caseload.views.acts import Stop, account_to_work, advance
from caseload.views.lists import asked, not_understood
from caseload.worklist import rows
from recovery import policies
from recovery.rules.actions import Action
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui import words
from tenancies.models import RentAccount

FIRST_OF_TOMORROW = 3


@require_POST
def start(request: StaffRequest) -> HttpResponse:
    """All that waits, one group of it, or what waits of the list in the address, in the queue's order."""
    _may_work(request)
    group = request.POST.get("group", "")
    what = asked(request)
    if what.odd:
        return not_understood(request, "Nothing was started")
    of_list = listed(what.filter, user=request.user, on=today()).order_by() if request.GET else None
    if group and group not in {*queue.GROUPS, *queue.CUTS}:
        raise Http404
    try:
        begun = session.start(
            user=request.user,
            on=today(),
            at=timezone.now(),
            group=group,
            accounts=of_list,
            back=places.came_from(request).url,
        )
    except session.NothingWaits as nothing:
        messages.warning(request, str(nothing))
        return redirect(places.came_from(request).url)
    assert begun.now_at is not None  # the first of what waits
    request.session[ADVANCED] = True
    return redirect(begun.now_at)


@require_safe
def back(request: StaffRequest) -> HttpResponse:
    """To the item at which the session stands, whatever came between; to the next one where that is closed."""
    open_one = session.current(request.user)
    if open_one is None:
        return redirect("today")
    following = session.go_on(open_one, after=None, on=today())
    return redirect(following) if following else redirect("session_card", open_one.pk)


@require_safe
def card(request: StaffRequest, pk: int) -> HttpResponse:
    """The end card: what became of what waited, exact; what is still open by law; tomorrow's first three."""
    found = session.of(request.user, pk)
    if found is None:
        raise Http404
    on = today()
    first = queue.queue(request.user, on=on)[:FIRST_OF_TOMORROW]
    context = {
        "found": found,
        "label": label(found),
        "tally": session.tally(found, on=on),
        "statutory": session.statutory_open(request.user, on=on),
        "rows": rows(first, policies.in_force(on=on)),
        "parked": session.parked_by(request.user),
    }
    return render(request, "caseload/session_card.html", context)


@require_POST
def end(request: StaffRequest) -> HttpResponse:
    """Leave off; the end card keeps its sums."""
    open_one = session.current(request.user)
    if open_one is None:
        return redirect("today")
    session.end(open_one, on=today(), at=timezone.now())
    return redirect("session_card", open_one.pk)


@require_POST
def park(request: StaffRequest, pk: int) -> HttpResponse:
    """Put an account aside half-way. What was typed is kept as a draft; the session goes on with the next one."""
    account = account_to_work(request, pk)
    session.park(user=request.user, account=account, field=request.POST.get("field", ""), at=timezone.now())
    messages.success(request, f"{account} is parked.")
    open_one = session.current(request.user)
    if open_one is None:
        return redirect(places.came_from(request).url)
    following = session.go_on(open_one, after=account, on=today())
    if following is None:
        return redirect("session_card", open_one.pk)
    request.session[ADVANCED] = True
    return redirect(following)


@require_POST
def take_up(request: StaffRequest, pk: int) -> HttpResponse:
    """One press: back to the parked account, at the field that had focus."""
    parked = session.parked(request.user, pk)
    if parked is None:
        raise Http404
    account = get_object_or_404(RentAccount.objects.openable_by(request.user), pk=parked.account_id)
    field = parked.field
    parked.delete()
    if open_one := session.current(request.user):
        session.stand_at(open_one, account)
    return redirect(f"{account.get_absolute_url()}{f'#at={field}' if field else ''}")


@require_POST
@once
def later(request: StaffRequest, pk: int) -> HttpResponse:
    """Put one step off: until tomorrow, or to a later day. A date set by law does not move."""
    account = account_to_work(request, pk)
    form = LaterForm(request.POST)
    form.is_valid()  # a day that is not offered means tomorrow
    if "why" in form.errors:
        return account_page(request, account, act="put_off", form=form)
    until = today() + dt.timedelta(days=form.cleaned_data.get("days") or 1)
    try:
        step = desk.defer(
            account=account, until=until, by=request.user, on=today(), reason=form.cleaned_data.get("why", "")
        )
    except Stop as stop:
        return account_page(request, account, stopped=str(stop))
    name = Action(step.action).label
    return advance(request, account, f"‘{name}’ on {account} is left until {words.long_day(until)}.")


def _may_work(request: StaffRequest) -> None:
    if request.user.role not in CASEWORK_ROLES:
        role = request.user.get_role_display().lower()
        raise PermissionDenied(f"As {role} you can read accounts but not act on them.")
