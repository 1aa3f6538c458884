"""Events, walkabouts, surveys, consultations and ideas (K18), who took part, and what reaches people."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.campaigns import build, outreach, worked
from caseload.campaigns.build import CannotChange
from caseload.campaigns.forms import day_in
from caseload.campaigns.forms_outreach import CameOfItForm, EngagementForm, TookPartForm
from caseload.export import Cell
from caseload.views.campaigns import workers_only
from caseload.views.files import csv_file
from caseload.views.guards import for_who_sees_accounts
from recovery.models import Campaign, Engagement
from staff.clock import today
from staff.http import StaffRequest
from staff.models import AccessLog
from tenancies.models import Property, RentAccount

Kind = Engagement.Kind
BAR = 320
SHOWN = 100


@require_safe
@for_who_sees_accounts
def engagement(request: StaffRequest) -> HttpResponse:
    """Everything planned and done, the newest first; ideas with what becomes of each."""
    found = list(outreach.listed()[:SHOWN])
    context = {
        "events": [each for each in found if each.kind != Kind.IDEA],
        "ideas": [each for each in found if each.kind == Kind.IDEA],
        "kinds": Kind.choices,
        "may_work": build.may_work(request.user),
        "on": today(),
    }
    return render(request, "caseload/campaigns/engagement.html", context)


@require_http_methods(["GET", "POST"])
@for_who_sees_accounts
def new(request: StaffRequest, kind: str) -> HttpResponse:
    workers_only(request)
    if kind not in Kind.values:
        raise Http404("There is no such kind.")
    form = EngagementForm(request.POST or None, kind=kind, initial={"on": day_in(0, on=today())})
    if request.method == "POST" and form.is_valid():
        try:
            made = outreach.make(kind=kind, by=request.user, at=timezone.now(), **form.cleaned_data)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("engagement_one", pk=made.pk)
    estates = Property.objects.exclude(estate="").order_by("estate").values_list("estate", flat=True).distinct()
    context = {"form": form, "kind": Kind(kind), "estates": estates}
    return render(request, "caseload/campaigns/engagement_form.html", context, status=422 if form.errors else 200)


def _found(pk: int) -> Engagement:
    return get_object_or_404(Engagement.objects.select_related("owner", "campaign"), pk=pk)


@require_safe
@for_who_sees_accounts
def one(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


def _page(
    request: StaffRequest,
    found: Engagement,
    *,
    part: TookPartForm | None = None,
    came: CameOfItForm | None = None,
) -> HttpResponse:
    totals = outreach.totals(found)
    hers = RentAccount.objects.visible_to(request.user)
    contacts = found.contacts.filter(account__in=hers).select_related("account", "person", "by").order_by("-at", "-pk")
    most = max([number for _, number in totals.answered], default=0) or 1
    given = {"result": found.result, "status": found.status, "asked": found.asked, "campaign": found.campaign_id}
    context = {
        "found": found,
        "totals": totals,
        "bars": [(answer, number, round(BAR * number / most, 1)) for answer, number in totals.answered],
        "bar": BAR,
        "helpers": found.helpers.order_by("name"),
        "contacts": contacts[:SHOWN],
        "part": part or TookPartForm(engagement=found),
        "came": came or CameOfItForm(initial=given, engagement=found),
        "may_work": build.may_work(request.user),
    }
    errors = (part and part.errors) or (came and came.errors)
    return render(request, "caseload/campaigns/engagement_one.html", context, status=422 if errors else 200)


@require_POST
@for_who_sees_accounts
def add(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody took part, or an anonymous answer."""
    workers_only(request)
    found = _found(pk)
    form = TookPartForm(request.POST, engagement=found)
    if form.is_valid():
        try:
            outreach.add(found, by=request.user, at=timezone.now(), **{"answer": "", **form.cleaned_data})
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('engagement_one', args=[pk])}#took-part")
    return _page(request, found, part=form)


@require_POST
@for_who_sees_accounts
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """What came of it."""
    workers_only(request)
    found = _found(pk)
    form = CameOfItForm(request.POST, engagement=found)
    if form.is_valid():
        given: dict[str, Any] = {"status": "", "asked": None, "campaign": None, **form.cleaned_data}
        try:
            outreach.change(found, by=request.user, **given)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("engagement_one", pk=pk)
    return _page(request, found, came=form)


@require_safe
@for_who_sees_accounts
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The event sheet to print: what, where, who helps, and lines to fill in by hand."""
    found = _found(pk)
    context = {"found": found, "helpers": found.helpers.order_by("name"), "lines": range(14)}
    return render(request, "caseload/campaigns/event_sheet.html", context)


@require_safe
@for_who_sees_accounts
def contacts_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Participants of one's lists with their consent; anonymous answers are counted, never named."""
    found = _found(pk)
    hers = found.contacts.filter(account__in=RentAccount.objects.visible_to(request.user))
    head = ["Account", "Agrees to be asked again", "Answer", "Helped with", "Day"]
    rows: list[list[Cell]] = []
    for each in hers.select_related("account").order_by("at", "pk"):
        assert each.account is not None  # see the filter
        day = timezone.localdate(each.at)
        rows.append([each.account.account_ref, "yes" if each.consents else "no", each.answer, each.helped, day])
    return _taken_out(request, f"engagement-{found.pk}", head, rows)


@require_safe
@for_who_sees_accounts
def interest_file(request: StaffRequest) -> HttpResponse:
    """Who agreed to be asked again, and nobody else."""
    head = ["Account", "Name", "Agreed at", "Day"]
    rows: list[list[Cell]] = []
    for each in outreach.interested(user=request.user):
        assert each.account is not None  # see `interested`
        day = timezone.localdate(each.at)
        rows.append([each.account.account_ref, str(each.person), each.engagement.name, day])
    return _taken_out(request, "interest", head, rows)


def _taken_out(request: StaffRequest, name: str, head: list[str], rows: list[list[Cell]]) -> HttpResponse:
    AccessLog.objects.create(user=request.user, what="engagement exported", about=name, reason="")
    return csv_file(head, rows, name=f"{name}.csv")


@require_safe
@for_who_sees_accounts
def what_worked(request: StaffRequest) -> HttpResponse:
    """Calls and visits by part of the day, and what two wordings of a campaign brought."""
    tried = Campaign.objects.filter(state=Campaign.State.SENT).exclude(other_text="").order_by("-sent_on")[:20]
    context = {"ways": worked.ways(request.user, on=today()), "campaigns": tried}
    return render(request, "caseload/campaigns/worked.html", context)
