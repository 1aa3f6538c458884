"""An invoice for what is open on an account: numbered, shown item by item, and sent through the print room."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from caseload import undo
from caseload.care.frame import ANSWERING_ROLES, at_care
from recovery import policies, told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.models import Invoice, OutboxMessage
from recovery.rules import gates
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.told import Invoiced
from staff.models import CASEWORK_ROLES, User
from staff.ui import words
from tenancies.models import RentAccount
from tenancies.open_items import open_items
from tenancies.rules.open_items import OpenItem

MAKING_ROLES = ANSWERING_ROLES  # finance too
State = OutboxMessage.State


class CannotInvoice(Exception):
    """No invoice is made. The message says why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Open:
    """What an invoice of now would ask for; `why_not` says why none may go."""

    items: list[OpenItem]
    total: Decimal
    why_not: str
    facts: AccountFacts


def open_on(account: RentAccount, *, user: User, on: date) -> Open:
    """The open items of an account on a day: their sum is its balance."""
    facts = of_account(account, as_of=on)
    items = open_items(account, balance=facts.balance, as_at=facts.as_of)
    total = sum((item.left for item in items), Decimal(0))
    return Open(items=items, total=total, why_not=_why_not(account, facts, user=user, on=on), facts=facts)


def _why_not(account: RentAccount, facts: AccountFacts, *, user: User, on: date) -> str:
    if facts.collectable_arrears <= 0:
        return "Nothing is left to pay on this account, so there is nothing to invoice."
    if facts.covered_of_somebody > 0:
        return (
            f"{words.pounds(facts.covered_of_somebody)} of this may not be asked for, because of a moratorium or "
            "insolvency: an invoice would ask for it."
        )
    stops = gates.blocking(gates.account_gates(action=Action.INVOICE, facts=facts, user_id=user.pk))
    if stops:
        return " ".join(gates.sentence(stop) for stop in stops)
    if _letters(account).filter(state__in=[State.QUEUED, State.SENDING]).exists():
        return "An invoice waits in the print room already."
    return _went_lately(account, total=facts.balance, on=on)


def _went_lately(account: RentAccount, *, total: Decimal, on: date) -> str:
    """The same sum is not asked for again within the policy's days."""
    days = policies.in_force(on=on).post.same_again_days
    last = Invoice.objects.filter(account=account, total=total, as_at__gt=on - timedelta(days=days)).order_by("-pk")
    gone = _letters(account).filter(state=State.SENT, letter__invoice__number__in=[each.number for each in last])
    if gone.exists():
        return f"Invoice {last[0]} asked for the same sum in the last {words.counted(days, 'day')}."
    return ""


def send(*, account: RentAccount, by: User, on: date, at: datetime, press: UUID) -> Invoice:
    """Give the open items a number and queue the invoice to each tenant who may be written to. Raises CannotInvoice."""
    with at_care(account, roles=MAKING_ROLES, by=by, on=on) as found:
        if already := _letters(account).filter(press=press).first():
            return Invoice.objects.get(pk=_number_of(already))
        now = open_on(found.account, user=by, on=on)
        if now.why_not:
            raise CannotInvoice(now.why_not)
        made = Invoice.objects.create(
            account=found.account, as_at=now.facts.as_of, total=now.total, made_by=by, made_at=at
        )
        invoiced = Invoiced(number=made.number, items=tuple(now.items))
        queued, stopped = told_letters.queue(
            tenants_of(found.account, as_of=on), account=found.account, action=Action.INVOICE,
            fill=lambda letter: replace(letter, invoice=invoiced), facts=now.facts, by=by, on=on, at=at, press=press,
        )  # fmt: skip
        if not queued:
            raise CannotInvoice(" ".join(stopped) or "No tenant is named on this account. Put the data right first.")
        undo.remember(
            user=by,
            account=found.account,
            kind="letter",
            summary=f"Invoice {made} for {words.pounds(made.total)}.",
            about=f"recovery.outboxmessage:{queued[0].pk}",
            at=at,
            # Finance works no accounts, so what it sent is taken back by the income team, in the print room.
            undo_until=undo.end_of_day(queued[0].send_after) if by.role in CASEWORK_ROLES else None,
        )
    return made


def _number_of(message: OutboxMessage) -> int:
    assert message.letter  # an invoice is a letter
    return int(message.letter["invoice"]["number"].removeprefix("INV-"))


def _letters(account: RentAccount) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(account=account, action=Action.INVOICE)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An invoice with the letters that carry it."""

    invoice: Invoice
    letters: list[OutboxMessage]


def of_account_so_far(account: RentAccount) -> list[Sent]:
    """The invoices of an account, the newest first."""
    letters = list(_letters(account).select_related("person", "document", "batch").order_by("pk"))
    return [
        Sent(invoice=each, letters=[letter for letter in letters if _number_of(letter) == each.pk])
        for each in Invoice.objects.filter(account=account).select_related("made_by").order_by("-pk")
    ]
