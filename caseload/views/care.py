"""Needs, safety and holds of one household; what is due for review; disputed balances; a notice that came in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from caseload import papers, search
from caseload.care import disputes
from caseload.care.forms import About, CareForm
from caseload.care.frame import ANSWERING_ROLES, CannotCare
from caseload.care.notices import NoticeForm
from caseload.care.page import care_page, made_for, people_on
from caseload.care.registry import ADDED, ANSWERED_BY_FINANCE, CHANGED, OF_THE_DEAD
from caseload.forms import HoldForm
from caseload.forms_notes import ReasonForm
from caseload.views.acts import account_to_work
from caseload.views.guards import for_who_sees_accounts
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, AccessLog
from tenancies.models import Person, RentAccount
from welfare import protection
from welfare.actions import people_of

NOTICE = "breathing_space_notice"  # in the session: what was typed of a notice before its account was found


@require_safe
def care(request: StaffRequest, pk: int) -> HttpResponse:
    """K04: everything that protects this household, and what it stops."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    page = care_page(account, user=request.user, on=today())
    hold = HoldForm(on=today(), auto_id="id_hold_%s")
    return render(request, "caseload/care/page.html", {"account": account, "page": page, "forms": {"hold": hold}})


@require_http_methods(["GET", "HEAD", "POST"])
def care_add(request: StaffRequest, pk: int, what: str) -> HttpResponse:
    """Record one thing: its form, and the press."""
    form_class = ADDED.get(what)
    if form_class is None:
        raise Http404
    account = account_to_work(request, pk)
    people = [person for person, _ in people_on(account, on=today())] if what in OF_THE_DEAD else None
    return _form(request, account, form_class, people=people or people_of(account, on=today()))


@require_http_methods(["GET", "HEAD", "POST"])
def care_change(request: StaffRequest, pk: int, what: str, record_pk: int) -> HttpResponse:
    """Review, end or go on with what is on record."""
    if what not in CHANGED:
        raise Http404
    form_class, records = CHANGED[what]
    account = _to_answer(request, pk) if what in ANSWERED_BY_FINANCE else account_to_work(request, pk)
    people = [person for person, _ in people_on(account, on=today())]
    record = get_object_or_404(records(people, account), pk=record_pk)
    return _form(request, account, form_class, people=people, record=record)


def _to_answer(request: StaffRequest, pk: int) -> RentAccount:
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    if request.user.role not in ANSWERING_ROLES:
        raise PermissionDenied("Disputed balances are answered by finance, or by who works the account.")
    return account


def _form(
    request: StaffRequest, account: RentAccount, form_class: type[CareForm], *, people: list[Person], record: Any = None
) -> HttpResponse:
    about = About(
        account=account,
        people=people,
        user=request.user,
        on=today(),
        asked=request.POST.get("of", ""),
        person=request.GET.get("who", ""),
        kept=request.session.get(NOTICE, {}),
    )
    posted = request.method == "POST" and "choose" not in request.POST
    form = form_class(request.POST if posted else None, request.FILES if posted else None, about=about, record=record)
    if posted and not form.pick and form.is_valid():
        try:
            said = form.record(at=timezone.now())
        except CannotCare as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session.pop(NOTICE, None)
            messages.success(request, said)
            return redirect("care", account.pk)
    context = {"account": account, "form": form}
    return render(request, "caseload/care/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def care_print(request: StaffRequest, pk: int) -> HttpResponse:
    """A watermarked copy for a conference: only on demand, for a reason, and who made it is logged."""
    account = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("A copy for a conference is made by who works the account.")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        AccessLog.objects.create(
            user=request.user, what="needs page printed", about=account.account_ref, reason=reason[:200]
        )
        page = care_page(account, user=request.user, on=today())
        context = {
            "page": page,
            "account": account,
            "made_for": made_for(user=request.user, reason=reason, on=today()),
            "on": today(),
        }
        pdf = papers.pdf_of("care", context, title=f"Needs and holds {account.account_ref}", dated=today())
        name = f"needs-{account.account_ref}.pdf"
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
    context = {"account": account, "form": form}
    return render(request, "caseload/care/print.html", context, status=422 if form.errors else 200)


@require_safe
@for_who_sees_accounts
def care_due(request: StaffRequest) -> HttpResponse:
    """What this person marked and is asked to look at again."""
    on = today()
    markers = list(protection.due_for_review(request.user, on=on))
    told = list(protection.needs_due_for_review(request.user, on=on))
    accounts = _accounts_of(
        request, [m.tenancy_id for m in markers], [*[m.person_id for m in markers], *[t.person_id for t in told]]
    )
    rows = [
        (marker, accounts.get(("t", marker.tenancy_id)) or accounts.get(("p", marker.person_id))) for marker in markers
    ]
    asked = [(each, accounts.get(("p", each.person_id))) for each in told]
    return render(request, "caseload/care/due.html", {"rows": rows, "asked": asked})


def _accounts_of(
    request: StaffRequest, tenancies: list[int | None], people: list[int | None]
) -> dict[tuple[str, int | None], RentAccount]:
    """One account of each of these tenancies and people that this person may open, the newest tenancy's first."""
    mine = RentAccount.objects.openable_by(request.user).select_related("tenancy")
    found: dict[tuple[str, int | None], RentAccount] = {}
    for account in mine.filter(tenancy__in=[pk for pk in tenancies if pk]).order_by("-opened_on", "pk"):
        found.setdefault(("t", account.tenancy_id), account)
    theirs = mine.filter(tenancy__people__person__in=[pk for pk in people if pk], kind__in=["rent", "former_tenant"])
    rows = theirs.order_by("opened_on", "-pk").values_list("pk", "tenancy__people__person")
    by_key = mine.in_bulk([pk for pk, _ in rows])
    for pk, person in rows:
        found["p", person] = by_key[pk]
    return found


@require_safe
@for_who_sees_accounts
def disputed(request: StaffRequest) -> HttpResponse:
    """The balances that tenants dispute: finance checks them, the oldest first."""
    markers = list(disputes.open_disputes(request.user, on=today()))
    accounts = _accounts_of(request, [marker.tenancy_id for marker in markers], [])
    rows = [(marker, accounts[("t", marker.tenancy_id)]) for marker in markers if ("t", marker.tenancy_id) in accounts]
    context = {"rows": rows, "may_answer": request.user.role in ANSWERING_ROLES}
    return render(request, "caseload/care/disputes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_sees_accounts
def notice_in(request: StaffRequest) -> HttpResponse:
    """A notice of breathing space came in: find whom it names. Nobody found says so, and keeps what was typed."""
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("Notices are recorded by the income team.")
    form = NoticeForm(request.POST if request.method == "POST" else None)
    answer = None
    if form.is_valid():
        answer = search.search(form.cleaned_data["who"], user=request.user, on=today())
        if answer.trouble or not answer.rows:
            form.add_error("who", answer.trouble or form.nobody())
        else:
            request.session[NOTICE] = {name: form.cleaned_data[name] for name in ("reference", "says")}
    context = {"form": form, "answer": answer}
    return render(request, "caseload/care/notice.html", context, status=422 if form.errors else 200)
