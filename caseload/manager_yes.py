"""A step whose gate asks for the income manager's yes: an officer asks for it, and the yes records the step as done.

The gates are asked when it is asked for, again each time a manager looks, and again at the press.
"""

from dataclasses import replace
from datetime import date, datetime

from caseload import desk, drafts, presence, questions, reminders
from caseload.at_work import at_work
from caseload.explain import explain
from caseload.models import Reminder, Step
from recovery import gatekeeping
from recovery.gatekeeping import Brings
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, Gate, Given, Level, act_of, blocking, gates_for
from staff.models import User
from tenancies.models import RentAccount


def opens_to_manager(found: list[Gate], *, given: Given) -> bool:
    """Whether all that still refuses would open to the income manager's yes."""
    return bool(blocking(found, given=given)) and not blocking(found, given=replace(given, manager=True))


def ask(
    *,
    account: RentAccount,
    fingerprint: str,
    note: str,
    second_person: User | None = None,
    by: User,
    on: date,
    at: datetime,
) -> tuple[Reminder, list[User]]:
    """Ask the income managers for their yes to the step of the card; it waits for the answer.

    The note is the reason, and the plan where one is wanted. Raises desk.Changed, desk.NothingToDo, presence.Taken,
    gates.Refused where a yes would not open it, reminders.CannotRemind.
    """
    if not note.strip():
        raise desk.NothingToDo("Say why the step is right: the manager reads it, and it is kept.")
    with at_work(account, by=by, on=on) as locked:
        presence.check_not_taken(locked, by=by)
        now = desk.still(locked, fingerprint=fingerprint, on=on)
        given = Brings(reason=note, second_person=second_person).given(by=by)
        found = _gates(act_of(now.action), facts=now.facts, user_id=by.pk)
        gatekeeping.check(found, account=locked, given=replace(given, manager=True), on=on)
        if not blocking(found, given=given):
            raise desk.NothingToDo("No yes is needed: record the step as done.")
        made, asked = questions.ask(
            account=locked, text=note, carries_out=now.action, second_person=second_person, by=by, on=on, at=at
        )
    drafts.clear(user=by, form="done", account=account)
    return made, asked


def give(question: Reminder, *, words: str, by: User, on: date, at: datetime) -> Step:
    """The income manager's yes: the step is done in the manager's name, with what the officer brought, and answered.

    Raises reminders.CannotRemind, gates.Refused, desk.NothingToDo: nothing is done then.
    """
    with at_work(question.account, by=by, on=on) as locked:
        now = explain(locked, as_of=on)
        if now.action != question.carries_out:
            raise reminders.CannotRemind("The step has changed since it was asked. Send it back.")
        said = words or "Agreed, and recorded as done."
        reminders.finish(reminder=question, answer=said, by=by, on=on, at=at)
        note = f"{question.text} ({question.made_by.name}; {by.name} agreed)"
        return desk.record_done(locked, now, note=note, brought=_brought(question, by), by=by, on=on)


def standing(question: Reminder, *, by: User, on: date) -> tuple[bool, list[Gate], list[Gate]]:
    """Whether the step is still the account's next, its gates as they stand, and those that this manager's yes leaves
    shut."""
    step, now = Action(question.carries_out), explain(question.account, as_of=on)
    found = [gate for gate in _gates(act_of(step), facts=now.facts, user_id=by.pk) if gate.level >= Level.GATE]
    asking = gatekeeping.named(found, account=question.account, on=on)
    return now.action == step, asking, blocking(asking, given=_brought(question, by).given(by=by))


def _gates(act: Act | None, *, facts: AccountFacts, user_id: int) -> list[Gate]:
    return gates_for(act, facts=facts, user_id=user_id) if act in desk.GATED_WHEN_DONE else []


def _brought(question: Reminder, by: User) -> Brings:
    return Brings(reason=question.text, second_person=question.second_person, manager=by)
