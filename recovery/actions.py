"""What an officer does to get paid, fairly: write, and take back. Calls: recovery/calls.py."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from recovery import batches, drafts, gatekeeping, outbox, policies, stages, tasks
from recovery.account_facts import tenants_of
from recovery.drafts import Draft
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules import gates, letters
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.letters import KINDS
from staff.models import User
from staff.ui import words
from tenancies.models import Person, RentAccount

State = OutboxMessage.State
OutboxChannel = OutboxMessage.OutboxChannel
UNDO = timedelta(minutes=10)  # in which an e-mail or a text may be taken back


class CannotSendLetter(Exception):
    """No letter may go about this account. The message is written for the officer."""


class CannotWithdraw(Exception):
    """The message is on its way or gone. The message is written for the officer."""


def draft_letters(
    *,
    account: RentAccount,
    action: Action,
    facts: AccountFacts,
    tenants: Sequence[TenantFacts],
    by: User,
    on: date,
    reason_given: str = "",
) -> list[Draft]:
    """What goes to each tenant who may be written to: joint tenants apart, survivors too (PAP 2.1).

    Raises gates.Refused where the account's gates forbid it, CannotSendLetter where nobody is left to write to.
    """
    drafted, _ = _drafted(
        account=account, action=action, facts=facts, tenants=tenants, by=by, on=on, reason_given=reason_given
    )
    return drafted


def _drafted(
    *, account: RentAccount, action: Action, facts: AccountFacts, reason_given: str, **known: Any
) -> tuple[list[Draft], list[list[gates.Gate]]]:
    """The drafts, and what stops the others."""
    found = gates.account_gates(action=action, facts=facts, user_id=known["by"].pk)
    gatekeeping.check(found, account=account, given=gates.Given(reason=reason_given), on=known["on"])
    if action.chases and facts.collectable_arrears <= 0:
        raise CannotSendLetter("Nothing is left to pay on this account, so there is no letter to send.")
    drafted, stopped = drafts.drafts_to(account=account, action=action, facts=facts, reason_given=reason_given, **known)
    if not drafted:
        reasons = [gates.sentence(stop) for stops in stopped for stop in stops]
        raise CannotSendLetter(" ".join(reasons) or "No tenant is named on this account. Put the data right first.")
    return drafted, stopped


@transaction.atomic
def queue_letter(
    *,
    account: RentAccount,
    action: Action,
    facts: AccountFacts,
    tenants: Sequence[TenantFacts],
    by: User,
    on: date,
    press: UUID,
    reason_given: str,
    now: datetime,
    without_press: str = "",
) -> list[OutboxMessage]:
    """Queue one letter to each tenant who may be written to. The same press queues once.

    `without_press` says who let it go without one: the timeline then names nobody as having pressed.

    Who may not be written to is named on the timeline with the reason. A tenant who prefers e-mail and has an address
    gets the letter by e-mail; one who prefers texts and can be texted gets a light letter as a text. Raises what
    draft_letters raises, and CannotSendLetter while another letter is going.
    """
    account = locked(account)
    ours = OutboxMessage.objects.filter(account=account)
    if already := list(ours.filter(press=press).order_by("pk")):
        return already
    _none_going(account)
    _not_stopped(action)
    drafted, stopped = _drafted(
        account=account, action=action, facts=facts, tenants=tenants, by=by, on=on, reason_given=reason_given
    )
    _not_again_so_soon(drafted, account=account, on=on)
    people = Person.objects.in_bulk([draft.tenant.person_id for draft in drafted])
    _note_passed(drafted, account=account, action=action, facts=facts, reason=reason_given, by=by, on=on, at=now)
    reasons = [stops[0].reason for stops in stopped]
    not_written_to = f" Not written to: {'; '.join(reasons)}." if reasons else ""
    return [
        queue_draft(
            draft,
            account=account,
            person=people[draft.tenant.person_id],
            said=(f" {draft.note}" if draft.note else "") + not_written_to,
            by=by,
            on=on,
            press=press,
            reason_given=reason_given,
            without_press=without_press,
            now=now,
        )
        for draft in drafted
    ]


@transaction.atomic
def post_instead(
    *, message: OutboxMessage, facts: AccountFacts, by: User, on: date, press: UUID, now: datetime
) -> OutboxMessage:
    """Send by post what an e-mail or text did not bring: written afresh and passing its gates again.

    Raises gates.Refused, CannotSendLetter, outbox.AlreadySettled.
    """
    message = outbox.to_check(message)
    if message.letter is None:
        raise CannotSendLetter("There is no letter in this message. Write to them again from the account.")
    if message.state == State.UNKNOWN:
        raise CannotSendLetter("Record first whether it arrived.")
    account = locked(message.account)
    _none_going(account)
    _not_stopped(message.action)
    drafted, stopped = _drafted(
        account=account,
        action=Action(message.action),
        facts=facts,
        tenants=tenants_of(account, as_of=on),
        by=by,
        on=on,
        reason_given=message.reason_given,
        by_post=True,
    )
    draft = next((draft for draft in drafted if draft.tenant.person_id == message.person_id), None)
    if draft is None:
        reasons = [gates.sentence(stop) for stops in stopped for stop in stops]
        raise CannotSendLetter(" ".join(reasons) or f"{message.person} is no longer a tenant on this account.")
    draft = replace(draft, letter=replace(draft.letter, **letters.told_in(message.letter)))
    posted = queue_draft(
        draft,
        account=account,
        person=message.person,
        said=f" What went {message.way} did not reach them.",
        by=by,
        on=on,
        press=press,
        reason_given=message.reason_given,
        now=now,
    )
    outbox.seen_to(message, by=by, at=now)
    return posted


def locked(account: RentAccount) -> RentAccount:
    """The account, locked, with what a letter needs of it."""
    rows = RentAccount.objects.select_for_update(of=["self"], no_key=True).select_related("tenancy__home", "property")
    return rows.get(pk=account.pk)


def _note_passed(
    drafted: Sequence[Draft],
    *,
    account: RentAccount,
    action: Action,
    facts: AccountFacts,
    reason: str,
    by: User,
    on: date,
    at: datetime,
) -> None:
    """The gates that the reason opened, once for the account and once for each person, with the words shown."""
    asked = [gates.for_letter(action=action, facts=facts, tenant=draft.tenant) for draft in drafted]
    found = dict.fromkeys(gate for each in asked for gate in each)
    gatekeeping.note_passed(
        found, act=gates.Act.LETTER, account=account, brought=f"Reason: {reason.strip()}.", by=by, on=on, at=at
    )


def _none_going(account: RentAccount) -> None:
    going = OutboxMessage.objects.filter(account=account, state__in=[State.QUEUED, State.SENDING])
    if going.filter(letter__isnull=False).exists():
        raise CannotSendLetter("A letter about this account is already on its way: see the timeline.")


def _not_stopped(action: str) -> None:
    if stop := stages.stopped().get(action):
        raise CannotSendLetter(
            f"{KINDS[Action(action)].title} was stopped by {stop.stopped_by.name} on "
            f"{words.long_day(timezone.localdate(stop.stopped_at))}: {stop.why.rstrip('.')}. "
            "None goes until it is started again."
        )


def _not_again_so_soon(drafted: Sequence[Draft], *, account: RentAccount, on: date) -> None:
    """The same letter to the same person goes once in the policy's days; one that came back did not count."""
    days = policies.in_force(on=on).post.same_again_days
    gone = ContactAttempt.objects.filter(
        account=account,
        person__in=[draft.tenant.person_id for draft in drafted],
        purpose__in={draft.letter.purpose for draft in drafted},
        channel__in=OutboxChannel.values,
        direction=ContactAttempt.Direction.OUT,
        outcome=ContactAttempt.Outcome.SENT,
        on__gt=on - timedelta(days=days),
        on__lte=on,
        taken_back_at=None,
    )
    if last := gone.order_by("-on", "-pk").first():
        raise CannotSendLetter(
            f"{drafted[0].letter.kind.title} went on {words.long_day(last.on)} already. "
            f"The same letter may go again from {words.long_day(last.on + timedelta(days=days))}."
        )


def queue_draft(
    draft: Draft,
    *,
    account: RentAccount,
    person: Person,
    said: str,
    by: User,
    on: date,
    press: UUID,
    reason_given: str,
    now: datetime,
    without_press: str = "",
) -> OutboxMessage:
    """Let one draft wait for its batch or its undo time, and say so on the timeline. Its gates are passed already."""
    posted = draft.channel == OutboxChannel.LETTER
    batch = batches.join(draft.letter.action, at=now, always=draft.contentious) if posted else None
    leaves = batch.cut_off_at if batch else outbox.next_release(draft.channel, at=now if posted else now + UNDO)
    message = OutboxMessage.objects.create(
        account=account,
        person=person,
        channel=draft.channel,
        action=draft.letter.action,
        letter=letters.to_json(draft.letter),
        text=draft.text,
        to_representative=draft.to_representative,
        purpose=draft.letter.purpose,
        reason_given=reason_given.strip(),
        queued_at=now,
        queued_by=by,
        send_after=leaves,
        batch=batch,
        template_version_id=draft.template_version,
        press=press,
    )
    reason = f" The officer's reason: {message.reason_given}" if message.reason_given else ""
    by_whom = None if without_press else by
    outbox.note_queued(message, said=f".{said}{reason}{without_press}", by=by_whom, on=on, at=now)
    if posted and batch is None:  # the others wait for their batch or their undo time
        _release_on_commit(message, on=on)
    return message


@transaction.atomic
def withdraw(*, message: OutboxMessage, by: User, why: str, on: date, at: datetime) -> None:
    """Take back a message that still waits. Raises CannotWithdraw once it is going or gone."""
    message = (
        OutboxMessage.objects.select_for_update(of=["self"]).select_related("account", "person").get(pk=message.pk)
    )
    if message.state != State.QUEUED:
        what = "letter" if message.letter else "message"
        raise CannotWithdraw(f"This {what} can no longer be taken back: {message.get_state_display().lower()}.")
    outbox.withdrawn(message, why=why, by=by, on=on, at=at)


def _release_on_commit(message: OutboxMessage, *, on: date) -> None:
    """Send it to a worker. A broker that is away fails nothing: the minute run sends again what still waits."""

    def send() -> None:
        tasks.release_message.delay(message.pk, on=on.isoformat())

    transaction.on_commit(send, robust=True)


# The letter that follows each rung that was reached.
NEXT_LETTER = {0: "reminder", 1: "letter_1", 2: "letter_2", 3: "pre_notice", 4: "general"}


@transaction.atomic
def log_letter_made_by_hand(
    *, account: RentAccount, facts: AccountFacts, note: str, by: User, at: datetime
) -> ContactAttempt:
    """Record that a letter in a format that cannot be printed here was made and sent: the ladder's next letter.

    It passes the gates of such a letter; the note is the reason where one is asked for. Raises gates.Refused.
    """
    found = gates.household_gates(gates.Act.LETTER, facts=facts, user_id=by.pk)
    gatekeeping.check(found, account=account, given=gates.Given(reason=note), on=facts.as_of)
    gatekeeping.note_passed(
        found, act=gates.Act.LETTER, account=account, brought=f"Reason: {note.strip()}.", by=by, on=facts.as_of, at=at
    )
    return ContactAttempt.objects.create(
        tenancy_id=account.tenancy_id,
        account=account,
        at=at,
        on=facts.as_of,
        channel=ContactAttempt.ContactChannel.LETTER,
        direction=ContactAttempt.Direction.OUT,
        purpose="former_tenant" if facts.is_former else NEXT_LETTER[facts.stage],
        outcome=ContactAttempt.Outcome.SENT,
        officer=by,
        note=note.strip(),
    )
