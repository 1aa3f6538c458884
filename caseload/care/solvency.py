"""Breathing space at the desk: what it stops is stopped at once, its dates become work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from caseload import undo
from caseload.care.frame import CannotCare, at_care, take_back_waiting, task, tell_seniors
from caseload.care.needs import undo_markers
from caseload.models import Act
from caseload.noting import note
from recovery import told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.still_right import current_rent_not_asked
from staff.models import User
from staff.ui import words
from tenancies import bank_holidays
from tenancies.models import AccountEvent, Person, RentAccount
from welfare import solvency
from welfare.models import BreathingSpace, Marker
from welfare.rules import moratoria

What = AccountEvent.What


def record_breathing_space(
    *,
    account: RentAccount,
    person: Person,
    kind: str,
    reference: str,
    notified_on: date,
    starts_on: date,
    ends_on: date | None,
    adviser: str,
    adviser_contact: str,
    covers: Sequence[int],
    by: User,
    on: date,
    at: datetime,
) -> BreathingSpace:
    """Stop chasing this person for these accounts, withdraw what waits to them, and make the tasks. CannotCare."""
    with at_care(account, people=[person], by=by, on=on) as found:
        accounts = found.chosen(covers)
        if not accounts:
            raise CannotCare("Choose the accounts that the letter covers.")
        space = solvency.record_breathing_space(
            person=person, kind=kind, reference=reference, notified_on=notified_on, starts_on=starts_on,
            ends_on=ends_on, adviser=adviser, adviser_contact=adviser_contact, accounts=accounts,
            by=by, on=on, at=at,
        )  # fmt: skip
        why = f"{person} is in breathing space"
        space.stopped = take_back_waiting(found.accounts, person=person, why=why, by=by, on=on, at=at)
        facts = of_account(found.account, as_of=on)
        space.stopped += [{"reference": "", "words": each} for each in _steps_stopped(facts)]
        space.save(update_fields=["stopped"])
        _tasks(space, found.account, facts, by=by, on=on, at=at)
        until = f" until {words.long_day(ends_on)}" if ends_on else ", with no end known yet"
        said = f"Breathing space for {person} from {words.long_day(starts_on)}{until}. Chasing has stopped."
        about = f"welfare.marker:{space.marker_id}"
        note(found.account, What.PROTECTION, said, kind="breathing_space", about=about, person=person,
             by=by, on=on, at=at)  # fmt: skip
    return space


def _steps_stopped(facts: AccountFacts) -> list[str]:
    """The legal steps under way that now stand still."""
    stopped = []
    if facts.notice_in_force:
        stopped.append("The notice in force: no claim is issued on it")
    if facts.claim_since:
        stopped.append(f"The possession claim of {words.long_day(facts.claim_since)}: no step is taken in it")
    if facts.warrant_requested_on:
        stopped.append("The warrant: it is not carried out")
    return stopped


def _tasks(
    space: BreathingSpace, account: RentAccount, facts: AccountFacts, *, by: User, on: date, at: datetime
) -> None:
    holidays = bank_holidays.around(space.notified_on)
    days = moratoria.days(
        kind=space.kind, starts_on=space.starts_on, notified_on=space.notified_on, bank_holidays=holidays
    )
    person = space.marker.person
    text = f"Breathing space of {person}: search for further debts (former tenancies, garages), and tell the adviser."
    task(account, text, due_on=max(days.search_by, on), by=by, at=at)
    if space.kind == BreathingSpace.Kind.STANDARD:
        text = f"Breathing space of {person}: midway review by {words.long_day(days.midway_by)}."
        task(account, text, due_on=max(days.midway_from, on), by=by, at=at)
    if facts.claim_since:
        task(account, "Breathing space: tell the court today, and ask to adjourn (reg. 10).", due_on=on, by=by, at=at)
    if facts.warrant_requested_on:
        text = "Breathing space: tell the court and the bailiff today that the warrant must not be carried out."
        task(account, text, due_on=on, by=by, at=at)
        tell_seniors(account, text, by=by, on=on, at=at)
    if facts.notice_in_force:
        text = "Breathing space: ask legal whether the notice’s time runs on, and plan a new one (regs 8 and 9)."
        task(account, text, due_on=max(days.search_by, on), by=by, at=at)
    if space.ends_on:
        _end_task(space, account, by=by, on=on, at=at)


def _end_task(space: BreathingSpace, account: RentAccount, *, by: User, on: date, at: datetime) -> None:
    assert space.ends_on
    text = f"Breathing space of {space.marker.person} has ended: speak with them first. The ladder waits at its step."
    task(account, text, due_on=max(space.ends_on + timedelta(days=1), on), by=by, at=at)


def write_about_current_rent(*, account: RentAccount, space: BreathingSpace, by: User, on: date, at: datetime) -> int:
    """Queue the locked letter about the week's rent to who is in breathing space; how many (rulebook BS-4, 6.1).

    Raises CannotCare where it does not fit the account, waits already, or cannot go.
    """
    person = _person(space.marker)
    with at_care(account, people=[person], by=by, on=on) as found:
        facts, tenants = of_account(found.account, as_of=on), tenants_of(found.account, as_of=on)
        theirs = [each for each in tenants if each.person_id == person.pk and each.in_breathing_space]
        if not theirs:
            raise CannotCare(f"{person} is not in breathing space on this account today.")
        if why_not := current_rent_not_asked(facts):
            raise CannotCare(f"{why_not}.")
        action = Action.CURRENT_RENT
        waiting = OutboxMessage.objects.filter(account=found.account, action=action, state=OutboxMessage.State.QUEUED)
        if waiting.exists():
            raise CannotCare("Such a letter waits in the print room already. Release it there.")
        queued, stopped = told_letters.queue(
            theirs, account=found.account, action=action, fill=lambda letter: letter, facts=facts, by=by, on=on, at=at,
            press=uuid4(),
        )  # fmt: skip
        if not queued:
            raise CannotCare(" ".join(stopped))
    return len(queued)


def record_search(
    *, account: RentAccount, space: BreathingSpace, covers: Sequence[int], by: User, on: date, at: datetime
) -> int:
    """Further debts were searched for (reg. 14); those found are covered too. Returns how many were added."""
    person = _person(space.marker)
    with at_care(account, people=[person], by=by, on=on) as found:
        added = solvency.add_covered(space, found.chosen(covers), by=by, on=on)
        space.searched_on = on
        space.save(update_fields=["searched_on"])
        said = f"Further debts of {person} were searched for: {words.counted(len(added), 'account')} added."
        note(found.account, What.PROTECTION, said, kind="debt_search", person=person, by=by, on=on, at=at)
    return len(added)


def midway(*, account: RentAccount, space: BreathingSpace, said: str, by: User, on: date, at: datetime) -> None:
    """The midway review was made: what the adviser was told or asked (rulebook BS-2). Raises CannotCare."""
    days = moratoria.days(
        kind=space.kind, starts_on=space.starts_on, notified_on=space.notified_on, bank_holidays=set()
    )
    if not said.strip():
        raise CannotCare("Say what was found: is current rent paid, and was the adviser told?")
    if on < days.midway_from:
        raise CannotCare(f"The midway review is from {words.long_day(days.midway_from)}, not earlier.")
    with at_care(account, by=by, on=on) as found:
        space.midway_reviewed_on, space.midway_said = on, said.strip()
        space.save(update_fields=["midway_reviewed_on", "midway_said"])
        summary = f"Midway review of the breathing space of {space.marker.person}: {said.strip()}"
        note(found.account, What.PROTECTION, summary, kind="midway", person=space.marker.person, by=by, on=on, at=at)


def end_breathing_space(
    *, account: RentAccount, space: BreathingSpace, last_day: date, why: str, by: User, on: date, at: datetime
) -> None:
    """Cancelled early, or a crisis has ended: its last day, then five working days' rest and fresh contact."""
    if not why.strip():
        raise CannotCare("Say who told us, and why it ends then.")
    person = _person(space.marker)
    with at_care(account, people=[person], by=by, on=on) as found:
        solvency.end_breathing_space(space, last_day=last_day, by=by, on=on)
        _end_task(space, found.account, by=by, on=on, at=at)
        said = f"Breathing space of {person} ends on {words.long_day(last_day)}: {why.strip()}"
        note(found.account, What.PROTECTION, said, kind="space_ended", person=person, by=by, on=on, at=at)


def _person(marker: Marker) -> Person:
    assert marker.person is not None  # a moratorium is always somebody's
    return marker.person


def _undo_space(act: Act, *, by: User, on: date, at: datetime) -> str:
    marker = Marker.objects.get(pk=undo.named(act, "welfare.marker"))
    solvency.lift_rest(solvency.covered_accounts(marker), by=by, on=on)
    undo_markers(act, by=by, on=on, at=at)
    return "What was withdrawn stays withdrawn, and its tasks stay on your list until you withdraw them."


undo.UNDO["breathing_space"] = _undo_space
undo.INSTEAD |= {
    "space_ended": "Enter the right last day: both stay on record.",
    "midway": "Write a note with what is right: both stay on record.",
}
