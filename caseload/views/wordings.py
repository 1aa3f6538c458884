"""Templates: what is in force, a draft with its checks and preview, its approval, and leaflets."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseload.views.guards import for_who_sees_accounts
from caseload.wordings import board, preview
from caseload.wordings.forms import ApproveForm, BeginForm, KeptForm, LeafletForm, WordsForm
from recovery import wordings
from recovery.models import Leaflet, Template, TemplateVersion
from recovery.rules.wording import CannotWrite
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, LEADING_ROLES
from staff.ui import words

State = TemplateVersion.State


def _writers_only(request: StaffRequest) -> None:
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("The words of letters are written by the income team.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def templates(request: StaffRequest) -> HttpResponse:
    """Every step with its words; posted: begin a draft."""
    form = BeginForm(request.POST or None)
    if request.method == "POST":
        _writers_only(request)
        if form.is_valid():
            chosen = form.cleaned_data
            name = board.name_of(chosen["channel"], chosen["variant"], chosen["language"])
            begun = wordings.begin(**chosen, name=name, by=request.user, at=timezone.now())
            return redirect("template_version", begun.pk)
    context = {
        "steps": board.steps(on=today()),
        "waiting": board.waiting(request.user),
        "form": form,
        "may_write": request.user.role in CASEWORK_ROLES,
        "leaflets": Leaflet.objects.count(),
    }
    return render(request, "caseload/wordings/templates.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def template(request: StaffRequest, pk: int) -> HttpResponse:
    """One template: its versions, who looks after it, what is enclosed."""
    found = get_object_or_404(Template.objects.select_related("owner"), pk=pk)
    kept = {
        "owner": found.owner_id,
        "review_on": words.long_day(found.review_on) if found.review_on else "",
        "leaflets": [each.pk for each in found.leaflets.all()],
    }
    form = KeptForm(request.POST or None, on=today(), initial=kept)
    if request.method == "POST":
        _writers_only(request)
        if form.is_valid():
            wordings.look_after(found, by=request.user, **form.cleaned_data)
            messages.success(request, "Kept.")
            return redirect("template", pk)
    context = {
        "template": found,
        "title": board.title_of(found),
        "versions": found.versions.select_related("made_by", "decided_by").order_by("-number"),
        "form": form,
        "may_write": request.user.role in CASEWORK_ROLES,
        "is_letter": found.channel == "letter",
        "review_due": found.review_on and found.review_on <= today(),
    }
    return render(request, "caseload/wordings/template.html", context, status=422 if form.errors else 200)


def _version(pk: int) -> TemplateVersion:
    return get_object_or_404(TemplateVersion.objects.select_related("template", "made_by", "decided_by"), pk=pk)


def _may_change(request: StaffRequest, version: TemplateVersion) -> bool:
    return version.made_by_id == request.user.pk and version.state in {State.DRAFT, State.SENT_BACK}


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def version(request: StaffRequest, pk: int) -> HttpResponse:
    """One version. Posted: what its writer changed is kept, then it is shown on an account or submitted."""
    found = _version(pk)
    if request.method != "POST":
        return _page(request, found, _form(found))
    do = request.POST.get("do", "")
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    said = form.cleaned_data
    try:
        if do == "save" or (do in {"submit", "show"} and _may_change(request, found)):
            found = wordings.save(
                version=found,
                heading=said["heading"],
                body=said["body"],
                contentious=said["contentious"],
                by=request.user,
                at=timezone.now(),
            )
        if do == "submit":
            wordings.submit(version=found, by=request.user)
            messages.success(request, "Submitted. Another leader approves it.")
            return redirect("template_version", pk)
        if do == "save":
            messages.success(request, "Kept as a draft.")
    except wordings.CannotChangeWords as refusal:
        return _page(request, found, form, refused=str(refusal), status=422)
    return _page(request, found, form, account=said["account"], show=do in {"show", "pdf"}, pdf=do == "pdf")


def _form(found: TemplateVersion) -> WordsForm:
    initial = {"heading": found.heading, "body": found.body, "contentious": found.contentious}
    return WordsForm(initial=initial)


def _page(
    request: StaffRequest,
    found: TemplateVersion,
    form: WordsForm,
    *,
    refused: str = "",
    account: str = "",
    show: bool = False,
    pdf: bool = False,
    approve: ApproveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown, why_not = None, ""
    if show:
        chosen = preview.account_named(account, user=request.user) if account.strip() else None
        if chosen is None:
            why_not = "Enter the reference of an account on your lists, such as one from Today."
        elif pdf:
            try:
                content = preview.pdf(found, chosen, by=request.user, on=today())
            except CannotWrite as lacks:
                why_not = str(lacks)
            else:
                return HttpResponse(content, content_type="application/pdf")
        else:
            shown = preview.preview(found, chosen, by=request.user, on=today())
    context = _words_of(found) | {
        "form": form,
        "shown": shown,
        "why_not": why_not,
        "refused": refused,
        "may_change": _may_change(request, found),
        "may_approve": wordings.may_approve(found, request.user),
        "approve": approve or ApproveForm(on=today()),
    }
    return render(request, "caseload/wordings/version.html", context, status=status)


def _words_of(found: TemplateVersion) -> dict[str, Any]:
    """What the page says of a version, whoever reads it."""
    older, older_name = board.before(found)
    return {
        "version": found,
        "template": found.template,
        "title": board.title_of(found.template),
        "checks": board.checks(found),
        "fields": board.fields_for(found.template),
        "parts": board.parts_for(found.template),
        "tests": board.tests_for(),
        "is_letter": found.template.channel == "letter",
        "is_lines": found.template.action == wordings.LINES,
        "differences": board.differences(older, f"{found.heading}\n\n{found.body}"),
        "older_name": older_name,
    }


@require_POST
@for_who_sees_accounts
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """A second person approves the words from a day on, or sends them back."""
    found = _version(pk)
    if request.user.role not in LEADING_ROLES:
        raise PermissionDenied("Words are approved by team leaders and income managers.")
    form = ApproveForm(request.POST, on=today())

    def refused(says: str) -> HttpResponse:
        return _page(request, found, _form(found), refused=says, approve=form, status=422)

    try:
        if request.POST.get("do") == "back":
            why = request.POST.get("why", "")
            wordings.send_back(version=found, why=why, by=request.user, at=timezone.now())
            messages.success(request, "Sent back with your answer.")
        elif form.is_valid():
            known: dict[str, Any] = {"by": request.user, "on": today(), "at": timezone.now()}
            wordings.approve(version=found, in_force_from=form.cleaned_data["in_force_from"], **known)
            day = words.long_day(form.cleaned_data["in_force_from"])
            messages.success(request, f"Approved. These words go from {day}.")
        else:
            return refused("Enter the day from which they go.")
    except wordings.CannotChangeWords as refusal:
        return refused(str(refusal))
    return redirect("template_version", pk)


@require_safe
@for_who_sees_accounts
def leaflets(request: StaffRequest) -> HttpResponse:
    """Leaflets and offers: what goes, what has expired, what is to be read again."""
    on = today()
    found = Leaflet.objects.select_related("owner").order_by("kind", "title")
    rows = [(each, wordings.going(each, on=on), each.review_on <= on) for each in found]
    context = {"rows": rows, "may_write": request.user.role in CASEWORK_ROLES}
    return render(request, "caseload/wordings/leaflets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def leaflet(request: StaffRequest, pk: int = 0) -> HttpResponse:
    """Write or change a leaflet or an offer. What went already keeps the words it went with."""
    _writers_only(request)
    found = get_object_or_404(Leaflet, pk=pk) if pk else None
    form = LeafletForm(request.POST or None, leaflet=found, initial=_kept(found))
    if request.method == "POST" and form.is_valid():
        kept = wordings.keep_leaflet(found, by=request.user, **form.cleaned_data)
        messages.success(request, f"‘{kept.title}’ is kept.")
        return redirect("leaflets")
    context = {"form": form, "leaflet": found}
    return render(request, "caseload/wordings/leaflet.html", context, status=422 if form.errors else 200)


def _kept(found: Leaflet | None) -> dict[str, Any]:
    if found is None:
        return {}
    days = {
        name: words.long_day(day) if (day := getattr(found, name)) else ""
        for name in ("review_on", "starts_on", "expires_on")
    }
    plain = {name: getattr(found, name) for name in ("kind", "title", "for_whom", "text", "link")}
    return plain | {"owner": found.owner_id} | days
