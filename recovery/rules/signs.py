"""Signs that arrears may come: seen before anything is chased, so that help can be offered in time."""

from datetime import timedelta
from enum import StrEnum

from recovery.rules.facts import AccountFacts

SETTLING_IN = timedelta(weeks=13)  # how long a tenancy is new


class Sign(StrEnum):
    """One sign. A tenancy that has ended shows none."""

    BENEFIT_ENDING = "benefit_ending"
    BENEFIT_STOPPED = "benefit_stopped"
    DEBIT_STOPPED = "debit_stopped"
    PAYMENT_RETURNED = "payment_returned"
    RENT_RISE = "rent_rise"
    NEW_TENANCY = "new_tenancy"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Sign.BENEFIT_ENDING: "Benefit ends soon",
    Sign.BENEFIT_STOPPED: "Benefit has stopped",
    Sign.DEBIT_STOPPED: "Direct debit has stopped",
    Sign.PAYMENT_RETURNED: "A payment came back unpaid",
    Sign.RENT_RISE: "The rent goes up",
    Sign.NEW_TENANCY: "New tenancy",
}


def signs(facts: AccountFacts) -> list[Sign]:
    """The signs of one account on one day. The days of each fact are those of AccountFacts: mostly 28."""
    if facts.is_former or facts.tenancy_last_day:
        return []
    found = {
        Sign.BENEFIT_ENDING: facts.benefit_ends_on is not None,
        Sign.BENEFIT_STOPPED: facts.benefit_stopped_on is not None,
        Sign.DEBIT_STOPPED: facts.debit_stopped_on is not None,
        Sign.PAYMENT_RETURNED: facts.reversed_payment_on is not None,
        Sign.RENT_RISE: facts.rent_rises_on is not None,
        Sign.NEW_TENANCY: facts.as_of - facts.tenancy_started_on < SETTLING_IN,
    }
    return [sign for sign, seen in found.items() if seen]
