"""Time and service under the Civil Procedure Rules (rulebook 2.3 and 13)."""

from collections.abc import Set
from datetime import date, time, timedelta

from legal.rules.worked import Worked
from tenancies.rules.calendar import ONE_DAY, add_working_days, is_working_day, working_day_from

SHORT_DAYS = 5  # in a period so long or shorter only business days count: CPR 2.8(4)
CUT_OFF = time(16, 30)  # what is done at this time or later counts on the next business day: CPR 6.26
POSTED = frozenset({"first_class", "dx"})
METHODS = frozenset({*POSTED, "left", "hand", "fax", "email"})
DOCUMENTS = ("claim_form", "other")
WHEN_DONE = (
    "Done before 4.30 pm on a business day it counts that day, otherwise on the next business day. "
    "With no time given the council takes it as done after 4.30 pm."
)
WHEN_POSTED = "The second day after posting if that is a business day, otherwise the next business day."


def last_day_to_act(*, event_on: date, days: int, bank_holidays: Set[date]) -> date:
    """The last day to do what must be done so many clear days before an event; it may be a day without a court.

    Neither the day of the act nor that of the event counts; of five days or fewer only business days do: CPR 2.8(2) to
    (4); rulebook 13.
    """
    if days > SHORT_DAYS:
        return event_on - timedelta(days=days + 1)
    day = event_on
    while days:
        day -= ONE_DAY
        days -= is_working_day(day, bank_holidays=bank_holidays)
    return day - ONE_DAY


def first_day_after(*, start_on: date, days: int) -> date:
    """The first day on which so many clear days have passed since a start; for more than five days (CPR 2.8(2))."""
    if days <= SHORT_DAYS:
        raise ValueError("Only business days count in so short a period.")
    return start_on + timedelta(days=days + 1)


def deemed_on(*, document: str, method: str, done_on: date, done_at: time | None, bank_holidays: Set[date]) -> Worked:
    """The day on which a paper in proceedings counts as served. `done_at`: local time; None: not known.

    A claim form: the second business day after the step was taken, CPR 6.14. Other papers: CPR 6.26, which by post
    counts to the second day and on to a business day, and otherwise asks whether it was before 4.30 pm (rulebook 2.3).
    """
    is_claim_form = document == "claim_form"
    done = {"done_on": done_on, "done_at": done_at.isoformat("minutes") if done_at else None}
    inputs = {"document": document, "method": method, **done}
    rule = "CPR-6.14" if is_claim_form else "CPR-6.26"
    law = "CPR 6.14" if is_claim_form else "CPR 6.26"

    def worked(reason: str, strict: date | None = None, default: date | None = None) -> Worked:
        return Worked(
            name="deemed_on", rule=rule, law=law, inputs=inputs, reason=reason, strict=strict, default=default or strict
        )

    if method not in METHODS:
        return worked(f"{method.replace('_', ' ').capitalize()} is no way to serve papers in proceedings.")
    if is_claim_form:
        day = add_working_days(done_on, 2, bank_holidays=bank_holidays)
        return worked("The second business day after it was posted, left, handed over or sent.", day)
    if method in POSTED:
        return worked(WHEN_POSTED, working_day_from(done_on + 2 * ONE_DAY, bank_holidays=bank_holidays))
    next_day = add_working_days(done_on, 1, bank_holidays=bank_holidays)
    if not is_working_day(done_on, bank_holidays=bank_holidays) or (done_at and done_at >= CUT_OFF):
        return worked(WHEN_DONE, next_day)
    return worked(WHEN_DONE, done_on, done_on if done_at else next_day)
