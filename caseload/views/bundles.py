"""Bundles of a case: the list, the builder, building, filing, supplements."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from caseload.forms_bundles import FiledForm
from caseload.legal.bundles import contents, history, page, uploads
from caseload.legal.bundles.door import bundle_of
from caseload.legal.bundles.kinds import CONTENTS, OF_HEARING
from caseload.legal.door import may_work_for_court, to_work_for_court
from caseload.tasks_bundles import build_bundle
from legal import bundles
from legal.bundles import CannotBundle
from legal.models import Bundle
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.ui.words import long_day
from tenancies.models import RentAccount

Kind = Bundle.Kind


@require_safe
def bundle_list(request: StaffRequest, pk: int) -> HttpResponse:
    """The bundles and witness statements of a case; what may be begun."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    context = {
        "account": account,
        "bundles": page.bundles_of(account),
        "statements": page.statements_of(account),
        "hearings": [(each, OF_HEARING[each.kind]) for each in page.hearings(account)],
        "kinds": [(kind.value, kind.label) for kind in CONTENTS if kind != Kind.SUPPLEMENT],
        "order": history.newest_order(account.tenancy),
        "other_ways": page.other_ways(account),
        "may_work": may_work_for_court(request.user),
    }
    return render(request, "caseload/legal/bundles/list.html", context)


@require_POST
def new_bundle(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a bundle of a kind, or for a hearing; `build`: built at once, with what it begins with."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    to_work_for_court(request)
    hearings = {each.pk: each for each in page.hearings(account)}
    hearing = hearings.get(number_in(request.POST.get("hearing", "")) or 0)
    kind = request.POST.get("kind") or (OF_HEARING[hearing.kind] if hearing else "")
    if kind not in CONTENTS or kind == Kind.SUPPLEMENT:
        messages.warning(request, "Choose what the bundle is for.")
        return redirect("bundles", account.pk)
    on_hearing = hearing or next((each for each in hearings.values() if OF_HEARING[each.kind] == kind), None)
    entries = contents.entries_for(account, kind=kind, on=today())
    made = bundles.start(
        account=account, kind=kind, hearing=on_hearing, entries=entries, by=request.user, at=timezone.now()
    )
    if request.POST.get("build"):
        return _build(request, made)
    return redirect("bundle", made.pk)


@require_safe
def bundle(request: StaffRequest, pk: int) -> HttpResponse:
    found, account = bundle_of(request.user, pk)
    return _builder(request, found, account)


def _builder(
    request: StaffRequest,
    found: Bundle,
    account: RentAccount,
    *,
    status: int = 200,
    refused: QueryDict | None = None,
    drawn: dict[str, Any] | None = None,
    filed_form: FiledForm | None = None,
    **more: Any,
) -> HttpResponse:
    """The builder; `drawn` is what it is drawn from, where that is known already."""
    context = drawn or page.bundle_page(found, account, user=request.user, on=today(), refused=refused)
    filed_form = filed_form or FiledForm(initial={"filed_on": long_day(today())})
    context = {**context, "filed_form": filed_form, **more}
    return render(request, "caseload/legal/bundles/builder.html", context, status=status)


@require_POST
def change_bundle(request: StaffRequest, pk: int) -> HttpResponse:
    """All that the builder's one form asks: first what is ticked, then a move, a paper more or less, a build."""
    found, account = bundle_of(request.user, pk)
    to_work_for_court(request)
    typed = request.POST
    hearings = {each.pk: each for each in page.hearings(account)}
    try:
        bundles.choose(
            found,
            chosen=[number for each in typed.getlist("chosen") if (number := number_in(each))],
            view=typed.get("view", ""),
            right_hand="right_hand" in typed,
            explained=page.explained_in(typed),
            hearing=hearings.get(number_in(typed["hearing"]) or 0) if "hearing" in typed else found.hearing,
            by=request.user,
        )
        if "build" in typed:
            return _build(request, found)
        return _one_more(request, found, account)
    except CannotBundle as refusal:
        return _builder(request, found, account, status=422, refusal=str(refusal), refused=typed)


def _one_more(request: StaffRequest, found: Bundle, account: RentAccount) -> HttpResponse:
    """The rest of a press on the builder, once its ticks are kept."""
    typed, at_place = request.POST, ""
    for name in ("up", "down", "take_out"):
        if name in typed:
            item = get_object_or_404(found.items, pk=number_in(typed[name]) or 0)
            if name == "take_out":
                bundles.take_out(item, by=request.user)
            else:
                bundles.move(item, up=name == "up", by=request.user)
                at_place = f"#item-{item.pk}"
    if more := page.chosen_since(found, account, typed.getlist("add"), on=today()):
        bundles.add(found, entries=more, by=request.user)
    if not at_place:
        messages.success(request, "Your choice is kept.")
    return redirect(reverse("bundle", args=[found.pk]) + at_place)


def _build(request: StaffRequest, found: Bundle) -> HttpResponse:
    try:
        job = bundles.begin_build(found, by=request.user)
    except CannotBundle as refusal:
        messages.warning(request, str(refusal))
    else:
        build_bundle.delay_on_commit(job.pk)
    return redirect("bundle", found.pk)


@require_safe
def bundle_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The bar alone, for the page to fetch again."""
    found, _ = bundle_of(request.user, pk)
    return render(request, "caseload/legal/bundles/progress.html", page.progress(found))


@require_POST
def stop_build(request: StaffRequest, pk: int) -> HttpResponse:
    found, _ = bundle_of(request.user, pk)
    to_work_for_court(request)
    bundles.stop_build(found, by=request.user, at=timezone.now())
    return redirect("bundle", found.pk)


@csrf_exempt  # asked for below, once it is known that the upload is not too large to be read
@require_POST
def upload_papers(request: StaffRequest, pk: int) -> HttpResponse:
    """Take files in. What is far too large is refused before it is read."""
    found, account = bundle_of(request.user, pk)
    to_work_for_court(request)
    if (number_in(request.headers.get("Content-Length", "")) or 0) > uploads.MOST_AT_ONCE:
        return _builder(request, found, account, status=413, refusal=uploads.TOO_MUCH)
    return _take_in(request, found, account)


@csrf_protect
def _take_in(request: StaffRequest, found: Bundle, account: RentAccount) -> HttpResponse:
    files: list[Any] = request.FILES.getlist("papers")
    try:
        taken = uploads.take_in(
            found,
            uploads=files,
            section=request.POST.get("section", ""),
            title=request.POST.get("title", ""),
            by=request.user,
            on=today(),
            at=timezone.now(),
        )
    except CannotBundle as refusal:
        return _builder(request, found, account, status=422, refusal=str(refusal), upload=request.POST)
    if taken.refused:
        found.refresh_from_db()
        return _builder(
            request, found, account, status=422, not_taken=taken.refused, kept=taken.kept, upload=request.POST
        )
    messages.success(request, f"Taken in: {', '.join(taken.kept)}.")
    return redirect("bundle", found.pk)


@require_POST
def file_bundle(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that it went to the court: from then on it keeps its pages."""
    found, account = bundle_of(request.user, pk)
    to_work_for_court(request)
    form = FiledForm(request.POST)
    drawn = page.bundle_page(found, account, user=request.user, on=today())
    if form.is_valid():
        missing = [check.says.rstrip(".") for check in drawn.get("missing", [])]
        try:
            bundles.file(found, missing=missing, by=request.user, on=today(), at=timezone.now(), **form.cleaned_data)
        except CannotBundle as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The bundle is filed and keeps its pages.")
            return redirect("bundle", found.pk)
    return _builder(request, found, account, status=422, drawn=drawn, filed_form=form)


@require_POST
def new_supplement(request: StaffRequest, pk: int) -> HttpResponse:
    """The figures of today beside a filed bundle, built at once."""
    found, account = bundle_of(request.user, pk)
    to_work_for_court(request)
    entries = contents.entries_for(account, kind=Kind.SUPPLEMENT, on=today())
    try:
        made = bundles.supplement(found, entries=entries, by=request.user, at=timezone.now())
    except CannotBundle as refusal:
        messages.warning(request, str(refusal))
        return redirect("bundle", found.pk)
    return _build(request, made)
