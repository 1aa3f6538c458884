"""Needs at the desk: asked, told, adjusted for, who may act, what contact is unsafe; each noted and taken back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from caseload import holding, undo
from caseload.care.frame import CannotCare, at_care, take_back_waiting, task
from caseload.models import Act
from caseload.noting import note
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, Channel, Person, RentAccount
from welfare import needs, protection
from welfare.models import Adjustment, Hold, Marker, NeedsAsked, Representative
from welfare.needs import Told

What = AccountEvent.What
ANSWERS = {"needs": "has needs", "none": "has none", "no_answer": "no answer"}


def ask(
    *, account: RentAccount, person: Person, channel: str, answer: str, asked_on: date, by: User, on: date, at: datetime
) -> NeedsAsked:
    """Record that somebody was asked about needs, and what came of it. Raises CannotCare."""
    with at_care(account, people=[person], by=by, on=on) as found:
        tried = needs.record_asked(
            account=found.account, person=person, channel=channel, answer=answer, asked_on=asked_on,
            by=by, on=on, at=at,
        )  # fmt: skip
        how = Channel(channel).label.lower()
        said = f"{person} asked about needs on {words.long_day(asked_on)} ({how}): {ANSWERS[answer]}."
        note(found.account, What.NEEDS, said, kind="needs_asked", about=f"welfare.needsasked:{tried.pk}",
             person=person, by=by, on=on, at=at)  # fmt: skip
    return tried


def tell(*, account: RentAccount, person: Person, told: Told, by: User, on: date, at: datetime) -> None:
    """How somebody wants to be written to and spoken with. Letters that wait are withdrawn: they are not so written."""
    with at_care(account, people=[person], by=by, on=on) as found:
        needs.tell(person=person, told=told, by=by, on=on, at=at)
        said = f"How {person} wants to be reached was written down."
        note(found.account, What.NEEDS, said, kind="needs_told", person=person, by=by, on=on, at=at)


def add_need(
    *,
    account: RentAccount,
    person: Person,
    need: str,
    codes: Sequence[str],
    evidence: str,
    by: User,
    on: date,
    at: datetime,
) -> tuple[Marker, list[Adjustment]]:
    """A need with the adjustments that were chosen. The timeline says that it was recorded, never what it is."""
    with at_care(account, people=[person], by=by, on=on) as found:
        marker, made = needs.add_need(person=person, need=need, codes=codes, evidence=evidence, by=by, on=on, at=at)
        said = f"A need of {person} was recorded, with {words.counted(len(made), 'adjustment')}."
        about = f"welfare.marker:{marker.pk}"
        note(found.account, What.NEEDS, said, kind="need", about=about, person=person, by=by, on=on, at=at)
        take_back_waiting(found.accounts, person=person, why="How they are written to has changed", by=by, on=on, at=at)
    return marker, made


def end_adjustment(*, account: RentAccount, adjustment: Adjustment, by: User, on: date, at: datetime) -> None:
    with at_care(account, people=[adjustment.person], by=by, on=on) as found:
        if adjustment.ended_on:
            raise CannotCare("It is ended already.")
        needs.end_adjustment(adjustment, on=on, by=by, at=at)
        said = f"An adjustment for {adjustment.person} was ended."
        note(found.account, What.NEEDS, said, kind="adjustment_ended", person=adjustment.person, by=by, on=on, at=at)


def set_unsafe(
    *,
    account: RentAccount,
    person: Person,
    ways: Sequence[str],
    evidence: str,
    review_on: date,
    by: User,
    on: date,
    at: datetime,
) -> list[dict[str, str]]:
    """Contact that is unsafe is blocked at once, and what waits to go that way is withdrawn. Returns what was."""
    with at_care(account, people=[person], by=by, on=on) as found:
        made = needs.set_unsafe(person=person, ways=ways, evidence=evidence, review_on=review_on, by=by, on=on)
        why = f"Contact with {person} must be safe"
        withdrawn = take_back_waiting(found.accounts, person=person, why=why, by=by, on=on, at=at)
        about = " ".join(f"welfare.marker:{marker.pk}" for marker in made)
        said = f"Safe contact was set for {person}."
        note(found.account, What.PROTECTION, said, kind="safe_contact", about=about, person=person, by=by, on=on, at=at)
    return withdrawn


def add_representative(
    *, account: RentAccount, representative: Representative, hold_until: date | None, by: User, on: date, at: datetime
) -> Representative:
    """Who may act for somebody. `hold_until`: the account rests for their advice, and on the day after asks us back.

    What waits to the person is withdrawn where letters go to the representative. Raises CannotCare.
    """
    person = representative.person
    with at_care(account, people=[person], by=by, on=on) as found:
        kept = needs.add_representative(representative=representative, on=on)
        if kept.letters != "none":
            why = "Letters go to who acts for them"
            take_back_waiting(found.accounts, person=person, why=why, by=by, on=on, at=at)
        if hold_until:
            _advice_hold(found.account, until=hold_until, who=kept.name, by=by, on=on, at=at)
        kind, sent = kept.get_kind_display().lower(), kept.get_letters_display().lower()
        said = f"{kept.name} ({kind}) may act for {person}. Letters: {sent}."
        about = f"welfare.representative:{kept.pk}"
        note(
            found.account, What.PROTECTION, said, kind="representative", about=about, person=person, by=by, on=on, at=at
        )
    return kept


def _advice_hold(account: RentAccount, *, until: date, who: str, by: User, on: date, at: datetime) -> None:
    holding.hold_locked(account, reason=Hold.Reason.ADVICE, note=f"With {who}", last_day=until, by=by, on=on, at=at)
    text = f"The hold for {who} has ended: ask what was advised before anything else."
    task(account, text, due_on=until + timedelta(days=1), by=by, at=at)


def end_representative(
    *, account: RentAccount, representative: Representative, by: User, on: date, at: datetime
) -> None:
    with at_care(account, people=[representative.person], by=by, on=on) as found:
        needs.end_representative(representative, on=on)
        said = f"{representative.name} no longer acts for {representative.person}."
        note(found.account, What.PROTECTION, said, kind="representative_ended", person=representative.person,
             by=by, on=on, at=at)  # fmt: skip


def _undo_asked(act: Act, *, by: User, on: date, at: datetime) -> None:
    NeedsAsked.objects.filter(pk=undo.named(act, "welfare.needsasked"), taken_back_at=None).update(taken_back_at=at)


def _undo_need(act: Act, *, by: User, on: date, at: datetime) -> None:
    marker = Marker.objects.get(pk=undo.named(act, "welfare.marker"))
    made = Adjustment.objects.filter(person=marker.person, need=marker.detail, by=by, from_on=on, ended_on=None)
    for adjustment in made.select_related("person"):
        needs.end_adjustment(adjustment, on=on, by=by, at=at)
    undo_markers(act, by=by, on=on, at=at)


def undo_markers(act: Act, *, by: User, on: date, at: datetime) -> None:
    """Every marker that the act set ends today."""
    for name in act.about.split():
        if name.startswith("welfare.marker:"):
            try:
                protection.take_back(Marker.objects.get(pk=int(name.rpartition(":")[2])), by=by, on=on)
            except protection.CannotMark as refusal:
                raise undo.CannotUndo(str(refusal)) from refusal


def _undo_representative(act: Act, *, by: User, on: date, at: datetime) -> None:
    needs.end_representative(Representative.objects.get(pk=undo.named(act, "welfare.representative")), on=on)


undo.UNDO |= {
    "needs_asked": _undo_asked,
    "need": _undo_need,
    "safe_contact": undo_markers,
    "representative": _undo_representative,
}
undo.INSTEAD |= {
    "needs_told": "Write down how it is now: what stood before is kept.",
    "adjustment_ended": "Add the need again with its adjustments.",
    "representative_ended": "Add them again with their authority.",
}
