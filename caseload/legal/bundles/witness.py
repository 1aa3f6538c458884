"""A witness's draft, their exhibits, and what they should know before questions: only what they did themselves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from caseload.legal.bundles import history, layout, snapshot
from caseload.legal.bundles.kinds import WITNESS
from caseload.undo import names_taken_back
from legal.accounts import main_account
from legal.models import Bundle, BundleItem, NoticeService, WitnessStatement
from recovery.models import ContactAttempt
from staff.models import User
from staff.ui.words import long_day, owed
from tenancies.models import AccountEvent, IssuedDocument, ReceivedDocument, RentAccount

What = AccountEvent.What
# Of one's own entries, those that no court asks about: the desk's own housekeeping.
HOUSEKEEPING = {
    What.NOTE,
    What.REMINDER,
    What.REMINDER_DONE,
    What.STEP_OVERRIDDEN,
    What.STEP_DEFERRED,
    What.STEP_DONE,
    What.LOOKS_WRONG,
    What.ASKED,
    What.ANSWERED,
    What.HANDED_OVER,
    What.OPENED_FROM_OUTSIDE,
    What.TAKEN_BACK,
    What.GATE,
    What.LETTER_QUEUED,
    What.MESSAGE_QUEUED,
    What.HOLD,
    What.HOLD_LIFTED,
    What.MARKER,
    What.CRISIS,
    What.CONCERN,
    What.INTEREST,
    What.DATA_FAULT,
    What.BUNDLE,
}


def own_entries(account: RentAccount, *, witness: User) -> list[tuple[dt.date, str]]:
    """What this person did for the household, by day: their own lines of the timeline, what the housing system holds of
    their contact, and the notices that they served. Without what was taken back."""
    tenancy = account.tenancy_id
    events = AccountEvent.objects.filter(account__tenancy=tenancy, by=witness).exclude(what__in=HOUSEKEEPING)
    taken_back = names_taken_back(account)
    found = [
        (each.on, _said_of(each))
        for each in events.select_related("person").order_by("on", "pk")
        if each.about not in taken_back
    ]
    contacts = ContactAttempt.objects.filter(tenancy=tenancy, officer=witness, taken_back_at=None, not_sent_since=None)
    theirs = contacts.exclude(source_ref="").select_related("person").order_by("on", "pk")
    found += [(each.on, f"{history.contact_words(each)}. {each.note}".strip()) for each in theirs]
    served = NoticeService.objects.filter(
        notice__tenancy=tenancy, served_by=witness, recorded_by=None, not_sent_since=None, notice__not_sent_since=None
    )
    found += [
        (each.done_on, f"I served the {each.notice.get_kind_display().lower()} on {each.person}, {_how(each)}.")
        for each in served.select_related("notice", "person").order_by("done_on", "pk")
    ]
    return sorted(found, key=lambda entry: entry[0])


def _said_of(event: AccountEvent) -> str:
    if event.what == What.PROTOCOL:
        return history.event_words(event)
    return f"{What(event.what).label}. {event.summary}".strip()


def _how(service: NoticeService) -> str:
    return service.get_method_display().lower()


def draft(account: RentAccount, *, witness: User, on: dt.date) -> str:
    """A first text: numbered paragraphs from the witness's own entries, and what is owed by the ledger."""
    lines = [f"On {long_day(day)}: {said}" for day, said in own_entries(account, witness=witness)]
    lines.append(f"On {long_day(snapshot.ledger_on(on))} the rent account stood at {owed(account.owes_now())}.")
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A paper that this person made or took in, which may be an exhibit; `key` names it in a form."""

    key: str
    title: str
    on: dt.date


def own_papers(account: RentAccount, *, witness: User) -> list[Offered]:
    """The papers of this tenancy that this person issued or took in, oldest first."""
    issued = IssuedDocument.objects.filter(account__tenancy=account.tenancy_id, issued_by=witness)
    received = ReceivedDocument.objects.filter(account__tenancy=account.tenancy_id, by=witness, restricted=False)
    found = [
        Offered(key=f"issued:{each.pk}", title=each.title, on=timezone.localdate(each.issued_at))
        for each in issued.exclude(template__in=["bundle", "witness_statement"]).order_by("issued_at", "pk")
    ]
    found += [
        Offered(key=f"received:{each.pk}", title=each.name, on=each.received_on)
        for each in received.order_by("received_on", "pk")
    ]
    return sorted(found, key=lambda paper: paper.on)


def exhibits(account: RentAccount, *, witness: User, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The exhibits chosen, each with its mark: the witness's initials and a number. What is not theirs is left out."""
    wanted = set(keys)
    initials = "".join(name[0] for name in witness.name.split() if name).upper()
    chosen = [paper for paper in own_papers(account, witness=witness) if paper.key in wanted]
    return [
        {"mark": f"{initials}{number}", "title": f"{paper.title}, {long_day(paper.on)}", "key": paper.key}
        for number, paper in enumerate(chosen, start=1)
    ]


def statement_pdf(statement: WitnessStatement, *, on: dt.date) -> bytes:
    """The statement on paper, with its statement of truth (CPR PD 32, 20.2; PD 22)."""
    account = main_account(statement.tenancy_id)
    bundle = Bundle(tenancy=account.tenancy, kind=Bundle.Kind.FIRST_HEARING, hearing=statement.hearing)
    told = {**snapshot.frame(bundle, account, on=on), "struck_on": on}
    code = f"{WITNESS}{statement.pk}"
    told["parts"] = {code: {**snapshot.witness(statement), "signed_on": statement.signed_on or on}}
    [pdf] = layout.part_pdfs(code, told)
    return pdf


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """One exhibit of the witness in a bundle that is built: its pages, to have them ready under questions."""

    mark: str
    title: str
    pages: str
    theirs: bool = True


def exhibit_pages(statement: WitnessStatement) -> list[Prepared]:
    """Each exhibit with its pages in the newest bundle of the case that holds it; no pages where none does."""
    built = BundleItem.objects.filter(
        bundle__tenancy=statement.tenancy_id,
        bundle__state__in=[Bundle.State.BUILT, Bundle.State.FILED],
        first_page__isnull=False,
    ).order_by("bundle__struck_at", "pk")
    pages: dict[str, str] = {}
    for item in built:
        key = f"issued:{item.issued_id}" if item.issued_id else f"received:{item.received_id}"
        pages[key] = _said(item)
    return [Prepared(mark=e["mark"], title=e["title"], pages=pages.get(e["key"], "")) for e in statement.exhibits]


def _said(item: BundleItem) -> str:
    return f"{item.first_page}" if item.first_page == item.last_page else f"{item.first_page} to {item.last_page}"


def chronology(account: RentAccount, *, witness: User, on: dt.date) -> list[dict[str, Any]]:
    """The bundle's chronology, with the witness's own entries marked."""
    return [row | {"own": by == witness} for row, by in history.days(account, until=on)]
