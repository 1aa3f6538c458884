"""The outcome of a hearing at the desk: order, agreement, letter, diary and next review in one press; all taken back.

It stands in the frame of caseload.at_work. It may be taken back until 17:00 of the day on which it was recorded.
"""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from caseload import undo
from caseload.agreements.making import live_of, to_vary
from caseload.agreements.starting import start
from caseload.at_work import at_work
from caseload.legal.court import words
from caseload.legal.court.known import known_of
from caseload.models import Act, Reminder
from caseload.reminders import put_on_list
from legal import agreements as ordered
from legal import court, court_costs, hearings
from legal.court import CannotRecord, Recorded
from legal.decided import Decided
from legal.models import Hearing, PossessionOrder
from legal.rules.outcomes import Outcome, restore_by
from recovery import agreements, told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.actions import CannotWithdraw, withdraw
from recovery.agreements import CannotAgree
from recovery.models import OutboxMessage, RepaymentAgreement
from recovery.rules.actions import Action
from recovery.rules.facts import ZERO
from recovery.rules.gates import Refused
from recovery.rules.plans import CannotPlan
from recovery.rules.told import Told
from staff.models import User
from staff.ui.words import counted, long_day
from tenancies import timeline
from tenancies.actions import CannotPost
from tenancies.models import AccountEvent, Person, RentAccount

KIND = "hearing_outcome"
UNTIL = dt.time(17, 0)
FOUR_WEEKS, THREE_DAYS, ONE_DAY = dt.timedelta(days=28), dt.timedelta(days=3), dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What was recorded, and in words what came of it and what did not."""

    recorded: Recorded
    did: list[str]

    @property
    def says(self) -> str:
        return " ".join([f"{self.recorded.hearing.terms['said']}.", *self.did])


def record_outcome(
    *, hearing: Hearing, account: RentAccount, decided: Decided, by: User, on: dt.date, at: dt.datetime
) -> Saved:
    """Write down what the court decided, with all that follows. The same key saves once.

    Raises court.RecordedBefore where a colleague was first, CannotRecord, and what at_work raises.
    """
    with at_work(account, by=by, on=on) as locked:
        case = known_of(hearing, on=on)
        recorded = court.record(
            hearing, decided, power=case.power, insolvency=case.facts.insolvency, by=by, on=on, at=at
        )
        if recorded.again:
            return Saved(recorded=recorded, did=["It was saved already."])
        kept: dict[str, Any] = {}
        did = _agree(locked, recorded, decided, kept=kept, by=by, on=on, at=at)
        did += _tell(locked, recorded.hearing, decided, by=by, on=on, at=at)
        did += _review(locked, recorded.hearing, decided, kept=kept, by=by, on=on, at=at)
        did += _costs_said(recorded, decided)
        recorded.hearing.terms["desk"] = kept
        recorded.hearing.save(update_fields=["terms"])
        _remember(locked, recorded, did, by=by, on=on, at=at)
    return Saved(recorded=recorded, did=did)


def _remember(
    locked: RentAccount, recorded: Recorded, did: list[str], *, by: User, on: dt.date, at: dt.datetime
) -> None:
    hearing = recorded.hearing
    summary = f"{hearing.get_kind_display()} on {long_day(hearing.on)}: {hearing.terms['said']}."
    if hearing.why:
        summary += f" {hearing.why}."
    about = f"legal.hearing:{hearing.pk}"
    act = undo.remember(
        user=by, account=locked, kind=KIND, summary=summary, about=about, at=at, undo_until=undo_until(at)
    )
    what = AccountEvent.What.HEARING
    timeline.record(account=locked, what=what, on=on, by=by, at=at, summary=summary, about=f"caseload.act:{act.pk}")


def undo_until(at: dt.datetime) -> dt.datetime:
    """17:00 of that day in London; of what is recorded later, midnight."""
    local = timezone.localtime(at)
    five = timezone.make_aware(dt.datetime.combine(local.date(), UNTIL))
    return five if at < five else undo.end_of_day(at)


def press_of(user: User, hearing: Hearing, *, at: dt.datetime) -> Act | None:
    """This person's own press that recorded a hearing, while it may be taken back."""
    if not hearing.outcome:
        return None
    mine = Act.objects.filter(user=user, kind=KIND, about=f"legal.hearing:{hearing.pk}", undone_at=None)
    return mine.filter(undo_until__gt=at).order_by("-pk").first()


def speak(*, hearing: Hearing, account: RentAccount, by: User, on: dt.date, at: dt.datetime) -> None:
    """This person speaks for the council there. A hearing that the housing system alone knew gets its row.

    Raises hearings.CannotList where they have no right of audience on that day.
    """
    with at_work(account, by=by, on=on):
        if not hearing.pk:
            hearing.made_by, hearing.made_at = by, at
            hearing.save()
        hearings.name_advocate(hearing, advocate=by, by=by, on=on, at=at)


# ---------------------------------------------------------------------------------------------------- what follows


def _agree(
    locked: RentAccount, recorded: Recorded, decided: Decided, *, kept: dict[str, Any], by: User, on: dt.date,
    at: dt.datetime,
) -> list[str]:  # fmt: skip
    """The agreement on the order's terms; one that runs gives way to it."""
    order = recorded.order
    if order is None or not decided.has_terms:
        return []
    covers = _covers(locked, order)
    if not covers:
        return ["Nothing is owed, so there is nothing to agree: the order’s own days are watched."]
    try:
        with transaction.atomic():
            if running := to_vary(locked):
                agreements.end(running, broken=False, why="The court ordered other terms", by=by, on=on, at=at)
            made = _agree_as_ordered(locked, order, covers, by=by, on=on, at=at)
    except (CannotAgree, CannotPlan, Refused) as refusal:
        held = live_of(locked)
        where = " End the agreement in the housing system first." if held and held.source_ref else ""
        return [f"No agreement was made: {refusal}{where}"]
    kept |= {"agreement": made.pk, "ended": running.pk if running else None}
    return ["The agreement on these terms runs."]


def _covers(locked: RentAccount, order: PossessionOrder) -> list[tuple[RentAccount, Decimal]]:
    """Arrears on the account of the case; costs on the household's account for them, where it has one."""
    account = court_costs.costs_account(order.claim) if order.costs else None
    arrears, costs = order.arrears or ZERO, order.costs or ZERO
    if account is None or account.pk == locked.pk:
        arrears, costs = arrears + costs, ZERO
    found = [(locked, arrears), *([(account, costs)] if account else [])]
    return [(each, amount) for each, amount in found if amount > 0]


def _agree_as_ordered(
    locked: RentAccount, order: PossessionOrder, covers: list[tuple[RentAccount, Decimal]], *, by: User, on: dt.date,
    at: dt.datetime,
) -> RepaymentAgreement:  # fmt: skip
    begun = start(locked, on=on)
    people = Person.objects.filter(pk__in=[tenant.person_id for tenant in begun.tenants]).order_by("pk")
    return ordered.agree_as_ordered(
        order,
        covers=covers,
        rent_share=begun.share(order.frequency),
        people=list(people),
        facts=of_account(covers[0][0], as_of=on),
        by=by,
        on=on,
        at=at,
    )


def _tell(
    locked: RentAccount, hearing: Hearing, decided: Decided, *, by: User, on: dt.date, at: dt.datetime
) -> list[str]:
    """The letter to each tenant, into the day's batch."""
    told = Told(record=hearing.pk, plan=words.paragraphs(hearing, decided))
    queued, stopped = told_letters.queue(
        tenants_of(locked, as_of=on),
        account=locked,
        action=Action.HEARING_RESULT,
        fill=lambda letter: replace(letter, told=told),
        facts=of_account(locked, as_of=on),
        by=by,
        on=on,
        at=at,
        press=decided.key,
    )
    said = [f"{counted(len(queued), 'letter')} in today’s batch."] if queued else []
    return said + [f"No letter: {why}" for why in stopped]


def _review(
    locked: RentAccount, hearing: Hearing, decided: Decided, *, kept: dict[str, Any], by: User, on: dt.date,
    at: dt.datetime,
) -> list[str]:  # fmt: skip
    """When somebody looks next, in the diary of who was in court."""
    text, due_on = _next_look(hearing, decided)
    if due_on is None:
        return []
    [made] = put_on_list(locked, [(text, max(due_on, on))], owner=by, by=by, at=at)
    kept["reminder"] = made.pk
    return [f"Next look on {long_day(made.due_on)}."]


def _next_look(hearing: Hearing, decided: Decided) -> tuple[str, dt.date | None]:
    outcome = decided.outcome
    if outcome is Outcome.ADJOURNED_GENERALLY:
        last = decided.restore_by or restore_by(adjourned_on=hearing.on).answer
        assert last is not None
        return f"The claim may be restored until {long_day(last)}: restore it or let it go.", last - FOUR_WEEKS
    if decided.has_terms and decided.first_due_on:
        return "Did the first payment that the court ordered come?", decided.first_due_on + THREE_DAYS
    if outcome is Outcome.OUTRIGHT and decided.possession_on:
        return "The day for possession has passed: see them, then decide about a warrant.", (
            decided.possession_on + ONE_DAY
        )
    if outcome is Outcome.STAYED:
        return "The case is stayed: ask the court how it stands.", hearing.on + FOUR_WEEKS
    return "", None


def _costs_said(recorded: Recorded, decided: Decided) -> list[str]:
    costs = recorded.hearing.terms["before"].get("costs") or {}
    if not decided.costs or not recorded.order:
        return []
    if costs.get("posting"):
        return ["The costs are asked for on the court costs account."]
    if "costs" in recorded.hearing.terms["before"]:
        return ["The household has no court costs account: ask for one in the housing system, then post the costs."]
    return []


# ------------------------------------------------------------------------------------------------------- taking back


def _undo(act: Act, *, by: User, on: dt.date, at: dt.datetime) -> None:
    hearing = Hearing.objects.get(pk=undo.named(act, "legal.hearing"))
    kept = hearing.terms.get("desk") or {}
    try:
        if hearing.outcome_key:
            _withdraw_letters(act.account, hearing.outcome_key, by=by, on=on, at=at)
        _take_back_agreement(kept, by=by, on=on, at=at)
        Reminder.objects.filter(pk=kept.get("reminder") or 0, done_at=None).update(withdrawn_at=at)
        court.take_back(hearing, by=by, on=on)
    except (CannotRecord, CannotAgree, CannotPost, CannotWithdraw) as refusal:
        raise undo.CannotUndo(str(refusal)) from refusal


def _withdraw_letters(account: RentAccount, press: UUID, *, by: User, on: dt.date, at: dt.datetime) -> None:
    letters = OutboxMessage.objects.filter(account=account, press=press).select_related("account", "person")
    for message in letters.order_by("pk"):
        withdraw(message=message, by=by, why=f"{by.name} took the outcome back", on=on, at=at)


def _take_back_agreement(kept: dict[str, Any], *, by: User, on: dt.date, at: dt.datetime) -> None:
    if pk := kept.get("agreement"):
        PossessionOrder.objects.filter(agreement=pk).update(agreement=None)
        agreements.take_back(RepaymentAgreement.objects.get(pk=pk), by=by, at=at)
    if pk := kept.get("ended"):
        agreements.resume(RepaymentAgreement.objects.get(pk=pk), by=by, on=on, at=at)


undo.UNDO[KIND] = _undo
undo.INSTEAD[KIND] = (
    "Tell your team leader: the order is varied or set aside on the case page, and both stay on record."
)
