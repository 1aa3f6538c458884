"""Until when rent and judgments can be sued on (rulebook 11)."""

from collections.abc import Set
from datetime import date

from dateutil.relativedelta import relativedelta

from legal.rules.worked import Worked
from tenancies.rules.calendar import working_day_by


def last_day_to_claim(*, due_on: date, bank_holidays: Set[date]) -> Worked:
    """The last day to claim a sum of rent: six years from the day it became due. Limitation Act 1980, s.19; LIM-1.

    Each charge has its own. Part payment does not move it, s.29(6); rulebook LIM-2. The council plans for a working
    day.
    """
    last = due_on + relativedelta(years=6)
    return Worked(
        name="last_day",
        rule="LIM-1",
        law="Limitation Act 1980, s.19",
        inputs={"due_on": due_on},
        strict=last,
        default=working_day_by(last, bank_holidays=bank_holidays),
        plans_ahead=True,
        reason="Six years from the day on which the sum became due; a part payment does not extend it.",
    )
