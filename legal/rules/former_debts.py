"""Debts of former and deceased tenants: what may still be asked for, by which ladder, and how long it is kept (rulebook
11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

ZERO = Decimal("0.00")
SIX_YEARS = relativedelta(years=6)
ONE_YEAR = relativedelta(years=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One charge of rent, or of another kind of debt, as far as it is unpaid."""

    due_on: date
    amount: Decimal
    acknowledged_on: date | None = None  # in writing that the debtor signed
    judged_on: date | None = None  # the day of a judgment for it
    covered: bool = False  # frozen by an insolvency or a moratorium


def last_claim_on(owed: Owed) -> date:
    """The last day on which a charge may be sued for, that day included.

    Six years from the day it fell due (Limitation Act 1980, s.19; rulebook LIM-1), or from a signed acknowledgment made
    before that ran out (ss.29, 30); a part payment of rent extends nothing (s.29(6)), and nothing revives what has run
    out (s.29(7); LIM-2). On a judgment: six years from it (s.24; LIM-4).
    """
    if owed.judged_on:
        last: date = owed.judged_on + SIX_YEARS
        return last
    last = owed.due_on + SIX_YEARS
    told = owed.acknowledged_on
    return max(last, told + SIX_YEARS) if told and told <= last else last


def parted(debts: Sequence[Owed], *, on: date) -> tuple[Decimal, Decimal]:
    """What may be asked for, and what is statute-barred on a day.

    Barred debt is not extinguished, but it is not demanded and nobody is contacted about it; possession for the rest
    goes on (rulebook LIM-3). What an insolvency covers is in neither.
    """
    live = [debt for debt in debts if not debt.covered]
    barred = sum((debt.amount for debt in live if on > last_claim_on(debt)), ZERO)
    return sum((debt.amount for debt in live), ZERO) - barred, barred


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A receipt: whose it is to direct, and what for. `for_period`: the first day of what benefit or an order pays."""

    amount: Decimal
    kind: str  # payment, benefit or order
    for_due_on: date | None = None  # the debtor's own word, or the period that benefit is for


def appropriated(money: Money, debts: Sequence[Owed], *, on: date) -> list[tuple[date, Decimal]]:
    """To which charges a receipt goes, as (due date, sum), oldest first; what is left over is a credit.

    First as the debtor said, or for the period that benefit or the order pays; else the oldest charge of this tenancy
    that may still be asked for (Clayton's Case). Never to barred debt, and court costs are not among `debts`, without
    the tenant's own word (rulebook APP-1).
    """
    wanted = [debt for debt in debts if money.for_due_on and debt.due_on == money.for_due_on]
    others = [
        debt
        for debt in sorted(debts, key=lambda debt: debt.due_on)
        if debt not in wanted and on <= last_claim_on(debt) and not debt.covered
    ]
    left, found = money.amount, []
    for debt in (*wanted, *others):
        part = min(left, debt.amount)
        if part > 0:
            found.append((debt.due_on, part))
            left -= part
    return found


LADDER = ("final_account", "letter", "trace", "agreement", "judgment", "agency", "write_off_review")


def next_step(done: Sequence[str], *, owed: Decimal, address_known: bool) -> str:
    """The next step with a former tenant's debt; blank where nothing is owed (rulebook FTA-1).

    Final account, letter, trace, agreement, judgment with attachment of earnings, agency, review for write-off. A trace
    is passed over where the address is known.
    """
    if owed <= 0:
        return ""
    for step in LADDER:
        if step not in done and not (step == "trace" and address_known):
            return step
    return "write_off_review"


class Reason(StrEnum):
    """Why a debt is proposed for write-off (rulebook FTA-2)."""

    STATUTE_BARRED = "SB"
    DECEASED = "DE"
    BANKRUPTCY = "BK"
    DEBT_RELIEF_ORDER = "DR"
    IVA = "IV"
    UNTRACEABLE = "UT"
    UNECONOMIC = "UE"
    SMALL_BALANCE = "SM"
    HARDSHIP = "HA"
    DOMESTIC_ABUSE = "DA"
    COURT = "CO"
    DISPUTED = "DI"
    HB_OVERPAYMENT = "HB"
    PRISON = "PR"
    SETTLEMENT = "SE"
    ADMINISTRATION = "AD"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffFacts:
    """What a proposal rests on."""

    amount: Decimal
    traces: int = 0
    last_claim_on: date | None = None
    died: bool = False
    estate_solvent: bool | None = None  # None: not known
    discharged_on: date | None = None
    uneconomic_below: Decimal = ZERO  # the council's own value


def reason_fails(reason: Reason, facts: WriteOffFacts, *, on: date) -> str:
    """Why a reason does not carry a write-off; blank where its facts are there (rulebook FTA-2, INS-3, LIM-3, EST-1).

    Reasons that only a person can judge are not tested. Nothing is ever written off by itself: bands of approvers
    decide, and a debtor found in time is written back.
    """
    match reason:
        case Reason.STATUTE_BARRED if facts.last_claim_on is None or on <= facts.last_claim_on:
            return "It is not barred yet."
        case Reason.UNTRACEABLE if facts.traces < 2:
            return "Two traces are needed."
        case Reason.DECEASED if not facts.died or facts.estate_solvent is not False:
            return "It must be shown that there is no estate, or an insolvent one."
        case Reason.BANKRUPTCY | Reason.DEBT_RELIEF_ORDER if facts.discharged_on is None or on < facts.discharged_on:
            return "The discharge has not come yet."
        case Reason.UNECONOMIC if facts.amount >= facts.uneconomic_below:
            return "It is not below the council’s value for this reason."
    return ""


def may_be_written_back(*, debtor_found_on: date, last_claim_on: date) -> bool:
    """Whether a written-off debt is taken up again when its debtor is found: while it may still be sued for (FTA-2)."""
    return debtor_found_on <= last_claim_on


ESTATE_ORDER = ("secured", "funeral and testamentary", "preferential", "ordinary")


def estate_place(*, solvent: bool) -> str:
    """How a landlord stands in a dead tenant's estate: an ordinary unsecured creditor (Administration of Insolvent
    Estates of Deceased Persons Order 1986; rulebook EST-1). In an insolvent one, after those before it in the order."""
    place = ESTATE_ORDER[-1]
    return place if solvent else f"{place}, after {', '.join(ESTATE_ORDER[:-1])}"


def liable_after_death(*, joint_tenant: bool, guarantor: bool) -> bool:
    """Whether somebody living owes a dead tenant's arrears: only a joint tenant or a guarantor, never the family
    (rulebook EST-1)."""
    return joint_tenant or guarantor


def keep_until(
    *,
    tenancy_ended_on: date | None,
    last_balance_on: date | None = None,
    judged_on: date | None = None,
    written_off_barred_on: date | None = None,
    on_litigation_hold: bool = False,
) -> date | None:
    """The last day for which a file is kept; None: it may not be deleted now (rulebook RET-1, council's rule).

    Six years after the last balance or the end of the tenancy, whichever is later; six from a judgment; statute-barred
    debt a year after it was written off. A litigation hold overrides everything, and a running tenancy keeps its file.
    """
    if on_litigation_hold or tenancy_ended_on is None:
        return None
    if written_off_barred_on:
        year: date = written_off_barred_on + ONE_YEAR
        return year
    days = [day for day in (tenancy_ended_on, last_balance_on, judged_on) if day]
    last: date = max(days) + SIX_YEARS
    return last
