"""Postings: asked for where the housing system owns the ledger, made here where Quarterday does."""

import csv
import os
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from staff.models import Role, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import (
    AccountEvent,
    AccountKind,
    AccountKindSetting,
    EntryKind,
    LedgerEntry,
    LedgerOwner,
    PaymentMethod,
    PendingPosting,
    RentAccount,
)
from tenancies.models.ledger import CREDITS

POSTING_ROLES = {Role.FINANCE, Role.TEAM_LEADER, Role.INCOME_MANAGER}
POSTABLE = [
    EntryKind.PAYMENT,
    EntryKind.ADJUSTMENT,
    EntryKind.COURT_COSTS,
    EntryKind.REFUND,
    EntryKind.WRITE_OFF,
]
MOST = Decimal("100000.00")
COLUMNS = ["request", "account_ref", "kind", "amount", "narrative", "asked_on"]


class CannotPost(Exception):
    """The posting cannot be asked for, made or withdrawn. The message is written for whoever asked."""


class CannotExport(Exception):
    """The file cannot be written. The message says what to do; nothing was marked as sent."""


def asked_of_source(account: RentAccount) -> bool:
    """Whether the housing system owns this kind of account, so that postings are asked for there."""
    return AccountKindSetting.objects.filter(kind=account.kind, ledger_owner=LedgerOwner.SOURCE).exists()


@transaction.atomic
def ask_posting(
    *, account: RentAccount, kind: EntryKind, amount: Decimal, narrative: str, by: User, on: date, at: datetime
) -> PendingPosting:
    """Ask for a posting in the housing system. It stands apart from the balance until an extract brings it.

    `amount` is in pounds and above nothing: what the posting is says whether it charges or credits. Only an adjustment
    may be either: above nothing charges, below nothing credits. Raises PermissionDenied, RentAccount.DoesNotExist,
    CannotPost.
    """
    account = _account_for(account, by=by)
    if not asked_of_source(account):
        raise CannotPost("Quarterday keeps this account's ledger: post it here.")
    signed = _signed(account, kind, amount)
    narrative = _narrative(narrative)
    same = account.pending_postings.filter(kind=kind, amount=signed, narrative=narrative, asked_on=on)
    if same.filter(state__in=[PendingPosting.State.ASKED, PendingPosting.State.EXPORTED]).exists():
        raise CannotPost("The same posting was asked for today already. If it is another one, say so in the words.")
    posting = PendingPosting.objects.create(
        account=account, kind=kind, amount=signed, narrative=narrative, asked_on=on, asked_by=by
    )
    _note(posting, AccountEvent.What.POSTING_ASKED, f"Asked for: {_said(posting)}", by=by, on=on, at=at)
    return posting


@transaction.atomic
def withdraw_posting(*, posting: PendingPosting, by: User, on: date, at: datetime) -> None:
    """Take back a request that has not gone to the housing system. Raises what ask_posting raises."""
    _account_for(posting.account, by=by)
    posting = PendingPosting.objects.select_for_update(of=["self"]).select_related("account").get(pk=posting.pk)
    if posting.state != PendingPosting.State.ASKED:
        state = posting.get_state_display().lower()
        raise CannotPost(f"This request can no longer be taken back: {state}. Ask for the opposite posting.")
    posting.state = PendingPosting.State.WITHDRAWN
    posting.save(update_fields=["state"])
    _note(posting, AccountEvent.What.NOTE, f"Taken back: {_said(posting)}", by=by, on=on, at=at)


@transaction.atomic
def post(
    *, account: RentAccount, kind: EntryKind, amount: Decimal, narrative: str, by: User, on: date, at: datetime
) -> LedgerEntry:
    """Post on an account whose ledger Quarterday owns; the balance changes at once. `amount` as in ask_posting.

    Raises PermissionDenied, RentAccount.DoesNotExist, CannotPost.
    """
    account = _account_for(account, by=by)
    if asked_of_source(account):
        raise CannotPost("The housing system keeps this account's ledger: ask for the posting there.")
    entry = LedgerEntry.objects.create(
        account=account,
        posted_on=on,
        effective_on=on,
        kind=kind,
        method=PaymentMethod.SYSTEM,
        amount=_signed(account, kind, amount),
        narrative=_narrative(narrative),
        posted_by=by,
    )
    _note(entry, AccountEvent.What.NOTE, f"Posted: {_said(entry)}", by=by, on=on, at=at)
    return entry


@transaction.atomic
def export_postings(*, to: Path, at: datetime) -> int:
    """Write every request not yet sent to a new CSV file, and mark them as sent. Answers how many.

    The file is whole and on the disk before the requests are marked: if the machine stops between the two, they are
    written again next time under the same request numbers. Raises CannotExport; a file that is there is never replaced.
    """
    postings = list(
        PendingPosting.objects.select_for_update(of=["self"])
        .filter(state=PendingPosting.State.ASKED)
        .select_related("account")
        .order_by("pk")
    )
    PendingPosting.objects.filter(pk__in=[posting.pk for posting in postings]).update(
        state=PendingPosting.State.EXPORTED, exported_at=at
    )
    _write(to, postings)
    return len(postings)


def _write(to: Path, postings: list[PendingPosting]) -> None:
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=to.parent, prefix=f".{to.name}.", encoding="utf-8", newline=""
        ) as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for posting in postings:
                asked_on = posting.asked_on.isoformat()
                row = [posting.pk, posting.account.account_ref, posting.kind, f"{posting.amount:.2f}"]
                rows.writerow([*row, posting.narrative, asked_on])
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, to)  # unlike a rename, it never replaces a file that nobody has fetched yet
        folder = os.open(to.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except FileExistsError as error:
        raise CannotExport(f"There is a file {to} already. Choose another name, or move it away.") from error
    except OSError as error:
        raise CannotExport(f"The file {to} cannot be written: {error.strerror}.") from error


def _account_for(account: RentAccount, *, by: User) -> RentAccount:
    """The account, locked, for somebody who may post on it."""
    if by.role not in POSTING_ROLES:
        raise PermissionDenied("Postings are for finance, team leaders and the income manager.")
    RentAccount.objects.openable_by(by).get(pk=account.pk)
    return RentAccount.objects.select_for_update(no_key=True).get(pk=account.pk)


def _signed(account: RentAccount, kind: EntryKind, amount: Decimal) -> Decimal:
    """The sum as the ledger has it: charges positive, credits negative."""
    if kind not in POSTABLE:
        raise CannotPost("Choose a payment, an adjustment, court costs, a refund or a write-off.")
    if kind == EntryKind.COURT_COSTS and account.kind != AccountKind.COURT_COSTS:
        raise CannotPost("Court costs go on the household's court costs account, never with the rent.")
    if not amount or (amount < 0 and kind != EntryKind.ADJUSTMENT):
        raise CannotPost("Enter an amount above nothing.")
    if abs(amount) > MOST or amount != amount.quantize(Decimal("0.01")):
        raise CannotPost("Enter an amount in pounds and whole pence, up to £100,000.00.")
    return -amount if kind in CREDITS else amount


def _narrative(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > 120:
        raise CannotPost("Say in up to 120 characters what the posting is for.")
    return text


def _said(posting: PendingPosting | LedgerEntry) -> str:
    credit = " credit" if posting.kind == EntryKind.ADJUSTMENT and posting.amount < 0 else ""
    what = EntryKind(posting.kind).label.lower()
    return f"{what}{credit} of {words.pounds(abs(posting.amount))}. {posting.narrative}"


def _note(
    posting: PendingPosting | LedgerEntry, what: AccountEvent.What, summary: str, *, by: User, on: date, at: datetime
) -> None:
    about = f"{posting._meta.label_lower}:{posting.pk}"
    timeline.record(account=posting.account, what=what, on=on, by=by, at=at, summary=summary, about=about)
