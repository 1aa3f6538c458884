"""What tenants send back: a letter, an e-mail, a text or a paper handed in, noted as contact, with its paper kept."""

from datetime import date, datetime

from caseload import undo
from caseload.at_work import at_work
from recovery.models import ContactAttempt
from staff.models import User
from staff.ui import words
from tenancies import received, timeline
from tenancies.models import AccountEvent, Person, ReceivedDocument, RentAccount

Channel = ContactAttempt.ContactChannel
WAYS = {
    Channel.LETTER: "wrote",
    Channel.EMAIL: "sent an e-mail",
    Channel.SMS: "sent a text",
    Channel.OFFICE: "handed something in",
    Channel.PORTAL: "wrote through the portal",
}
LONGEST_TEXT = 500
OLDEST = 366  # days back that a reply may be dated


class CannotRecordReply(Exception):
    """The reply is not recorded. The message says what to do."""


def record(
    *,
    account: RentAccount,
    person: Person | None,
    channel: Channel,
    text: str,
    received_on: date,
    kind: ReceivedDocument.Kind,
    paper: received.Paper | None,
    by: User,
    on: date,
    at: datetime,
) -> ContactAttempt:
    """Note what came in and keep its paper; `person` is None for somebody who is not on the tenancy.

    No gate stops it: they came to us. Raises CannotRecordReply, and what at_work raises.
    """
    text = text.strip()
    _check(text, received_on, on=on)
    with at_work(account, by=by, on=on) as locked:
        contact = ContactAttempt.objects.create(
            tenancy_id=locked.tenancy_id,
            account=locked,
            person=person,
            at=at,
            on=received_on,
            channel=channel,
            direction=ContactAttempt.Direction.IN,
            purpose=ContactAttempt.Purpose.GENERAL,
            officer=by,
            note=text,
        )
        kept = None
        if paper:
            name = f"{channel.label} from {person or 'somebody else'}"
            kept = received.keep(paper, account=locked, kind=kind, name=name, received_on=received_on, by=by, at=at)
        _note(contact, kept, account=locked, by=by, on=on, at=at)
    return contact


def _note(
    contact: ContactAttempt, kept: ReceivedDocument | None, *, account: RentAccount, by: User, on: date, at: datetime
) -> None:
    """On the timeline and on the list of what may be taken back."""
    said = (
        f"{contact.person or 'Somebody else'} {WAYS[Channel(contact.channel)]}, received {words.long_day(contact.on)}"
    )
    about = f"recovery.contactattempt:{contact.pk}"
    if kept:
        said += f", {kept.get_kind_display().lower()} kept"
        about += f" tenancies.receiveddocument:{kept.pk}"
    timeline.record(
        account=account, what=AccountEvent.What.RECEIVED, on=on, by=by, at=at, summary=f"{said}. {contact.note}",
        about=about.split()[-1], person=contact.person,
    )  # fmt: skip
    undo.remember(
        user=by, account=account, kind="reply", summary=f"{said}.", about=about, at=at,
        undo_until=undo.end_of_day(at),
    )  # fmt: skip


def _check(text: str, received_on: date, *, on: date) -> None:
    if not text:
        raise CannotRecordReply("Write in a line what it says.")
    if len(text) > LONGEST_TEXT:
        raise CannotRecordReply(f"Write no more than {LONGEST_TEXT} characters; these are {len(text)}.")
    if received_on > on:
        raise CannotRecordReply("The day it came must be today or earlier.")
    if (on - received_on).days > OLDEST:
        raise CannotRecordReply("The day it came is more than a year ago. Check the year.")


undo.UNDO["reply"] = undo.undo_step
