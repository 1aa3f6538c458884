"""Is a notice good: its earliest date, when a claim may be issued on it, and when it lapses.

How each date is found, with its house default, is in notice_dates.py.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from legal.rules.periods import FOUR_WEEKS, RentPeriod
from legal.rules.service import served_on as all_served_on
from tenancies.rules.calendar import ONE_DAY

BY_RENT_PERIOD = frozenset({"nosp", "s128", "s143e", "ntq"})
NO_CLAIM_RESTS_ON = frozenset({"trial_extension", "flexible_non_renewal"})  # see also legal/facts.py
TWO_WEEKS = timedelta(days=14)
EIGHT_WEEKS = timedelta(days=56)


class NoticeState(StrEnum):
    IN_FORCE = "in_force"
    DEFECTIVE = "defective"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedNotice:
    """A notice that was served on somebody, and what its state hangs on."""

    kind: str
    specified_on: date | None
    period: RentPeriod
    deemed: tuple[date | None, ...]  # for each living tenant: deemed service, None where there is none
    trial_last_day: date | None = None
    trial_extended_last_day: date | None = None
    tenancy_last_day: date | None = None

    @property
    def served_on(self) -> date | None:
        return all_served_on(self.deemed)


def earliest_on(*, kind: str, served_on: date, period: RentPeriod) -> date | None:
    """The earliest date that a notice may specify, strictly; None for a kind without one. See also legal/facts.py.

    A NOSP, a section 128 or 143E notice and a notice to quit: once four weeks, or one period where that is longer, have
    run, the first day that begins or ends a rent period: Housing Act 1985, s.83(5); rulebook SEC-6, INT-3, 1.3, NTQ-2.
    A section 8 notice on arrears grounds: 14 days after service: Housing Act 1988, s.8(4B); rulebook ASD-2.
    A notice to remedy: 28 days, the house rule (rulebook MHA-4).
    """
    if kind in BY_RENT_PERIOD:
        return period.first_or_last_day(from_on=period.notice_runs_to(served_on=served_on))
    return {"s8": served_on + TWO_WEEKS, "notice_to_remedy": served_on + FOUR_WEEKS}.get(kind)


def first_issue_on(*, kind: str, specified_on: date) -> date:
    """The first day on which a claim may be issued: the day after the date specified; for section 8 the date itself.

    Rulebook SEC-6, INT-3, ASD-1.
    """
    return specified_on if kind == "s8" else specified_on + ONE_DAY


def last_issue_on(notice: ServedNotice) -> date | None:
    """The last day on which a claim may be issued, that day included; None where the notice does not lapse.

    NOSP: twelve months after the date specified, Housing Act 1985, s.83(4)(b). Section 8: twelve months after service,
    Housing Act 1988, s.8(3)(c); rulebook ASD-1. Section 128: the last day of the trial, as extended (INT-6); section
    143E: of the year of demotion (DEM). Where the month has no such day: its last (rulebook 0.1).
    """
    if notice.kind == "nosp" and notice.specified_on:
        return twelve_months_after(notice.specified_on)
    if notice.kind == "s8" and notice.served_on:
        return twelve_months_after(notice.served_on)
    if notice.kind in {"s128", "s143e"}:
        return notice.trial_extended_last_day or notice.trial_last_day
    return None


def twelve_months_after(day: date) -> date:
    later: date = day + relativedelta(months=12)
    return later


def state(notice: ServedNotice, *, on: date) -> NoticeState:
    """Whether a served notice is good on a day. See also SQL in legal/facts.py; a test asks both.

    Defective: a living tenant not served, no date or one before the strict earliest, or an extension of the trial
    served later than eight weeks before its end (Housing Act 1996, s.125A; rulebook INT-7). Expired: after the last
    day of issue, or after the tenancy ended. A section 143E notice is never told as expired: after its year the tenancy
    is a secure one, which needs another notice.
    """
    served_on = notice.served_on
    if served_on is None:
        return NoticeState.DEFECTIVE
    earliest = earliest_on(kind=notice.kind, served_on=served_on, period=notice.period)
    if earliest and (notice.specified_on is None or notice.specified_on < earliest):
        return NoticeState.DEFECTIVE
    trial_last_day = notice.trial_last_day
    if notice.kind == "trial_extension" and trial_last_day and served_on > trial_last_day - EIGHT_WEEKS:
        return NoticeState.DEFECTIVE
    ends = (notice.tenancy_last_day, None if notice.kind == "s143e" else last_issue_on(notice))
    return NoticeState.EXPIRED if any(end and on > end for end in ends) else NoticeState.IN_FORCE
