"""Possession at the end of a flexible tenancy's term: two notices and a review (Housing Act 1985, ss.107D, 107E)."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from legal.rules.checks import Obstacle
from legal.rules.worked import Worked
from staff.ui.words import long_day
from tenancies.rules.calendar import ONE_DAY

SIX_MONTHS = relativedelta(months=6)
TWO_MONTHS = relativedelta(months=2)
REVIEW_DAYS = timedelta(days=20)  # twenty-one days, the first being the day of service


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfTerm:
    """The two notices as served. None: not yet."""

    term_last_day: date
    non_renewal_on: date | None = None
    review_requested_on: date | None = None
    review_decided_on: date | None = None
    review_upheld: bool | None = None
    possession_notice_on: date | None = None


def non_renewal_by(*, term_last_day: date) -> Worked:
    """The last day to say that the term will not be renewed: six months before it ends (s.107D(3); rulebook FLX-2)."""
    return _worked(
        "non_renewal_by",
        "Housing Act 1985, s.107D(3)",
        term_last_day - SIX_MONTHS,
        "Six months before the last day of the term.",
        term_last_day=term_last_day,
    )


def review_request_by(*, non_renewal_on: date) -> Worked:
    """The last day to ask for a review of it: 21 days beginning with service; later requests are not taken (s.107E;
    rulebook FLX-2)."""
    return _worked(
        "review_request_by",
        "Housing Act 1985, s.107E",
        non_renewal_on + REVIEW_DAYS,
        "Twenty-one days that begin with the day of service.",
        non_renewal_on=non_renewal_on,
    )


def issue_from(*, possession_notice_on: date) -> Worked:
    """The first day for a claim: two months after the possession notice have run (s.107D(4); rulebook FLX-2)."""
    return _worked(
        "issue_from",
        "Housing Act 1985, s.107D(4)",
        possession_notice_on + TWO_MONTHS + ONE_DAY,
        "The day after two months from the notice.",
        possession_notice_on=possession_notice_on,
    )


def _worked(name: str, law: str, day: date, reason: str, **inputs: date) -> Worked:
    return Worked(name=name, rule="FLX-2", law=law, inputs=inputs, strict=day, default=day, reason=reason)


def obstacles(case: EndOfTerm, *, on: date) -> list[Obstacle]:
    """Why no claim may be issued at the end of the term; empty where one may (rulebook FLX-2).

    Non-renewal told six months or more before the end; a review asked for in time is upheld before the possession
    notice is given; that notice comes on or before the last day of the term, and its two months have run.
    """
    told, notice = case.non_renewal_on, case.possession_notice_on
    latest = case.term_last_day - SIX_MONTHS
    if told is None or told > latest:
        return [_found(f"Non-renewal had to be told by {long_day(latest)}.", "The tenancy goes on as a secure one.")]
    asked = case.review_requested_on
    if asked and asked <= told + REVIEW_DAYS:
        decided = case.review_decided_on
        if not case.review_upheld or decided is None:
            return [_found("A review was asked for and is not upheld.", "Decide it first.")]
        if notice and decided >= notice:
            return [_found("The possession notice came before the review was decided.", "Give it again, in the term.")]
    if notice is None or notice > case.term_last_day:
        return [_found(f"The possession notice is given by {long_day(case.term_last_day)}.", "Give it in the term.")]
    first = issue_from(possession_notice_on=notice).answer
    if first and on < first:
        return [_found(f"A claim may be issued from {long_day(first)}.", "Wait until then.")]
    return []


def _found(says: str, do: str) -> Obstacle:
    return Obstacle(says=says, do=do, rule="FLX-2")
