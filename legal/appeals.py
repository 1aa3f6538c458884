"""Applications by the tenant or by us, each with its day, its hearing and its outcome. About an order: a stay, other
terms, setting aside, an appeal, permission to enforce. About a claim that the court put off: that it goes on."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from legal import gates, order_warnings
from legal.accounts import main_account
from legal.models import Hearing, OrderApplication, PossessionClaim, PossessionOrder
from legal.order_statement import statement_of
from legal.rules import eviction_events, replies
from legal.rules.worked import Worked
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act
from staff.models import User
from staff.ui.words import long_day
from tenancies import bank_holidays, timeline
from tenancies.models import AccountEvent, ReceivedDocument, RentAccount

Claim = PossessionClaim.Status
PUT_OFF = {Claim.ADJOURNED_GENERALLY, Claim.ADJOURNED_ON_TERMS, Claim.STAYED}
What, Kind, Outcome = AccountEvent.What, OrderApplication.Kind, OrderApplication.Outcome
KINDS = (Kind.STAY, Kind.VARY, Kind.SET_ASIDE, Kind.APPEAL, Kind.PERMISSION)
HALTS = {"breathing_space", "crisis"}
HEARD_AS = {
    Kind.STAY: Hearing.Kind.SUSPENSION,
    Kind.VARY: Hearing.Kind.APPLICATION,
    Kind.SET_ASIDE: Hearing.Kind.SET_ASIDE,
    Kind.APPEAL: Hearing.Kind.APPEAL,
    Kind.PERMISSION: Hearing.Kind.APPLICATION,
    Kind.RESTORE: Hearing.Kind.ADJOURNED,
}
OF_HEARING = {Hearing.Kind.SUSPENSION: Kind.STAY, Hearing.Kind.SET_ASIDE: Kind.SET_ASIDE,
              Hearing.Kind.APPEAL: Kind.APPEAL, Hearing.Kind.ADJOURNED: Kind.RESTORE}  # fmt: skip


class CannotApply(Exception):
    """It is not kept. The message says what to do."""


def appeal_by(order: PossessionOrder) -> Worked:
    """The last day for an appellant's notice: 21 days from the order (CPR 52.12; rulebook 4.3)."""
    return replies.appeal_by(decided_on=order.made_on, bank_holidays=bank_holidays.around(order.made_on))


@transaction.atomic
def record(
    order: PossessionOrder,
    *,
    kind: str,
    by_tenant: bool,
    received_on: date,
    says: str,
    paper: ReceivedDocument | None = None,
    by: User,
    on: date,
    at: datetime,
) -> OrderApplication:
    """An application was made. An appeal out of time is kept all the same, and said to be late. A tenant’s to stay
    leaves the eviction in the diary until the court decides (rulebook ORD-11).

    Raises CannotApply.
    """
    if kind not in KINDS:
        raise CannotApply("Choose what is asked of the court.")
    if not order.made_on <= received_on <= on:
        raise CannotApply(f"The day must be from {long_day(order.made_on)}, when the order was made, to today.")
    if not says.strip():
        raise CannotApply("Write what it asks for, and why.")
    try:
        with transaction.atomic():
            made = OrderApplication.objects.create(
                order=order, kind=kind, by_tenant=by_tenant, received_on=received_on, says=says.strip(), paper=paper,
                by=by,
            )  # fmt: skip
    except IntegrityError as refusal:
        raise CannotApply("One of this kind is open already: record its outcome first.") from refusal
    who = "The tenant’s" if by_tenant else "Our"
    late = f" {too_late(made)}" if too_late(made) else ""
    timeline.record(account=main_account(order.claim.tenancy_id), what=What.LEGAL, on=received_on, by=by, at=at,
                    about=f"legal.orderapplication:{made.pk}",
                    summary=f"{who} application: {made.get_kind_display().lower()}.{late} {says.strip()}")  # fmt: skip
    return made


def too_late(application: OrderApplication) -> str:
    """Why an application comes too late to be granted as of course, in words; blank: it does not (CPR 52.12; rulebook
    4.3, ORD-11)."""
    order = application.order
    if application.kind == Kind.STAY and order:
        return eviction_events.suspended_only_if(executed=order.status == PossessionOrder.Status.EXECUTED)
    return "Out of time: it needs the court’s permission." if is_late(application) else ""


def is_late(application: OrderApplication) -> bool:
    """An appeal, or a request to restore, after its last day."""
    if application.kind == Kind.RESTORE:
        last = application.of_claim.restore_by
    else:
        last = appeal_by(application.order).strict if application.order and application.kind == Kind.APPEAL else None
    return last is not None and application.received_on > last


# ------------------------------------------------------------------------------------------ a claim that was put off


def put_off(claim: PossessionClaim) -> Hearing | None:
    """The hearing at which the court put a claim off; None: nobody recorded it here."""
    return claim.hearings.filter(outcome__in=PUT_OFF, cancelled_on=None).order_by("-on", "-pk").first()


@transaction.atomic
def restore(
    claim: PossessionClaim, *, received_on: date, says: str, facts: AccountFacts, by: User, on: date, at: datetime
) -> OrderApplication:
    """The court is asked to go on with a claim that it adjourned or stayed (rulebook ORD-3). After its last day it is
    kept all the same, and said to be late. Where it was adjourned on terms, not while they are kept, nor before every
    tenant was warned and had time (Pre-Action Protocol, 2.12).

    `facts` are the main account's. Nothing goes on in a breathing space or a crisis. Raises CannotApply.
    """
    [locked] = PossessionClaim.objects.select_for_update(of=["self"]).select_related("tenancy").filter(pk=claim.pk)
    if locked.status not in PUT_OFF:
        raise CannotApply(f"This claim is {locked.get_status_display().lower()}: there is nothing to restore.")
    hearing = put_off(locked)
    since = hearing.on if hearing else locked.issued_on
    if not since <= received_on <= on:
        raise CannotApply(f"The day must be from {long_day(since)} to today.")
    if not says.strip():
        raise CannotApply("Write why the claim should go on: what is owed, and what was not kept.")
    account = main_account(locked.tenancy_id)
    if halted := [each for each in gates.shut(Act.CLAIM, facts) if each.flag in HALTS]:
        raise CannotApply(" ".join(map(str, halted)))
    order = locked.orders.filter(kind=PossessionOrder.Kind.ADJOURNED_ON_TERMS, status="in_force").last()
    if order and (wrong := _not_broken(order, account=account, facts=facts, on=on)):
        raise CannotApply(wrong)
    try:
        with transaction.atomic():
            made = OrderApplication.objects.create(
                claim=locked, kind=Kind.RESTORE, by_tenant=False, received_on=received_on, says=says.strip(), by=by
            )
    except IntegrityError as refusal:
        raise CannotApply("The court is asked already: put its hearing into the diary, or record what it said.") from (
            refusal
        )
    if order:
        order_warnings.keep(order, account=account, facts=facts, on=on)
    late = " Out of time: it needs the court’s permission." if is_late(made) else ""
    timeline.record(account=account, what=What.LEGAL, on=received_on, by=by, at=at,
                    about=f"legal.orderapplication:{made.pk}",
                    summary=f"The court is asked to restore the claim.{late} {says.strip()}")  # fmt: skip
    return made


def _not_broken(order: PossessionOrder, *, account: RentAccount, facts: AccountFacts, on: date) -> str:
    """Why a claim that was adjourned on terms may not go on yet; blank: it may."""
    standing = statement_of(order, account=account, facts=facts, on=on).standing
    if standing and standing.decision in {"kept", "technical"}:
        return "The terms on which it was adjourned are kept, or benefit on its way keeps them: leave it adjourned."
    return " ".join(map(str, order_warnings.obstacles(order, account=account, facts=facts, on=on)))


# ------------------------------------------------------------------------------------------------ listed, and decided


@transaction.atomic
def heard_at(
    hearing: Hearing, *, received_on: date | None, says: str, by: User, on: date, at: datetime
) -> OrderApplication | None:
    """The application that a hearing in the diary is of: the one that waits; a tenant's to stay is recorded with it, so
    that the stay is pending and the bailiff's appointment stands until the court decides (rulebook ORD-11).

    None: the hearing is of no application. Raises CannotApply.
    """
    kind = OF_HEARING.get(Hearing.Kind(hearing.kind))
    if kind is None or hearing.claim is None:
        return None
    order = hearing.claim.orders.filter(status=PossessionOrder.Status.IN_FORCE).order_by("made_on", "pk").last()
    asked = hearing.claim.applications.all() if kind == Kind.RESTORE else order.applications.all() if order else None
    found = asked.filter(kind=kind, outcome="").first() if asked is not None else None
    if found is None and kind == Kind.STAY:
        if order is None:
            raise CannotApply("No order is in force, so there is nothing to stay: choose another kind of hearing.")
        if received_on is None:
            raise CannotApply("Enter when the tenant’s application came and what it asks: it is recorded with the day.")
        found = record(
            order, kind=Kind.STAY, by_tenant=True, received_on=received_on, says=says, by=by, on=on, at=at
        )  # fmt: skip
    if found and found.hearing_id is None:
        list_hearing(found, hearing)
    return found


@transaction.atomic
def list_hearing(application: OrderApplication, hearing: Hearing) -> None:
    """The court has listed it: the hearing is this application's. Raises CannotApply."""
    [found] = OrderApplication.objects.select_for_update(of=["self"]).filter(pk=application.pk)
    if found.outcome:
        raise CannotApply(f"It is decided: {found.get_outcome_display().lower()}.")
    if found.hearing_id:
        raise CannotApply("Its hearing is in the diary already.")
    found.hearing = hearing
    found.save(update_fields=["hearing"])


@transaction.atomic
def close(
    application: OrderApplication,
    *,
    outcome: str = Outcome.WITHDRAWN,
    decided_on: date,
    by: User,
    on: date,
    at: datetime,
) -> None:
    """It was withdrawn, or decided on paper, without a hearing. Raises CannotApply."""
    if outcome not in Outcome.values:
        raise CannotApply("Choose what became of it.")
    [found] = OrderApplication.objects.select_for_update(of=["self"]).select_related("order__claim", "claim").filter(
        pk=application.pk
    )  # fmt: skip
    if found.outcome:
        raise CannotApply(f"It is decided: {found.get_outcome_display().lower()}.")
    if not found.received_on <= decided_on <= on:
        raise CannotApply(f"The day must be from {long_day(found.received_on)} to today.")
    found.outcome, found.decided_on = outcome, decided_on
    found.save(update_fields=["outcome", "decided_on"])
    if found.kind == Kind.RESTORE and outcome == Outcome.GRANTED:
        PossessionClaim.objects.filter(pk=found.of_claim.pk, status__in=PUT_OFF).update(status=Claim.ISSUED)
    summary = f"Application {found.get_outcome_display().lower()}: {found.get_kind_display().lower()}."
    account = main_account(found.of_claim.tenancy_id)
    timeline.record(account=account, what=What.LEGAL, on=decided_on, by=by, at=at, summary=summary)
