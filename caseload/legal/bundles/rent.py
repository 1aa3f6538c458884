"""The rent statement for the court: every posting with the balance after it, and what does not explain itself.

Pounds; positive is owed. The sums come from the ledger alone.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from recovery.rules.facts import ZERO
from tenancies.models import EntryKind, LedgerEntry, PendingPosting, RentAccount

CHARGED_BY_ITSELF = {EntryKind.RENT_DEBIT, EntryKind.SERVICE_DEBIT}
OURS_TO_EXPLAIN = {
    EntryKind.ADJUSTMENT,
    EntryKind.TRANSFER,
    EntryKind.REFUND,
    EntryKind.COURT_COSTS,
    EntryKind.REVERSAL,
    EntryKind.OPENING_BALANCE,
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One posting: what was charged or paid in, without a sign, and the balance after it."""

    entry: int
    on: dt.date
    what: str
    charged: Decimal | None
    paid: Decimal | None
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class Unexplained:
    """A posting that a judge would ask about: what it is, and why it does not explain itself."""

    entry: int
    on: dt.date
    amount: Decimal
    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class CourtStatement:
    """`differs` is how far the sum of all postings is from the balance kept: nothing, or the statement is not safe."""

    account_ref: str
    first: dt.date
    last: dt.date
    opening: Decimal
    lines: tuple[Line, ...]
    charged: Decimal
    paid: Decimal
    closing: Decimal
    differs: Decimal
    unexplained: tuple[Unexplained, ...]


def court_statement(account: RentAccount, *, first: dt.date, last: dt.date) -> CourtStatement:
    """What was posted from a day to a day, both included; each line by the day it counts from: when a charge fell due,
    when money was received."""
    entries = LedgerEntry.objects.filter(account=account)
    opening = entries.filter(posted_on__lt=first).aggregate(total=Sum("amount"))["total"] or ZERO
    told = _told(account)
    posted = list(entries.filter(posted_on__range=(first, last)).order_by("effective_on", "posted_on", "id"))
    lines, balance = [], opening
    for entry in posted:
        balance += entry.amount
        lines.append(_line(entry, balance, told.get(entry.pk, "")))
    return CourtStatement(
        account_ref=account.account_ref,
        first=first,
        last=last,
        opening=opening,
        lines=tuple(lines),
        charged=sum((line.charged for line in lines if line.charged is not None), ZERO),
        paid=sum((line.paid for line in lines if line.paid is not None), ZERO),
        closing=balance,
        differs=_difference(account),
        unexplained=tuple(_unexplained(posted, told)),
    )


def _difference(account: RentAccount) -> Decimal:
    total: Decimal = LedgerEntry.objects.filter(account=account).aggregate(total=Sum("amount"))["total"] or ZERO
    return account.owes_now() - total


def _told(account: RentAccount) -> dict[int, str]:
    """What we said of postings that we asked for, and of charges by meter, by the entry that each became."""
    asked = PendingPosting.objects.filter(account=account, matched_entry_id__isnull=False)
    return {entry: narrative for entry, narrative in asked.values_list("matched_entry_id", "narrative") if entry}


def _line(entry: LedgerEntry, balance: Decimal, told: str) -> Line:
    charged = entry.amount > 0
    return Line(
        entry=entry.pk,
        on=entry.effective_on,
        what=_what(entry, told),
        charged=entry.amount if charged else None,
        paid=None if charged else -entry.amount,
        balance=balance,
    )


def _what(entry: LedgerEntry, told: str) -> str:
    kind = EntryKind(entry.kind)
    what = "Rent given back" if kind == EntryKind.RENT_DEBIT and entry.amount < 0 else kind.label
    if kind == EntryKind.PAYMENT and entry.method != "system":
        what = f"{what}, {entry.get_method_display().lower()}"
    said = told or (entry.narrative if kind in OURS_TO_EXPLAIN | {EntryKind.WRITE_OFF} else "")
    return f"{what}: {said}" if said else what


def _unexplained(posted: list[LedgerEntry], told: dict[int, str]) -> list[Unexplained]:
    """Debits without a word of why, and charges that stand twice for one day."""
    found = []
    reversed_entries = {entry.reverses_id for entry in posted}
    charges = Counter(
        (entry.kind, entry.effective_on, entry.amount)
        for entry in posted
        if entry.kind in CHARGED_BY_ITSELF and entry.amount > 0 and entry.pk not in reversed_entries
    )
    twice = {key for key, many in charges.items() if many > 1}
    for entry in posted:
        why = _why(entry, told)
        key = (entry.kind, entry.effective_on, entry.amount)
        if key in twice and entry.pk not in reversed_entries:
            why = "The same charge stands more than once for this day."
        if why:
            kind = EntryKind(entry.kind).label
            found.append(Unexplained(entry=entry.pk, on=entry.effective_on, amount=entry.amount, what=kind, why=why))
    return found


def _why(entry: LedgerEntry, told: dict[int, str]) -> str:
    silent = not entry.narrative.strip() and entry.pk not in told and entry.reverses_id is None
    if entry.kind in OURS_TO_EXPLAIN and entry.amount > 0 and silent:
        return "A debit without a word of what it is for."
    if entry.kind in {EntryKind.ADJUSTMENT, EntryKind.TRANSFER} and silent:
        return "A correction without a word of what it is for."
    return ""


def entries_from(account: RentAccount) -> dt.date | None:
    """The day of the first posting."""
    first: dt.date | None = (
        LedgerEntry.objects.filter(~Q(amount=0), account=account)
        .order_by("posted_on", "id")
        .values_list("posted_on", flat=True)
        .first()
    )
    return first
