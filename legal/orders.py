"""What ends an order outside a hearing: it is discharged, or set aside. Both stay on record, with who and why.

An order is varied by another, which a hearing makes (legal/court.py).
"""

from datetime import date, datetime

from django.db import transaction

from legal.accounts import main_account
from legal.models import OrderApplication, PossessionClaim, PossessionOrder
from staff.models import User
from staff.ui.words import long_day
from tenancies import timeline
from tenancies.models import AccountEvent

Status = PossessionOrder.Status
ENDS = {Status.DISCHARGED, Status.SET_ASIDE}


class CannotEnd(Exception):
    """The order stays as it is. The message says why and what to do."""


@transaction.atomic
def end(
    order: PossessionOrder, *, how: str, ended_on: date, why: str, by: User, on: date, at: datetime
) -> PossessionOrder:
    """Discharge an order, or set it aside: then the claim goes on as if it had not been made. Raises CannotEnd."""
    order = PossessionOrder.objects.select_for_update(of=["self"]).select_related("claim").get(pk=order.pk)
    if how not in ENDS:
        raise CannotEnd("Choose whether the order was discharged or set aside.")
    if order.status != Status.IN_FORCE:
        raise CannotEnd(f"This order is not in force any more: {order.get_status_display().lower()}.")
    if not order.made_on <= ended_on <= on:
        raise CannotEnd(f"The day must be from {long_day(order.made_on)}, when the order was made, to today.")
    if not why.strip():
        raise CannotEnd("Write why: the judge’s reason, or that all it ordered is paid.")
    if _booked(order):
        raise CannotEnd("An eviction is booked on this order: stop the eviction first.")
    order.status, order.ended_on, order.ended_why = how, ended_on, why.strip()[:300]
    order.save(update_fields=["status", "ended_on", "ended_why"])
    if how == Status.SET_ASIDE:
        PossessionClaim.objects.filter(pk=order.claim_id).update(status=PossessionClaim.Status.ISSUED)
        asked = OrderApplication.objects.filter(order=order, kind=OrderApplication.Kind.SET_ASIDE, outcome="")
        asked.update(outcome=OrderApplication.Outcome.GRANTED, decided_on=ended_on)
    timeline.record(
        account=main_account(order.claim.tenancy_id),
        what=AccountEvent.What.ORDER,
        on=ended_on,
        by=by,
        at=at,
        summary=f"Order of {long_day(order.made_on)} {Status(how).label.lower()}: {order.ended_why}.",
        about=f"legal.possessionorder:{order.pk}:{at.isoformat()}",
    )
    return order


def _booked(order: PossessionOrder) -> bool:
    return order.evictions.filter(state__in=["booked", "ready"]).exists()


@transaction.atomic
def resume(order: PossessionOrder, *, claim_status: str) -> None:
    """It was ended by mistake: it is in force again, and the claim as it was. Raises CannotEnd."""
    order = PossessionOrder.objects.select_for_update(of=["self"]).get(pk=order.pk)
    if order.status not in ENDS:
        raise CannotEnd("This order was not ended.")
    if PossessionOrder.objects.filter(claim=order.claim_id, status=Status.IN_FORCE).exists():
        raise CannotEnd("Another order is in force by now.")
    asked = OrderApplication.objects.filter(order=order, kind=OrderApplication.Kind.SET_ASIDE)
    asked.filter(outcome=OrderApplication.Outcome.GRANTED, decided_on=order.ended_on).update(
        outcome="", decided_on=None
    )
    order.status, order.ended_on, order.ended_why = Status.IN_FORCE, None, ""
    order.save(update_fields=["status", "ended_on", "ended_why"])
    PossessionClaim.objects.filter(pk=order.claim_id).update(status=claim_status)
