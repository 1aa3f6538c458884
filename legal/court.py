"""What a hearing came to: written down once, with all that follows from it, and taken back whole.

Of the records of the case alone: the agreement, the letter and the diary are the desk's (caseload/legal/court). The
days and states that facts read stand on the claim and the order.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from legal import court_costs
from legal.decided import OF_AN_ORDER, ORDERS, Decided, obstacles, said
from legal.hearing_dates import workings
from legal.models import Hearing, OrderApplication, PossessionClaim, PossessionOrder
from legal.order_dates import of_order
from legal.rules import causes
from legal.rules.outcomes import Outcome, restore_by
from legal.rules.routes import Power
from legal.rules.worked import kept
from staff.models import User
from staff.ui.words import long_day

Claim, Order = PossessionClaim.Status, PossessionOrder.Status
REFUSING = {Outcome.REFUSED, Outcome.DISMISSED, Outcome.STRUCK_OUT}


class CannotRecord(Exception):
    """The outcome is not written down. The message says why and what to do."""


class RecordedBefore(CannotRecord):
    """Somebody else wrote the outcome down first. The message says what they recorded."""

    def __init__(self, hearing: Hearing) -> None:
        by = hearing.outcome_by.name if hearing.outcome_by else "somebody"
        super().__init__(
            f"{by} has recorded this hearing already: {hearing.terms.get('said') or hearing.get_outcome_display()}. "
            "If that is wrong, ask them to take it back before 17:00, or tell your team leader."
        )
        self.hearing = hearing


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The hearing with what was made of it; `again`: this very outcome was saved before."""

    hearing: Hearing
    order: PossessionOrder | None = None
    following: Hearing | None = None  # the next hearing
    again: bool = False


@transaction.atomic
def record(
    hearing: Hearing, decided: Decided, *, power: Power, insolvency: str = "", by: User, on: date, at: datetime
) -> Recorded:
    """Write the outcome down, with the order, costs, claim and next hearing that follow from it.

    A hearing that only the housing system knows is not saved yet. The same key saves once. Raises RecordedBefore where
    another outcome stands; CannotRecord.
    """
    hearing = _locked(hearing)
    if hearing.outcome:
        if hearing.outcome_key == decided.key:
            order = PossessionOrder.objects.filter(hearing=hearing).first()
            return Recorded(hearing=hearing, order=order, again=True)
        raise RecordedBefore(hearing)
    if wrong := obstacles(hearing, decided, power=power, insolvency=insolvency, on=on):
        raise CannotRecord(" ".join(why for _, why in wrong))
    if decided.outcome in ORDERS and hearing.claim is None:
        raise CannotRecord("This hearing belongs to no claim: record the claim first, then what the court ordered.")
    before = _before(hearing)
    _write(hearing, decided, by=by, at=at)
    order = _make_order(hearing, decided, power=power, before=before, by=by) if decided.outcome in ORDERS else None
    following = _next_hearing(hearing, decided, by=by, at=at) if decided.hearing_on else None
    _claim_follows(hearing, decided, by=by)
    _application_follows(hearing, decided, following, before=before)
    before |= {"following": following.pk if following else None, "order": order.pk if order else None}
    if hearing.claim and decided.outcome in ORDERS - {Outcome.ADJOURNED_ON_TERMS}:
        before["costs"] = court_costs.award(hearing.claim, amount=decided.costs, on=hearing.on, asked_on=on, by=by)
    hearing.terms["before"] = before
    hearing.save()
    return Recorded(hearing=hearing, order=order, following=following)


def _locked(hearing: Hearing) -> Hearing:
    """The row, locked with its claim; of a hearing that the housing system alone knew, the row made meanwhile."""
    if hearing.claim_id:  # who comes first is settled on the claim, whether or not the hearing has its row yet
        PossessionClaim.objects.select_for_update().get(pk=hearing.claim_id)
    rows = Hearing.objects.select_for_update(of=["self"]).select_related("claim__notice", "outcome_by", "tenancy")
    if hearing.pk:
        return rows.get(pk=hearing.pk)
    same = rows.filter(claim=hearing.claim, on=hearing.on, kind=hearing.kind, cancelled_on=None)
    return same.first() or hearing


def _before(hearing: Hearing) -> dict[str, Any]:
    """What taking it back puts back."""
    claim = hearing.claim
    if claim is None:
        return {}
    return {
        "status": claim.status,
        "hearing_on": claim.hearing_on.isoformat() if claim.hearing_on else None,
        "hearing_at": claim.hearing_at.isoformat() if claim.hearing_at else None,
        "restore_by": claim.restore_by.isoformat() if claim.restore_by else None,
        "restoring": claim.worked_out.get("dates", {}).get("restore_by"),
    }


def _write(hearing: Hearing, decided: Decided, *, by: User, at: datetime) -> None:
    cause = causes.CAUSES.get(decided.cause)
    hearing.made_by_id = hearing.made_by_id or by.pk
    hearing.made_at = hearing.made_at or at
    hearing.outcome, hearing.outcome_key = decided.outcome, decided.key
    hearing.outcome_by, hearing.outcome_at = by, at
    hearing.why = ": ".join(part for part in (cause.label if cause else "", decided.cause_text.strip()) if part)[:300]
    hearing.our_fault = cause is not None and cause.ours
    hearing.terms = {"said": said(decided), "words": decided.words, "cause": decided.cause}
    hearing.save()


def _make_order(
    hearing: Hearing, decided: Decided, *, power: Power, before: dict[str, Any], by: User
) -> PossessionOrder:
    """The order, which takes the place of any that was in force."""
    assert hearing.claim is not None
    in_force = PossessionOrder.objects.select_for_update().filter(claim=hearing.claim, status=Order.IN_FORCE)
    replaced = list(in_force.order_by("-made_on", "-pk"))
    for old in replaced:
        old.status, old.ended_on, old.ended_why = Order.VARIED, hearing.on, "Another order took its place"
        old.save(update_fields=["status", "ended_on", "ended_why"])
    before["varied"] = [old.pk for old in replaced]
    return PossessionOrder.objects.create(
        claim=hearing.claim,
        hearing=hearing,
        made_on=hearing.on,
        kind=decided.outcome,
        possession_on=decided.possession_on,
        arrears=decided.arrears,
        costs=decided.costs,
        rent_terms="current_rent" if decided.has_terms and decided.current_rent else "none",
        instalment_amount=decided.instalment_amount if decided.has_terms else None,
        frequency=decided.frequency if decided.has_terms else "",
        first_due_on=decided.first_due_on if decided.has_terms else None,
        status=Order.IN_FORCE,
        terms=decided.words,
        replaces=replaced[0] if replaced else None,
        worked_out=of_order(
            kind=decided.outcome,
            made_on=hearing.on,
            section_89=power is Power.MANDATORY,
            possession_on=decided.possession_on,
            by=by.name,
            words=decided.words,
        ),
        made_by=by,
    )


def _next_hearing(hearing: Hearing, decided: Decided, *, by: User, at: datetime) -> Hearing:
    assert decided.hearing_on is not None
    kind = hearing.kind if hearing.kind in OF_AN_ORDER else Hearing.Kind.ADJOURNED
    known = {"claim": hearing.claim, "on": decided.hearing_on, "kind": kind, "cancelled_on": None}
    if hearing.claim and (there := Hearing.objects.filter(**known).first()):
        raise CannotRecord(f"A hearing on {long_day(there.on)} is in the diary already: open it instead.")
    return Hearing.objects.create(
        tenancy=hearing.tenancy,
        claim=hearing.claim,
        kind=kind,
        on=decided.hearing_on,
        at=decided.hearing_at,
        court=hearing.court,
        room=hearing.room,
        order_sought=hearing.order_sought,
        worked_out=workings(kind, hearing_on=decided.hearing_on, claim=hearing.claim, by=by.name),
        made_by=by,
        made_at=at,
    )


STATUS = {
    Outcome.ADJOURNED_ON_TERMS: Claim.ADJOURNED_ON_TERMS,
    Outcome.ADJOURNED_TO_DATE: Claim.ADJOURNED_TO_DATE,
    Outcome.ADJOURNED_GENERALLY: Claim.ADJOURNED_GENERALLY,
    Outcome.STAYED: Claim.STAYED,
    Outcome.DISMISSED: Claim.DISMISSED,
    Outcome.STRUCK_OUT: Claim.STRUCK_OUT,
    Outcome.WITHDRAWN: Claim.WITHDRAWN,
}


def _claim_follows(hearing: Hearing, decided: Decided, *, by: User) -> None:
    """The claim's state and next day. What becomes of an application leaves a claim with its order as it is."""
    claim = hearing.claim
    if claim is None:
        return
    outcome = decided.outcome
    of_claim = hearing.kind not in OF_AN_ORDER
    if outcome in ORDERS - {Outcome.ADJOURNED_ON_TERMS}:
        claim.status = Claim.ORDER_MADE
    elif of_claim and outcome in STATUS:
        claim.status = STATUS[outcome]
    if decided.hearing_on:
        claim.hearing_on, claim.hearing_at = decided.hearing_on, decided.hearing_at
    if outcome is Outcome.ADJOURNED_GENERALLY:
        last = restore_by(adjourned_on=hearing.on)
        if decided.restore_by and decided.restore_by != last.answer:
            why = decided.words.strip() or "The court gave this day."
            last = last.overridden(on=decided.restore_by, by=by.name, why=why)
        claim.restore_by = last.answer
        claim.worked_out = {"dates": claim.worked_out.get("dates", {}) | kept([last])}
    claim.save(update_fields=["status", "hearing_on", "hearing_at", "restore_by", "worked_out"])


def _application_follows(
    hearing: Hearing, decided: Decided, following: Hearing | None, *, before: dict[str, Any]
) -> None:
    """The application that was heard is decided, unless it was put off: then it is heard at the next hearing. One to
    restore a claim has done its work once the claim is heard again, whatever came of that."""
    application = OrderApplication.objects.filter(hearing=hearing, outcome="").first() if hearing.pk else None
    if application is None:
        return
    restores = application.kind == OrderApplication.Kind.RESTORE
    if not restores and decided.outcome in {Outcome.ADJOURNED_TO_DATE, Outcome.ADJOURNED_GENERALLY}:
        application.hearing = following
        application.save(update_fields=["hearing"])
        before["moved"] = application.pk
        return
    results = OrderApplication.Outcome
    application.outcome = results.REFUSED if decided.outcome in REFUSING else results.GRANTED
    if decided.outcome is Outcome.WITHDRAWN:
        application.outcome = results.WITHDRAWN
    application.decided_on = hearing.on
    application.save(update_fields=["outcome", "decided_on"])
    before["application"] = application.pk


@transaction.atomic
def take_back(hearing: Hearing, *, by: User, on: date) -> None:
    """Undo all that `record` wrote. The agreement is the desk's, which takes it back first. Raises CannotRecord."""
    hearing = _locked(hearing)
    before = hearing.terms.get("before") or {}
    if not hearing.outcome:
        raise CannotRecord("This outcome was taken back already.")
    if pk := before.get("order"):
        _unmake_order(PossessionOrder.objects.select_for_update().get(pk=pk), before.get("varied", []))
    court_costs.take_back(before.get("costs") or {}, by=by, on=on)
    if pk := before.get("following"):
        _unmake_hearing(Hearing.objects.select_for_update().get(pk=pk), on=on)
    if pk := before.get("moved"):
        OrderApplication.objects.filter(pk=pk).update(hearing=hearing)
    if pk := before.get("application"):
        OrderApplication.objects.filter(pk=pk).update(outcome="", decided_on=None)
    if claim := hearing.claim:
        days = {name: before.get(name) for name in ("hearing_on", "restore_by")}
        claim.status = before["status"]
        claim.hearing_on, claim.restore_by = (date.fromisoformat(day) if day else None for day in days.values())
        claim.hearing_at = time.fromisoformat(before["hearing_at"]) if before.get("hearing_at") else None
        dates = {name: row for name, row in claim.worked_out.get("dates", {}).items() if name != "restore_by"}
        stood = before.get("restoring")
        claim.worked_out = {"dates": dates | ({"restore_by": stood} if stood else {})}
        claim.save(update_fields=["status", "hearing_on", "hearing_at", "restore_by", "worked_out"])
    hearing.outcome, hearing.outcome_by, hearing.outcome_at, hearing.outcome_key = "", None, None, None
    hearing.why, hearing.our_fault, hearing.terms = "", False, {}
    hearing.save()


def _unmake_order(order: PossessionOrder, varied: list[int]) -> None:
    used = order.applications.exists() or order.warrant_requests.exists() or order.evictions.exists()
    if used or order.agreement_id:
        raise CannotRecord("The order is in use already: set it aside or vary it instead.")
    order.delete()
    PossessionOrder.objects.filter(pk__in=varied).update(status=Order.IN_FORCE, ended_on=None, ended_why="")


def _unmake_hearing(hearing: Hearing, *, on: date) -> None:
    if hearing.outcome:
        raise CannotRecord(f"The hearing on {long_day(hearing.on)} that followed has an outcome already.")
    hearing.cancelled_on = on
    hearing.save(update_fields=["cancelled_on"])
