"""Every deadline of a case, from its notice to its eviction."""

import datetime as dt
from collections.abc import Sequence

from caseload.legal import deadlines
from caseload.legal.claims import due
from caseload.legal.deadlines import Deadline
from caseload.legal.evictions.days import of_evictions
from caseload.legal.held_up import of_held_up
from caseload.legal.where import Where

SOURCES = (
    deadlines.of_notices,
    of_held_up,
    deadlines.of_reviews,
    due.of_papers,
    due.of_answers,
    due.of_hearings,
    due.of_restoring,
    deadlines.of_courts,
    due.of_appeals,
    deadlines.of_orders,
    of_evictions,
)


def of_cases(cases: Sequence[Where], *, on: dt.date) -> list[Deadline]:
    """Every deadline of these cases, the soonest first, the law's before the council's."""
    found = [each for source in SOURCES for each in source(cases, on)]
    return sorted(found, key=lambda each: (each.on, not each.statutory, each.account.pk))
