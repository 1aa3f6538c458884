"""One's own open reminders as a file, changed in a spreadsheet, and read back: first shown, then done.

The file that was taken out changes nothing when it is read back. A line without a number is a new reminder. What stands
in a line and differs from the reminder changes it: its day and its words, nothing else.
"""

import csv
import datetime as dt
import io
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import DateField

from caseload import reminders
from caseload.at_work import at_work
from caseload.export import FORMULA, Cell, csv_lines
from caseload.forms import DAY_FORMATS
from caseload.models import Reminder
from caseload.noting import note
from staff.http import number_in
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, RentAccount

HEAD = ["Number", "Account", "What", "Text", "Day"]
MOST_LINES, MOST_CHARACTERS = 500, 200_000
KINDS = {str(kind.label): kind for kind in (Reminder.Kind.OWN, Reminder.Kind.PROMISE, Reminder.Kind.CALLBACK)}
DAY = DateField(input_formats=DAY_FORMATS)


class CannotRead(Exception):
    """The file is not taken. The message says what to put right; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one line of the file does. `reminder` None: it makes a new one."""

    line: int
    account: RentAccount
    reminder: Reminder | None
    kind: Reminder.Kind
    text: str
    due_on: dt.date

    @property
    def said(self) -> str:
        if self.reminder is None:
            return f"New: {self.text or self.kind.label}"
        parts = []
        if self.due_on != self.reminder.due_on:
            parts.append(f"from {words.long_day(self.reminder.due_on)} to {words.long_day(self.due_on)}")
        if self.text != self.reminder.text:
            parts.append(f"‘{self.reminder.text}’ becomes ‘{self.text}’")
        return "; ".join(parts)


@dataclass(kw_only=True)
class Trial:
    """What reading the file back would do. Every line is in one of the three."""

    lines: int = 0
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def mine(user: User) -> list[Reminder]:
    """This person's open reminders; questions and what colleagues were asked are not hers to move by a file."""
    found = reminders.due(user, dt.date.max, dt.date.max)
    return [each for each in found if Reminder.Kind(each.kind).label in KINDS]


def as_csv(user: User) -> str:
    rows: list[list[Cell]] = [
        [each.pk, each.account.account_ref, each.get_kind_display(), each.text, each.due_on] for each in mine(user)
    ]
    return "".join(csv_lines(HEAD, rows))


def read(text: str, *, by: User, on: dt.date) -> Trial:
    """What the file would do, line by line. Raises CannotRead where it is not such a file."""
    if len(text) > MOST_CHARACTERS:
        raise CannotRead(f"The file is too long. Send up to {MOST_LINES} lines at a time.")
    try:
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff").replace("\x00", "")), strict=True))
    except csv.Error:
        raise CannotRead("The file is no list that can be read. Save it from the spreadsheet as CSV.") from None
    if not rows or not set(HEAD) <= set(rows[0]):
        raise CannotRead(f"The first line must name the columns {words.listed(HEAD)}. Take the file out again.")
    if len(rows) > MOST_LINES:
        raise CannotRead(f"The file has {len(rows):,} lines. Send up to {MOST_LINES} at a time.")
    own = {each.pk: each for each in mine(by)}
    refs = {_words(row["Account"]) for row in rows}
    accounts = {each.account_ref: each for each in RentAccount.objects.openable_by(by).filter(account_ref__in=refs)}
    trial, seen = Trial(lines=len(rows)), set[int]()
    for line, row in enumerate(rows, start=2):
        try:
            change = _change(line, row, own=own, accounts=accounts, on=on)
            if change.reminder and change.reminder.pk in seen:
                raise CannotRead("This number stands in the file twice.")
        except CannotRead as refusal:
            trial.refused.append((line, str(refusal)))
            continue
        if change.reminder:
            seen.add(change.reminder.pk)
        if change.said:
            trial.changes.append(change)
        else:
            trial.same += 1
    return trial


def _change(
    line: int, row: dict[str, str], *, own: dict[int, Reminder], accounts: dict[str, RentAccount], on: dt.date
) -> Change:
    number, text, day = _words(row["Number"]), _words(row["Text"]), _day(_words(row["Day"]))
    found = own.get(number_in(number) or 0) if number else None
    if number and found is None:
        raise CannotRead(f"No open reminder of yours has the number {number[:20]}.")
    account = found.account if found else accounts.get(_words(row["Account"]))
    if account is None or (found and _words(row["Account"]) != found.account.account_ref):
        raise CannotRead("The account is not one of yours, or not the reminder’s.")
    kind = Reminder.Kind(found.kind) if found else KINDS.get(_words(row["What"]))
    if kind is None:
        raise CannotRead(f"‘What’ must be one of: {words.listed(list(KINDS))}.")
    if len(text) > 500 or (not text and kind != Reminder.Kind.CALLBACK):
        raise CannotRead("The text must say what is to be done, in up to 500 characters.")
    moved = found is None or day != found.due_on
    if moved and not on <= day <= on + reminders.LONGEST:
        raise CannotRead("The day must be today or later, and within two years.")
    return Change(line=line, account=account, reminder=found, kind=kind, text=text, due_on=day)


def _words(cell: str | None) -> str:
    """A cell as it was before the file marked it as text."""
    text = (cell or "").strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def _day(text: str) -> dt.date:
    try:
        day: dt.date = DAY.clean(text)
    except ValidationError:
        raise CannotRead(f"‘{text[:30]}’ is no day. Write it as 2026-12-07 or 7 December 2026.") from None
    return day


def apply(text: str, *, by: User, on: dt.date, at: dt.datetime) -> Trial:
    """Do what the file says, all of it or nothing; what is refused line by line stays out. Raises CannotRead."""
    with transaction.atomic():
        trial = read(text, by=by, on=on)
        for change in sorted(trial.changes, key=lambda each: (each.account.pk, each.line)):
            _apply(change, by=by, on=on, at=at)
    return trial


def _apply(change: Change, *, by: User, on: dt.date, at: dt.datetime) -> None:
    if change.reminder is None:
        person = reminders.only_tenant(change.account) if change.kind in reminders.WITH_TENANT else None
        reminders.remind(
            account=change.account, kind=change.kind, text=change.text, due_on=change.due_on, person=person,
            by=by, on=on, at=at,
        )  # fmt: skip
        return
    with at_work(change.account, by=by, on=on) as locked:
        found = Reminder.objects.select_for_update().filter(reminders.OPEN, pk=change.reminder.pk).first()
        if found is None or (found.due_on, found.text) != (change.reminder.due_on, change.reminder.text):
            raise CannotRead("A reminder has changed since. Take the file out again.")
        found.due_on, found.text = change.due_on, change.text
        found.save(update_fields=["due_on", "text"])
        said = f"Changed: {change.said}"
        note(locked, AccountEvent.What.REMINDER, said, kind="reminder_moved", by=by, on=on, at=at)
