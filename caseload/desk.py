"""The acts of the desk. Each decides the account again first: if the answer has changed, nothing is done.

Lock, look, change, note. The person's role, the account and the gates are checked here, whatever page was shown.
The next step of an account that a colleague has taken is theirs: presence.Taken. What has happened already (a call)
is recorded all the same, and so is what protects: a hold, in holding.py.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from caseload import discretion, presence, undo
from caseload.at_work import all_at_work, at_work
from caseload.explain import explain, explain_tenancies
from caseload.models import Step
from recovery import actions as recovery
from recovery import calls, gatekeeping
from recovery.account_facts import tenants_of
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.gates import TOWARDS_POSSESSION, Act, Gate, Given, Level, Refused, act_of, household_gates
from recovery.rules.letters import KINDS
from recovery.rules.words import Explanation, money
from staff.models import Role, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount

TRY_AGAIN = timedelta(days=2)  # after a call or visit that reached nobody
OVERRIDE = timedelta(days=28)
LONGEST_PUT_OFF = timedelta(days=28)
# What is recorded as done only through its gates; letters and calls have their own.
GATED_WHEN_DONE = {Act.VISIT, *TOWARDS_POSSESSION, Act.AGENCY, Act.WRITE_OFF}
REACHED = {ContactAttempt.Outcome.SPOKE, ContactAttempt.Outcome.PROMISED, ContactAttempt.Outcome.SEEN}
KINDS_OF_CONTACT = {calls.Channel.PHONE: "call", calls.Channel.VISIT: "visit"}


class Changed(Exception):
    """The answer is no longer the one on the card. The message says what changed; nothing was done."""


class NeedsSenior(Exception):
    """The officer may not set this step aside alone. The message says why; `action` is the step."""

    def __init__(self, why: str, *, action: Action) -> None:
        super().__init__(why)
        self.action = action


class NothingToDo(Exception):
    """There is no step to act on, or it cannot be done as it was asked. The message is written for the officer."""


def still(account: RentAccount, *, fingerprint: str, on: date) -> Explanation:
    """The answer at this second. Raises Changed where it is not the one the card was drawn from."""
    now = explain(account, as_of=on)
    if now.decision.fingerprint != fingerprint:
        raise Changed(_what_changed(account, now, fingerprint=fingerprint))
    if now.action == Action.NONE:
        raise NothingToDo("No step is suggested for this account.")
    return now


def _what_changed(account: RentAccount, now: Explanation, *, fingerprint: str) -> str:
    """What is different now, for the officer: money first."""
    before = account.recommendations.filter(fingerprint=fingerprint).order_by("pk").last()
    was = Decimal(before.facts["balance"]) if before and "balance" in before.facts else now.facts.balance
    fell = was - now.facts.balance
    if fell > 0:
        news = f"{money(fell)} came in since this card was drawn."
    elif fell < 0:
        news = f"{money(-fell)} was added to the account since this card was drawn."
    else:
        news = "Something on this account changed since this card was drawn."
    if now.action == Action.NONE:
        return f"No longer needed: {news} Nothing was sent."
    return f"{news} Nothing was done. The step is now: {now.action.label.lower()}."


def press_letter(
    *, account: RentAccount, fingerprint: str, by: User, on: date, press: UUID, reason_given: str = ""
) -> list[OutboxMessage]:
    """Queue the letter that the card suggests, one to each tenant who may be written to. The same press queues once.

    Raises Changed, NothingToDo, gates.Refused, CannotSendLetter.
    """
    with at_work(account, by=by, on=on) as locked:
        if sent := list(OutboxMessage.objects.filter(account=locked, press=press).order_by("pk")):
            return sent
        presence.check_not_taken(locked, by=by)
        now = still(locked, fingerprint=fingerprint, on=on)
        if now.action.channel != "letter":
            raise Changed(f"Nothing was sent. The step is now: {now.action.label.lower()}.")
        sent = send(
            locked, now, tenants=tenants_of(locked, as_of=on), by=by, on=on, press=press, reason_given=reason_given
        )
        shown = household_gates(Act.LETTER, facts=now.facts)  # the nudges of the card from which it was pressed
        gatekeeping.note_nudges(shown, act=Act.LETTER, account=locked, by=by, on=on, at=timezone.now())
        return sent


def send(
    locked: RentAccount,
    now: Explanation,
    *,
    tenants: Sequence[TenantFacts],
    by: User,
    on: date,
    press: UUID,
    reason_given: str = "",
    without_press: str = "",
) -> list[OutboxMessage]:
    """Queue the letter that is the step of a locked account. Raises gates.Refused, CannotSendLetter."""
    messages = recovery.queue_letter(
        account=locked,
        action=now.action,
        facts=now.facts,
        tenants=tenants,
        by=by,
        on=on,
        press=press,
        reason_given=reason_given,
        without_press=without_press,
        now=timezone.now(),
    )
    step = _step(locked, now, Step.Outcome.DONE, by=by, on=on)
    undo.remember(
        user=by,
        account=locked,
        kind="letter",
        summary=f"{KINDS[now.action].title} to {words.listed([str(message.person) for message in messages])}."
        + without_press,
        about=f"recovery.outboxmessage:{messages[0].pk} caseload.step:{step.pk}",
        at=step.at,
        undo_until=undo.end_of_day(max(message.send_after for message in messages)),
    )
    return messages


def record_contact(
    *,
    account: RentAccount,
    channel: ContactAttempt.ContactChannel = calls.Channel.PHONE,
    person: Person,
    outcome: ContactAttempt.Outcome,
    note: str,
    spoken_of: str = "",
    promised_amount: Decimal | None,
    promised_on: date | None,
    second_person: User | None = None,
    by: User,
    on: date,
    at: datetime,
) -> ContactAttempt:
    """Record a call or visit. Where it was the step, that rests: two days after reaching nobody, else as its rule says.

    Raises gates.Refused, CannotRecordCall.
    """
    with at_work(account, by=by, on=on) as locked:
        now = explain(locked, as_of=on)
        contact = calls.log_contact(
            account=locked,
            facts=now.facts,
            channel=channel,
            person=person,
            outcome=outcome,
            note=note,
            spoken_of=spoken_of,
            promised_amount=promised_amount,
            promised_on=promised_on,
            second_person=second_person,
            by=by,
            at=at,
        )
        about = f"recovery.contactattempt:{contact.pk}"
        kind = KINDS_OF_CONTACT[channel]
        if now.action.channel == kind:
            rest = timedelta(days=now.decision.rule.rest_days) if outcome in REACHED else TRY_AGAIN
            step = _step(locked, now, Step.Outcome.DONE, by=by, on=on, until=on + rest)
            about += f" caseload.step:{step.pk}"
        said = f"{calls.WAYS[channel].verb} {person}: {contact.get_outcome_display().lower()}."
        _remember(locked, kind, said, about, by=by, at=at)
    return contact


def override(*, account: RentAccount, fingerprint: str, reason: str, by: User, on: date) -> Step:
    """Not this: the step is not suggested again for four weeks, and the reason is kept.

    Raises Changed, NothingToDo; NeedsSenior for what this officer may not set aside alone.
    """
    if not reason.strip():
        raise NothingToDo("Say why the step is not taken: choose a reason, or write one.")
    with at_work(account, by=by, on=on) as locked:
        presence.check_not_taken(locked, by=by)
        now = still(locked, fingerprint=fingerprint, on=on)
        if why := discretion.beyond(locked, action=now.action, by=by, on=on):
            raise NeedsSenior(why, action=now.action)
        return _set_aside(locked, now, reason=reason, by=by, on=on)


def set_aside(locked: RentAccount, *, action: str, reason: str, by: User, on: date) -> Step | None:
    """A senior's yes to ‘Not this’, on a locked account; None where the step has become another meanwhile."""
    now = explain(locked, as_of=on)
    return _set_aside(locked, now, reason=reason, by=by, on=on) if now.action == action else None


def _set_aside(locked: RentAccount, now: Explanation, *, reason: str, by: User, on: date) -> Step:
    until = on + OVERRIDE
    step = _step(locked, now, Step.Outcome.OVERRIDDEN, by=by, on=on, until=until, reason=reason)
    said = f"Not taken: {now.action.label.lower()}. {step.reason}."
    _note(
        locked,
        AccountEvent.What.STEP_OVERRIDDEN,
        f"{said} Not suggested again before {words.long_day(until)}.",
        step=step,
    )
    _remember(locked, "not_this", said, f"caseload.step:{step.pk}", by=by, at=step.at)
    return step


def mark_done(
    *, account: RentAccount, fingerprint: str, note: str, by: User, on: date, second_person: User | None = None
) -> Step:
    """A visit, a legal step or a piece of desk work is done; it rests as long as its rule says.

    The note is the reason where a gate asks for one; the income manager's own press is the manager's yes. Raises
    Changed, NothingToDo; gates.Refused for a visit, a legal step, an agency or a write-off against its gates. A letter
    is not done by saying so.
    """
    with at_work(account, by=by, on=on) as locked:
        presence.check_not_taken(locked, by=by)
        now = still(locked, fingerprint=fingerprint, on=on)
        manager = by if by.role == Role.INCOME_MANAGER else None
        brought = gatekeeping.Brings(reason=note, second_person=second_person, manager=manager)
        return record_done(locked, now, note=note, brought=brought, by=by, on=on)


def record_done(
    locked: RentAccount, now: Explanation, *, note: str, brought: gatekeeping.Brings, by: User, on: date
) -> Step:
    """The same on a locked account, with all that is brought to its gates. Raises NothingToDo, gates.Refused."""
    if (act := act_of(now.action)) in GATED_WHEN_DONE:
        gatekeeping.pass_gates(
            act=act, account=locked, facts=now.facts, brings=brought, by=by, on=on, at=timezone.now()
        )
    if now.action.channel == "letter":
        raise NothingToDo("Send the letter, or choose ‘Not this’ and say why.")
    about = ""
    if now.action == Action.MAKE_FORMAT:
        made = recovery.log_letter_made_by_hand(account=locked, facts=now.facts, note=note, by=by, at=timezone.now())
        about = f"recovery.contactattempt:{made.pk} "
    until = on + timedelta(days=now.decision.rule.rest_days)
    step = _step(locked, now, Step.Outcome.DONE, by=by, on=on, until=until, reason=note)
    said = f"Done: {now.action.label.lower()}. {note}".strip()
    _note(locked, AccountEvent.What.STEP_DONE, said, step=step)
    _remember(locked, "done", said, f"{about}caseload.step:{step.pk}", by=by, at=step.at)
    return step


def tick_off(locked: RentAccount, now: Explanation, action: Action, *, by: User, on: date) -> Step | None:
    """On a locked account the step is done by an act of another page; it rests as long as its rule says. None where
    another step was suggested before that act."""
    if now.action != action:
        return None
    return _step(locked, now, Step.Outcome.DONE, by=by, on=on, until=on + timedelta(days=now.decision.rule.rest_days))


def brings(user: User, *, second_person: bool) -> Given:
    """What this person's own words can open: a page asks it before there are any."""
    manager = user.role == Role.INCOME_MANAGER
    return Given(reason="given", plan="given", second_person=second_person, manager=manager)


def defer(*, account: RentAccount, until: date, by: User, on: date, reason: str = "") -> Step:
    """Put the step off to a later day. A date set by law or the court refuses to move: raises Refused, NothingToDo."""
    with at_work(account, by=by, on=on) as locked:
        presence.check_not_taken(locked, by=by)
        return _put_off(locked, explain(locked, as_of=on), until=until, reason=reason, by=by, on=on)


def defer_many(
    *, accounts: Sequence[RentAccount], until: date, reason: str, by: User, on: date
) -> tuple[list[RentAccount], list[tuple[RentAccount, str]]]:
    """Put off the steps of several accounts, gathered and decided together; each that refuses is named with why."""
    put_off, refused = [], []
    with all_at_work(accounts, by=by, on=on) as all_locked:
        tenancy_ids = sorted({locked.tenancy_id for locked in all_locked})
        explained = {each.facts.account_id: each for each in explain_tenancies(tenancy_ids, as_of=on)}
        for locked in all_locked:
            try:
                _put_off(locked, explained[locked.pk], until=until, reason=reason, by=by, on=on)
            except (Refused, NothingToDo) as refusal:
                refused.append((locked, str(refusal)))
            else:
                put_off.append(locked)
    return put_off, refused


def _put_off(account: RentAccount, now: Explanation, *, until: date, reason: str, by: User, on: date) -> Step:
    if now.action == Action.NONE:
        raise NothingToDo("No step is suggested for this account.")
    if until <= on:
        raise NothingToDo("Choose a day after today.")
    if (deadline := statutory_day(now.facts, now.action, on=on)) and until >= deadline:
        why = f"{now.action.label} must be done before {words.long_day(deadline)}, which cannot move"
        raise Refused([Gate(level=Level.STOP, flag="deadline", reason=why)])
    if until > on + LONGEST_PUT_OFF:
        raise NothingToDo(f"Put it off to {words.long_day(on + LONGEST_PUT_OFF)} at most, then look again.")
    step = _step(account, now, Step.Outcome.DEFERRED, by=by, on=on, until=until, reason=reason)
    said = f"Put off to {words.long_day(until)}: {now.action.label.lower()}. {reason}".strip()
    _note(account, AccountEvent.What.STEP_DEFERRED, said, step=step)
    _remember(account, "put_off", said, f"caseload.step:{step.pk}", by=by, at=step.at)
    return step


def statutory_day(facts: AccountFacts, action: Action, *, on: date) -> date | None:
    """The day by which a legal step must be taken; None where only the council's own time runs.

    A trial that can no longer be extended can still be ended, until its last day.
    """
    match action:
        case Action.PREPARE_HEARING:
            return facts.claim_hearing_on
        case Action.EVICTION_CHECKS:
            return facts.eviction_on
        case Action.NOTICE_LAPSING:
            return facts.notice_last_issue_on
        case Action.TRIAL_DECISION:
            late = facts.trial_extend_by and facts.trial_extend_by < on
            return facts.trial_last_day if late else facts.trial_extend_by
    return None


def _step(
    account: RentAccount,
    now: Explanation,
    outcome: Step.Outcome,
    *,
    by: User,
    on: date,
    until: date | None = None,
    reason: str = "",
) -> Step:
    return Step.objects.create(
        account=account,
        action=now.action,
        rule=now.rule,
        outcome=outcome,
        reason=reason.strip(),
        on=on,
        until=until,
        by=by,
    )


def _remember(account: RentAccount, kind: str, summary: str, about: str, *, by: User, at: datetime) -> None:
    """An act that may be taken back to the end of its day."""
    undo.remember(
        user=by, account=account, kind=kind, summary=summary, about=about, at=at, undo_until=undo.end_of_day(at)
    )


def _note(account: RentAccount, what: AccountEvent.What, summary: str, *, step: Step) -> None:
    timeline.record(
        account=account,
        what=what,
        on=step.on,
        by=step.by,
        at=timezone.now(),
        summary=summary,
        about=f"caseload.step:{step.pk}",
    )
