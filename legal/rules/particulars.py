"""What a notice says is owed: the sum, to the day, and what is left out of it (rulebook SEC-5)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.rules.checks import Obstacle
from staff.ui.words import long_day, pounds

ZERO = Decimal("0.00")
FEES = {"pitch": "pitch fee", "licence": "licence fee"}  # what is paid there is no rent
OUT = {
    "court_costs": "court costs: they are not rent",
    "hb_overpayment": "housing benefit overpaid, which is recovered apart",
    "former_tenancy": "debt of an earlier tenancy",
    "moratorium": "debt covered by a breathing space",
    "insolvency": "debt covered by an insolvency",
    "barred": "rent more than six years old",
    "other": "charges that are not rent under this agreement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """The figures of a notice. `amount` is what is claimed; `left_out` says what of the balance is not, and why."""

    amount: Decimal
    struck_on: date
    rent: Decimal
    period: str
    last_payment_on: date | None
    last_payment: Decimal
    left_out: tuple[tuple[str, Decimal], ...]


def particulars(
    *,
    balance: Decimal,
    struck_on: date,
    rent: Decimal,
    period: str,
    left_out: Mapping[str, Decimal],
    last_payment_on: date | None = None,
    last_payment: Decimal = ZERO,
) -> Particulars:
    """What the notice claims: the rent account's balance, less what it must not hold (Housing Act 1985, s.83(2);
    rulebook SEC-5, FTA-1).

    `left_out` names sums that are in the balance by the keys of OUT: court costs, benefit overpaid, another tenancy's
    debt, debt that a moratorium or insolvency covers, barred rent. Benefit not yet in is not taken off: it is owed, and
    its state is told to the court beside it.
    """
    out = {key: amount for key, amount in left_out.items() if amount > 0}
    return Particulars(
        amount=max(balance - sum(out.values(), ZERO), ZERO),
        struck_on=struck_on,
        rent=rent,
        period=period,
        last_payment_on=last_payment_on,
        last_payment=last_payment,
        left_out=tuple((OUT[key], amount) for key, amount in out.items()),
    )


def obstacles(stated: Particulars, *, on: date) -> list[Obstacle]:
    """Why these particulars would not carry a notice on a day (rulebook SEC-5); empty where they would.

    A figure honestly wrong can be put right in court; none at all, or one without its day, is struck out.
    """
    found = []
    if stated.amount <= 0:
        found.append(
            Obstacle(
                says="Nothing is left to claim by this notice.",
                do="Look at what was left out; if that is right, no notice can be served.",
                rule="SEC-5",
            )
        )
    if stated.rent <= 0:
        found.append(Obstacle(says="The rent is not known.", do="Enter the charge in force.", rule="SEC-5"))
    if stated.struck_on > on:
        found.append(
            Obstacle(
                says=f"The sum is struck to {long_day(stated.struck_on)}, which is still to come.",
                do="Strike it to today.",
                rule="SEC-5",
            )
        )
    return found


def of_grounds(stated: Particulars, *, grounds: Collection[str], ground_8_asks: Decimal) -> str:
    """Why each ground of an assured tenancy is relied on, as its notice must explain (Housing Act 1988, s.8(2);
    rulebook ASD-1, ASD-3, ASD-4); blank where none of these is."""
    why = {
        "8": f"Ground 8: {pounds(stated.amount)} is unpaid; the ground asks for {pounds(ground_8_asks)} at least, on "
        "the day of this notice and on that of the hearing.",
        "10": "Ground 10: the rent above was unpaid on the day of this notice.",
        "11": "Ground 11: the statement shows each day on which rent fell due and each day on which it was paid.",
    }
    return "\n\n".join(text for ground, text in why.items() if ground in grounds)


def in_words(stated: Particulars, *, tenure: str = "secure") -> str:
    """The particulars as the notice prints them: amount, day, rent, last payment (rulebook SEC-5)."""
    charge = FEES.get(tenure, "rent")
    parts = [
        f"On {long_day(stated.struck_on)} the {charge} owed was {pounds(stated.amount)}.",
        f"The {charge} is {pounds(stated.rent)} {stated.period.replace('_', '-')}.",
    ]
    if stated.last_payment_on:
        parts.append(f"The last payment was {pounds(stated.last_payment)} on {long_day(stated.last_payment_on)}.")
    else:
        parts.append("No payment has been received.")
    parts.append("A statement of the account to that day is attached.")
    if not_claimed := sum((amount for _, amount in stated.left_out), ZERO):  # why may be one tenant's own affair
        parts.append(f"Of what the statement shows, {pounds(not_claimed)} is not claimed by this notice.")
    return " ".join(parts)
