"""What a hearing came to: written down once, with all that follows from it, and taken back whole.

Of the records of the case alone: the agreement, the letter and the diary are the desk's (caseload/legal/court). The
days and states that facts read stand on the claim and the order.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from legal import court_costs
from legal.hearing_dates import workings
from legal.models import Hearing, OrderApplication, PossessionClaim, PossessionOrder
from legal.rules import causes, orders
from legal.rules.hearings import hearing_trouble
from legal.rules.insolvency import terms_refused
from legal.rules.outcomes import Outcome, cannot_be_made, restore_by, terms_missing, terms_obstacles
from legal.rules.routes import Power
from recovery.rules.facts import ZERO
from recovery.rules.plans import EVERY
from staff.models import User
from staff.ui.words import long_day, pounds
from tenancies import bank_holidays

Claim, Order = PossessionClaim.Status, PossessionOrder.Status
ORDERS = {
    Outcome.SUSPENDED,
    Outcome.POSTPONED,
    Outcome.OUTRIGHT,
    Outcome.MONEY_ONLY,
    Outcome.CONSENT,
    Outcome.ADJOURNED_ON_TERMS,
}
OF_AN_ORDER = {Hearing.Kind.SUSPENSION, Hearing.Kind.APPLICATION, Hearing.Kind.SET_ASIDE, Hearing.Kind.APPEAL}
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
class Decided:
    """What the court decided, as the officer wrote it down. `key` is made on the device: saved once."""

    outcome: Outcome
    key: UUID
    cause: str = ""
    cause_text: str = ""
    words: str = ""  # what else the court said
    possession_on: date | None = None
    arrears: Decimal = ZERO
    costs: Decimal = ZERO
    instalment_amount: Decimal = ZERO
    frequency: str = ""
    first_due_on: date | None = None
    current_rent: bool = True
    hearing_on: date | None = None
    hearing_at: time | None = None
    restore_by: date | None = None

    @property
    def has_terms(self) -> bool:
        return self.instalment_amount > 0 and self.first_due_on is not None and bool(self.frequency)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The hearing with what was made of it; `again`: this very outcome was saved before."""

    hearing: Hearing
    order: PossessionOrder | None = None
    following: Hearing | None = None  # the next hearing
    again: bool = False


def said(decided: Decided) -> str:
    """The outcome in one sentence without its full stop: for the timeline, the tenant's letter and who comes second."""
    parts = [decided.outcome.label]
    if decided.possession_on:
        parts.append(f"possession on {long_day(decided.possession_on)}")
    if decided.outcome in ORDERS and decided.arrears:
        parts.append(f"arrears of {pounds(decided.arrears)}")
    if decided.outcome in ORDERS and decided.costs:
        parts.append(f"costs of {pounds(decided.costs)}")
    if decided.has_terms and decided.first_due_on:
        rent = "current rent and " if decided.current_rent else ""
        paid = f"{pounds(decided.instalment_amount)} {EVERY[decided.frequency]}"
        parts.append(f"{rent}{paid} from {long_day(decided.first_due_on)}")
    if decided.hearing_on:
        at = f" at {decided.hearing_at:%H:%M}" if decided.hearing_at else ""
        parts.append(f"next hearing on {long_day(decided.hearing_on)}{at}")
    if decided.restore_by:
        parts.append(f"may be restored until {long_day(decided.restore_by)}")
    return ", ".join(parts)


def obstacles(
    hearing: Hearing, decided: Decided, *, power: Power, insolvency: str = "", on: date
) -> list[tuple[str, str]]:
    """What is wrong with an outcome, each with the field it is about (blank: with the whole)."""
    outcome, found = decided.outcome, []
    if hearing.on > on:
        found.append(("", f"The hearing is on {long_day(hearing.on)}: its outcome is recorded from that day on."))
    if why := cannot_be_made(outcome, power=power, insolvency=insolvency):
        found.append(("outcome", why))
    if outcome is Outcome.REFUSED and hearing.kind not in OF_AN_ORDER:
        found.append(("outcome", "Only an application is refused: choose dismissed or struck out."))
    if why := causes.cause_missing(outcome, decided.cause):
        found.append(("cause", why))
    if why := terms_refused(insolvency, instalment=decided.instalment_amount):
        found.append(("instalment_amount", why))
    days = terms_obstacles(made_on=hearing.on, first_due_on=decided.first_due_on, possession_on=decided.possession_on)
    found += [("first_due_on" if "payment" in why else "possession_on", why) for why in days]
    found += _possession_too_late(hearing, decided, power=power)
    if why := terms_missing(
        outcome, power=power, arrears=decided.arrears, has_terms=decided.has_terms, reason=decided.words
    ):
        found.append(("words", why))
    if outcome is Outcome.ADJOURNED_TO_DATE:
        found += _next_day_wrong(hearing, decided.hearing_on)
    if decided.restore_by and decided.restore_by <= hearing.on:
        found.append(("restore_by", "The last day to restore the claim must be after the hearing."))
    return found


def _possession_too_late(hearing: Hearing, decided: Decided, *, power: Power) -> list[tuple[str, str]]:
    """Housing Act 1980, s.89: six weeks at most, in exceptional hardship (rulebook ORD-2)."""
    mandatory = power is Power.MANDATORY
    limit = orders.hardship_max(kind=decided.outcome, made_on=hearing.on, section_89=mandatory).answer
    if limit and decided.possession_on and decided.possession_on > limit:
        return [
            (
                "possession_on",
                f"The court can put possession off to {long_day(limit)} at most here (Housing Act 1980, s.89).",
            )
        ]
    return []


def _next_day_wrong(hearing: Hearing, day: date | None) -> list[tuple[str, str]]:
    if day is None:
        return [("hearing_on", "Enter the day of the next hearing.")]
    if day <= hearing.on:
        return [("hearing_on", "The next hearing must be after this one.")]
    trouble = hearing_trouble(day, bank_holidays=bank_holidays.around(day))
    return [("hearing_on", trouble)] if trouble else []


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
    order = _make_order(hearing, decided, before=before, by=by) if decided.outcome in ORDERS else None
    following = _next_hearing(hearing, decided, by=by, at=at) if decided.hearing_on else None
    _claim_follows(hearing, decided)
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


def _make_order(hearing: Hearing, decided: Decided, *, before: dict[str, Any], by: User) -> PossessionOrder:
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


def _claim_follows(hearing: Hearing, decided: Decided) -> None:
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
        claim.restore_by = decided.restore_by or restore_by(adjourned_on=hearing.on).answer
    claim.save(update_fields=["status", "hearing_on", "hearing_at", "restore_by"])


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
        claim.save(update_fields=["status", "hearing_on", "hearing_at", "restore_by"])
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
