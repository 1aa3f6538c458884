"""Somebody rings or comes in: who it was, whether that was checked, and how it went."""

from datetime import date, datetime
from decimal import Decimal

from caseload import undo
from caseload.at_work import at_work
from recovery.calls import check_promise
from recovery.models import ContactAttempt
from staff.models import AccessLog, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount

CAME_IN = {ContactAttempt.ContactChannel.PHONE: "rang", ContactAttempt.ContactChannel.OFFICE: "came in"}


def log_unchecked(*, account: RentAccount, reason: str, by: User) -> None:
    """Somebody was told about the account without their identity being checked, and this is why."""
    AccessLog.objects.create(user=by, what="identity not checked", about=account.account_ref, reason=reason)


def record_incoming(
    *,
    account: RentAccount,
    person: Person | None,
    check: str,
    channel: ContactAttempt.ContactChannel,
    outcome: ContactAttempt.Outcome,
    note: str,
    promised_amount: Decimal | None,
    promised_on: date | None,
    by: User,
    on: date,
    at: datetime,
) -> ContactAttempt:
    """Record that somebody rang or came in; `person` is None for one who is not on the tenancy.

    `check` says how they were known. No gate stops it: they came to us. Raises CannotRecordCall where a promise is
    half given or too far off; what at_work raises.
    """
    promised = outcome == ContactAttempt.Outcome.PROMISED
    check_promise(promised_amount, promised_on, outcome=outcome, on=on)
    with at_work(account, by=by, on=on) as locked:
        contact = ContactAttempt.objects.create(
            tenancy_id=locked.tenancy_id,
            account=locked,
            person=person,
            at=at,
            on=on,
            channel=channel,
            direction=ContactAttempt.Direction.IN,
            purpose=ContactAttempt.Purpose.PAYMENT_PROMISE if promised else ContactAttempt.Purpose.GENERAL,
            outcome=outcome,
            officer=by,
            note=note.strip(),
            promised_amount=promised_amount,
            promised_on=promised_on,
        )
        _note(contact, check, account=locked, by=by, on=on, at=at)
    return contact


def _note(contact: ContactAttempt, check: str, *, account: RentAccount, by: User, on: date, at: datetime) -> None:
    """On the timeline and on the list of what may be taken back."""
    said, about = _said(contact), f"recovery.contactattempt:{contact.pk}"
    timeline.record(
        account=account, what=AccountEvent.What.CALL, on=on, by=by, at=at,
        summary=f"{said}. {check}. {contact.note}".strip(), about=about, person=contact.person,
    )  # fmt: skip
    undo.remember(
        user=by, account=account, kind="call", summary=f"{said}.", about=about, at=at, undo_until=undo.end_of_day(at)
    )


def _said(contact: ContactAttempt) -> str:
    """Amina Yusuf rang: promised to pay £20.00 by 4 December 2026."""
    came = CAME_IN[ContactAttempt.ContactChannel(contact.channel)]
    said = f"{contact.person or 'Somebody else'} {came}: {contact.get_outcome_display().lower()}"
    if contact.promised_amount and contact.promised_on:
        said += f" {words.pounds(contact.promised_amount)} by {words.long_day(contact.promised_on)}"
    return said
