"""The statement of payments due and made under an order: what goes with a request for a warrant (rulebook ORD-8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile

from django.db.models import Q, QuerySet

from legal.models import PossessionOrder
from legal.rules.breach import OrderTerms, RentFrom, Standing, due_dates, standing
from recovery.rules.facts import ZERO, AccountFacts
from staff.ui.words import pounds
from tenancies.models import ChargeRate, EntryKind, LedgerEntry, RentAccount, RentYear
from tenancies.models.ledger import CREDITS

RECEIPTS = [kind for kind in CREDITS if kind != EntryKind.WRITE_OFF]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One date of the order, or one receipt. `short`: what is short after it; below nil is paid ahead."""

    on: date
    what: str
    due: Decimal = ZERO
    paid: Decimal = ZERO
    short: Decimal = ZERO

    @property
    def stands(self) -> str:
        """How it stands after it: short by £5.00, ahead by £5.00, or even."""
        if not self.short:
            return "even"
        return f"{'short' if self.short > 0 else 'ahead'} by {pounds(abs(self.short))}"


@dataclass(frozen=True, kw_only=True)
class OrderStatement:
    as_of: date
    ledger_on: date  # to the end of which its receipts are known
    standing: Standing | None  # None: an order without terms
    lines: tuple[Line, ...]
    owed: Decimal  # the balance of the main account
    under_order: Decimal  # arrears and costs of the order that are still unpaid


def terms_of(order: PossessionOrder) -> OrderTerms | None:
    """The order's terms as the rules read them; None: it has none."""
    if not (order.instalment_amount and order.frequency and order.first_due_on):
        return None
    return OrderTerms(
        made_on=order.made_on,
        first_due_on=order.first_due_on,
        frequency=order.frequency,
        instalment=order.instalment_amount,
        current_rent=order.rent_terms == "current_rent",
        arrears=order.arrears or ZERO,
        costs=order.costs or ZERO,
    )


def rents_of(account: RentAccount) -> list[RentFrom]:
    """What a charge week cost, from each day on which that changed."""
    rates = list(ChargeRate.objects.filter(account=account, not_sent_since=None))
    days = sorted({rate.from_on for rate in rates})
    return [
        RentFrom(
            from_on=day,
            weekly=sum(
                (
                    rate.weekly_amount
                    for rate in rates
                    if rate.from_on <= day and (rate.last_day is None or rate.last_day >= day)
                ),
                ZERO,
            ),
        )
        for day in days
    ]


def receipt_entries(accounts: Collection[RentAccount]) -> QuerySet[LedgerEntry]:
    """The receipts of these accounts, benefit for housing too, and what takes one of them back."""
    return LedgerEntry.objects.filter(
        Q(kind__in=RECEIPTS) | Q(kind=EntryKind.REVERSAL, reverses__kind__in=RECEIPTS), account__in=accounts
    )


def receipts_of(account: RentAccount, *, after: date, as_of: date) -> list[tuple[date, Decimal]]:
    """Every receipt after a day, net of what was reversed; the oldest first. See also legal/facts.py.

    A receipt before that day counts for nothing, and so does its reversal.
    """
    entries = receipt_entries([account]).filter(effective_on__gt=after, effective_on__lte=as_of, posted_on__lte=as_of)
    entries = entries.exclude(reverses__effective_on__lte=after).order_by("effective_on", "pk")
    return [(day, -amount) for day, amount in entries.values_list("effective_on", "amount")]


def statement_of(order: PossessionOrder, *, account: RentAccount, facts: AccountFacts, on: date) -> OrderStatement:
    """All that fell due and came in under an order up to a day."""
    terms = terms_of(order)
    receipts = receipts_of(account, after=order.made_on, as_of=on)
    paid = sum((amount for _, amount in receipts), ZERO)
    whole = (order.arrears or ZERO) + (order.costs or ZERO)
    if terms is None:
        lines = _in_order([], receipts)
        return OrderStatement(
            as_of=on, ledger_on=facts.ledger_on, standing=None, lines=lines, owed=facts.balance,
            under_order=min(whole, max(facts.balance, ZERO)),
        )  # fmt: skip
    weeks, starts = RentYear.objects.free_weeks(around=on), facts.next_charge_on.weekday()
    rents = rents_of(account)
    schedule = due_dates(terms, rents=rents, free_weeks=weeks, week_starts=starts)
    fallen = list(takewhile(lambda due: due.due_on <= on, schedule))
    found = standing(
        terms,
        receipts=receipts,
        as_of=on,
        rents=rents,
        benefit_due=facts.benefit_due,
        free_weeks=weeks,
        week_starts=starts,
    )
    rent = sum((each.rent_amount for each in fallen), ZERO)
    left = max(whole - max(paid - rent, ZERO), ZERO)
    lines = _in_order([(each.due_on, each.amount) for each in fallen], receipts)
    return OrderStatement(
        as_of=on, ledger_on=facts.ledger_on, standing=found, lines=lines, owed=facts.balance, under_order=left
    )


def _in_order(fallen: list[tuple[date, Decimal]], receipts: list[tuple[date, Decimal]]) -> tuple[Line, ...]:
    """Dates and receipts as one list by day, with the running shortfall."""
    rows = [(day, 0, "Due under the order", amount, ZERO) for day, amount in fallen]
    rows += [(day, 1, "Paid in" if amount > 0 else "Taken back", ZERO, amount) for day, amount in receipts]
    lines, short = [], ZERO
    for day, _, what, due, paid in sorted(rows, key=lambda row: (row[0], row[1])):
        short += due - paid
        lines.append(Line(on=day, what=what, due=due, paid=paid, short=short))
    return tuple(lines)
