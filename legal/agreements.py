"""A repayment agreement on the terms that the court ordered, linked to the order (rulebook 5)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from legal.models import PossessionOrder
from recovery import agreements
from recovery.agreements import CannotAgree, Covered
from recovery.models import RepaymentAgreement
from recovery.rules.facts import ZERO, AccountFacts
from recovery.rules.plans import Terms
from staff.models import User
from staff.ui.words import long_day
from tenancies.models import Person


def terms_ordered(order: PossessionOrder, *, total: Decimal, rent_share: Decimal) -> Terms:
    """The order's terms as an agreement's. `rent_share` is the tenant's own, where current rent was ordered with it.

    Raises CannotAgree for an order without terms to keep.
    """
    if not (order.instalment_amount and order.frequency and order.first_due_on):
        raise CannotAgree("This order has no terms to keep: enter its instalment, how often and from when first.")
    return Terms(
        made_on=order.made_on,
        first_due_on=order.first_due_on,
        frequency=order.frequency,
        rent_amount=rent_share if order.rent_terms == "current_rent" else ZERO,
        instalment_amount=order.instalment_amount,
        total=total,
    )


@transaction.atomic
def agree_as_ordered(
    order: PossessionOrder,
    *,
    covers: Covered,
    rent_share: Decimal,
    people: Sequence[Person],
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> RepaymentAgreement:
    """Make the agreement that an order in force asks for, over these accounts. Raises CannotAgree."""
    order = PossessionOrder.objects.select_for_update().get(pk=order.pk)
    if order.status != PossessionOrder.Status.IN_FORCE:
        raise CannotAgree(f"The order of {long_day(order.made_on)} is no longer in force.")
    if order.agreement_id:
        raise CannotAgree(f"The order of {long_day(order.made_on)} has its agreement already.")
    total = sum((arrears for _, arrears in covers), ZERO)
    agreement = agreements.make(
        terms=terms_ordered(order, total=total, rent_share=rent_share),
        covers=covers,
        people=people,
        explained_how=RepaymentAgreement.Explained.COURT,
        facts=facts,
        by=by,
        on=on,
        at=at,
        kind=RepaymentAgreement.Kind.COURT,
    )
    order.agreement = agreement
    order.save(update_fields=["agreement"])
    return agreement
