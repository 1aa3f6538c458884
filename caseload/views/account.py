"""One account: who, what they owe and why, what to do next; its ledger; and finding it."""

from uuid import uuid4

from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from caseload import queue
from caseload.account_timeline import GROUPS, timeline
from caseload.card import card
from caseload.case_file import case_file
from caseload.explain import explain
from caseload.forms import REASONS_NOT_THIS, CallForm, DoneForm, HoldForm, LetterForm, NotThisForm
from caseload.ledger import ledger_page
from caseload.story import finding, tell
from caseload.story_chart import draw
from recovery.account_facts import tenants_of
from recovery.models import OutboxMessage
from staff.clock import today
from staff.http import StaffRequest
from tenancies import proof
from tenancies.actions import POSTING_ROLES, asked_of_source
from tenancies.models import RentAccount

MOST_FOUND = 50
ADVANCED = "advanced"  # in the session: the last account was acted on, and this one comes up by itself


@require_safe
def account(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RentAccount.objects.visible_to(request.user).for_list(), pk=pk)
    return account_page(request, found)


def account_page(
    request: StaffRequest, account: RentAccount, *, act: str = "", form: Form | None = None, stopped: str = ""
) -> HttpResponse:
    """The account as it stands now. After a press that did not go through: `act`'s form as it was filled, and why."""
    on = today()
    explanation = explain(account, as_of=on)
    tenants = tenants_of(account, as_of=on)
    shown = card(account, explanation=explanation, tenants=tenants, user=request.user, on=on)
    file = case_file(account, tenants=tenants, user=request.user, as_of=on)
    story = tell(account, facts=explanation.facts, benefits=file.benefits, agreement=file.agreement, as_of=on)
    forms: dict[str, Form] = {
        "letter": LetterForm(),
        "not_this": NotThisForm(),
        "hold": HoldForm(on=on),
        "call": CallForm(on=on, tenants=tenants, refused=shown.calls_refused),
        "done": DoneForm(),
    }
    if form is not None:
        forms[act] = form
    group = request.GET.get("show", "")
    context = {
        "account": account,
        "file": file,
        "facts": explanation.facts,
        "card": shown,
        "forms": forms,
        "failed": form if form is not None and form.errors else None,
        "open": act or ("call" if shown.way == "call" else "done" if shown.way == "done" else ""),
        "stopped": stopped,
        "advanced": request.session.pop(ADVANCED, False),
        "reasons_not_this": REASONS_NOT_THIS,
        "story": story,
        "chart": draw(story) if story else None,
        "finding": finding(story, weekly_charge=explanation.facts.weekly_charge) if story else "",
        "timeline": timeline(account, as_of=on, group=group, mark=request.GET.get("before", "")),
        "groups": GROUPS,
        "group": group if group in GROUPS else "",
        "waiting": OutboxMessage.objects.filter(account=account, state__in=["queued", "sending"])
        .select_related("person")
        .order_by("pk"),
        "press": uuid4(),
        "place": queue.place(request.user, account, on=on),
    }
    status = 409 if stopped else 422 if context["failed"] else 200
    return render(request, "caseload/account.html", context, status=status)


@require_safe
def ledger(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RentAccount.objects.visible_to(request.user).for_list(), pk=pk)
    page = ledger_page(found, mark=request.GET.get("before", ""))
    pending = found.pending_postings.filter(state__in=["asked", "exported"]).order_by("asked_on", "pk")
    count, total = proof.of_account(found)
    context = {
        "account": found,
        "page": page,
        "pending": pending,
        "count": count,
        "total": total,
        "may_post": request.user.role in POSTING_ROLES,
        "asked_of_source": asked_of_source(found),
    }
    return render(request, "caseload/ledger.html", context)


@require_safe
def accounts(request: StaffRequest) -> HttpResponse:
    """Accounts by their reference, their tenancy's, or a postcode, among those this person may open."""
    asked = " ".join(request.GET.get("q", "").split())[:40]
    found: list[RentAccount] = []
    if asked:
        postcode = asked.upper().replace(" ", "")
        spaced = f"{postcode[:-3]} {postcode[-3:]}"
        matching = (
            Q(account_ref__iexact=asked) | Q(tenancy__tenancy_ref__iexact=asked) | Q(tenancy__home__postcode=spaced)
        )
        seen = RentAccount.objects.visible_to(request.user).filter(matching)
        found = list(seen.for_list().order_by("tenancy__home__postcode", "tenancy_id", "pk")[: MOST_FOUND + 1])
    if len(found) == 1:
        return redirect(found[0])
    context = {"asked": asked, "looked_up": asked, "found": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
    return render(request, "caseload/accounts.html", context)
