"""A tenant has died: nothing goes in their name from that second, the estate is written to, kindly."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet

from caseload import undo
from caseload.care.frame import CannotCare, at_care, take_back_waiting, task, will_not_go
from caseload.models import Act
from caseload.noting import note
from recovery import told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.actions import TO_ESTATE, Action
from recovery.rules.told import Told
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, Person, RentAccount
from welfare import solvency
from welfare.models import Estate

What = AccountEvent.What
State = OutboxMessage.State
# What is done for an estate, in order; the first three are made into tasks at once.
STEPS = [
    "Find out who deals with the estate: executor, administrator, solicitor. Add them as a representative.",
    "Ask who lives in the home: somebody may have a right to succeed (rulebook DTH-3).",
    "Ask the benefits team when benefit ends, and whether an overpayment will come.",
]


def record_death(
    *,
    account: RentAccount,
    person: Person,
    died_on: date,
    told_on: date,
    told_by: str,
    evidence: str,
    by: User,
    on: date,
    at: datetime,
) -> tuple[Estate, int]:
    """Stop all mail to somebody who has died, in this transaction. Returns the estate and how many were withdrawn."""
    with at_care(account, people=[person], by=by, on=on) as found:
        estate = solvency.record_death(
            person=person, died_on=died_on, told_on=told_on, told_by=told_by, evidence=evidence,
            by=by, on=on, at=at,
        )  # fmt: skip
        withdrawn = take_back_waiting(found.accounts, person=person, why=f"{person} has died", by=by, on=on, at=at)
        for step in STEPS:
            task(found.account, step, due_on=on, by=by, at=at)
        said = f"{person} died on {words.long_day(died_on)}, told by {told_by}. {will_not_go(len(withdrawn))}"
        about = f"welfare.estate:{estate.pk}"
        note(found.account, What.PROTECTION, said, kind="death", about=about, person=person, by=by, on=on, at=at)
    return estate, len(withdrawn)


def write_to_estate(*, account: RentAccount, estate: Estate, by: User, on: date, at: datetime) -> list[OutboxMessage]:
    """Queue the letters: to the personal representatives, the Public Trustee's copy, and one to each joint survivor.

    They wait in the print room and go with its next release (rulebook DTH-1, DTH-2). Raises CannotCare.
    """
    with at_care(account, people=[estate.person], by=by, on=on) as found:
        facts, tenants = of_account(found.account, as_of=on), tenants_of(found.account, as_of=on)
        if any(letter.state == State.QUEUED for letter in letters_of_death(found.account)):
            raise CannotCare("Letters about the death wait in the print room already. Release them there.")
        late = next((tenant for tenant in tenants if tenant.person_id == estate.person_id and tenant.died_on), None)
        if late is None:
            raise CannotCare(f"{estate.person} is not a tenant on this account. Write from the tenancy’s own account.")
        known: dict[str, Any] = {"account": found.account, "facts": facts, "by": by, "on": on, "at": at}
        known["press"] = uuid4()
        home = found.account.tenancy.home.address_lines()
        queued = told_letters.queue_to_estate(late, home=home, **known)
        living = [tenant for tenant in tenants if not tenant.died_on]
        told = Told(late=late.name, died_on=late.died_on)
        to_survivors, stopped = told_letters.queue(
            living, action=Action.SURVIVOR_LETTER, fill=lambda letter: replace(letter, told=told), **known
        )
        queued += to_survivors
        said = f"{words.counted(len(queued), 'letter')} about the death of {late.name} to go by the print room."
        said += f" Not written to: {' '.join(stopped)}" if living and stopped else ""
        about = " ".join(f"recovery.outboxmessage:{each.pk}" for each in queued[:2])
        note(found.account, What.PROTECTION, said, kind="estate_letters", about=about, person=estate.person,
             by=by, on=on, at=at)  # fmt: skip
    return queued


def letters_of_death(account: RentAccount) -> QuerySet[OutboxMessage]:
    """What was written about a death on this account, the newest first: waiting, gone or withdrawn."""
    found = OutboxMessage.objects.filter(account=account, action__in={*TO_ESTATE, Action.SURVIVOR_LETTER})
    return found.select_related("person", "document", "batch").order_by("-pk")


def correct(*, account: RentAccount, estate: Estate, why: str, by: User, on: date, at: datetime) -> None:
    """It was recorded by mistake: the record goes, its history and this reason stay. Raises CannotCare."""
    if not why.strip():
        raise CannotCare("Say how the mistake was found.")
    with at_care(account, people=[estate.person], by=by, on=on) as found:
        person = estate.person
        estate.delete()
        said = f"The death of {person} was recorded by mistake: {why.strip()}"
        note(found.account, What.PROTECTION, said, kind="death_corrected", person=person, by=by, on=on, at=at)


def _undo_death(act: Act, *, by: User, on: date, at: datetime) -> str:
    estate = Estate.objects.filter(pk=undo.named(act, "welfare.estate")).first()
    if estate is None:
        raise undo.CannotUndo("It is corrected already.")
    if letters_of_death(act.account).filter(state=State.SENT).exists():
        raise undo.CannotUndo("Letters about the death went. Correct the record on the page of needs and holds.")
    estate.delete()
    return "What was withdrawn stays withdrawn."


undo.UNDO["death"] = _undo_death
