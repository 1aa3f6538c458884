"""What a hearing may end in, and which of it the court has power to order (rulebook ORD-1 to ORD-3)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from legal.rules.insolvency import money_judgment_refused
from legal.rules.routes import Power
from legal.rules.worked import Worked

LONG_STOP = relativedelta(months=12)


class Outcome(StrEnum):
    ADJOURNED_ON_TERMS = "adjourned_on_terms"
    ADJOURNED_TO_DATE = "adjourned_to_date"
    ADJOURNED_GENERALLY = "adjourned_generally"
    SUSPENDED = "suspended"
    POSTPONED = "postponed"
    OUTRIGHT = "outright"
    MONEY_ONLY = "money_only"
    CONSENT = "consent"
    STRUCK_OUT = "struck_out"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    STAYED = "stayed"
    REFUSED = "refused"  # of an application alone

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Outcome.ADJOURNED_ON_TERMS: "Adjourned on terms",
    Outcome.ADJOURNED_TO_DATE: "Adjourned to a date",
    Outcome.ADJOURNED_GENERALLY: "Adjourned generally",
    Outcome.SUSPENDED: "Suspended possession order",
    Outcome.POSTPONED: "Postponed possession order",
    Outcome.OUTRIGHT: "Outright order",
    Outcome.MONEY_ONLY: "Money judgment only",
    Outcome.CONSENT: "Consent order",
    Outcome.STRUCK_OUT: "Struck out",
    Outcome.DISMISSED: "Dismissed",
    Outcome.WITHDRAWN: "Withdrawn",
    Outcome.STAYED: "Stayed",
    Outcome.REFUSED: "Application refused",
}
NEEDS_DISCRETION = {Outcome.SUSPENDED, Outcome.POSTPONED}
# What an outcome needs written down, beyond the day: the fields that its form shows.
NEEDS = {
    Outcome.ADJOURNED_ON_TERMS: ("instalment_amount", "frequency", "first_due_on", "rent_terms"),
    Outcome.ADJOURNED_TO_DATE: ("hearing_on",),
    Outcome.ADJOURNED_GENERALLY: ("restore_by",),
    Outcome.SUSPENDED: ("possession_on", "arrears", "costs", "instalment_amount", "frequency", "first_due_on"),
    Outcome.POSTPONED: ("arrears", "costs", "instalment_amount", "frequency", "first_due_on"),
    Outcome.OUTRIGHT: ("possession_on", "arrears", "costs"),
    Outcome.MONEY_ONLY: ("arrears", "costs"),
    Outcome.CONSENT: ("arrears", "costs"),
    Outcome.STRUCK_OUT: ("cause",),
    Outcome.DISMISSED: ("cause",),
    Outcome.WITHDRAWN: ("cause",),
    Outcome.STAYED: ("cause",),
    Outcome.REFUSED: (),
}


def cannot_be_made(outcome: Outcome, *, power: Power, insolvency: str = "") -> str:
    """Why the court cannot order this; blank where it can.

    A suspended or postponed order needs the discretion of s.85 of the Housing Act 1985 or s.9 of that of 1988 (rulebook
    ORD-1); where s.89 of the Housing Act 1980 binds, it has none (ORD-2, INT-8). Of a pitch the court may suspend
    (Caravan Sites Act 1968, s.4), and postpones nothing (MHA-2, ORD-13). It may always adjourn as its own case
    management, and do what both sides consent to. Bankruptcy and a debt relief order bar a money judgment for the debt
    they cover (INS-1). All outcomes that there are: ORD-3.
    """
    if outcome in NEEDS_DISCRETION and power is Power.MANDATORY:
        return (
            "The court has no power to suspend or postpone here: possession within 14 days, or six weeks at most in "
            "exceptional hardship (Housing Act 1980, s.89)."
        )
    if outcome is Outcome.POSTPONED and power is Power.PITCH:
        return (
            "Only of a secure or an assured tenancy is an order postponed. Here the court may suspend it (Caravan "
            "Sites Act 1968, s.4)."
        )
    if outcome is Outcome.MONEY_ONLY:
        return money_judgment_refused(insolvency)
    return ""


def open_outcomes(*, power: Power, insolvency: str = "", application: bool = False) -> list[Outcome]:
    """The outcomes that the court can come to, in the order in which they are offered (rulebook ORD-3).

    `application`: the hearing is of an application, which may be refused.
    """
    lawful = [each for each in Outcome if not cannot_be_made(each, power=power, insolvency=insolvency)]
    return [each for each in lawful if application or each is not Outcome.REFUSED]


def restore_by(*, adjourned_on: date) -> Worked:
    """The long stop of a claim adjourned generally with liberty to restore: the council's rule, twelve months on, the
    corresponding date (rulebook ORD-3)."""
    return Worked(
        name="restore_by",
        rule="ORD-3",
        law="Council policy",
        inputs={"adjourned_on": adjourned_on},
        default=adjourned_on + LONG_STOP,
        reason="The law sets none; the council looks again twelve months after the adjournment.",
    )


def is_councils_long_stop(last: date, *, adjourned_on: date) -> bool:
    """Whether the last day to restore is the council's own; another is the court's, and after it the court must first
    be asked for its permission (rulebook ORD-3)."""
    return last == restore_by(adjourned_on=adjourned_on).answer


def date_may_be_asked(*, letter_on: date) -> tuple[Worked, Worked]:
    """From when and until when a postponed order (N28A) may be given its date: 14 days to three months after the
    landlord's letter, both days included (PD 55A, para 10; rulebook ORD-13)."""
    days = {
        "apply_from": (letter_on + relativedelta(days=14), "Fourteen days after the letter to the tenant."),
        "apply_until": (letter_on + relativedelta(months=3), "Three months after the letter to the tenant."),
    }
    first, last = (
        Worked(
            name=name,
            rule="ORD-13",
            law="PD 55A, para 10",
            inputs={"letter_on": letter_on},
            strict=day,
            default=day,
            reason=reason,
        )
        for name, (day, reason) in days.items()
    )
    return first, last


def terms_missing(outcome: Outcome, *, power: Power, arrears: Decimal, has_terms: bool, reason: str) -> str:
    """What an order without terms lacks; blank: nothing. One that suspends or postpones with arrears sets terms on them
    and on rent, unless that would cause exceptional hardship or be unreasonable: the court's reason is then written
    down (Housing Act 1985, s.85(3); Housing Act 1988, s.9(3); rulebook ORD-1)."""
    needed = arrears > 0 and outcome in NEEDS_DISCRETION and power in {Power.SECURE, Power.ASSURED}
    if not needed or has_terms or reason.strip():
        return ""
    return (
        "Enter the terms of the order. If the court set none, write why: only for exceptional hardship, or where terms "
        "would be unreasonable, may it set none."
    )


def terms_obstacles(
    *, made_on: date, first_due_on: date | None, possession_on: date | None, ends_on: date | None = None
) -> list[str]:
    """What is wrong with the days of an order's terms, in words; empty where they fit (rulebook ORD-4)."""
    found = []
    if first_due_on and first_due_on < made_on:
        found.append("The first payment cannot be due before the order was made.")
    if possession_on and possession_on < made_on:
        found.append("The date for possession cannot be before the order was made.")
    if ends_on and ends_on < (first_due_on or made_on):
        found.append("The terms end before they start: check the two days.")
    return found
