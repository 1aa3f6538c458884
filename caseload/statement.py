"""A rent statement: each posting of a time with the balance after it, rent and service charge apart.

Pounds; positive is owed. The sums come from the ledger alone: what was owed at the start, and every posting since.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from recovery.rules.facts import ZERO
from staff.council import council_name
from staff.models import User
from tenancies import meters
from tenancies.models import (
    AccountKind,
    EntryKind,
    FormatNeeded,
    LedgerEntry,
    MeteredCharge,
    Person,
    RentAccount,
)

RENT, SERVICE, METERED, OTHER, IN = "rent", "service", "metered", "other", "paid_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One posting, in one of four columns; the others stay empty."""

    on: dt.date
    what: str
    column: str
    amount: Decimal  # as it stands in its column: without a sign
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class Statement:
    council: str
    officer: str
    account_ref: str
    account_name: str
    is_pitch: bool
    tenants: tuple[str, ...]
    large_print: bool  # where one of them needs it
    address_lines: tuple[str, ...]
    made_on: dt.date
    first: dt.date
    last: dt.date
    opening: Decimal
    lines: tuple[StatementLine, ...]
    pending: tuple[StatementLine, ...]  # metered charges that the housing system has not posted yet: not in a balance

    @property
    def charge_name(self) -> str:
        """What the first column holds: the pitch fee of a pitch, else rent."""
        return "Pitch fee" if self.is_pitch else "Rent"

    @property
    def closing(self) -> Decimal:
        return self.lines[-1].balance if self.lines else self.opening

    def _total(self, column: str) -> Decimal:
        return sum((line.amount for line in self.lines if line.column == column), ZERO)

    @property
    def rent(self) -> Decimal:
        return self._total(RENT)

    @property
    def service(self) -> Decimal:
        return self._total(SERVICE)

    @property
    def metered(self) -> Decimal:
        """Electricity and water by meter, apart from everything else."""
        return self._total(METERED)

    @property
    def other(self) -> Decimal:
        return self._total(OTHER)

    @property
    def paid_in(self) -> Decimal:
        return self._total(IN)


def statement(
    account: RentAccount, *, tenants: Sequence[Person], first: dt.date, last: dt.date, by: User, on: dt.date
) -> Statement:
    """What was posted from a day to a day, both included; each line by the day it counts from: when a charge fell due,
    when money was received."""
    entries = LedgerEntry.objects.filter(account=account)
    opening = entries.filter(posted_on__lt=first).aggregate(total=Sum("amount"))["total"] or ZERO
    lines, balance = [], opening
    metered = _metered(account)
    for entry in entries.filter(posted_on__range=(first, last)).order_by("effective_on", "posted_on", "id"):
        balance += entry.amount
        lines.append(_line(entry, balance, metered.get(entry.pk)))
    return Statement(
        council=council_name(),
        officer=by.name,
        account_ref=account.account_ref,
        account_name=account.get_kind_display(),
        is_pitch=account.kind == AccountKind.PITCH_FEE,
        tenants=tuple(str(tenant) for tenant in tenants),
        large_print=any(tenant.format_needed == FormatNeeded.LARGE_PRINT for tenant in tenants),
        address_lines=tuple((account.property or account.tenancy.home).address_lines()),
        made_on=on,
        first=first,
        last=last,
        opening=opening,
        lines=tuple(lines),
        pending=_pending(account, balance=balance),
    )


def _metered(account: RentAccount) -> dict[int, MeteredCharge]:
    """The charges by meter, by the entry that each has become."""
    charges = account.metered_charges.select_related("posting")
    entries = [(charge.entry_id or (charge.posting and charge.posting.matched_entry_id), charge) for charge in charges]
    return {entry_id: charge for entry_id, charge in entries if entry_id}


def _pending(account: RentAccount, *, balance: Decimal) -> tuple[StatementLine, ...]:
    waiting = account.metered_charges.filter(posting__state__in=["asked", "exported"]).order_by("last_on", "pk")
    return tuple(
        StatementLine(
            on=charge.last_on, what=meters.said_of(charge), column=METERED, amount=charge.amount, balance=balance
        )
        for charge in waiting
    )


def _line(entry: LedgerEntry, balance: Decimal, metered: MeteredCharge | None) -> StatementLine:
    kind = EntryKind(entry.kind)
    if metered:
        what = meters.said_of(metered)
        return StatementLine(on=entry.effective_on, what=what, column=METERED, amount=entry.amount, balance=balance)
    if entry.amount < 0:
        column = IN
    else:
        column = {EntryKind.RENT_DEBIT: RENT, EntryKind.SERVICE_DEBIT: SERVICE}.get(kind, OTHER)
    what = PLAIN.get(kind, kind.label)
    if kind == EntryKind.PAYMENT:
        what = f"{what}, {entry.get_method_display().lower()}" if entry.method != "system" else what
    elif kind == EntryKind.RENT_DEBIT and entry.amount < 0:
        what = "Rent given back"
    elif kind in {EntryKind.ADJUSTMENT, EntryKind.TRANSFER, EntryKind.OPENING_BALANCE} and entry.narrative:
        what = entry.narrative
    return StatementLine(on=entry.effective_on, what=what, column=column, amount=abs(entry.amount), balance=balance)


# How a tenant reads the kinds of posting.
PLAIN = {
    EntryKind.RENT_DEBIT: "Rent",
    EntryKind.SERVICE_DEBIT: "Service charge",
    EntryKind.PAYMENT: "You paid",
    EntryKind.HB: "Housing Benefit",
    EntryKind.UC_MANAGED: "Universal Credit, paid to us",
    EntryKind.THIRD_PARTY_DEDUCTION: "Taken from your benefit for the arrears",
    EntryKind.REFUND: "Paid back to you",
    EntryKind.COURT_COSTS: "Court costs",
    EntryKind.WRITE_OFF: "Written off",
    EntryKind.REVERSAL: "A payment that came back or was corrected",
}
