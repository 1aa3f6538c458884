"""What was said, with whomever and by whatever way: one note for all, and what we promised becomes a dated task."""

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet

from caseload import reminders, undo
from caseload.at_work import at_work
from caseload.charts.marks import Table, count, words
from caseload.models import Act, ContactNote, Reminder
from caseload.notes import beginning
from caseload.noting import note
from staff.models import User
from tenancies.models import AccountEvent, RentAccount

Organisation = ContactNote.Organisation
Channel = ContactNote.Channel
WEEKS = {1: "1 week", 4: "4 weeks", 13: "13 weeks"}


class CannotRecordContact(Exception):
    """The contact is not noted. The message says what to do."""


def record(
    *,
    account: RentAccount,
    organisation: str,
    name: str,
    channel: str,
    text: str,
    promise: str,
    due_on: dt.date | None,
    by: User,
    on: dt.date,
    at: dt.datetime,
) -> ContactNote:
    """Note a contact; what was promised becomes this person's reminder for its day.

    Raises CannotRecordContact, and what at_work raises.
    """
    if not text.strip():
        raise CannotRecordContact("Write what was said.")
    if bool(promise.strip()) != bool(due_on):
        raise CannotRecordContact("A promise needs both: what was promised, and by which day.")
    whose = Organisation(organisation)
    with at_work(account, by=by, on=on) as locked:
        task = None
        if due_on:
            try:
                task = _task(locked, whose, promise=promise, due_on=due_on, by=by, on=on, at=at)
            except reminders.CannotRemind as refusal:
                raise CannotRecordContact(str(refusal)) from refusal
        made = ContactNote.objects.create(
            account=locked,
            organisation=whose,
            name=name.strip(),
            channel=channel,
            text=text.strip(),
            on=on,
            at=at,
            by=by,
            reminder=task,
        )
        about = f"caseload.contactnote:{made.pk}"
        note(locked, AccountEvent.What.CONTACT, said(made), kind="contact", about=about, by=by, on=on, at=at)
    return made


def _task(
    account: RentAccount,
    whose: ContactNote.Organisation,
    *,
    promise: str,
    due_on: dt.date,
    by: User,
    on: dt.date,
    at: dt.datetime,
) -> Reminder:
    """Promised to the tenant, or a task of one's own that names the organisation."""
    to_tenant = whose == Organisation.TENANT
    text = promise.strip() if to_tenant else f"Promised to {_inside(str(whose.label))}: {promise.strip()}"
    return reminders.remind(
        account=account,
        kind=Reminder.Kind.PROMISE if to_tenant else Reminder.Kind.OWN,
        text=text,
        due_on=due_on,
        person=reminders.only_tenant(account) if to_tenant else None,
        by=by,
        on=on,
        at=at,
    )


def said(made: ContactNote) -> str:
    """As the timeline says it, the same whatever the way: whom with, how, and what was said."""
    whom = made.get_organisation_display()
    name = f" ({made.name})" if made.name else ""
    return beginning(f"{whom}{name}, {made.get_channel_display().lower()}: {made.text}", 600)


def _inside(label: str) -> str:
    """A label within a sentence; a name in capitals stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def within(accounts: QuerySet[Any], *, weeks: int, on: dt.date) -> QuerySet[ContactNote]:
    """The contacts on these accounts in so many weeks to a day; `accounts` selects ids."""
    since = on - dt.timedelta(weeks=weeks) + dt.timedelta(days=1)
    return ContactNote.objects.filter(account__in=accounts, on__range=(since, on), taken_back_at=None)


def by_organisation(found: QuerySet[ContactNote], link: Any) -> Table:
    """How often with whom, and by what way; each sum opens its contacts."""
    counts: dict[str, dict[str, int]] = {}
    for whose, channel, number in found.order_by().values_list("organisation", "channel").annotate(Count("pk")):
        counts.setdefault(whose, {})[channel] = number
    rows = [
        [
            words(whose.label),
            *(count(counts.get(whose, {}).get(channel, 0)) for channel in Channel.values),
            count(sum(counts.get(whose, {}).values()), link(organisation=whose.value)),
        ]
        for whose in Organisation
    ]
    each = [sum(row.get(channel, 0) for row in counts.values()) for channel in Channel.values]
    foot = [words("All"), *(count(number) for number in each), count(sum(each), link())]
    return Table("Contacts by organisation", ["With", *Channel.labels, "In all"], rows, foot)


def _undo(act: Act, *, by: User, on: dt.date, at: dt.datetime) -> None:
    """The task of a contact that is taken back goes with it, unless it is done already."""
    found = ContactNote.objects.select_related("reminder").get(pk=undo.named(act, "caseload.contactnote"))
    if found.reminder and found.reminder.done_at:
        raise undo.CannotUndo("What was promised is done already. Write a note that puts it right.")
    ContactNote.objects.filter(pk=found.pk, taken_back_at=None).update(taken_back_at=at)
    if found.reminder_id:
        Reminder.objects.filter(pk=found.reminder_id, withdrawn_at=None).update(withdrawn_at=at)


undo.UNDO["contact"] = _undo
