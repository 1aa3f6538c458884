"""Costs that an order awards: only then are they asked for in the ledger, on the account for court costs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from legal.models import ClaimCost, PossessionClaim, PossessionOrder
from staff.models import User
from staff.ui.words import long_day
from tenancies.actions import CannotPost
from tenancies.models import AccountKind, EntryKind, PendingPosting, RentAccount

State = ClaimCost.State
ZERO = Decimal("0.00")
STANDING = (State.CLAIMED, State.AWARDED)


def costs_account(claim: PossessionClaim) -> RentAccount | None:
    """The household's account for court costs; None: the housing system has not opened one."""
    found = RentAccount.objects.filter(tenancy=claim.tenancy_id, kind=AccountKind.COURT_COSTS, closed_on=None)
    return found.order_by("pk").first()


def claimed_and_awarded(claim: PossessionClaim, costs: Iterable[ClaimCost]) -> tuple[Decimal, Decimal]:
    """What of the costs of a claim waits for the court, and what it awarded.

    Those of a claim that the housing system alone holds are its fee until an order of it names costs.
    """
    rows = list(costs)
    if rows:
        sums = [sum((each.amount for each in rows if each.state == state), ZERO) for state in STANDING]
        return sums[0], sums[1]
    orders = claim.orders.exclude(status=PossessionOrder.Status.SET_ASIDE)
    awarded = sum((order.costs or ZERO for order in orders), ZERO)
    return (ZERO if awarded else claim.fee or ZERO), awarded


def award(claim: PossessionClaim, *, amount: Decimal, on: date, asked_on: date, by: User) -> dict[str, Any]:
    """Decide the costs claimed: awarded in full, refused, or another sum in their place. Returns what it did.

    The sum awarded is asked for in the housing system as one posting; nothing is added to the balance here.
    """
    waiting = list(ClaimCost.objects.select_for_update().filter(claim=claim, state=State.CLAIMED).order_by("pk"))
    in_full = bool(waiting) and sum((each.amount for each in waiting), ZERO) == amount
    for each in waiting:
        each.state, each.decided_on = State.AWARDED if in_full else State.REFUSED, on
        each.save(update_fields=["state", "decided_on"])
    done: dict[str, Any] = {"decided": [each.pk for each in waiting]}
    if amount <= 0:
        return done
    lead = waiting[0] if in_full else _another(claim, amount=amount, on=on, by=by)
    if not in_full:
        done["made"] = lead.pk
    if account := costs_account(claim):
        lead.posting = PendingPosting.objects.create(
            account=account,
            kind=EntryKind.COURT_COSTS,
            amount=amount,
            narrative=f"Court costs awarded {long_day(on)}",
            asked_on=asked_on,
            asked_by=by,
        )
        lead.save(update_fields=["posting"])
        done["posting"] = lead.posting.pk
    return done


def _another(claim: PossessionClaim, *, amount: Decimal, on: date, by: User) -> ClaimCost:
    return ClaimCost.objects.create(
        claim=claim,
        kind=ClaimCost.Kind.OTHER,
        amount=amount,
        on=on,
        note="As the court summed it",
        state=State.AWARDED,
        decided_on=on,
        by=by,
    )


def take_back(done: dict[str, Any], *, by: User, on: date) -> None:
    """Undo `award`. Raises CannotPost where the posting has gone to the housing system."""
    if pk := done.get("posting"):
        posting = PendingPosting.objects.select_for_update().get(pk=pk)
        if posting.state != PendingPosting.State.ASKED:
            raise CannotPost("The costs have gone to the housing system already: ask for the opposite posting first.")
        ClaimCost.objects.filter(posting=posting).update(posting=None)
        posting.state = PendingPosting.State.WITHDRAWN
        posting.save(update_fields=["state"])
    if pk := done.get("made"):
        ClaimCost.objects.filter(pk=pk).delete()
    ClaimCost.objects.filter(pk__in=done.get("decided", [])).update(state=State.CLAIMED, decided_on=None)
