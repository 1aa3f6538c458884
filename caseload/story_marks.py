"""The marks of the account story that come from the record: flags, contact, pauses, agreements. No query is made."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from caseload.on_record import OnRecord
from legal.models import Notice
from recovery.models import ContactAttempt
from recovery.rules.facts import AccountFacts
from staff.ui.words import pounds
from welfare.models import Marker

LEGAL, LETTER, PAPER = 0, 1, 2  # which flags find room for their words first
JOINT = dt.timedelta(days=7)  # the same flag again within a week is the other joint tenant's

SHORT_NOTICES = {
    Notice.Kind.NOSP: "NOSP",
    Notice.Kind.S128: "s.128 notice",
    Notice.Kind.S143E: "s.143E notice",
    Notice.Kind.S8: "s.8 notice",
    Notice.Kind.TRIAL_EXTENSION: "Trial extended",
}
LETTERS = {
    ContactAttempt.Purpose.REMINDER: "Reminder",
    ContactAttempt.Purpose.LETTER_1: "Letter 1",
    ContactAttempt.Purpose.LETTER_2: "Letter 2",
    ContactAttempt.Purpose.PRE_NOTICE: "Before notice",
    ContactAttempt.Purpose.PRE_COURT: "Before court",
    ContactAttempt.Purpose.HEARING_LETTER: "Hearing letter",
    ContactAttempt.Purpose.AGREEMENT_WARN: "Agreement broken",
}
KINDS = {"phone": "call", "visit": "visit", "office": "visit"}
MISSED = {"no_answer", "message_left", "third_party", "not_in", "wrong_number", "bounced"}


@dataclass(frozen=True, slots=True)
class Flag:
    """A step that stands in the record: a letter, a notice, a hearing, an order."""

    on: dt.date
    text: str
    group: str  # the timeline's group that holds it
    rank: int = LETTER


@dataclass(frozen=True, slots=True)
class Contact:
    on: dt.date
    kind: str  # call, visit, message
    reached: bool
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which something held, both days included: chasing stood still, or an agreement ran."""

    first: dt.date
    last: dt.date
    text: str
    running: bool = True


def flags(record: OnRecord, *, first: dt.date, last: dt.date) -> list[Flag]:
    """Letters sent, notices served, claims, hearings, orders, warrants and evictions between two days."""
    found = [
        Flag(c.on, LETTERS.get(ContactAttempt.Purpose(c.purpose), c.get_purpose_display()), "contact", _letter_rank(c))
        for c in record.contacts
        if c.channel == "letter" and c.direction == "out"
    ]
    for notice in record.notices:
        name = SHORT_NOTICES.get(Notice.Kind(notice.kind), notice.get_kind_display())
        found += [Flag(service.done_on, name, "legal", LEGAL) for service in notice.services.all()]
    for claim in record.claims:
        found.append(Flag(claim.issued_on, "Claim", "legal", LEGAL))
        if claim.hearing_on and claim.hearing_on not in {order.made_on for order in claim.orders.all()}:
            found.append(Flag(claim.hearing_on, "Hearing", "legal", LEGAL))
        for order in claim.orders.all():
            found.append(Flag(order.made_on, order.get_kind_display(), "legal", LEGAL))
            if order.warrant_issued_on:
                found.append(Flag(order.warrant_issued_on, "Warrant", "legal", LEGAL))
            if order.eviction_on:
                found.append(Flag(order.eviction_on, "Eviction", "legal", LEGAL))
    return _once(flag for flag in found if first <= flag.on <= last)


def _letter_rank(contact: ContactAttempt) -> int:
    return LETTER if contact.purpose in LETTERS else PAPER


def _once(found: Iterable[Flag]) -> list[Flag]:
    """Oldest first; what went to each joint tenant within a week stands once."""
    kept: list[Flag] = []
    newest: dict[str, dt.date] = {}
    for flag in sorted(set(found), key=lambda flag: (flag.on, flag.text)):
        if flag.text not in newest or flag.on - newest[flag.text] > JOINT:
            kept.append(flag)
        newest[flag.text] = flag.on
    return kept


def contacts(record: OnRecord) -> list[Contact]:
    return [
        Contact(
            on=contact.on,
            kind=KINDS.get(contact.channel, "message"),
            reached=contact.outcome not in MISSED,
            text=f"{contact.get_channel_display()}{' from them' if contact.direction == 'in' else ''}: "
            f"{contact.get_outcome_display().lower()}".rstrip(": "),
        )
        for contact in record.contacts
        if contact.channel != "letter"
    ]


def pauses(record: OnRecord, *, facts: AccountFacts, first: dt.date) -> list[Span]:
    """Holds and breathing spaces as they ran, oldest first; a hold that was lifted on its first day held nothing."""
    found = []
    for hold in record.holds:
        if hold.lifted_on == hold.from_on:
            continue
        last = hold.lifted_on if hold.lifted_on else hold.last_day
        found.append(Span(max(hold.from_on, first), last, f"Held: {hold.get_reason_display().lower()}"))
    for marker in record.markers:
        if marker.kind == Marker.Kind.BREATHING_SPACE:
            last = marker.last_day or facts.as_of
            found.append(Span(max(marker.from_on, first), last, "Breathing space"))
    return sorted(found, key=lambda span: span.first)


def agreements(record: OnRecord, *, first: dt.date) -> list[Span]:
    """Each repayment agreement from the day it was made to the day it ended, oldest first."""
    spans = []
    for agreement in reversed(record.agreements):
        running = agreement is record.agreement
        last = record.as_of if running else agreement.ended_on or agreement.made_on
        if last < first:
            continue
        end = "" if running else f", {agreement.get_status_display().lower()}"
        amount = pounds(agreement.instalment_amount)
        text = f"{amount} {agreement.get_frequency_display().lower()}{end}"
        spans.append(Span(max(agreement.made_on, first), last, text, running))
    return spans
