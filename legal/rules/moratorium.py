"""Days of a breathing space, with their workings, and what they do to a notice (rulebook 6.1).

On debts: welfare/rules; on letters, notices, claims and warrants: recovery/rules/gates.
"""

from collections.abc import Set
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from legal.rules.worked import Worked
from tenancies.rules.calendar import ONE_DAY
from welfare.rules import moratoria

LAW = "Debt Respite Scheme (Breathing Space Moratorium and Mental Health Crisis Moratorium) Regulations 2020"
EIGHT_WEEKS = relativedelta(weeks=8)


def breathing_space(*, registered_on: date, bank_holidays: Set[date]) -> tuple[Worked, ...]:
    """Start, end, midway review and the day after, of a standard breathing space entered on the register on a day.

    It starts the day after entry and ends with its sixtieth day; the midway review falls on days 25 to 35. A check
    only: the dates in the notification letter count. SI 2020/1311, reg. 26; rulebook BS-1, BS-2. The council begins to
    chase again only when five working days more have passed (rulebook 6.1).
    """
    starts_on = registered_on + ONE_DAY
    days = moratoria.days(kind="standard", starts_on=starts_on, notified_on=registered_on, bank_holidays=bank_holidays)
    assert days.last_day is not None
    free_on, cool_off_to = moratoria.cool_off(ended_on=days.last_day, bank_holidays=bank_holidays)
    known: dict[str, Any] = {"rule": "BS-2", "law": f"{LAW}, reg. 26", "inputs": {"registered_on": registered_on}}

    def worked(name: str, day: date, reason: str) -> Worked:
        return Worked(name=name, **known, strict=day, default=day, reason=reason)

    return (
        worked("starts", starts_on, "The day after entry on the register."),
        worked("ends", days.last_day, "The end of the sixtieth day, the day it starts being the first."),
        worked("midway_from", days.midway_from, "The midway review may be held from the 25th day."),
        worked("midway_to", days.midway_by, "The midway review is held by the 35th day."),
        Worked(
            name="free_from",
            **known,
            strict=free_on,
            default=cool_off_to + ONE_DAY,
            plans_ahead=True,
            reason="The day after it ends; the council waits five working days more before chasing begins again.",
        ),
    )


def extended_until(*, would_lapse_on: date, from_on: date, last_day: date | None) -> date | None:
    """Until when a notice or limit that ran out during a moratorium may be good after all: eight weeks after its end
    (regs 8, 9; rulebook BS-4). Only to be shown to legal: plan to serve again. None: it did not run out in it, or its
    end is not known. `from_on` and `last_day`: of the moratorium."""
    if last_day is None or not from_on <= would_lapse_on <= last_day:
        return None
    later: date = last_day + EIGHT_WEEKS
    return later
