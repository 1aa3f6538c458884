"""What is done in the print room to one letter: taken out at the proofs, read by a second person, come back by post."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from caseload import undo
from caseload.at_work import at_work
from caseload.models import Act
from recovery import actions, batches
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules.letters import KINDS
from staff.models import User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount

LONGEST_WHY = 200
Outcome = ContactAttempt.Outcome
TITLES = {kind.purpose: kind.title for kind in reversed(KINDS.values()) if kind.purpose != "general"}


def take_out(*, message: OutboxMessage, why: str, by: User, on: date, at: datetime) -> None:
    """Take a letter out at the proofs: it does not go, and its account is work again. Raises CannotWithdraw."""
    said = f"{by.name} took it out at the proofs"
    said += f": {why.strip()[:LONGEST_WHY]}" if why.strip() else ""
    with at_work(message.account, by=by, on=on):
        actions.withdraw(message=message, by=by, why=said, on=on, at=at)


def read(*, message: OutboxMessage, by: User, on: date, at: datetime) -> None:
    """A second person has read a contentious letter: it may go. Raises batches.CannotRelease."""
    with at_work(message.account, by=by, on=on):
        batches.read(message=message, by=by, at=at)


# ------------------------------------------------------------------------------------------------------- what came back


class CannotReturn(Exception):
    """The post is not recorded as come back. The message says why and what to do."""


def letters_sent(typed: str, *, user: User) -> list[ContactAttempt]:
    """The newest letter to each person of the account that a line names by its reference, of those sent from here.

    `typed` is a reference, or a whole line of the letter that holds it. Raises CannotReturn.
    """
    account = _account_of(typed, user=user)
    sent = ContactAttempt.objects.filter(
        account=account,
        channel=ContactAttempt.ContactChannel.LETTER,
        direction=ContactAttempt.Direction.OUT,
        outcome__in=[Outcome.SENT, Outcome.RETURNED_MAIL],
        taken_back_at=None,
        person__isnull=False,
    )
    newest = {each.person_id: each for each in sent.select_related("person", "account").order_by("on", "pk")}
    if not newest:
        raise CannotReturn(f"No letter went from here about {account}. Write a note on the account instead.")
    return sorted(newest.values(), key=lambda each: (each.on, each.pk), reverse=True)


def _account_of(typed: str, *, user: User) -> RentAccount:
    marks = [mark.strip(".,;:()") for mark in typed.upper().split()]
    if not marks:
        raise CannotReturn("Enter the reference on the letter.")
    found = RentAccount.objects.openable_by(user).filter(account_ref__in=marks[:20])
    account = found.order_by("pk").first()
    if account is None:
        raise CannotReturn(
            f"No account on your lists has the reference ‘{typed.strip()[:60]}’. "
            "Check it, or give the letter to whoever looks after that account."
        )
    return account


def title(letter: ContactAttempt) -> str:
    """Letter 1; what the contact's purpose is called where no letter of ours has it."""
    return TITLES.get(letter.purpose, letter.get_purpose_display())


def came_back(*, letter: ContactAttempt, why: str, by: User, on: date, at: datetime) -> ContactAttempt:
    """A letter came back: it counts as not received, and what to do about it is worked out again.

    Raises CannotReturn, and what at_work raises.
    """
    assert letter.account is not None  # letters that went from here name their account
    with at_work(letter.account, by=by, on=on) as locked:
        known = ContactAttempt.objects.select_for_update(of=["self"]).select_related("person").get(pk=letter.pk)
        if known.outcome == Outcome.RETURNED_MAIL:
            raise CannotReturn(f"That letter to {known.person} is recorded as returned already.")
        if known.outcome != Outcome.SENT or known.channel != ContactAttempt.ContactChannel.LETTER:
            raise CannotReturn("That letter did not go.")
        known.outcome = Outcome.RETURNED_MAIL
        known.save(update_fields=["outcome"])
        said = f"{title(known)} of {words.long_day(known.on)} to {known.person} came back"
        summary = f"{said}: {why.strip()[:LONGEST_WHY]}." if why.strip() else f"{said}."
        act = undo.remember(
            user=by,
            account=locked,
            kind="came_back",
            summary=summary,
            about=f"recovery.contactattempt:{known.pk}",
            at=at,
            undo_until=undo.end_of_day(at),
        )
        timeline.record(
            account=locked,
            what=AccountEvent.What.NOT_DELIVERED,
            on=on,
            by=by,
            at=at,
            summary=summary,
            about=f"caseload.act:{act.pk}",
            person=known.person,
        )
    return known


def returned_today(user: User, *, on: date) -> list[Act]:
    """What this person recorded as come back on a day, the newest first."""
    acts = Act.objects.filter(user=user, kind="came_back", undone_at=None).select_related("account")
    return [act for act in acts.order_by("-at", "-pk")[:50] if timezone.localdate(act.at) == on]


@transaction.atomic
def _not_come_back(act: Act, *, by: User, on: date, at: datetime) -> None:
    ContactAttempt.objects.filter(pk=undo.named(act, "recovery.contactattempt")).update(outcome=Outcome.SENT)


undo.UNDO["came_back"] = _not_come_back
