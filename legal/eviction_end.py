"""How an eviction ends: stopped, with court and bailiff told, or its outcome recorded once; its costs (rulebook 5)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from legal.accounts import main_account
from legal.evictions import LIVE, WHY, CannotEvict, OnOrder, Outcome, State, locked, note_eviction
from legal.models import ClaimCost, Eviction, PossessionOrder
from staff.models import User
from staff.ui.words import long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent

# How the day ended, as the order and the facts name it.
ON_ORDER = {
    Outcome.POSSESSION: OnOrder.EXECUTED,
    Outcome.NOBODY_CAME: OnOrder.CANCELLED,
    Outcome.SUSPENDED: OnOrder.SUSPENDED,
    Outcome.CANCELLED: OnOrder.CANCELLED,
    Outcome.ABANDONED: OnOrder.CANCELLED,
}


class RecordedBefore(CannotEvict):
    """Another outcome stands already. The message says which, and by whom."""


def stop(found: Eviction, *, why: str, cancelled: bool, by: User | None, on: date, at: datetime) -> bool:
    """It does not go ahead; `found` is locked by the caller. `cancelled`: by us, paid or agreed; else suspended.

    `by` None: a fact stopped it. Answers whether it was still open: stopped twice is stopped once. Raises CannotEvict.
    """
    if not why.strip():
        raise CannotEvict("Say why it is stopped: everybody named for the day reads it.")
    if found.state not in LIVE:
        return False
    found.state, found.stopped_why = State.STOPPED, why.strip()[:WHY]
    found.save(update_fields=["state", "stopped_why"])
    found.requests.filter(decided_at=None).delete()  # its history is kept by the database
    outcome = OnOrder.CANCELLED if cancelled else OnOrder.SUSPENDED
    PossessionOrder.objects.filter(pk=found.order_id).update(eviction_outcome=outcome)
    said = f"Eviction of {long_day(found.on)} stopped. {why.strip()}"
    note_eviction(found, said, suffix=":stopped", by=by, on=on, at=at)
    return True


@transaction.atomic
def told(eviction: Eviction, *, whom: str, by: User, on: date, at: datetime) -> None:
    """The court, or the bailiff, was told that it is stopped; the first time stands. Raises CannotEvict."""
    found = locked(eviction, State.STOPPED)
    fields = {"court": "court_told_at", "bailiff": "bailiff_told_at"}
    if whom not in fields:
        raise CannotEvict("Choose the court or the bailiff.")
    if getattr(found, fields[whom]) is None:
        setattr(found, fields[whom], at)
        found.save(update_fields=[fields[whom]])
        note_eviction(
            found, f"The {whom} was told that the eviction is stopped", suffix=f":{whom}_told", by=by, on=on, at=at
        )


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What came of the day, as whoever stood there recorded it. `key` is made on the device: saved once."""

    outcome: str
    key: UUID
    note: str = ""
    belongings: str = ""


@transaction.atomic
def record_outcome(eviction: Eviction, ended: Ended, *, by: User, on: date, at: datetime) -> tuple[Eviction, bool]:
    """Write down what happened. Answers the eviction, and whether this very press was saved before.

    Possession is recorded of what was confirmed ready alone, also where a stop came while the officer stood at the door
    without a signal: the record tells what happened. Raises RecordedBefore, CannotEvict.
    """
    if ended.outcome not in Outcome.values:
        raise CannotEvict("Choose what happened.")
    PossessionOrder.objects.select_for_update().get(pk=eviction.order_id)
    found = locked(eviction)
    if found.outcome:
        if found.outcome_key == ended.key:
            return found, True
        name = found.outcome_by.name if found.outcome_by else "Somebody"
        raise RecordedBefore(
            f"{name} has recorded this already: {found.get_outcome_display()}. Tell your team leader if that is wrong."
        )
    if on < found.on:
        raise CannotEvict(f"The eviction is on {long_day(found.on)}: its outcome is recorded from that day on.")
    if ended.outcome == Outcome.POSSESSION and found.ready_at is None:
        raise CannotEvict("It was never confirmed ready, so no possession may be taken. Ring the income manager now.")
    found.state, found.outcome, found.outcome_key = State.DONE, ended.outcome, ended.key
    found.outcome_by, found.outcome_at = by, at
    found.outcome_note, found.belongings = ended.note.strip()[:4000], ended.belongings.strip()[:4000]
    found.save()
    found.requests.filter(decided_at=None).delete()
    on_order: dict[str, Any] = {"eviction_outcome": ON_ORDER[Outcome(ended.outcome)]}
    if ended.outcome == Outcome.POSSESSION:
        on_order |= {
            "status": PossessionOrder.Status.EXECUTED,
            "ended_on": found.on,
            "ended_why": "Carried out by the bailiff",
        }
    PossessionOrder.objects.filter(pk=found.order_id).update(**on_order)
    said = f"Eviction of {long_day(found.on)}: {found.get_outcome_display()}. {found.outcome_note}"
    note_eviction(found, said.strip(), suffix=":outcome", by=by, on=on, at=at)
    return found, False


@transaction.atomic
def enter_cost(
    eviction: Eviction, *, supplier: str, amount: Decimal, cost_on: date, by: User, on: date, at: datetime
) -> ClaimCost:
    """A cost of the eviction, by who was paid: it stands apart from the balance until the court awards it."""
    if not supplier.strip():
        raise CannotEvict("Name who was paid: the locksmith, the storage firm.")
    if amount <= 0:
        raise CannotEvict("Enter a cost above nothing.")
    if cost_on > on:
        raise CannotEvict("The day of the cost must be today or earlier.")
    made = ClaimCost.objects.create(
        claim=eviction.order.claim, kind=ClaimCost.Kind.OTHER, amount=amount, on=cost_on, note=supplier.strip()[:200],
        by=by,
    )  # fmt: skip
    said = f"Cost of the eviction: {pounds(amount)} to {made.note}, {long_day(cost_on)}"
    timeline.record(
        account=main_account(eviction.order.claim.tenancy_id), what=AccountEvent.What.LEGAL, on=on, by=by, at=at,
        summary=said, about=f"legal.claimcost:{made.pk}",
    )  # fmt: skip
    return made
