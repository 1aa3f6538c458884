"""Campaigns (K18): planned, tried out, submitted, sent, and what came of them; lists of who is affected."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.campaigns import affected, audience, build, results, sending
from caseload.campaigns.build import CannotChange
from caseload.campaigns.forms import AffectedForm, CampaignForm, SendOnForm, day_in
from caseload.campaigns.starts import AFFECTED_BY, STARTS
from caseload.campaigns.tasks import campaign_job
from caseload.filters import Filter, read
from caseload.views.files import csv_file
from caseload.views.guards import for_who_sees_accounts
from caseload.views.lists import FIRST, MORE, sentence
from recovery.models import Campaign
from staff.clock import today
from staff.http import StaffRequest
from staff.models import LEADING_ROLES, AccessLog, Job
from staff.ui.words import listed
from tenancies.models import RentAccount

State = Campaign.State
SHOWN = 50  # of those left, or of one reason
NEWEST = 100


@require_safe
@for_who_sees_accounts
def campaigns(request: StaffRequest) -> HttpResponse:
    """Every campaign and list, the newest first, and three ready starts."""
    found = list(Campaign.objects.select_related("made_by").order_by("-pk")[:NEWEST])
    lists = [each for each in found if each.from_file]
    reach = affected.reach_of_each(lists)
    context = {
        "campaigns": [each for each in found if not each.from_file],
        "lists": [{"campaign": each, "reach": reach[each.pk]} for each in lists],
        "starts": STARTS.values(),
        "may_work": build.may_work(request.user),
    }
    return render(request, "caseload/campaigns/campaigns.html", context)


def workers_only(request: StaffRequest) -> None:
    if not build.may_work(request.user):
        raise PermissionDenied("Campaigns are made by the income team.")


def campaign_or_404(pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.select_related("made_by", "approved_by", "job"), pk=pk)


# ------------------------------------------------------------------------------------------------------- writing one


@require_http_methods(["GET", "POST"])
@for_who_sees_accounts
def new(request: StaffRequest) -> HttpResponse:
    """A new campaign: from a ready start, from a list of accounts, or from nothing."""
    workers_only(request)
    start = STARTS.get(request.GET.get("start", ""))
    asked = request.GET.dict() if request.method == "GET" else request.POST.dict()
    if start:
        form = CampaignForm(initial={"name": start.name, "purpose": start.purpose, "text": start.text})
        wanted, _ = read(QueryDict(start.audience).dict(), user=request.user, on=today())
        return _form(request, form, wanted)
    wanted, odd = read(asked, user=request.user, on=today())
    if request.method != "POST":
        return _form(request, CampaignForm(), wanted)
    form = CampaignForm(request.POST)
    if _is_whole(form, odd):
        try:
            made = build.make(form.plan(audience=wanted.query()), by=request.user, at=timezone.now())
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            return _try_out(request, made)
    return _form(request, form, wanted)


@require_http_methods(["GET", "POST"])
@for_who_sees_accounts
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Other words or another audience, while it is a draft of one's own."""
    workers_only(request)
    found = campaign_or_404(pk)
    if request.method != "POST":
        given = {name: getattr(found, name) for name in build.WORDS}
        return _form(request, CampaignForm(initial=given), audience.sentence_of(found, on=today()), found)
    form = CampaignForm(request.POST)
    wanted, odd = read(request.POST.dict(), user=request.user, on=today())
    if _is_whole(form, odd):
        asked = "" if found.from_file else wanted.query()
        try:
            build.change(found, form.plan(audience=asked), by=request.user)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            return _try_out(request, found)
    return _form(request, form, wanted, found)


def _is_whole(form: CampaignForm, odd: list[str]) -> bool:
    """What of the audience was not understood would make it wider than meant: it is said, and nothing is kept."""
    if odd:
        form.add_error(None, f"Not understood and left out of the audience: {listed(odd)}. Choose again below.")
    return form.is_valid()


def _form(request: StaffRequest, form: CampaignForm, wanted: Filter, campaign: Campaign | None = None) -> HttpResponse:
    listed = campaign is not None and campaign.from_file
    context = {
        "form": form,
        "campaign": campaign,
        "first": [] if listed else sentence(FIRST, wanted, user=request.user),
        "more": [] if listed else sentence([word for word in MORE if word != "sort"], wanted, user=request.user),
    }
    return render(request, "caseload/campaigns/form.html", context, status=422 if form.errors else 200)


def _try_out(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    try:
        job = sending.ask_trial(campaign, by=request.user, on=today(), at=timezone.now())
    except CannotChange as refusal:
        messages.warning(request, str(refusal))
        return redirect("campaign", pk=campaign.pk)
    if job.total <= sending.AT_ONCE:
        sending.work(job.pk, on=today())
    else:
        campaign_job.delay_on_commit(job.pk)
    return redirect("campaign", pk=campaign.pk)


# ------------------------------------------------------------------------------------------------------ looking at one


@require_safe
@for_who_sees_accounts
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    """One campaign as it stands: whom it reaches, who is excluded and why, what came of it."""
    found = campaign_or_404(pk)
    if found.from_file and not found.text:
        return redirect("affected", pk=pk)
    return campaign_page(request, found)


def campaign_page(
    request: StaffRequest, found: Campaign, *, form: SendOnForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    context = _numbers(request, found.job) | {
        "campaign": found,
        "job": found.job,
        "under_way": _under_way(found),
        "words": _audience_words(request, found),
        "may_change": found.state == State.DRAFT and found.made_by == user,
        "may_approve": found.state == State.SUBMITTED and user.role in LEADING_ROLES and found.made_by != user,
        "may_take_back": found.state == State.SUBMITTED and found.made_by == user,
        "may_cancel": found.state in {State.DRAFT, State.SUBMITTED, State.SCHEDULED}
        and (found.made_by == user or user.role in LEADING_ROLES),
        "form": form or SendOnForm(initial={"send_on": day_in(3, on=today())}),
        "results": results.results(found, on=today()) if found.sent_on else None,
    }
    return render(request, "caseload/campaigns/campaign.html", context, status=status)


def _numbers(request: StaffRequest, job: Job | None) -> dict[str, Any]:
    """The parts of the audience; of those excluded only the references of one's own lists."""
    if job is None:
        return {"excluded": []}
    result = job.result
    by_reason = {reason: sorted(some, key=lambda each: each[1]) for reason, some in result["excluded"].items()}
    keys = [key for some in by_reason.values() for key, _ in some[:SHOWN]]
    hers = set(RentAccount.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    excluded = [
        {"reason": reason, "number": len(some), "some": [each for each in some[:SHOWN] if each[0] in hers]}
        for reason, some in sorted(by_reason.items(), key=lambda each: (-len(each[1]), each[0]))
    ]
    return {
        "treated": result["treated"],
        "treated_2": result["treated_2"],
        "control": result["control"],
        "excluded": excluded,
        "excluded_number": sum(each["number"] for each in excluded),
        "percent": 100 * job.done // job.total if job.total else 0,
    }


def _audience_words(request: StaffRequest, found: Campaign) -> list[str]:
    """The audience as it reads, word by word."""
    if found.from_file:
        return ["accounts of a file"]
    wanted = audience.sentence_of(found, on=today())
    said = []
    for word in sentence([*FIRST, *MORE], wanted, user=found.made_by):
        if word["name"] in {"unit", "sort"} or (not word["said"] and word["name"] != "of"):
            continue
        value = dict(word["choices"]).get(word["value"], word["value"]) if word["choices"] else word["value"]
        if word["name"] in {"over", "upto"}:
            said.append(f"{word['label']} {value} {wanted.unit}")
        elif word["name"] in {"quiet", "idle"}:
            said.append(f"{word['label']}: {value}")
        else:
            said.append(str(value))
    return said


@require_safe
@for_who_sees_accounts
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the trial or the sending is, for the page that waits."""
    found = campaign_or_404(pk)
    context = _numbers(request, found.job) | {"job": found.job, "under_way": _under_way(found)}
    return render(request, "caseload/campaigns/progress.html", context)


def _under_way(found: Campaign) -> bool:
    return found.job is not None and found.job.state in sending.UNDER_WAY


@require_safe
@for_who_sees_accounts
def members_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Each account of one's lists with what the campaign did with it, for a spreadsheet; who took it out is kept."""
    found = campaign_or_404(pk)
    AccessLog.objects.create(user=request.user, what="campaign exported", about=str(found.pk), reason="")
    hers = found.members.filter(account__in=RentAccount.objects.visible_to(request.user))
    rows = [
        [
            each.account.account_ref,
            each.get_arm_display(),
            each.wording if each.arm == "treated" else "",
            each.reason,
            each.balance,
            each.message.get_state_display() if each.message else "",
        ]
        for each in hers.select_related("account", "message").order_by("account__account_ref")
    ]
    head = ["Account", "Part", "Wording", "Why excluded", "Balance", "Message"]
    return csv_file(head, rows, name=f"campaign-{found.pk}.csv")


# --------------------------------------------------------------------------------------------------------------- acts


@require_POST
@for_who_sees_accounts
def act(request: StaffRequest, pk: int) -> HttpResponse:
    """Try out, submit, approve, send back or cancel. The button says which."""
    workers_only(request)
    found = campaign_or_404(pk)
    do = request.POST.get("do", "")
    if do == "try":
        return _try_out(request, found)
    if do == "submit":
        return _submit(request, found)
    user, on = request.user, today()
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "approve": (lambda: build.approve(found, by=user, on=on, at=timezone.now()), "Approved. It goes on its day."),
        "back": (
            lambda: build.send_back(found, why=request.POST.get("why", ""), by=user),
            "The campaign is open to changes again.",
        ),
        "cancel": (lambda: build.cancel(found, by=user), "The campaign is cancelled. Nothing was sent."),
    }
    if do not in verbs:
        messages.warning(request, "Press one of the buttons.")
        return redirect("campaign", pk=pk)
    verb, said = verbs[do]
    try:
        verb()
    except CannotChange as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("campaign", pk=pk)


def _submit(request: StaffRequest, found: Campaign) -> HttpResponse:
    form = SendOnForm(request.POST)
    if form.is_valid():
        try:
            build.submit(found, by=request.user, on=today(), **form.cleaned_data)
        except CannotChange as refusal:
            form.add_error("send_on", str(refusal))
        else:
            messages.success(request, "Submitted. Another team leader or income manager approves it.")
            return redirect("campaign", pk=found.pk)
    return campaign_page(request, found, form=form, status=422)


# ------------------------------------------------------------------------------------------------- who is affected


@require_http_methods(["GET", "POST"])
@for_who_sees_accounts
def load_affected(request: StaffRequest) -> HttpResponse:
    """A list from a file: shown first, kept with a second press."""
    workers_only(request)
    if request.method != "POST":
        form = AffectedForm(initial={"contact_by": day_in(28, on=today())})
        return render(request, "caseload/campaigns/load.html", {"form": form, "kinds": AFFECTED_BY})
    form = AffectedForm(request.POST, request.FILES)
    shown = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            text = affected.decoded(data["file"].read()) if data["file"] else data["refs"]
            refs = affected.references(text)
            if request.POST.get("do") == "load":
                made = affected.load(
                    refs,
                    name=data["name"],
                    purpose=data["purpose"],
                    contact_by=data["contact_by"],
                    by=request.user,
                    on=today(),
                    at=timezone.now(),
                )
                messages.success(request, "The list is kept. Below is who is left to contact.")
                return redirect("affected", pk=made.pk)
            shown = affected.preview(refs, user=request.user)
            form.data = {**request.POST.dict(), "refs": "\n".join(refs)}
        except CannotChange as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "shown": shown, "kinds": AFFECTED_BY}
    return render(request, "caseload/campaigns/load.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_who_sees_accounts
def affected_list(request: StaffRequest, pk: int) -> HttpResponse:
    """How many of the list were contacted, and who is left by officer; a press plans the contacts."""
    found = get_object_or_404(Campaign.objects.select_related("made_by"), pk=pk, from_file=True)
    if request.method == "POST":
        workers_only(request)
        try:
            asked, nobody = affected.plan_contacts(found, by=request.user, on=today(), at=timezone.now())
        except CannotChange as refusal:
            messages.warning(request, str(refusal))
        else:
            without = f" {nobody:,} stand in patches without an officer." if nobody else ""
            again = " Press again for the rest." if asked == affected.AT_ONCE else ""
            messages.success(request, f"{asked:,} contacts are planned, each on its officer’s list.{without}{again}")
        return redirect("affected", pk=pk)
    waiting = affected.left(found, user=request.user)
    by_patch = Counter(waiting.order_by().values_list("account__tenancy__home__patch__code", flat=True))
    context = {
        "campaign": found,
        "reach": affected.reach(found),
        "left": waiting[:SHOWN],
        "left_number": waiting.count(),
        "by_patch": sorted(by_patch.items()),
        "may_work": build.may_work(request.user),
        "may_write": found.made_by == request.user and found.state == State.DRAFT,
    }
    return render(request, "caseload/campaigns/affected.html", context)
