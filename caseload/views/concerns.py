"""Safety of one account, and its restricted records: reported here, read with a reason, acknowledged and closed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.colleagues import casework
from caseload.forms_notes import ReasonForm
from caseload.forms_reminders import People
from caseload.reminders import CannotRemind
from caseload.safety import concerns, council, plans, referrals, support
from caseload.safety.forms import CloseForm, ConcernForm, ConferenceForm, FraudForm, IncidentForm, SafeguardingForm
from recovery.account_facts import of_account
from recovery.documents import sheet_pdf
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, ESTATE_ROLES, User
from staff.ui import words
from tenancies.models import RentAccount
from welfare.actions import people_of
from welfare.models import SafetyConcern

FORMS: dict[str, type[ConcernForm]] = {
    "safeguarding": SafeguardingForm,
    "incident": IncidentForm,
    "fraud": FraudForm,
    "conference": ConferenceForm,
}
TITLES = {
    "safeguarding": "Safeguarding concern",
    "incident": "Incident",
    "fraud": "Suspected fraud",
    "conference": "Case conference",
}
LINES = {
    "safeguarding": ["safeguarding_adult", "safeguarding_child"],
    "incident": ["threat", "hazard"],
    "fraud": ["fraud"],
    "conference": ["conference"],
}


def account_to_report(request: StaffRequest, pk: int) -> RentAccount:
    return get_object_or_404(concerns.reportable(request.user).for_list(), pk=pk)


@require_safe
def safety(request: StaffRequest, pk: int) -> HttpResponse:
    """What may be reported here, the plans that run, and the restricted records that this person may read."""
    account, on = account_to_report(request, pk), today()
    works = request.user.role in CASEWORK_ROLES
    inside = request.user.role not in ESTATE_ROLES
    context: dict[str, Any] = {
        "account": account,
        "works": works,
        "inside": inside,
        "kinds": [(code, title) for code, title in TITLES.items() if code != "conference" or works],
        "rows": _rows(request.user, account=account),
        "support": support.shown_to(request.user, account),
    }
    if inside:
        context |= {
            "contact_plans": plans.contact_plans(account, on=on),
            "compassion": plans.compassion_of(account, on=on),
            "referrals": referrals.of_account(account),
            "prompts": referrals.prompts(account, facts=of_account(account, as_of=on), on=on),
        }
    return render(request, "caseload/safety/account.html", context)


def _rows(user: User, *, account: RentAccount | None = None) -> list[tuple[SafetyConcern, str, bool]]:
    """Those this person may read, how long each waited, and whether she reads it whole."""
    found = concerns.visible_to(user)
    if account:
        found = found.filter(account__tenancy=account.tenancy_id)
    now = timezone.now()
    return [(each, concerns.said_wait(each, now=now), concerns.reads_whole(each, user=user)) for each in found[:200]]


@require_safe
def concern_list(request: StaffRequest) -> HttpResponse:
    """Everybody's own: what she reported, leads, is asked for, or reads as an income manager."""
    return render(request, "caseload/safety/concerns.html", {"rows": _rows(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """One form of a kind. Emergency lines stand first. What is typed stays where it is refused."""
    account, on = account_to_report(request, pk), today()
    if kind not in FORMS:
        raise Http404("There is no such report.")
    if kind == "conference" and request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Case conferences are written down by the income team.")
    people = people_of(account, on=on)
    more: dict[str, Any] = {}
    if kind == "conference":
        more["staff"] = People(casework())
    form = FORMS[kind](request.POST if request.method == "POST" else None, people=people, on=on, **more)
    if form.is_valid():
        try:
            made = concerns.report(account=account, by=request.user, on=on, at=timezone.now(), **form.report(people))
        except (concerns.CannotReport, CannotRemind) as refusal:
            form.add_error("said", str(refusal))
        else:
            leads = "You lead it yourself" if made.lead == request.user else f"{made.lead.name} is told, and leads"
            messages.success(request, f"{TITLES[kind]} kept. {leads}. It goes to {made.route}.")
            return redirect("safety", account.pk)
    context = {
        "account": account,
        "kind": kind,
        "title": TITLES[kind],
        "form": form,
        "lines": _lines(kind),
        "route": council.route_of(LINES[kind][0]),
        "no_route": council.NO_ROUTE,
    }
    return render(request, "caseload/safety/report.html", context, status=422 if form.errors else 200)


def _lines(kind: str) -> list[council.Contact]:
    found = {each.name: each for purpose in LINES[kind] for each in council.contacts_for(purpose)}
    if kind in {"safeguarding", "incident"}:  # the emergency number first, whatever the council's list holds
        emergency = council.shipped()["threat"][0]
        found = {emergency.name: emergency, **found}
    return list(found.values())


def concern_to_read(request: StaffRequest, pk: int) -> SafetyConcern:
    """For those named alone; for everybody else it is not there."""
    return get_object_or_404(concerns.visible_to(request.user), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask why, log it, then show the words."""
    found = concern_to_read(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        concerns.open_with_reason(found, by=request.user, reason=form.cleaned_data["reason"])
        return _shown(request, found)
    return _asked_why(request, found, form)


def _asked_why(request: StaffRequest, found: SafetyConcern, form: ReasonForm) -> HttpResponse:
    context = {"concern": found, "form": form, "wait": concerns.said_wait(found, now=timezone.now())}
    return render(request, "caseload/safety/concern.html", context, status=422 if form.errors else 200)


def _shown(request: StaffRequest, found: SafetyConcern) -> HttpResponse:
    whole = concerns.reads_whole(found, user=request.user)
    actions = found.actions.select_related("for_user").order_by("due_on", "pk")
    context = {
        "concern": found,
        "open": True,
        "whole": whole,
        "actions": actions if whole else actions.filter(for_user=request.user),
        "indicators": [concerns.INDICATORS.get(code, code) for code in found.indicators],
        "wait": concerns.said_wait(found, now=timezone.now()),
        "close_form": CloseForm(),
    }
    return render(request, "caseload/safety/concern.html", context)


@require_POST
def acknowledge(request: StaffRequest, pk: int) -> HttpResponse:
    found = concern_to_read(request, pk)
    try:
        concerns.acknowledge(concern=found, by=request.user, at=timezone.now())
    except concerns.CannotReport as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Acknowledged. Whoever reported it sees that you have it.")
    return redirect("concern", found.pk)


@require_POST
def close(request: StaffRequest, pk: int) -> HttpResponse:
    found = concern_to_read(request, pk)
    outcome = request.POST.get("outcome", "").replace("\x00", "")
    try:
        concerns.close(concern=found, outcome=outcome, by=request.user, at=timezone.now())
    except concerns.CannotReport as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Closed, with what came of it.")
    return redirect("concern", found.pk)


@require_POST
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The referral on paper for the council's route: restricted, made with a reason, for those who read it whole."""
    found = concern_to_read(request, pk)
    if not concerns.reads_whole(found, user=request.user):
        raise PermissionDenied("The paper is for who reported it, who leads it and the income managers.")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _asked_why(request, found, form)
    concerns.open_with_reason(found, by=request.user, reason=f"Paper: {form.cleaned_data['reason']}")
    pdf = sheet_pdf(
        "documents/concern.html",
        {
            "concern": found,
            "account": found.account,
            "indicators": [concerns.INDICATORS.get(code, code) for code in found.indicators],
            "by": request.user,
            "on": words.long_day(today()),
        },
        title=f"{found.get_kind_display()}: restricted",
        dated=today(),
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="restricted-{found.pk}.pdf"'
    return answer
