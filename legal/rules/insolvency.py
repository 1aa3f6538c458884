"""What bankruptcy, a debt relief order and a voluntary arrangement do to a claim for arrears (rulebook 6.2).

Codes are those of the facts: bankruptcy, dro, iva or blank. Days: welfare.rules.moratoria.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.rules.checks import Obstacle
from staff.ui.words import pounds
from welfare.rules.moratoria import insolvency_last_day

ZERO = Decimal("0.00")
RELEASES = {"bankruptcy", "dro"}
NAMES = {"bankruptcy": "bankruptcy", "dro": "a debt relief order", "iva": "a voluntary arrangement"}


def possession_obstacles(insolvency: str, *, leave: bool = False, advised: bool = False) -> list[Obstacle]:
    """What an insolvency puts in the way of possession for arrears; empty where nothing does.

    Bankruptcy and a debt relief order bar no possession order (Sharples v Places for People [2011] EWCA Civ 813;
    rulebook INS-1). An arrangement stays proceedings without the court's leave while an interim order runs, and binds
    the creditor for the arrears in it (Insolvency Act 1986, ss.252, 260; INS-4): legal advises first.
    """
    if insolvency == "iva" and not (leave or advised):
        return [
            Obstacle(
                says="A voluntary arrangement covers the arrears: proceedings may be stayed.",
                do="Ask legal whether leave is needed, and what is left outside the arrangement.",
                rule="INS-4",
            )
        ]
    return []


def money_judgment_refused(insolvency: str) -> str:
    """Why no money judgment can be had for arrears that an insolvency covers; blank where it can.

    Rulebook INS-1, INS-4. What fell due after its date is not covered: claim that alone.
    """
    if insolvency not in NAMES:
        return ""
    return (
        f"No money judgment can be made for arrears covered by {NAMES[insolvency]}. Rent that fell due after its date "
        "may be claimed."
    )


def terms_refused(insolvency: str, *, instalment: Decimal) -> str:
    """Why an order cannot be suspended on payment of covered arrears; blank where the terms are lawful.

    Bankruptcy and debt relief order: on current rent alone, nothing off the arrears (Sharples; rulebook INS-1).
    """
    if insolvency in RELEASES and instalment > 0:
        return (
            f"The order cannot depend on paying arrears covered by {NAMES[insolvency]}: take the instalment of "
            f"{pounds(instalment)} out. Terms on current rent alone may stand."
        )
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A balance parted at the day of an insolvency. Together they are the balance."""

    covered: Decimal  # frozen: not asked for, written off at discharge
    since: Decimal  # normal debt; negative is a credit


def split(entries: Iterable[tuple[date, Decimal]], *, effective_on: date) -> Split:
    """Charges and payments, as (day, amount; a payment is negative), parted at the day of an insolvency.

    What is owed at the end of the day before is covered and frozen, never below nil; all since then is normal
    (rulebook INS-3). A joint tenant who is not insolvent stays liable for both.
    """
    before = since = ZERO
    for day, amount in entries:
        if day < effective_on:
            before += amount
        else:
            since += amount
    covered = max(before, ZERO)
    return Split(covered=covered, since=since + before - covered)


def discharge_on(*, insolvency: str, effective_on: date) -> date | None:
    """The day on which the covered debt may be written off: the one after the twelve months (rulebook INS-2, INS-3).

    None for an arrangement, which has its own term. See also welfare.rules.moratoria.insolvency_last_day.
    """
    last = insolvency_last_day(kind=insolvency, effective_on=effective_on)
    return None if last is None else date.fromordinal(last.toordinal() + 1)


def moratorium_ends_with(*, dro_submitted_on: date | None) -> date | None:
    """The last day of a breathing space that a debt relief order cuts short: it is cancelled when one is submitted
    (rulebook INS-5). None: none was."""
    return dro_submitted_on
