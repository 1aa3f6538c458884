"""How the team works: steps on time, steps not followed, and who has read the policy; each with its file."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import adherence, contacts, readings, timetable
from caseload.charts.marks import Cell, Table, words
from caseload.models import ContactNote, Step
from caseload.performance import OWN_ROLES, READING_ROLES
from caseload.views.files import csv_of
from caseload.views.team import scope_asked
from recovery import policies
from recovery.rules.policy import Policy
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.models import CASEWORK_ROLES, AccessLog
from staff.ui.paging import page
from tenancies.models import RentAccount

PAGE = 50
LEADING = READING_ROLES  # whose reports name everybody of the scope


def _linker(request: StaffRequest, narrowed_by: dict[str, str], address: str, *keep: str) -> "_Link":
    kept = {name: request.GET[name] for name in keep if request.GET.get(name)}
    return _Link(reverse(address), {**narrowed_by, **kept})


class _Link:
    """Addresses of the lists behind numbers, within what the page is narrowed to."""

    def __init__(self, address: str, kept: dict[str, str]) -> None:
        self.address, self.kept = address, kept

    def __call__(self, **choice: object) -> str:
        return f"{self.address}?{urlencode(self.kept | {name: str(value) for name, value in choice.items()})}"


def _own(request: StaffRequest) -> bool:
    return request.user.role in OWN_ROLES


# ---------------------------------------------------------------------------------------------------------- on time


@require_safe
def on_time(request: StaffRequest) -> HttpResponse:
    scope, narrowed_by = scope_asked(request)
    on = today()
    policy = policies.in_force(on=on)
    rows = timetable.by_officer(scope, on=on, timetable=policy.timetable)
    table = timetable.table_of(rows, _linker(request, narrowed_by, "on_time_list"))
    if "csv" in request.GET:
        return csv_of(table, name=f"on-time-{on.isoformat()}.csv")
    context = {
        "own": _own(request),
        "scope": scope,
        "table": table,
        "any": bool(rows),
        "on": on,
        "timetable": policy.timetable,
        "definition": timetable.DEFINITION,
        "query": urlencode({**narrowed_by, "csv": 1}),
    }
    return render(request, "caseload/practice/on_time.html", context)


@require_safe
def on_time_list(request: StaffRequest) -> HttpResponse:
    """The steps behind one number, each with its days and what was written of it."""
    scope, narrowed_by = scope_asked(request)
    state = request.GET.get("state", "")
    if state not in timetable.STATES:
        raise Http404("There is no such list.")
    on = today()
    found = timetable.behind(scope, state, request.user, on=on, timetable=policies.in_force(on=on).timetable)
    shown = page(found, by=["first_on", "pk"], mark=request.GET.get("after"), size=PAGE)
    context = {
        "own": _own(request),
        "scope": scope,
        "label": timetable.STATES[state],
        "number": found.count(),
        "rows": timetable.with_reasons(list(shown.rows)),
        "next_mark": shown.next_mark,
        "address": urlencode({**narrowed_by, "state": state}),
        "back": urlencode({name: value for name, value in narrowed_by.items() if name != "officer" or _own(request)}),
    }
    return render(request, "caseload/practice/on_time_list.html", context)


# -------------------------------------------------------------------------------------------------------- adherence


@require_safe
def followed(request: StaffRequest) -> HttpResponse:
    """Steps not followed: who, how many, and each with its reason."""
    scope, narrowed_by = scope_asked(request)
    on, weeks = today(), _weeks(request, adherence.WEEKS)
    policy = policies.in_force(on=on)
    found = adherence.steps(scope, weeks=weeks, on=on)
    by, way = number_in(request.GET.get("by", "")), request.GET.get("way", "")
    if way and way not in adherence.DEPARTED:
        raise Http404("There is no such list.")
    listed = adherence.departed(found, request.user, way=way, by=by)
    if "csv" in request.GET:
        AccessLog.objects.create(user=request.user, what="accounts exported", about="steps not followed", reason="")
        every = adherence.lines(list(listed.order_by("-on", "-pk")), policy)
        return csv_of(Table("Steps not followed", adherence.HEAD, every), name=f"steps-not-followed-{on}.csv")
    shown = page(listed, by=["-on", "-pk"], mark=request.GET.get("after"), size=PAGE)
    link = _linker(request, narrowed_by, "followed", "weeks")
    chosen = {name: value for name, value in {"by": request.GET.get("by"), "way": way}.items() if value}
    context = {
        "own": _own(request),
        "scope": scope,
        "summary": adherence.by_officer(found, link),
        "rows": _steps_shown(list(shown.rows), policy),
        "head": adherence.HEAD,
        "label": adherence.WAYS.get(way, "Not done as suggested"),
        "number": listed.count(),
        "next_mark": shown.next_mark,
        "weeks": weeks,
        "spans": adherence.WEEKS,
        "chosen": chosen,
        "all_url": link(),
        "address": urlencode({**narrowed_by, **chosen, "weeks": weeks}),
        "narrowed_by": narrowed_by,
    }
    return render(request, "caseload/practice/followed.html", context)


def _steps_shown(steps: list[Step], policy: Policy) -> list[list[tuple[str, Cell]]]:
    """Each step's cells with the titles of their columns."""
    lines = adherence.lines(steps, policy)
    return [list(zip(adherence.HEAD, cells, strict=True)) for cells in lines]


def _weeks(request: StaffRequest, spans: dict[int, str]) -> int:
    asked = number_in(request.GET.get("weeks", "")) or 4
    return asked if asked in spans else 4


# --------------------------------------------------------------------------------------------------------- contacts


@require_safe
def contact_counts(request: StaffRequest) -> HttpResponse:
    """Contacts by organisation, and behind each sum the contacts."""
    scope, narrowed_by = scope_asked(request)
    on, weeks = today(), _weeks(request, contacts.WEEKS)
    seen = RentAccount.objects.visible_to(request.user).values("pk")
    accounts = scope.accounts().filter(account__in=seen).order_by().values("account")
    found = contacts.within(accounts, weeks=weeks, on=on)
    link = _linker(request, {**narrowed_by, "weeks": str(weeks), "list": "yes"}, "contact_counts")
    table = contacts.by_organisation(found, link)
    if "csv" in request.GET:
        return csv_of(table, name=f"contacts-{on}.csv")
    whose = request.GET.get("organisation", "")
    if whose and whose not in ContactNote.Organisation.values:
        raise Http404("There is no such list.")
    listed = found.filter(organisation=whose) if whose else found
    shown = page(
        listed.select_related("account", "by", "reminder"), by=["-at", "-pk"], mark=request.GET.get("after"), size=PAGE
    )
    context = {
        "own": _own(request),
        "scope": scope,
        "table": table,
        "rows": shown.rows if "list" in request.GET else [],
        "label": ContactNote.Organisation(whose).label if whose else "Everybody",
        "listing": "list" in request.GET,
        "next_mark": shown.next_mark,
        "weeks": weeks,
        "spans": contacts.WEEKS,
        "address": urlencode({**narrowed_by, "weeks": weeks, "list": "yes", "organisation": whose}),
        "query": urlencode({**narrowed_by, "weeks": weeks, "csv": 1}),
        "narrowed_by": narrowed_by,
    }
    return render(request, "caseload/practice/contacts.html", context)


# --------------------------------------------------------------------------------------------------------- readings


@require_safe
def to_read(request: StaffRequest) -> HttpResponse:
    """The policy and every card in the version that counts: what this person has confirmed, and has still to."""
    rows = readings.mine(request.user, on=today())
    context = {
        "rows": rows,
        "left": sum(1 for row in rows if row.read_at is None),
        "may_confirm": request.user.role in CASEWORK_ROLES,
        "leads": request.user.role in LEADING,
    }
    return render(request, "caseload/practice/to_read.html", context)


@require_POST
def confirm_read(request: StaffRequest) -> HttpResponse:
    try:
        paper = readings.confirm(
            user=request.user, what=request.POST.get("what", "")[:60], on=today(), at=timezone.now()
        )
    except readings.CannotConfirm as refusal:
        if request.user.role not in CASEWORK_ROLES:
            raise PermissionDenied(str(refusal)) from refusal
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Kept: you have read ‘{paper.title}’.")
    return redirect("to_read")


@require_safe
def who_read(request: StaffRequest) -> HttpResponse:
    """Of each paper, who of the team has not confirmed it."""
    if request.user.role not in LEADING:
        raise PermissionDenied("Who has read what is for team leaders, the income manager, finance and auditors.")
    on = today()
    people = list(readings.team_of(request.user))
    rows = readings.who_read(readings.papers(on=on), people)
    if "csv" in request.GET:
        head = ["Paper", "Version", "Have read it", "Have not"]
        lines = [
            [words(row.paper.title), words(row.paper.version), words(", ".join(row.by)), words(", ".join(row.not_by))]
            for row in rows
        ]
        return csv_of(Table("Who has read what", head, lines), name=f"who-has-read-{on}.csv")
    context = {"rows": rows, "people": people, "done": sum(1 for row in rows if not row.not_by)}
    return render(request, "caseload/practice/who_read.html", context)
