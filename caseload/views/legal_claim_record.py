"""An issued claim: corrected, withdrawn, answered, its papers served."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from caseload.legal.claims import acts, door, page
from caseload.legal.door import to_work_for_court
from caseload.legal.forms_claim import AnswerForm, CorrectForm, DefenceForm, PaperForm, ServedForm, WhyForm
from legal import homes
from legal.claim_life import Served
from legal.models import PossessionClaim
from recovery.rules.gates import Refused
from staff.clock import today
from staff.http import StaffRequest, number_in
from staff.ui.words import long_day
from tenancies.models import RentAccount

Stop = (*acts.CANNOT, Refused)
Do = Callable[[Any], object]


def answer(
    request: StaffRequest,
    form: Any,
    do: Do,
    *,
    told: str,
    back: Callable[[], HttpResponse],
    again: Callable[..., HttpResponse],
) -> HttpResponse:
    """One posted form: done and told, or the page once more with what is wrong and all that was typed."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Stop as stop:
            form.add_error(None, str(stop))
        else:
            messages.success(request, told)
            return back()
    return again(form)


def each_with(
    rows: Iterable[Any], name: str, make: Callable[[str], Any], *, bad: Any = None, bad_pk: int = 0
) -> list[tuple[Any, Any]]:
    """Each row with a form of its own, whose ids name the row; `bad`: the form that came back for one of them."""
    return [(row, bad if bad is not None and row.pk == bad_pk else make(own_ids(name, row.pk))) for row in rows]


def own_ids(name: str, pk: int) -> str:
    """The ids of a form that stands on the page once for each row."""
    return f"id_{name}_{pk}_%s"


def known_of(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.user, "on": today(), "at": timezone.now()}


# ---------------------------------------------------------------------------------------------------- the claim itself


@require_http_methods(["GET", "HEAD", "POST"])
def claim_record(request: StaffRequest, claim: int) -> HttpResponse:
    """The claim with its costs, answers and papers. `do` names which of its forms was posted."""
    found, account = door.claim_of(request.user, claim)
    if request.method != "POST":
        return _record(request, found, account)
    to_work_for_court(request)
    do, typed, known = request.POST.get("do", ""), request.POST, known_of(request)
    forms: dict[str, tuple[Any, Do, str]] = {
        "correct": (CorrectForm(typed, auto_id="id_correct_%s"),
                    lambda data: acts.correct(claim=found, typed=data, **known), "The claim is corrected."),
        "withdraw": (WhyForm(typed, auto_id="id_withdraw_%s"),
                     lambda data: acts.ask_withdrawal(claim=found, note=data["why"], **known),
                     "Its withdrawal is with the income manager."),
        "defence": (DefenceForm(typed, auto_id="id_defence_%s"),
                    lambda data: acts.record_defence(claim=found, typed=data, **known),
                    "The answer is recorded."),
        "answer": (AnswerForm(typed, auto_id=own_ids("answer", number(request, "defence"))),
                   lambda data: acts.answer_defence(
                       defence=get_object_or_404(found.defences, pk=number(request, "defence")), **data, **known),
                   "Our answer is recorded."),
        "paper": (PaperForm(typed, auto_id="id_paper_%s", people=homes.living_tenants(found.tenancy, on=today())),
                  lambda data: acts.add_paper(claim=found, typed=data, **known), "The paper is on the list."),
        "serve": (ServedForm(typed, auto_id=own_ids("serve", number(request, "paper"))),
                  lambda data: acts.serve_paper(
                      paper=get_object_or_404(found.papers, pk=number(request, "paper")), served=Served(**data),
                      **known), "The service is recorded."),
    }  # fmt: skip
    if do not in forms:
        return _record(request, found, account, refused="Press one of the buttons.")
    form, act, told = forms[do]
    return answer(request, form, act, told=told, back=lambda: redirect("claim_record", found.pk),
                  again=lambda form: _record(request, found, account, bad=(do, form)))  # fmt: skip


def number(request: StaffRequest, name: str) -> int:
    return number_in(request.POST.get(name, "")) or 0


def _record(
    request: StaffRequest, claim: PossessionClaim, account: RentAccount, *, bad: tuple[str, Any] | None = None,
    refused: str = "",
) -> HttpResponse:  # fmt: skip
    on = today()
    begin = {"claim_number": claim.claim_number, "court": claim.court, "issued_on": long_day(claim.issued_on)}
    day = long_day(on)
    forms: dict[str, Form] = {
        "correct": CorrectForm(auto_id="id_correct_%s", initial=begin),
        "withdraw": WhyForm(auto_id="id_withdraw_%s"),
        "defence": DefenceForm(auto_id="id_defence_%s", initial={"received_on": day}),
        "paper": PaperForm(auto_id="id_paper_%s", people=homes.living_tenants(claim.tenancy, on=on)),
    }
    bad_do, bad_form = bad or ("", None)
    if bad_form and bad_do in forms:
        forms[bad_do] = bad_form
    context = page.record_page(claim, account, user=request.user, on=on) | {
        "forms": forms, "bad": bad_form, "bad_do": bad_do, "refused": refused,
    }  # fmt: skip
    context["papers"] = [
        (paper, page.paper_state(paper, on=on), form)
        for paper, form in each_with(
            context["papers"], "serve", lambda ids: ServedForm(auto_id=ids, initial={"done_on": day}),
            bad=bad_form if bad_do == "serve" else None, bad_pk=number(request, "paper"),
        )
    ]  # fmt: skip
    context["defences"] = each_with(
        context["defences"], "answer", lambda ids: AnswerForm(auto_id=ids),
        bad=bad_form if bad_do == "answer" else None, bad_pk=number(request, "defence"),
    )  # fmt: skip
    return render(request, "caseload/legal/claims/record.html", context, status=422 if bad or refused else 200)
