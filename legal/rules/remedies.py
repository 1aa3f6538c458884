"""The ways the law has to get rent arrears in, what each is good for, and why one is not open here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from legal.rules.insolvency import money_judgment_refused
from legal.rules.routes import Home, flexible_obstacles, tenure_on
from staff.ui.words import long_day, pounds
from tenancies.rules.money import to_pence

MONTHS_FOR_DEDUCTION = 2
SIX_YEARS = relativedelta(years=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyFacts:
    """What decides which ways are open."""

    home: Home
    on: date
    arrears: Decimal  # that may be asked for: nothing covered or barred
    weekly_rent: Decimal
    charge_weeks: int = 52  # of the rent year
    former: bool = False
    insolvency: str = ""
    in_breathing_space: bool = False
    agreement_kept: bool = False
    housing_costs: str = ""  # uc, hb or blank
    managed_payment: bool = False
    employed: bool = False
    money_judgment_on: date | None = None
    oldest_within_limit: bool = True  # some of it fell due within six years


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One way. Open where `why_not` is empty."""

    code: str
    name: str
    good_for: str
    limits: str
    rule: str
    why_not: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.why_not


def remedies(facts: RemedyFacts) -> list[Remedy]:
    """Every way, the gentler first, each with its limits and why it is not open here.

    Agreement; managed payment and deduction from benefit (rulebook R-9, R-10); wage deduction by the tenant's own
    authority; money judgment (INS-1, LIM-1); attachment of earnings after it (ORD-14, LIM-4); possession (FLX-1,
    INT-8).
    """
    covered = "A breathing space runs: nothing may be asked for." if facts.in_breathing_space else ""
    nothing = "" if facts.arrears > 0 else "Nothing is owed that may be asked for."
    rows = [
        ("agreement", "Repayment agreement", "steady repayment, with the tenant’s own sums",
         "needs no court; only what can be afforded", "P-2.2", (nothing, covered)),
        ("managed_payment", "Managed payment of Universal Credit", "the rent itself, paid to the landlord",
         "the tenant is heard first", "R-9", _managed_payment(facts)),
        ("deduction", "Deduction from benefit", "slow, sure repayment of arrears",
         "10% to 20% of the standard allowance; the tenant is heard first", "R-10", (covered, *_deduction(facts))),
        ("wages", "Deduction from wages by the tenant’s authority", "who has an employer that agrees",
         "the tenant may withdraw it", "R-13",
         (nothing, covered, "" if facts.employed else "No employer is known.")),
        ("money_judgment", "Money judgment", "a debt that may be enforced for six years; the home is kept",
         "a fee; no power over the home", "ORD-14",
         (nothing, covered, money_judgment_refused(facts.insolvency), _too_old(facts))),
        ("earnings", "Attachment of earnings", "a worker who does not pay a judgment",
         "only after a money judgment; the court sets the rate", "R-13", (covered, *_earnings(facts))),
        ("possession", "Possession", "the last resort", "the tenant may lose the home", "SEC-1",
         (nothing, covered, *_possession(facts))),
    ]  # fmt: skip
    return [
        Remedy(
            code=code,
            name=name,
            good_for=good_for,
            limits=limits,
            rule=rule,
            why_not=tuple(why for why in why_not if why),
        )
        for code, name, good_for, limits, rule, why_not in rows
    ]


def _managed_payment(facts: RemedyFacts) -> tuple[str, ...]:
    """Two months' rent, or one with repeated underpayment or a vulnerability, which the officer judges (R-9)."""
    if facts.housing_costs != "uc":
        return ("There is no Universal Credit with housing costs.",)
    return ("It is paid to the landlord already.",) if facts.managed_payment else ()


def _deduction(facts: RemedyFacts) -> tuple[str, ...]:
    """Two months' rent, of the year's charge weeks, and a housing element in payment (rulebook R-3, R-10)."""
    least = to_pence(facts.weekly_rent * facts.charge_weeks * MONTHS_FOR_DEDUCTION / 12)
    return (
        "" if facts.housing_costs else "No benefit for housing is in payment.",
        "" if facts.arrears >= least else f"It needs two months’ rent owed, {pounds(least)}.",
        "The tenancy has ended." if facts.former else "",
    )


def _too_old(facts: RemedyFacts) -> str:
    return "" if facts.oldest_within_limit else "All of it fell due more than six years ago."


def _earnings(facts: RemedyFacts) -> tuple[str, ...]:
    judged = facts.money_judgment_on
    return (
        "" if judged else "There is no money judgment yet.",
        "" if facts.employed else "No employer is known.",
        f"The judgment of {long_day(judged)} is six years old." if judged and facts.on >= judged + SIX_YEARS else "",
    )


def _possession(facts: RemedyFacts) -> tuple[str, ...]:
    tenure = tenure_on(facts.home, on=facts.on)
    if facts.former:
        return ("The tenancy has ended.",)
    if tenure == "leasehold":
        return ("A lease is not claimed for arrears here.",)
    blocked = flexible_obstacles(facts.home) if tenure == "flexible" else []
    iva = "A voluntary arrangement covers it: legal advises first." if facts.insolvency == "iva" else ""
    kept = "An agreement is being kept." if facts.agreement_kept else ""
    return (*[each.says for each in blocked], kept, iva)
