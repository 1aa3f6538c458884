"""Warnings that an order is not kept: to each tenant, with time to put it right, before any warrant (rulebook ORD-6).

A letter that went (recovery's order_warning) and a warning given otherwise are both contacts of one purpose.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from legal.homes import living_tenants
from legal.models import PossessionOrder
from legal.order_dates import keep_warning
from legal.order_statement import OrderStatement, statement_of
from legal.rules import enforcement
from legal.rules.checks import Obstacle
from legal.rules.worked import Worked
from recovery.models import ContactAttempt
from recovery.rules.facts import AccountFacts
from staff.models import User
from staff.ui.words import long_day
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount, Tenancy

Channel, Outcome = ContactAttempt.ContactChannel, ContactAttempt.Outcome
WARNING = ContactAttempt.Purpose.AGREEMENT_WARN
# How a warning may be given without Quarterday's letter, and what its contact came to.
OTHERWISE = {Channel.LETTER: Outcome.SENT, Channel.VISIT: Outcome.SEEN, Channel.OFFICE: Outcome.SEEN,
             Channel.PHONE: Outcome.SPOKE}  # fmt: skip
NEVER_CAME = [Outcome.RETURNED_MAIL, Outcome.BOUNCED]


class CannotWarn(Exception):
    """Nobody is warned. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Terms that are short, with who was warned of it. `since`: the oldest date not covered."""

    short: Decimal
    since: date
    tenants: list[Person]
    warned: dict[int, date]  # by person, the newest warning since then

    @property
    def warned_on(self) -> date | None:
        """The day on which the last of the tenants was warned; None: not all of them were."""
        days = [self.warned.get(person.pk) for person in self.tenants]
        given = [day for day in days if day]
        return max(given) if given and len(given) == len(days) else None

    @property
    def put_right_by(self) -> Worked | None:
        """The last day to put it right; None: no time runs yet."""
        return enforcement.put_right_by(warned_on=self.warned_on) if self.warned_on else None

    @property
    def until(self) -> date | None:
        return self.put_right_by.answer if self.put_right_by else None


def breach_of(stated: OrderStatement, *, tenancy: Tenancy, on: date) -> Breach | None:
    """The breach of an order's terms on a day; None where they are kept, or benefit on its way covers it (ORD-5)."""
    standing = stated.standing
    if standing is None or standing.since is None or standing.technical:
        return None
    given = ContactAttempt.objects.filter(
        tenancy=tenancy, purpose=WARNING, direction=ContactAttempt.Direction.OUT, taken_back_at=None,
        person__isnull=False, on__range=(standing.since, on),
    ).exclude(outcome__in=NEVER_CAME)  # fmt: skip
    return Breach(
        short=standing.short,
        since=standing.since,
        tenants=living_tenants(tenancy, on=on),
        warned=dict(given.order_by("on", "pk").values_list("person", "on")),
    )


def breach_to_warn_of(order: PossessionOrder, *, account: RentAccount, facts: AccountFacts, on: date) -> Breach:
    """Raises CannotWarn where there is none, or the order is not in force any more."""
    if not PossessionOrder.objects.filter(pk=order.pk, status=PossessionOrder.Status.IN_FORCE).exists():
        raise CannotWarn("The order is not in force any more.")
    stated = statement_of(order, account=account, facts=facts, on=on)
    breach = breach_of(stated, tenancy=account.tenancy, on=on)
    if breach is None:
        raise CannotWarn("The terms of the order are kept, or benefit on its way covers what is short.")
    return breach


def obstacles(order: PossessionOrder, *, account: RentAccount, facts: AccountFacts, on: date) -> list[Obstacle]:
    """Why the breach may not lead to a warrant yet; empty where the time after the warning is over, or there is none
    to warn of."""
    breach = breach_of(statement_of(order, account=account, facts=facts, on=on), tenancy=account.tenancy, on=on)
    if breach is None:
        return []
    return enforcement.warning_obstacles(warned_on=breach.warned_on, since=breach.since, on=on)


def keep(order: PossessionOrder, *, account: RentAccount, facts: AccountFacts, on: date) -> None:
    """Keep with the order until when its breach may be put right, as the warnings on record have it."""
    breach = breach_of(statement_of(order, account=account, facts=facts, on=on), tenancy=account.tenancy, on=on)
    keep_warning(order, breach.put_right_by if breach else None)


@transaction.atomic
def note(
    order: PossessionOrder, *, account: RentAccount, person: Person, channel: str, said: str, warned_on: date,
    facts: AccountFacts, by: User, on: date, at: datetime,
) -> ContactAttempt:  # fmt: skip
    """Somebody was warned otherwise than by Quarterday's letter. Raises CannotWarn."""
    breach = breach_to_warn_of(order, account=account, facts=facts, on=on)
    if person not in breach.tenants:
        raise CannotWarn("Choose one of the tenants.")
    if channel not in OTHERWISE:
        raise CannotWarn("Choose how they were warned.")
    if not breach.since <= warned_on <= on:
        raise CannotWarn(f"The day must be from {long_day(breach.since)}, since when the terms are short, to today.")
    if not said.strip():
        raise CannotWarn("Write what they were told: what is short, and by when to put it right.")
    made = ContactAttempt.objects.create(
        tenancy=account.tenancy, account=account, person=person, at=at, on=warned_on, channel=channel,
        direction=ContactAttempt.Direction.OUT, purpose=WARNING, outcome=OTHERWISE[Channel(channel)], officer=by,
        note=said.strip()[:500],
    )  # fmt: skip
    keep(order, account=account, facts=facts, on=on)
    what = AccountEvent.What.LETTER_SENT if channel == Channel.LETTER else AccountEvent.What.ORDER
    timeline.record(account=account, what=what, on=warned_on, by=by, at=at, person=person,
                    about=f"recovery.contactattempt:{made.pk}",
                    summary=f"Warned that the order is not kept: {said.strip()}")  # fmt: skip
    return made
