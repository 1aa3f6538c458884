"""A balance that is disputed, with its proof: held, letters stopped, finance asked, the tenant answered, in one go."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from django.db.models import QuerySet

from caseload import undo
from caseload.care.frame import ANSWERING_ROLES, CannotCare, at_care, take_back_waiting, task
from caseload.care.needs import undo_markers
from caseload.models import Act
from caseload.noting import note
from recovery import told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.told import Told
from staff.models import User
from staff.ui import words
from tenancies import bank_holidays, received
from tenancies.models import AccountEvent, ReceivedDocument, RentAccount
from tenancies.received import Paper
from tenancies.rules.calendar import add_working_days
from welfare import actions as welfare
from welfare import protection
from welfare.models import Hold, Marker

What = AccountEvent.What
ANSWER_IN = 5  # working days in which finance checks, and the tenant hears


@dataclass(frozen=True, kw_only=True)
class Disputed:
    """What the press did."""

    marker: Marker
    hold: Hold
    withdrawn: int
    letters: list[OutboxMessage]
    not_written: list[str]  # why not to somebody


def dispute(
    *, account: RentAccount, says: str, paper: Paper | None, received_on: date, by: User, on: date, at: datetime
) -> Disputed:
    """Keep the proof, hold the account, stop its letters, ask finance, and make the answer. Raises CannotCare."""
    if received_on > on:
        raise CannotCare("The day it came must be today or earlier.")
    answer_by = add_working_days(on, ANSWER_IN, bank_holidays=bank_holidays.around(on))
    with at_care(account, by=by, on=on) as found:
        here = found.account
        marker = protection.dispute(account=here, evidence=says, answer_by=answer_by, by=by, on=on)
        kept = _keep(paper, account=here, says=says, received_on=received_on, by=by, on=on, at=at)
        hold = welfare.put_on_hold(
            account=here, reason=Hold.Reason.DISPUTE, note="Finance checks the proof", last_day=answer_by, by=by,
            on=on, at=at,
        )  # fmt: skip
        why = "The balance is disputed, and finance checks it"
        withdrawn = take_back_waiting(found.accounts, person=None, why=why, by=by, on=on, at=at)
        facts = of_account(here, as_of=on)
        told = Told(answer_by=answer_by)
        queued, not_written = told_letters.queue(
            tenants_of(here, as_of=on), account=here, action=Action.DISPUTE_ANSWER,
            fill=lambda letter: replace(letter, told=told), facts=facts, by=by, on=on, at=at, press=uuid4(),
        )  # fmt: skip
        task(here, "Disputed balance: tell the tenant what finance found.", due_on=answer_by, by=by, at=at)
        said = (
            f"The balance of {words.owed(facts.balance)} is disputed{', proof kept' if kept else ''}. Finance is asked "
            f"to check by {words.long_day(answer_by)}; {words.counted(len(withdrawn), 'message')} withdrawn."
        )
        about = f"welfare.marker:{marker.pk} welfare.hold:{hold.pk}"
        note(here, What.PROTECTION, said, kind="dispute", about=about, by=by, on=on, at=at)
    return Disputed(marker=marker, hold=hold, withdrawn=len(withdrawn), letters=queued, not_written=not_written)


def answers_to(account: RentAccount) -> QuerySet[OutboxMessage]:
    """What was answered to who disputed this balance, the newest first: waiting, gone or withdrawn."""
    found = OutboxMessage.objects.filter(account=account, action=Action.DISPUTE_ANSWER)
    return found.select_related("person", "document", "batch").order_by("-pk")


def _keep(
    paper: Paper | None, *, account: RentAccount, says: str, received_on: date, by: User, on: date, at: datetime
) -> ReceivedDocument | None:
    if paper is None:
        return None
    return received.keep(
        paper,
        account=account,
        kind=ReceivedDocument.Kind.PROOF_OF_PAYMENT,
        name="Proof of payment",
        received_on=received_on,
        by=by,
        at=at,
    )


def answer(
    *, account: RentAccount, marker: Marker, found_it: bool, said: str, by: User, on: date, at: datetime
) -> None:
    """What finance, or who looked, found: the dispute ends, and with it the hold. Raises CannotCare."""
    if not said.strip():
        raise CannotCare("Say what was found, in words that the officer can tell the tenant.")
    if (marker.kind, marker.detail) != (Marker.Kind.DISPUTE, "balance"):
        raise CannotCare("This is no disputed balance. Look at the account again.")
    with at_care(account, roles=ANSWERING_ROLES, by=by, on=on) as found:
        protection.end(marker, why=said, by=by, on=on)
        for hold in found.account.holds.filter(reason=Hold.Reason.DISPUTE, lifted_on=None, last_day__gte=on):
            welfare.lift_hold(hold=hold, by=by, on=on, at=at)
        _take_back_answers(found.account, why="Finance has looked at the balance", by=by, on=on, at=at)
        outcome = "the tenant is right" if found_it else "the balance stands"
        summary = f"The dispute is answered, {outcome}: {said.strip()}"
        note(found.account, What.PROTECTION, summary, kind="dispute_answered", by=by, on=on, at=at)
        if marker.owner and marker.owner != by:
            text = f"Disputed balance answered, {outcome}: {said.strip()} Tell the tenant."
            task(found.account, text[:500], due_on=on, by=by, at=at, for_user=marker.owner)


def _take_back_answers(account: RentAccount, *, why: str, by: User, on: date, at: datetime) -> None:
    told_letters.withdraw_waiting(account, Action.DISPUTE_ANSWER, why=why, by=by, on=on, at=at)


def open_disputes(user: User, *, on: date) -> QuerySet[Marker]:
    """The balances that are disputed on this person's accounts, the oldest first."""
    theirs = RentAccount.objects.visible_to(user).values("tenancy")
    live = Marker.objects.live(on=on).filter(kind=Marker.Kind.DISPUTE, detail="balance", tenancy__in=theirs)
    return live.select_related("owner", "tenancy__home").order_by("from_on", "pk")


def _undo_dispute(act: Act, *, by: User, on: date, at: datetime) -> str:
    undo_markers(act, by=by, on=on, at=at)
    undo.undo_hold(act, by=by, on=on, at=at)
    _take_back_answers(act.account, why="The dispute was recorded by mistake", by=by, on=on, at=at)
    return "What was withdrawn stays withdrawn; the proof is kept."


undo.UNDO["dispute"] = _undo_dispute
undo.INSTEAD["dispute_answered"] = "Record the dispute again: both stay on record."
