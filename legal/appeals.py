"""Applications about an order, by the tenant or by us, each with its day, its hearing and its outcome: a stay, other
terms, setting aside, an appeal, permission to enforce."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from legal.accounts import main_account
from legal.models import Hearing, OrderApplication, PossessionOrder
from legal.rules import replies
from legal.rules.worked import Worked
from staff.models import User
from staff.ui.words import long_day
from tenancies import bank_holidays, timeline
from tenancies.models import AccountEvent, ReceivedDocument

What, Kind, Outcome = AccountEvent.What, OrderApplication.Kind, OrderApplication.Outcome
KINDS = (Kind.STAY, Kind.VARY, Kind.SET_ASIDE, Kind.APPEAL, Kind.PERMISSION)
HEARD_AS = {
    Kind.STAY: Hearing.Kind.SUSPENSION,
    Kind.VARY: Hearing.Kind.APPLICATION,
    Kind.SET_ASIDE: Hearing.Kind.SET_ASIDE,
    Kind.APPEAL: Hearing.Kind.APPEAL,
    Kind.PERMISSION: Hearing.Kind.APPLICATION,
}


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
    late = " Out of time: it needs the court’s permission." if is_late(made) else ""
    timeline.record(account=main_account(order.claim.tenancy_id), what=What.LEGAL, on=received_on, by=by, at=at,
                    about=f"legal.orderapplication:{made.pk}",
                    summary=f"{who} application: {made.get_kind_display().lower()}.{late} {says.strip()}")  # fmt: skip
    return made


def is_late(application: OrderApplication) -> bool:
    """An appeal after its last day."""
    last = appeal_by(application.order).strict
    return application.kind == Kind.APPEAL and last is not None and application.received_on > last


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
    [found] = OrderApplication.objects.select_for_update(of=["self"]).select_related("order__claim").filter(
        pk=application.pk
    )  # fmt: skip
    if found.outcome:
        raise CannotApply(f"It is decided: {found.get_outcome_display().lower()}.")
    if not found.received_on <= decided_on <= on:
        raise CannotApply(f"The day must be from {long_day(found.received_on)} to today.")
    found.outcome, found.decided_on = outcome, decided_on
    found.save(update_fields=["outcome", "decided_on"])
    summary = f"Application {found.get_outcome_display().lower()}: {found.get_kind_display().lower()}."
    account = main_account(found.order.claim.tenancy_id)
    timeline.record(account=account, what=What.LEGAL, on=decided_on, by=by, at=at, summary=summary)
