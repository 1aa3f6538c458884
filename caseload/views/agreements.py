"""The agreement page (K03): a plan worked out, agreed and confirmed in one press; the one that runs; its history."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from caseload import drafts
from caseload.agreements import making, plan
from caseload.agreements.again import asked_again
from caseload.agreements.forms import AgreementForm, EndForm, NoForm, PreviewForm, in_pence
from caseload.agreements.making import Asked, Made, NeedsYes
from caseload.agreements.plan import Plan
from caseload.agreements.starting import Start, start
from caseload.views.acts import account_to_work, advance
from legal.models import PossessionOrder
from recovery import agreement_gates, gatekeeping
from recovery.agreement_watch import agreements_of, in_words, watch
from recovery.agreements import CannotAgree
from recovery.models import ProposedAgreement, RepaymentAgreement
from recovery.rules.gates import Refused
from recovery.rules.plans import EVERY, CannotPlan
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES
from staff.ui import words
from tenancies.models import Person, RentAccount

Stop = (CannotAgree, Refused)


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What became of a form: its plan, or why there is none."""

    form: AgreementForm
    plan: Plan | None = None
    nearest: Any = None  # the smallest instalment that works


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the plan, change it, agree it. `do`: agree, propose, or show (what every other press does)."""
    if request.method != "POST":
        found = get_object_or_404(RentAccount.objects.openable_by(request.user).for_list(), pk=pk)
        return _page(request, found, begun=start(found, on=today()))
    account = account_to_work(request, pk)
    begun = start(account, on=today())
    do = request.POST.get("do", "show")
    if do not in {"agree", "propose"}:
        return _shown_again(request, account, begun)
    form = AgreementForm(request.POST, start=begun, on=today(), replaces=making.to_vary(account))
    worked = _work_out(form)
    if form.errors:
        return _page(request, account, begun=begun, worked=worked)
    asked = form.asked()
    try:
        if do == "propose":
            return _propose(request, account, asked)
        press = form.cleaned_data.get("press") or uuid4()
        made = making.agree(account=account, asked=asked, by=request.user, on=today(), at=timezone.now(), press=press)
    except Stop as stop:
        return _stopped(request, account, stop, plan=worked.plan)
    except NeedsYes:
        return _page(request, account, begun=begun, worked=worked, stopped=True)
    return advance(request, account, _told(made))


def _stopped(request: StaffRequest, account: RentAccount, stop: Exception, *, plan: Plan | None) -> HttpResponse:
    """The page as things stand by now, with what was typed: a colleague may have made an agreement in between."""
    begun = start(account, on=today())
    form = AgreementForm(request.POST, start=begun, on=today(), replaces=making.to_vary(account))
    form.errors.clear()
    form.add_error(None, str(stop))
    return _page(request, account, begun=begun, worked=Worked(form=form, plan=plan), stopped=True)


def _work_out(form: AgreementForm) -> Worked:
    """The plan of a form; what does not work is said beside its field.

    Terms are worked out also where something else is still to be filled in, so that all is said at once.
    """
    if not form.is_valid():
        if isinstance(form, PreviewForm):
            return Worked(form=form)
        shown = _work_out(PreviewForm(form.data, start=form.start, on=form.on, replaces=form.replaces))
        for name in shown.form.errors.keys() - form.errors.keys():
            form.add_error(name if name in form.fields else None, shown.form.errors[name])
        return Worked(form=form, plan=shown.plan, nearest=shown.nearest)
    covers = form.covers()
    try:
        return Worked(form=form, plan=plan.plan(form.start, covers[0][0], form.terms(), on=form.on))
    except CannotPlan as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return Worked(form=form, nearest=refusal.nearest)


def _shown_again(request: StaffRequest, account: RentAccount, begun: Start) -> HttpResponse:
    """The plan of what is typed, nothing agreed; for the script the plan alone."""
    typed = _changed(request.POST, begun)
    form = PreviewForm(typed, start=begun, on=today(), replaces=making.to_vary(account))
    worked = _work_out(form)
    if request.headers.get("X-Part") == "plan":
        context = {"account": account, "form": form, "plan": worked.plan, "nearest": worked.nearest, "start": begun}
        return render(request, "caseload/agreements/plan.html", context)
    return _page(request, account, begun=begun, worked=worked, shown=True)


def _changed(typed: QueryDict, begun: Start) -> QueryDict:
    """With a press that fills fields: the smallest instalment that works, or one of their pay days."""
    changed = typed.copy()
    if use := typed.get("use"):
        changed["instalment_amount"] = use
    if chosen := next((day for day in begun.pay_days if day.key == typed.get("pay_day")), None):
        before = typed.get("frequency", "")
        changed["frequency"], changed["first_due_on"] = chosen.frequency, words.long_day(chosen.on)
        if before != chosen.frequency:
            changed["rent_amount"] = f"{begun.share(chosen.frequency):.2f}"
            changed["instalment_amount"] = in_pence(begun.offer(chosen.frequency))
    return changed


def _propose(request: StaffRequest, account: RentAccount, asked: Asked) -> HttpResponse:
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in drafts.NOT_TYPED}
    making.propose(account=account, asked=asked, typed=typed, by=request.user, on=today(), at=timezone.now())
    drafts.clear(user=request.user, form="agreement", account=account)
    return advance(request, account, f"The agreement for {account} is with a leader: a yes makes it.")


def _told(made: Made) -> str:
    said = f"{in_words(made.agreement)} is made."
    if made.letters:
        names = words.listed([str(message.person) for message in made.letters])
        said += f" Its letter waits to go to {names}."
    return " ".join([said, *(f"No letter: {why}" for why in made.not_written)])


def _page(
    request: StaffRequest,
    account: RentAccount,
    *,
    begun: Start,
    worked: Worked | None = None,
    shown: bool = False,
    stopped: bool = False,
    ending: EndForm | None = None,
) -> HttpResponse:
    kept: dict[str, Any] = {}
    if worked is None:
        worked, kept = _begin(request, account, begun)
    stopped_by = agreement_gates.stops(begun.facts, split=begun.facts.ledger_split, by=request.user)
    context = _agreed(request, account, begun) | {
        "account": account,
        "start": begun,
        "form": worked.form,
        "stops": gatekeeping.named(stopped_by, account=account, on=today()),
        "plan": worked.plan,
        "nearest": worked.nearest,
        "ending": ending or EndForm(auto_id="id_end_%s"),
        "missed": plan.MISSED,
        "press": worked.form["press"].value() or uuid4(),
        "safe_amounts": [(every, begun.safe(name)) for name, every in EVERY.items()],
        "safe_a_month": begun.safe("monthly"),
        "slide_to": max(int(begun.total), 1),
        "drafts": kept,
        "stopped": stopped,
    }
    wrong = bool(worked.form.errors) and not shown
    status = 409 if stopped else 422 if wrong or (ending and ending.errors) else 200
    return render(request, "caseload/agreements/agreement.html", context, status=status)


def _agreed(request: StaffRequest, account: RentAccount, begun: Start) -> dict[str, Any]:
    """What runs, ran before, waits for a yes or was ordered; and what may be done about it."""
    running = making.live_of(account)
    ours = running is not None and not running.source_ref
    found = watch(running, as_of=today()) if running else None
    may_act = request.user.role in CASEWORK_ROLES
    vary = "vary" in request.GET or request.method == "POST"
    earlier = [each for each in agreements_of(account) if not running or each.pk != running.pk]
    proposal = ProposedAgreement.objects.filter(account=account, answered_at=None).select_related("asked_by").first()
    return {
        "running": running,
        "running_said": in_words(running) if running else "",
        "watch": found,
        "drift": plan.drift_chart(found.drift) if found else None,
        "may_vary": ours and running is not None and running.kind != "court",
        "makes": may_act and (running is None or (vary and ours)) and bool(begun.owing),
        "earlier": [(each, in_words(each)) for each in earlier],
        "proposal": proposal,
        "may_answer": proposal is not None and proposal in making.waiting_for(request.user),
        "order": _order(account),
        "may_act": may_act,
    }


def _begin(request: StaffRequest, account: RentAccount, begun: Start) -> tuple[Worked, dict[str, Any]]:
    """An empty form with what is proposed, or with what was typed and not sent; and the plan that this makes."""
    replaces = making.to_vary(account)
    form = AgreementForm(start=begun, on=today(), replaces=replaces)
    if (how := request.GET.get("explained")) in RepaymentAgreement.Explained.values:
        form.initial["explained_how"] = how
    kept = drafts.restore({"agreement": form}, user=request.user, account=account, at=timezone.now())
    values = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        if isinstance(value, list):
            values.setlist(field.html_name, [str(each) for each in value])
        elif value not in (None, "", False):
            values[field.html_name] = str(value)
    worked = _work_out(PreviewForm(values, start=begun, on=today(), replaces=replaces))
    return Worked(form=form, plan=worked.plan, nearest=worked.nearest), kept


def _order(account: RentAccount) -> PossessionOrder | None:
    """The order in force whose terms have no agreement yet."""
    orders = PossessionOrder.objects.filter(claim__tenancy=account.tenancy_id, status="in_force", agreement=None)
    found = orders.exclude(instalment_amount=None).exclude(first_due_on=None).exclude(frequency="")
    return found.order_by("-made_on", "-pk").first()


@require_POST
def end_agreement(request: StaffRequest, pk: int) -> HttpResponse:
    account = account_to_work(request, pk)
    form = EndForm(request.POST, auto_id="id_end_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            making.end(
                account=account,
                broken=data["broken"] == "yes",
                why=data["why"],
                by=request.user,
                on=today(),
                at=timezone.now(),
            )
        except CannotAgree as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The agreement is ended. The account is decided again.")
            return redirect(account)
    return _page(request, account, begun=start(account, on=today()), ending=form)


@require_POST
def agree_as_ordered(request: StaffRequest, pk: int) -> HttpResponse:
    """The agreement on the terms that the court ordered: nothing of it is the officer's to choose."""
    account = account_to_work(request, pk)
    order = _order(account)
    if order is None:
        messages.warning(request, "No order in force waits for its agreement on this account.")
        return redirect("agreement", account.pk)
    begun = start(account, on=today())
    keys = [tenant.person_id for tenant in begun.tenants]
    people = list(Person.objects.filter(tenancies__tenancy=account.tenancy_id, pk__in=keys).distinct().order_by("pk"))
    try:
        made = making.agree_as_ordered(
            account=account, order=order, people=people, by=request.user, on=today(), at=timezone.now(), press=uuid4()
        )
    except (*Stop, CannotPlan) as refusal:
        messages.warning(request, str(refusal))
        return redirect("agreement", account.pk)
    return advance(request, account, _told(made))


@require_POST
def answer_agreement(request: StaffRequest, pk: int, proposal_pk: int) -> HttpResponse:
    """A leader's answer to an agreement above the safe amount: a yes makes it."""
    account = account_to_work(request, pk)
    proposal = get_object_or_404(ProposedAgreement.objects.select_related("account"), pk=proposal_pk, account=account)
    if proposal not in making.waiting_for(request.user):
        raise PermissionDenied("Another team leader or manager answers this: never who asked it.")
    form = NoForm(request.POST)
    said = form.cleaned_data["said"] if form.is_valid() else ""
    try:
        asked = asked_again(proposal, on=today()) if request.POST.get("do") == "yes" else None
        made = making.answer(
            proposal=proposal, asked=asked, said=said, by=request.user, on=today(), at=timezone.now(), press=uuid4()
        )
    except (*Stop, CannotPlan) as refusal:
        messages.warning(request, str(refusal))
        return redirect("agreement", account.pk)
    messages.success(request, _told(made) if made else "Your no is with who asked.")
    return redirect(account)
