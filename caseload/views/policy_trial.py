"""A simulation of a draft: asked for, on its way, and what it found, with every account that it changes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.export import Cell, csv_lines
from caseload.jobs import page_of
from caseload.models import SimulatedChange, Simulation
from caseload.policies import rates, simulate
from caseload.policies import trial as found_by
from caseload.policies.edit import CannotEdit
from caseload.policies.simulate import MONTH, UNDER_WAY
from caseload.policies.tasks import simulate_policy
from caseload.views.policy import readers_only, writers_only
from caseload.views.policy_drafts import draft_or_404
from recovery.rules.actions import Action
from recovery.rules.known_facts import ONLY_NOW, known_facts
from recovery.rules.policy import read
from recovery.rules.policy_text import text_hash
from staff.clock import today
from staff.http import StaffRequest, query_of
from staff.models import AccessLog, Job
from staff.ui.paging import page
from tenancies.models import RentAccount


@require_POST
def start(request: StaffRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    month = request.POST.get("over") == "month"
    try:
        job = simulate.ask(draft=draft, month=month, by=request.user, on=today(), at=timezone.now())
    except CannotEdit as refusal:
        messages.warning(request, str(refusal))
        return redirect("policy_draft", pk=pk)
    simulate_policy.delay_on_commit(job.pk)
    return redirect(page_of(job))


def _simulation(request: StaffRequest, pk: int) -> Simulation:
    readers_only(request) if request.method in {"GET", "HEAD"} else writers_only(request)
    return get_object_or_404(Simulation.objects.select_related("draft", "job", "by"), pk=pk)


def _progress(simulation: Simulation) -> dict[str, Any]:
    job = simulation.job
    return {
        "simulation": simulation,
        "draft": simulation.draft,
        "job": job,
        "under_way": job.state in UNDER_WAY,
        "percent": 100 * job.done // job.total if job.total else 0,
        "stale": text_hash(simulation.draft.text) != simulation.text_hash,
    }


@require_safe
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The bar alone, for the page to fetch again."""
    return render(request, "caseload/policy/progress.html", _progress(_simulation(request, pk)))


@require_safe
def trial(request: StaffRequest, pk: int) -> HttpResponse:
    """What the draft changes on a day: sums of the whole council, and the accounts that the reader may see."""
    simulation = _simulation(request, pk)
    context = _progress(simulation)
    if simulation.job.state == Job.State.DONE:
        policy = read(simulation.draft.text, number=0)
        unit = rates.unit_costs(policy, on=today())
        changes = _changes(request, simulation)
        shown = page(changes.select_related("account"), by=["pk"], mark=request.GET.get("after"))
        context |= {
            "tables": found_by.tables(simulation),
            "sentence": found_by.sentence(simulation.totals.get("actions", {})),
            "costs": found_by.costs(simulation, unit),
            "unit": [(rates.COSTS[way], amount) for way, amount in unit.items()],
            "moves": _moves(simulation),
            "rows": [(row, Action(row.action).label, Action(row.new_action).label) for row in shown.rows],
            "page": shown,
            "query": query_of(request),
            "visible": changes.count(),
        }
    return render(request, "caseload/policy/trial.html", context)


@require_safe
def month(request: StaffRequest, pk: int) -> HttpResponse:
    """What would have happened on the Mondays of four weeks."""
    simulation = _simulation(request, pk)
    if simulation.job.kind != MONTH:
        raise Http404("This simulation is of one day.")
    days = Simulation.objects.filter(job=simulation.job).order_by("as_of")
    by_action = simulation.job.result.get("month", {})
    context = _progress(simulation) | {
        "days": [(day, found_by.sentence(day.totals.get("actions", {}))) for day in days],
        "sentence": found_by.sentence(by_action),
        "rows": [
            (Action(name).label, row) for name, row in sorted(by_action.items(), key=lambda e: Action(e[0]).label)
        ],
        "only_now": sorted(known_facts()[name].words for name in ONLY_NOW if name in known_facts()),
    }
    return render(request, "caseload/policy/month.html", context)


@require_POST
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    simulation = _simulation(request, pk)
    try:
        simulate.stop(simulation.job, by=request.user)
    except CannotEdit as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The simulation stops.")
    return redirect(page_of(simulation.job))


@require_safe
def accounts_file(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """The accounts on the page as CSV, with the old and the new why; who took it out is kept."""
    simulation = _simulation(request, pk)
    AccessLog.objects.create(user=request.user, what="accounts exported", about=f"simulation {pk}", reason="")
    rows = _changes(request, simulation).select_related("account").order_by("pk")
    lines = csv_lines(HEAD, (_cells(row) for row in rows.iterator(chunk_size=2_000)))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="simulation-{simulation.as_of.isoformat()}.csv"'
    return answer


HEAD = ["Account", "Owes", "Step now", "Rule now", "Why", "Step by the draft", "Rule", "Why"]


def _cells(row: SimulatedChange) -> list[Cell]:
    return [
        row.account.account_ref,
        row.figures["owes"],
        Action(row.action).label,
        row.figures["name"],
        row.figures["why"],
        Action(row.new_action).label,
        row.new_figures["name"],
        row.new_figures["why"],
    ]


def _changes(request: StaffRequest, simulation: Simulation) -> QuerySet[SimulatedChange]:
    """The changed accounts that the reader may see; from one step to another where the address says so."""
    seen = RentAccount.objects.visible_to(request.user).order_by().values("pk")
    found = simulation.changes.filter(account__in=seen)
    for name, field in (("from", "action"), ("to", "new_action")):
        if asked := request.GET.get(name, ""):
            if asked not in list(Action):
                raise Http404("There is no such step.")
            found = found.filter(**{field: asked})
    return found


def _moves(simulation: Simulation) -> list[tuple[str, str, str, str, int]]:
    """From which step to which, with how many accounts, the most frequent first."""
    found = simulation.changes.values_list("action", "new_action").annotate(number=Count("pk")).order_by("-number")
    return [(old, Action(old).label, new, Action(new).label, number) for old, new, number in found[:12]]
