"""What a hearing came to, as an officer writes it down: in a sentence, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from legal.models import Hearing
from legal.rules import causes, orders
from legal.rules.checks import year_mistyped
from legal.rules.hearings import hearing_trouble
from legal.rules.insolvency import terms_refused
from legal.rules.outcomes import Outcome, cannot_be_made, terms_missing, terms_obstacles
from legal.rules.routes import Power
from recovery.rules.facts import ZERO
from recovery.rules.plans import EVERY
from staff.ui.words import long_day, pounds
from tenancies import bank_holidays

ORDERS = {
    Outcome.SUSPENDED,
    Outcome.POSTPONED,
    Outcome.OUTRIGHT,
    Outcome.MONEY_ONLY,
    Outcome.CONSENT,
    Outcome.ADJOURNED_ON_TERMS,
}
OF_AN_ORDER = {Hearing.Kind.SUSPENSION, Hearing.Kind.APPLICATION, Hearing.Kind.SET_ASIDE, Hearing.Kind.APPEAL}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What the court decided, as the officer wrote it down. `key` is made on the device: saved once."""

    outcome: Outcome
    key: UUID
    cause: str = ""
    cause_text: str = ""
    words: str = ""  # what else the court said
    possession_on: date | None = None
    arrears: Decimal = ZERO
    costs: Decimal = ZERO
    instalment_amount: Decimal = ZERO
    frequency: str = ""
    first_due_on: date | None = None
    current_rent: bool = True
    hearing_on: date | None = None
    hearing_at: time | None = None
    restore_by: date | None = None

    @property
    def has_terms(self) -> bool:
        return self.instalment_amount > 0 and self.first_due_on is not None and bool(self.frequency)


def said(decided: Decided) -> str:
    """The outcome in one sentence without its full stop: for the timeline, the tenant's letter and who comes second."""
    parts = [decided.outcome.label]
    if decided.possession_on:
        parts.append(f"possession on {long_day(decided.possession_on)}")
    if decided.outcome in ORDERS and decided.arrears:
        parts.append(f"arrears of {pounds(decided.arrears)}")
    if decided.outcome in ORDERS and decided.costs:
        parts.append(f"costs of {pounds(decided.costs)}")
    if decided.has_terms and decided.first_due_on:
        rent = "current rent and " if decided.current_rent else ""
        paid = f"{pounds(decided.instalment_amount)} {EVERY[decided.frequency]}"
        parts.append(f"{rent}{paid} from {long_day(decided.first_due_on)}")
    if decided.hearing_on:
        at = f" at {decided.hearing_at:%H:%M}" if decided.hearing_at else ""
        parts.append(f"next hearing on {long_day(decided.hearing_on)}{at}")
    if decided.restore_by:
        parts.append(f"may be restored until {long_day(decided.restore_by)}")
    return ", ".join(parts)


def obstacles(
    hearing: Hearing, decided: Decided, *, power: Power, insolvency: str = "", on: date
) -> list[tuple[str, str]]:
    """What is wrong with an outcome, each with the field it is about (blank: with the whole)."""
    outcome, found = decided.outcome, []
    if hearing.on > on:
        found.append(("", f"The hearing is on {long_day(hearing.on)}: its outcome is recorded from that day on."))
    if why := cannot_be_made(outcome, power=power, insolvency=insolvency):
        found.append(("outcome", why))
    if outcome is Outcome.REFUSED and hearing.kind not in OF_AN_ORDER:
        found.append(("outcome", "Only an application is refused: choose dismissed or struck out."))
    if why := causes.cause_missing(outcome, decided.cause):
        found.append(("cause", why))
    if why := terms_refused(insolvency, instalment=decided.instalment_amount):
        found.append(("instalment_amount", why))
    days = terms_obstacles(made_on=hearing.on, first_due_on=decided.first_due_on, possession_on=decided.possession_on)
    found += [("first_due_on" if "payment" in why else "possession_on", why) for why in days]
    found += _slips_of_the_pen(hearing, decided)
    found += _possession_too_late(hearing, decided, power=power)
    if why := terms_missing(
        outcome, power=power, arrears=decided.arrears, has_terms=decided.has_terms, reason=decided.words
    ):
        found.append(("words", why))
    if outcome is Outcome.ADJOURNED_TO_DATE:
        found += _next_day_wrong(hearing, decided.hearing_on)
    if decided.restore_by and decided.restore_by <= hearing.on:
        found.append(("restore_by", "The last day to restore the claim must be after the hearing."))
    return found


def _slips_of_the_pen(hearing: Hearing, decided: Decided) -> list[tuple[str, str]]:
    """Sums below nothing, and days so far off that the year is mistyped."""
    sums = {"arrears": "Arrears", "costs": "Costs", "instalment_amount": "Off the arrears each time"}
    found = [(name, f"{said}: enter nothing or more.") for name, said in sums.items() if getattr(decided, name) < ZERO]
    for name in ("possession_on", "first_due_on", "hearing_on", "restore_by"):
        if far := year_mistyped(getattr(decided, name), on=hearing.on):
            found.append((name, far))
    return found


def _possession_too_late(hearing: Hearing, decided: Decided, *, power: Power) -> list[tuple[str, str]]:
    """Housing Act 1980, s.89: six weeks at most, in exceptional hardship (rulebook ORD-2)."""
    mandatory = power is Power.MANDATORY
    limit = orders.hardship_max(kind=decided.outcome, made_on=hearing.on, section_89=mandatory).answer
    if limit and decided.possession_on and decided.possession_on > limit:
        return [
            (
                "possession_on",
                f"The court can put possession off to {long_day(limit)} at most here (Housing Act 1980, s.89).",
            )
        ]
    return []


def _next_day_wrong(hearing: Hearing, day: date | None) -> list[tuple[str, str]]:
    if day is None:
        return [("hearing_on", "Enter the day of the next hearing.")]
    if day <= hearing.on:
        return [("hearing_on", "The next hearing must be after this one.")]
    trouble = hearing_trouble(day, bank_holidays=bank_holidays.around(day))
    return [("hearing_on", trouble)] if trouble else []
