"""Reviews of decisions on introductory and demoted tenancies, and extensions of the trial (rulebook 1.2, 1.3).

A demoted tenancy goes the same way, without an extension (rulebook DEM). Dates of the notice: legal.rules.notice_dates.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from legal.rules.checks import Obstacle
from legal.rules.notice_dates import REVIEW_DAYS
from legal.rules.notices import EIGHT_WEEKS
from legal.rules.worked import Worked
from staff.ui.words import counted, long_day
from tenancies.rules.calendar import ONE_DAY

HEARING_NOTICE = timedelta(days=5)
WARN_BEFORE = timedelta(days=28)
SIX_MONTHS = relativedelta(months=6)


class ReviewState(StrEnum):
    MAY_ASK = "may_ask"  # nobody asked, and there is still time
    NOT_ASKED = "not_asked"
    LATE = "late"  # asked too late: a manager decides whether to take it
    LATE_REFUSED = "late_refused"
    OPEN = "open"
    UPHELD = "upheld"  # and told in time
    TOLD_LATE = "told_late"  # upheld, but told on or after the date that counts
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A notice, and the review of it. `told_before`: the date specified, or for an extension the day after the trial's
    original end: the result must be told before it."""

    served_on: date
    told_before: date | None
    requested_on: date | None = None
    late_accepted: bool | None = None  # None: not decided
    hearing_wanted: bool = False
    hearing_on: date | None = None
    hearing_told_on: date | None = None
    decided_by_made_it: bool = False  # the reviewer took part in the decision
    reviewer_senior: bool = True
    outcome: str = ""  # upheld or overturned
    notified_on: date | None = None


def request_by(*, served_on: date) -> date:
    """The last day on which a review may be asked for: fourteen days beginning with the day of service (Housing Act
    1996, ss.129, 125B, 143F; rulebook INT-4, DEM)."""
    return served_on + REVIEW_DAYS


def result_by(review: Review) -> Worked:
    """The last day to tell the result: the day before the date that counts (rulebook INT-5, INT-7, DEM)."""
    day = review.told_before - ONE_DAY if review.told_before else None
    return Worked(
        name="review_result_by",
        rule="INT-5",
        law="Housing Act 1996, ss.125B, 129, 143F",
        inputs={"told_before": review.told_before},
        strict=day,
        default=day,
        reason="The result is told before the date in the notice; of an extension, before the trial was first to end.",
    )


def hearing_told_by(*, hearing_on: date) -> Worked:
    """The last day to tell the tenant when a review is heard: five days before (SI 1997/72, SI 2004/1679; rulebook
    INT-5)."""
    day = hearing_on - HEARING_NOTICE
    return Worked(
        name="review_hearing_told_by",
        rule="INT-5",
        law="SI 1997/72; SI 2004/1679",
        inputs={"hearing_on": hearing_on},
        strict=day,
        default=day,
        reason="The tenant has five days’ notice of the hearing, or more.",
    )


def review_state(review: Review, *, on: date) -> ReviewState:
    """Where a review stands on a day (rulebook INT-4, INT-5, DEM)."""
    last = request_by(served_on=review.served_on)
    asked = review.requested_on
    if asked is None or asked > on:
        return ReviewState.MAY_ASK if on <= last else ReviewState.NOT_ASKED
    if asked > last and not review.late_accepted:
        return ReviewState.LATE if review.late_accepted is None else ReviewState.LATE_REFUSED
    if review.notified_on is None or review.notified_on > on or not review.outcome:
        return ReviewState.OPEN
    if review.outcome == "overturned":
        return ReviewState.OVERTURNED
    if review.told_before and review.notified_on >= review.told_before:
        return ReviewState.TOLD_LATE
    return ReviewState.UPHELD


def issue_obstacles(review: Review, *, on: date) -> list[Obstacle]:
    """Why a claim may not be issued on the notice; empty where it may (rulebook INT-5, DEM).

    A review asked for in time, or taken late by a manager, must be upheld and told before the date specified. Asked
    late and not yet ruled on: a manager decides first (INT-4).
    """
    says, do = {
        ReviewState.LATE: ("A review was asked for late.", "A manager decides whether to take it."),
        ReviewState.OPEN: ("A review was asked for and its result is not told yet.", "Decide it, and tell the tenant."),
        ReviewState.TOLD_LATE: (
            "The review’s result was told too late for this notice.",
            "Serve a new notice.",
        ),
        ReviewState.OVERTURNED: ("The review overturned the decision.", "Withdraw the notice."),
    }.get(review_state(review, on=on), ("", ""))
    return [Obstacle(says=says, do=do, rule="INT-5")] if says else []


def procedure_faults(review: Review) -> list[Obstacle]:
    """What is wrong with how a review is held (SI 1997/72; for demoted tenancies SI 2004/1679; rulebook INT-5, DEM).

    By somebody senior who took no part in the decision; heard in person where the tenant asks, on five days' notice or
    more; decided before the date that counts.
    """
    found = []
    if review.decided_by_made_it or not review.reviewer_senior:
        found.append(
            Obstacle(
                says="The reviewer must be senior and have had no part in the decision.",
                do="Choose another reviewer.",
                rule="INT-5",
            )
        )
    if review.hearing_wanted and review.hearing_on is None:
        found.append(Obstacle(says="The tenant asked to be heard.", do="Set the day of the hearing.", rule="INT-5"))
    if review.hearing_on and not _told_in_time(review):
        last = long_day(review.hearing_on - HEARING_NOTICE)
        found.append(
            Obstacle(
                says=f"The tenant must be told of the hearing by {last}.",
                do="Tell them, or move the hearing.",
                rule="INT-5",
            )
        )
    if review.hearing_on and review.told_before and review.hearing_on >= review.told_before:
        found.append(
            Obstacle(
                says=f"The hearing is not before {long_day(review.told_before)}, by when the result must be told.",
                do="Hold it earlier.",
                rule="INT-5",
            )
        )
    return found


def _told_in_time(review: Review) -> bool:
    told = review.hearing_told_on
    return told is not None and review.hearing_on is not None and told <= review.hearing_on - HEARING_NOTICE


class ExtensionState(StrEnum):
    NOT_YET = "not_yet"  # more than 28 days before it must be served
    DUE = "due"
    TOO_LATE = "too_late"
    ALREADY = "already"  # extended once
    SERVED = "served"  # in time; a review may be asked for
    UNDER_REVIEW = "under_review"
    EXTENDED = "extended"
    FAILED = "failed"  # served late, or overturned


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Where an extension stands, by when it must be served, and when the trial would end with it."""

    state: ExtensionState
    serve_by: date
    plan_for: date  # a day earlier: the council's own limit
    extended_last_day: date
    says: str
    follows: str  # what the extension, once served, leads to; blank where it leads to nothing, or is over


def extension(
    *,
    tenure: str,
    trial_last_day: date,
    on: date,
    review: Review | None = None,
    extended_last_day: date | None = None,
) -> Extension:
    """An extension of an introductory tenancy's trial by six months (Housing Act 1996, s.125A; rulebook INT-7).

    The notice is served at least eight weeks before the original last day; warned of 28 days ahead; once only. It takes
    effect where no review is asked for, or where one is upheld. `trial_last_day` is the original; `review.served_on` is
    the latest tenant's service. A demoted tenancy's year cannot be extended (DEM).
    """
    serve_by = trial_last_day - EIGHT_WEEKS
    ends: date = trial_last_day + SIX_MONTHS
    state, says = _extension_state(tenure, serve_by, on, review, extended_last_day)
    follows = ""
    if state in {ExtensionState.SERVED, ExtensionState.UNDER_REVIEW}:
        stands = f"Extension of the trial: {says[0].lower()}{says[1:]}"
        follows = f"{stands} Unless a review overturns it, the trial then ends on {long_day(ends)}."
    elif state is ExtensionState.EXTENDED and on <= ends:
        follows = (
            f"The trial is extended to {long_day(ends)}: watch the account. If the rent is not kept to, a notice of "
            "proceedings is served so that a claim begins by that day."
        )
    return Extension(
        state=state,
        serve_by=serve_by,
        plan_for=serve_by - ONE_DAY,
        extended_last_day=ends,
        says=says,
        follows=follows,
    )


def _extension_state(
    tenure: str, serve_by: date, on: date, review: Review | None, extended_last_day: date | None
) -> tuple[ExtensionState, str]:
    if tenure != "introductory":
        return ExtensionState.TOO_LATE, "Only an introductory tenancy’s trial can be extended."
    if review is None:
        if extended_last_day:
            return ExtensionState.ALREADY, "It was extended once; a second time is not possible."
        left = (serve_by - on).days
        if left < 0:
            return ExtensionState.TOO_LATE, f"The notice had to be served by {long_day(serve_by)}."
        near = on >= serve_by - WARN_BEFORE
        when = "today is the last day" if not left else f"{counted(left, 'day')} left"
        return (
            ExtensionState.DUE if near else ExtensionState.NOT_YET
        ), f"To be served by {long_day(serve_by)}: {when}."
    if review.served_on > serve_by:
        return ExtensionState.FAILED, f"It was served after {long_day(serve_by)}: the trial is not extended."
    reviewed = review_state(review, on=on)
    return {
        ReviewState.MAY_ASK: (
            ExtensionState.SERVED,
            f"Served. A review may be asked for until {long_day(request_by(served_on=review.served_on))}.",
        ),
        ReviewState.OPEN: (ExtensionState.UNDER_REVIEW, "A review is open: tell its result before the trial ends."),
        ReviewState.LATE: (ExtensionState.UNDER_REVIEW, "A review was asked for late: a manager decides."),
        ReviewState.OVERTURNED: (ExtensionState.FAILED, "The review overturned it: the trial is not extended."),
        ReviewState.TOLD_LATE: (ExtensionState.FAILED, "The review’s result came too late: the trial is not extended."),
    }.get(reviewed, (ExtensionState.EXTENDED, "The trial is extended by six months."))
