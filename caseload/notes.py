"""Notes on an account: written once, never changed, taken back with a mark; the sensitive ones opened with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from caseload import undo
from caseload.at_work import at_work
from caseload.models import Act, Note
from caseload.models.records import LONGEST_NOTE
from staff.models import AccessLog, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount

FOLDED = 200  # characters of a long note that the timeline shows


class CannotWriteNote(Exception):
    """The note is not kept. The message is written for the officer."""


def write_note(*, account: RentAccount, text: str, by: User, on: date, at: datetime, sensitive: bool = False) -> Note:
    """Write a note on an account. The timeline shows it; of a sensitive one only that it is there.

    Raises CannotWriteNote where nothing is written or too much, and what at_work raises.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise CannotWriteNote("Write the note.")
    if len(text) > LONGEST_NOTE:
        many = words.counted(len(text), "character")
        raise CannotWriteNote(f"This note has {many}; a note holds {LONGEST_NOTE:,} at most. Shorten it.")
    with at_work(account, by=by, on=on) as locked:
        note = Note.objects.create(account=locked, text=text, sensitive=sensitive, on=on, at=at, by=by)
        name = f"caseload.note:{note.pk}"
        timeline.record(
            account=locked,
            what=AccountEvent.What.NOTE,
            on=on,
            by=by,
            at=at,
            summary="Sensitive note." if sensitive else beginning(text, 600),
            about=name,
        )
        undo.remember(
            user=by,
            account=locked,
            kind="note",
            summary="Sensitive note." if sensitive else f"Note: {beginning(text, 100)}",
            about=name,
            at=at,
            undo_until=undo.end_of_day(at),
        )
    return note


def beginning(text: str, longest: int) -> str:
    """The text on one line, cut at a word with an ellipsis where it is longer."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return f"{line[: longest - 1].rsplit(' ', 1)[0][: longest - 1]}…"


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note on the timeline; a long one is folded under its beginning. Blank: it is shown whole."""

    note: Note
    folded: str


def notes_about(names: Iterable[str]) -> dict[str, ShownNote]:
    """The notes among the records that events are about, by that name."""
    keys = [int(name.rpartition(":")[2]) for name in names if name.startswith("caseload.note:")]
    found = Note.objects.filter(pk__in=keys) if keys else []
    return {
        f"caseload.note:{note.pk}": ShownNote(note, beginning(note.text, FOLDED) if len(note.text) > FOLDED else "")
        for note in found
    }


def open_sensitive(*, note: Note, by: User, reason: str) -> str:
    """The text of a sensitive note; who read it and why is logged. Raises CannotWriteNote without a reason."""
    if not (reason := reason.strip()):
        raise CannotWriteNote("Say why you need to read it.")
    longest = AccessLog._meta.get_field("reason").max_length
    AccessLog.objects.create(
        user=by, what="sensitive note", about=f"{note.account.account_ref}, note {note.pk}", reason=reason[:longest]
    )
    return note.text


def _undo_note(act: Act, *, by: User, on: date, at: datetime) -> None:
    Note.objects.filter(pk=undo.named(act, "caseload.note"), taken_back_at=None).update(taken_back_at=at)


undo.UNDO["note"] = _undo_note
