"""How long a warrant lasts, and the notice of an eviction (rulebook 5)."""

from collections.abc import Set
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from legal.rules.cpr import first_day_after, last_day_to_act
from legal.rules.worked import Worked
from tenancies.rules.calendar import ONE_DAY, working_day_by, working_day_from

NOTICE_DAYS = 14
LAW = "CPR 83.8A"
HOW = "The notice of eviction is delivered not less than 14 clear days before."


def warrant_last_day(*, issued_on: date) -> Worked:
    """The last day of a warrant: twelve months from issue, unless the court extends it. CPR 83.3; rulebook ORD-10.

    Strictly the corresponding date. The council plans for the day before, because the rule may be read as twelve months
    that begin with the day of issue.
    """
    last = issued_on + relativedelta(months=12)
    return Worked(
        name="last_day",
        rule="ORD-10",
        law="CPR 83.3",
        inputs={"issued_on": issued_on},
        strict=last,
        default=last - ONE_DAY,
        plans_ahead=True,
        reason="Twelve months from issue. The council keeps a day in hand: the day of issue may count as the first.",
    )


def notice_by(*, eviction_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The last day to deliver the notice of eviction: 14 clear days before it. CPR 83.8A; rulebook ORD-9."""
    known: dict[str, Any] = {"name": "notice_by", "rule": "ORD-9", "law": LAW, "inputs": {"eviction_on": eviction_on}}
    if eviction_on is None:
        return Worked(**known, reason="The day of the eviction is not given.")
    strict = last_day_to_act(event_on=eviction_on, days=NOTICE_DAYS, bank_holidays=bank_holidays)
    default = working_day_by(strict, bank_holidays=bank_holidays)
    return Worked(**known, strict=strict, default=default, plans_ahead=True, reason=HOW)


def earliest(*, notice_delivered_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The first day for an eviction after its notice was delivered: 14 clear days on. CPR 83.8A; rulebook ORD-9."""
    known: dict[str, Any] = {
        "name": "earliest",
        "rule": "ORD-9",
        "law": LAW,
        "inputs": {"notice_delivered_on": notice_delivered_on},
    }
    if notice_delivered_on is None:
        return Worked(**known, reason="The day on which the notice was delivered is not given.")
    strict = first_day_after(start_on=notice_delivered_on, days=NOTICE_DAYS)
    default = working_day_from(strict, bank_holidays=bank_holidays)
    return Worked(**known, strict=strict, default=default, plans_ahead=True, reason=HOW)
