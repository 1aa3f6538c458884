"""What the outcome form begins with: the offer as agreed, the balance, the costs claimed, the usual days."""

from datetime import date, timedelta
from typing import Any

from caseload.agreements.starting import start
from caseload.legal.court.known import Known
from legal.rules.outcomes import restore_by
from legal.rules.routes import Power
from recovery.models import RepaymentAgreement
from recovery.rules.facts import ZERO
from recovery.rules.plans import next_pay_day
from staff.ui.words import long_day
from tenancies.rules.calendar import ONE_DAY

USUAL_DAYS = {True: timedelta(days=14), False: timedelta(days=28)}  # s.89 binds, or the order names the day


def prefilled(known: Known, *, on: date) -> dict[str, Any]:
    """Everything is a proposal: what the court said is typed over it. Days as they are read."""
    hearing = known.hearing
    stop = restore_by(adjourned_on=hearing.on).answer
    assert stop is not None
    owed = max(known.facts.balance, ZERO)
    return {
        "arrears": f"{owed:.2f}",
        "costs": f"{known.costs:.2f}",
        "possession_on": long_day(hearing.on + USUAL_DAYS[known.power is Power.MANDATORY]),
        "restore_by": long_day(stop),
        "current_rent": True,
        **_offer(known, on=on),
    }


def _offer(known: Known, *, on: date) -> dict[str, Any]:
    """The terms proposed or agreed; else what they can pay. The first payment is on their next pay day."""
    begun = start(known.account, on=on)
    found: dict[str, Any] = {"frequency": begun.frequency, "instalment_amount": None}
    if known.proposal:
        found |= _typed(known.proposal.typed)
    elif known.agreement:
        found |= {
            "frequency": known.agreement.frequency,
            "instalment_amount": f"{known.agreement.instalment_amount:.2f}",
        }
    if found["instalment_amount"] is None:
        owes = known.facts.balance > 0 and begun.total > 0
        offered = begun.offer(found["frequency"]) if owes else None  # None also where nothing can be spared
        found["instalment_amount"] = f"{offered or ZERO:.2f}"
    first = begun.first_due_on
    if first <= known.hearing.on:
        first = next_pay_day(on=known.hearing.on + ONE_DAY, frequency=found["frequency"], known=first)
    found["first_due_on"] = long_day(first)
    return found


def _typed(typed: dict[str, list[str]]) -> dict[str, Any]:
    """The terms of a proposal as its form was filled."""
    wanted = {name: typed[name][0] for name in ("instalment_amount", "frequency") if typed.get(name)}
    return {name: value for name, value in wanted.items() if name != "frequency" or value in EVERY_FREQUENCY}


EVERY_FREQUENCY = set(RepaymentAgreement.Frequency.values)
