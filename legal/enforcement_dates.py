"""The days that a warrant and an eviction go by, kept with each as they were worked out."""

from dataclasses import replace
from datetime import date
from typing import Any

from legal.models import PossessionOrder
from legal.rules import evictions
from legal.rules.worked import Worked, kept
from tenancies import bank_holidays


def last_day(*, issued_on: date) -> Worked:
    """Until when a warrant is carried out: here the council's own day, kept clear of the law's, is the one to go by."""
    return replace(evictions.warrant_last_day(issued_on=issued_on), plans_ahead=False)


def of_eviction(
    order: PossessionOrder, *, eviction_on: date, notice_delivered_on: date | None, dispensed: dict[str, str] | None
) -> dict[str, Any]:
    """What an eviction keeps: the days of its notice and the last day of its warrant, each with its workings.

    `dispensed`: who wrote down that the court wants no notice of eviction, and its words. The day booked then stands in
    place of the first that a notice would allow.
    """
    holidays = bank_holidays.around(eviction_on)
    first = evictions.earliest(notice_delivered_on=notice_delivered_on, bank_holidays=holidays)
    if dispensed:
        found = [first.overridden(on=eviction_on, by=dispensed["by"], why=dispensed["how"])]
    else:
        found = [evictions.notice_by(eviction_on=eviction_on, bank_holidays=holidays), first]
    if order.warrant_issued_on:
        found.append(last_day(issued_on=order.warrant_issued_on))
    return {"dates": kept(found)}
