"""Calls and visits to tenants: recorded with what was chosen, promises in them held to what may be asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from recovery import gatekeeping
from recovery.account_facts import tenants_of
from recovery.models import ContactAttempt
from recovery.rules import gates, newer_rent
from recovery.rules.facts import AccountFacts, TenantFacts
from staff.models import Role, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount

LONGEST_PROMISE = timedelta(days=91)  # it rests the account, as a hold does
TOO_FAR = "A promise runs for 13 weeks at most. For longer, agree a repayment plan."


class CannotRecordCall(Exception):
    """The call or visit may not be recorded so. The message is written for the officer."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to speak with somebody: its gates, and how it is told."""

    act: gates.Act
    verb: str
    what: AccountEvent.What


Channel = ContactAttempt.ContactChannel
WAYS = {
    Channel.PHONE: Way(act=gates.Act.CALL, verb="Called", what=AccountEvent.What.CALL),
    Channel.VISIT: Way(act=gates.Act.VISIT, verb="Visited", what=AccountEvent.What.CONTACT),
}


@transaction.atomic
def log_contact(
    *,
    account: RentAccount,
    facts: AccountFacts,
    channel: ContactAttempt.ContactChannel = Channel.PHONE,
    person: Person,
    outcome: ContactAttempt.Outcome,
    note: str,
    spoken_of: str = "",
    promised_amount: Decimal | None,
    promised_on: date | None,
    second_person: User | None = None,
    by: User,
    at: datetime,
) -> ContactAttempt:
    """Record a call or visit to one tenant on the facts' day, with its note written from what was chosen.

    The officer's own note is the reason where a gate asks for one; what was `spoken_of` is not. A promise to pay has
    a sum and a day, today or later. `second_person` went along where a visit needs two.
    Raises gates.Refused; CannotRecordCall where the promise is half given.
    """
    way = WAYS[channel]
    promised = outcome == ContactAttempt.Outcome.PROMISED
    check_promise(promised_amount, promised_on, outcome=outcome, on=facts.as_of)
    tenant = next((t for t in tenants_of(account, as_of=facts.as_of) if t.person_id == person.pk), None)
    if tenant is None:
        raise CannotRecordCall(f"{person} is not a tenant on this account.")
    _promise_not_of_covered_debt(promised_amount, facts=facts, tenant=tenant)
    manager = by if by.role == Role.INCOME_MANAGER else None
    brings = gatekeeping.Brings(reason=note, second_person=second_person, manager=manager)
    gatekeeping.pass_gates(
        act=way.act, account=account, facts=facts, tenant=tenant, brings=brings, by=by, on=facts.as_of, at=at
    )
    contact = ContactAttempt.objects.create(
        tenancy_id=account.tenancy_id,
        account=account,
        person=person,
        at=at,
        on=facts.as_of,
        channel=channel,
        direction=ContactAttempt.Direction.OUT,
        purpose=ContactAttempt.Purpose.PAYMENT_PROMISE if promised else ContactAttempt.Purpose.GENERAL,
        outcome=outcome,
        officer=by,
        note=f"{spoken_of} {note}".strip(),
        promised_amount=promised_amount,
        promised_on=promised_on,
    )
    timeline.record(account=account, what=way.what, on=facts.as_of, by=by, at=at, person=person,
                    summary=_summary(contact, way), about=f"recovery.contactattempt:{contact.pk}")  # fmt: skip
    return contact


def check_promise(amount: Decimal | None, by_day: date | None, *, outcome: str, on: date) -> None:
    """A promise has a sum and a day, from today to 13 weeks on; what is none has neither. Raises CannotRecordCall."""
    promised = outcome == ContactAttempt.Outcome.PROMISED
    if promised and (amount is None or amount <= 0 or by_day is None):
        raise CannotRecordCall("Enter how much was promised and by which day.")
    if not promised and (amount is not None or by_day is not None):
        raise CannotRecordCall("A sum or day was promised: choose ‘Promised to pay’, or leave them empty.")
    if by_day and by_day < on:
        raise CannotRecordCall("The day of the promise must be today or later.")
    if by_day and by_day > on + LONGEST_PROMISE:
        raise CannotRecordCall(TOO_FAR)


def _promise_not_of_covered_debt(amount: Decimal | None, *, facts: AccountFacts, tenant: TenantFacts) -> None:
    """Raises CannotRecordCall where more is promised than may be asked for (rulebook BS-4, INS-3)."""
    most = newer_rent.most_to_name(facts, tenant)
    if amount is not None and most is not None and amount > most:
        only = newer_rent.to_speak_of(facts, tenant)
        raise CannotRecordCall(f"Debt that is covered is not asked for, so no promise of it is recorded. {only}")


def _summary(contact: ContactAttempt, way: Way) -> str:
    said = f"{way.verb} {contact.person}: {contact.get_outcome_display().lower()}"
    if contact.promised_amount and contact.promised_on:
        said += f" {words.pounds(contact.promised_amount)} by {words.long_day(contact.promised_on)}"
    return f"{said}. {contact.note}".strip()
