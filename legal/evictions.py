"""A bailiff's appointment: what it needs, and its booking. See also legal.eviction_work, legal.eviction_end.

The day and how it ended stand on the order too, where the facts read them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from legal import enforcing, gates, warrants
from legal.accounts import main_account
from legal.enforcement_dates import last_day, of_eviction
from legal.enforcing import WELFARE, CannotEnforce
from legal.models import Eviction, LegalRequest, PossessionOrder, WarrantRequest
from legal.order_statement import receipt_entries
from legal.rules import evictions as dates
from legal.rules.checks import Obstacle, Step
from legal.rules.enforcement import Booking, Checked, Enforcement, attendance_flag, checklist, eviction_obstacles, stops
from recovery.rules.facts import ZERO, AccountFacts
from recovery.rules.gates import Act
from staff.models import User
from staff.ui.words import listed, long_day
from tenancies import bank_holidays, timeline
from tenancies.models import AccountEvent, RentAccount
from tenancies.rules.calendar import ONE_DAY, working_day_by

State, Outcome, What = Eviction.State, Eviction.Outcome, AccountEvent.What
OnOrder = PossessionOrder.EvictionOutcome
LIVE = [State.BOOKED, State.READY]
DISPENSED, RECEIPTS_KEY = "notice_dispensed", "receipts"
WHY = 300
SAID_OF_ORDER = {"crisis", "breathing_space"}  # by legal.rules.enforcement.stops


class CannotEvict(CannotEnforce):
    """It stays as it is. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What the court gave. `dispensed`: why no notice of eviction is needed, in the court's words."""

    on: date
    at: time | None = None
    bailiff: str = ""
    notice_delivered_on: date | None = None
    dispensed: str = ""


# ------------------------------------------------------------------------------------------------------- what it needs


def booking_of(eviction: Eviction, *, account: RentAccount) -> Booking:
    """The appointment as the rules read it."""
    return Booking(
        on=eviction.on,
        approved=approval_of(eviction) is not None,
        notice_delivered_on=eviction.notice_delivered_on,
        dispensed=DISPENSED in eviction.checks,
        warrant_last_day=last_day_of(eviction.order, eviction.warrant),
        attends=eviction.attends.name if eviction.attends else "",
        attendance_confirmed=eviction.attendance_confirmed_at is not None,
        referral=enforcing.referred(account),
    )


def last_day_of(order: PossessionOrder, warrant: WarrantRequest | None) -> date | None:
    """Until when the warrant may be carried out; one issued outside runs from its own day."""
    if warrant:
        return warrant.last_day
    return last_day(issued_on=order.warrant_issued_on).answer if order.warrant_issued_on else None


def approval_of(eviction: Eviction) -> LegalRequest | None:
    """The manager's yes to go ahead."""
    return eviction.requests.filter(step=LegalRequest.Step.EVICTION, approved=True).order_by("-pk").first()


def checklist_of(eviction: Eviction, *, account: RentAccount, facts: AccountFacts, on: date) -> list[Step]:
    """The checks as they will stand on the morning itself, or today where that is later."""
    return checklist(_checks(eviction, account=account, facts=facts, on=on), on=max(on, eviction.on))


def _checks(eviction: Eviction, *, account: RentAccount, facts: AccountFacts, on: date) -> dict[str, Any]:
    kept = {**(eviction.warrant.checks if eviction.warrant else {}), **eviction.checks}
    return enforcing.checks_of(kept, account=account, order=eviction.order, facts=facts, on=on)


def stands(eviction: Eviction, *, facts: AccountFacts, on: date) -> Enforcement:
    return enforcing.enforcement(eviction.order, facts=facts, on=on, since=eviction.warrant)


def ready_obstacles(eviction: Eviction, *, account: RentAccount, facts: AccountFacts, on: date) -> list[Obstacle]:
    """Why it cannot be confirmed ready; empty where it can (rulebook ORD-9, ORD-10, 7, HOM-2, BS-3, SAF-1)."""
    checks = _checks(eviction, account=account, facts=facts, on=on)
    morning = dict(checks)
    if "breach" in morning:  # it is worked out again that morning by itself
        morning["breach"] = Checked(on=max(on, eviction.on), by=enforcing.BY_QUARTERDAY, how=checks["breach"].how)
    found = eviction_obstacles(
        booking_of(eviction, account=account),
        facts=replace(stands(eviction, facts=facts, on=on), on=max(on, eviction.on)),
        checks=morning,
    )
    if eviction.attends and eviction.attendance_confirmed_at is None:
        found.append(
            Obstacle(
                says=f"{eviction.attends.name} has not confirmed.", do="Ask them to confirm on this page.", rule="7"
            )
        )
    found += gates.shut(Act.WARRANT, facts, but=SAID_OF_ORDER)
    if waits := open_payment(eviction):
        found.append(Obstacle(says="Money came in.", do=f"The manager decides first: {waits.note}", rule="ORD-15"))
    first = ready_from(eviction)
    if on < first:
        found.append(
            Obstacle(
                says="It is confirmed on its morning, or the working day before.",
                do=f"Come back on {long_day(first)}.",
                rule="7",
            )
        )
    return found


def ready_from(eviction: Eviction) -> date:
    """The working day before."""
    return working_day_by(eviction.on - ONE_DAY, bank_holidays=bank_holidays.around(eviction.on))


def open_payment(eviction: Eviction) -> LegalRequest | None:
    """Money that a manager has not decided about yet."""
    return eviction.requests.filter(step=LegalRequest.Step.PAYMENT, decided_at=None).first()


def flag_of(eviction: Eviction, *, on: date) -> str:
    """Five days before: nobody named, or not confirmed; blank otherwise. Asks no rule but attendance's own."""
    if eviction.state not in LIVE:
        return ""
    attends = eviction.attends.name if eviction.attends else ""
    booking = Booking(
        on=eviction.on, attends=attends, attendance_confirmed=eviction.attendance_confirmed_at is not None
    )
    return attendance_flag(booking, on=on)


# ------------------------------------------------------------------------------------------------------------- booking


def booking_obstacles(
    order: PossessionOrder, when: Appointment, *, account: RentAccount, facts: AccountFacts, on: date
) -> list[Obstacle]:
    """Why no appointment may be booked: warrant and its approval, welfare checks, referral, notice, stops, gates."""
    warrant = warrants.running(order)
    issued_here = warrant is not None and warrant.state == WarrantRequest.State.ISSUED
    found = stops(enforcing.enforcement(order, facts=facts, on=on, since=warrant if issued_here else None))
    found += gates.shut(Act.WARRANT, facts, but=SAID_OF_ORDER)
    if order.status != PossessionOrder.Status.IN_FORCE:
        found.append(Obstacle(says="The order is no longer in force.", do="Ask legal.", rule="ORD-1"))
    if not issued_here and not (order.source_ref and order.warrant_issued_on):
        found.append(
            Obstacle(says="No warrant was approved and issued.", do="Have it approved and issued first.", rule="ORD-8")
        )
    last = last_day_of(order, warrant if issued_here else None)
    if last and when.on > last:
        found.append(Obstacle(says=f"The warrant ends on {long_day(last)}.", do="Apply to extend it.", rule="ORD-10"))
    if when.on <= on:
        found.append(Obstacle(says="The appointment must be after today.", do="Enter the day the court gave."))
    found += notice_too_late(when)
    checks = enforcing.checks_of(warrant.checks if warrant else {}, account=account, order=order, facts=facts, on=on)
    missing = [step.name for step in checklist(checks, on=on) if step.code in WELFARE and not step.done]
    if missing:
        do = "Check them on the page of the warrant."
        found.append(Obstacle(says=f"Not checked within 28 days: {listed(missing)}.", do=do, rule="7"))
    found += enforcing.not_told(order, account=account, on=on)
    if not enforcing.referred(account):
        do = "Refer, or record that it was refused."
        found.append(Obstacle(says="No homelessness referral was made.", do=do, rule="HOM-2"))
    return found


def notice_too_late(when: Appointment) -> list[Obstacle]:
    delivered = when.notice_delivered_on
    if delivered is None or when.dispensed.strip():
        return []
    first = dates.earliest(notice_delivered_on=delivered, bank_holidays=frozenset()).strict
    if first is None or when.on >= first:
        return []
    do = f"The first day that it allows is {long_day(first)}."
    return [Obstacle(says="The notice of eviction was delivered too late for this day.", do=do, rule="ORD-9")]


@transaction.atomic
def book(
    order: PossessionOrder,
    when: Appointment,
    *,
    account: RentAccount,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> Eviction:
    """Book a bailiff's appointment. Two at once: the second is told who was first. Raises CannotEvict."""
    order = PossessionOrder.objects.select_for_update(of=["self"]).select_related("claim__tenancy").get(pk=order.pk)
    if live := live_of(order):
        raise CannotEvict(f"{live.made_by.name} has booked it already, for {long_day(live.on)}. Open that one.")
    refuse(booking_obstacles(order, when, account=account, facts=facts, on=on))
    found = warrants.running(order)
    warrant = found if found and found.state == WarrantRequest.State.ISSUED else None
    made_outside = found.checks if found and warrant is None else {}  # checked here for a warrant issued outside
    checks: dict[str, Any] = made_outside | {
        RECEIPTS_KEY: {"on": on.isoformat(), "by": by.name, "how": "Received by then", "sum": str(received(account))}
    }
    if when.dispensed.strip():
        checks[DISPENSED] = {"on": on.isoformat(), "by": by.name, "how": when.dispensed.strip()[:WHY]}
    try:
        with transaction.atomic():
            made = Eviction.objects.create(
                order=order, warrant=warrant, on=when.on, at=when.at, bailiff=when.bailiff.strip()[:120],
                notice_delivered_on=when.notice_delivered_on, checks=checks, made_by=by, made_at=at,
                worked_out=of_eviction(order, eviction_on=when.on, notice_delivered_on=when.notice_delivered_on,
                                       dispensed=checks.get(DISPENSED)),
            )  # fmt: skip
    except IntegrityError as twice:
        raise CannotEvict("Somebody has booked it already. Open that one.") from twice
    order.eviction_on, order.eviction_at, order.eviction_outcome = when.on, when.at, OnOrder.BOOKED
    order.save(update_fields=["eviction_on", "eviction_at", "eviction_outcome"])
    clock = f" at {when.at:%H:%M}" if when.at else ""
    note_eviction(made, f"Eviction booked for {long_day(when.on)}{clock}", suffix="", by=by, on=on, at=at)
    return made


def live_of(order: PossessionOrder) -> Eviction | None:
    return Eviction.objects.filter(order=order, state__in=LIVE).select_related("made_by").first()


def received(account: RentAccount) -> Decimal:
    """All receipts that ever came in, net of what was reversed."""
    return received_on([account]).get(account.pk, ZERO)


def received_on(accounts: Collection[RentAccount]) -> dict[int, Decimal]:
    """The same for each of these accounts that money came in on, in one query."""
    sums = receipt_entries(accounts).values_list("account_id").annotate(sum=Sum("amount"))
    return {account: -amount for account, amount in sums}


def refuse(found: list[Obstacle]) -> None:
    if found:
        raise CannotEvict(" ".join(str(each) for each in found))


def note_eviction(eviction: Eviction, said: str, *, suffix: str, by: User | None, on: date, at: datetime) -> None:
    account = main_account(eviction.order.claim.tenancy_id)
    about = f"legal.eviction:{eviction.pk}{suffix}"
    timeline.record(account=account, what=What.EVICTION, on=on, by=by, at=at, summary=said, about=about)


def locked(eviction: Eviction, *states: str) -> Eviction:
    """The row for a change. Raises CannotEvict where it is in none of these states."""
    related = ["order__claim__tenancy", "warrant", "made_by", "attends", "attends_too"]
    found = Eviction.objects.select_for_update(of=["self"]).select_related(*related).get(pk=eviction.pk)
    if states and found.state not in states:
        why = f" {found.stopped_why}" if found.stopped_why else ""
        raise CannotEvict(f"This is no longer open: {found.get_state_display().lower()}.{why}")
    return found
