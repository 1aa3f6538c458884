"""The statement of account that goes with a claim: every sum due and paid, and what runs up (rulebook 4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from legal.rules.checks import Obstacle
from staff.ui.words import long_day, pounds
from tenancies.rules.money import to_pence

ZERO = Decimal("0.00")
TWO_YEARS = relativedelta(years=2)
DAYS = {"weekly": Decimal(7), "fortnightly": Decimal(14), "monthly": Decimal("30.44")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One posting of the rent account. `amount` as in the ledger: a charge is positive, a payment negative."""

    on: date
    what: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    on: date
    what: str
    due: Decimal
    paid: Decimal
    owed: Decimal  # running total after it; negative is a credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """From the first default, or two years before issue if that is later, to the day of issue."""

    from_on: date
    brought_forward: Decimal
    rows: tuple[Row, ...]
    total_due: Decimal
    total_paid: Decimal
    owed: Decimal
    longer_history: bool  # it began before: said in the claim, and the older statement exhibited


def first_default_on(entries: Sequence[Entry]) -> date | None:
    """The day on which the arrears that run now began: since then the account was never clear at the end of a day.

    None: nothing is owed. Entries oldest first (rulebook 4.2).
    """
    owed, began = ZERO, None
    for place, entry in enumerate(entries):
        owed += entry.amount
        if place + 1 < len(entries) and entries[place + 1].on == entry.on:
            continue
        if owed <= 0:
            began = None
        elif began is None:
            began = entry.on
    return began


def schedule(entries: Sequence[Entry], *, issued_on: date) -> Schedule:
    """The two-year schedule: each due date and sum due, each payment and its date, and the running total (PD 55A, para
    2.3; rulebook 4.2).

    `entries` is the whole rent account, oldest first; later ones than the day of issue are left out. Court costs have
    an account of their own and are not in it.
    """
    known = [entry for entry in entries if entry.on <= issued_on]
    limit: date = issued_on - TWO_YEARS
    began = first_default_on(known) or issued_on
    start = max(began, limit)
    owed = sum((entry.amount for entry in known if entry.on < start), ZERO)
    brought_forward, rows = owed, []
    for entry in known:
        if entry.on < start:
            continue
        owed += entry.amount
        due, paid = max(entry.amount, ZERO), max(-entry.amount, ZERO)
        rows.append(Row(on=entry.on, what=entry.what, due=due, paid=paid, owed=owed))
    return Schedule(
        from_on=start,
        brought_forward=brought_forward,
        rows=tuple(rows),
        total_due=sum((row.due for row in rows), ZERO),
        total_paid=sum((row.paid for row in rows), ZERO),
        owed=owed,
        longer_history=began < limit,
    )


def foots(made: Schedule, *, balance: Decimal) -> list[Obstacle]:
    """Whether the schedule adds up, and to the ledger's balance; empty where both do (rulebook 4.2)."""
    found = []
    if made.brought_forward + made.total_due - made.total_paid != made.owed:
        found.append(Obstacle(says="The schedule does not add up.", do="Report it: this is a fault.", rule="4.2"))
    if made.owed != balance:
        found.append(
            Obstacle(
                says=f"The schedule ends on {pounds(made.owed)}, but the account stands at {pounds(balance)}.",
                do=f"Look for postings since {long_day(made.from_on)} that are missing or of another account.",
                rule="4.2",
            )
        )
    return found


def not_sent_obstacles(*, online: bool, sent_on: date | None, issued_on: date) -> list[Obstacle]:
    """Online the claim may carry a summary only if the full schedule went to the defendants before it (PD 55B, paras
    6.3A to 6.3C; rulebook 4.2). The council always sends the full one first."""
    if not online or (sent_on is not None and sent_on < issued_on):
        return []
    return [
        Obstacle(
            says="The full schedule has not gone to the defendants yet.",
            do="Send it to each of them before the claim is issued.",
            rule="4.2",
        )
    ]


def daily_rate(*, rent: Decimal, frequency: str) -> Decimal | None:
    """Rent for a day, to the penny, half up: weekly by 7, fortnightly by 14, monthly by 30.44 (rulebook 4.1, 4.2).

    None for another frequency, four-weekly too: the court's form wants it typed in.
    """
    return to_pence(rent / DAYS[frequency]) if frequency in DAYS else None
