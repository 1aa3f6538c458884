"""When a notice given before proceedings counts as served. CPR 6.26 does not apply to it (rulebook 2.1)."""

from collections.abc import Iterable, Set
from datetime import date

from tenancies.rules.calendar import add_working_days

# Business days after the day it was handed over, left or posted: Local Government Act 1972, s.233; for post, the
# ordinary course of post, Interpretation Act 1978, s.7. E-mail and other ways are no service.
BUSINESS_DAYS = {"hand": 0, "left_at_home": 0, "first_class": 2, "signed_for": 2, "second_class": 4}


def deemed_on(*, method: str, done_on: date, bank_holidays: Set[date]) -> date | None:
    """The day on which service counts; None where the method is no service. See also DEEMED_ON in legal/facts.py.

    By hand or left at the home: the same day, be it a Sunday. First class and signed-for: the second business day
    after posting; second class: the fourth (rulebook 2.1).
    """
    if method not in BUSINESS_DAYS:
        return None
    return add_working_days(done_on, BUSINESS_DAYS[method], bank_holidays=bank_holidays)


def served_on(deemed: Iterable[date | None]) -> date | None:
    """The day on which the notice counts as served: the latest over the living tenants, every one of them.

    None where one was not served, or where nobody is left to serve (rulebook 0.1, SRV-2).
    """
    days = list(deemed)
    return None if not days or None in days else max(day for day in days if day is not None)
