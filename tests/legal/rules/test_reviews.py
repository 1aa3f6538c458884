"""Reviews of introductory and demoted decisions, and extensions of the trial: days counted by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from legal.rules import reviews
from legal.rules.reviews import ExtensionState, Review, ReviewState

# Served Tuesday 8 September 2026: asked for by Monday 21 September; date specified Monday 12 October 2026.
SERVED = date(2026, 9, 8)
SPECIFIED = date(2026, 10, 12)
NOTICE = Review(served_on=SERVED, told_before=SPECIFIED)
ASKED = replace(NOTICE, requested_on=date(2026, 9, 21))
UPHELD = replace(ASKED, outcome="upheld", notified_on=date(2026, 10, 11))
ON = date(2026, 10, 13)


def test_a_review_is_asked_for_within_fourteen_days_the_day_of_service_being_the_first() -> None:
    """INT-4, DEM."""
    assert reviews.request_by(served_on=SERVED) == date(2026, 9, 21)
    assert reviews.request_by(served_on=date(2028, 2, 20)) == date(2028, 3, 4)  # over a leap day


@pytest.mark.parametrize(
    ("review", "on", "state"),
    [
        (NOTICE, date(2026, 9, 21), ReviewState.MAY_ASK),
        (NOTICE, date(2026, 9, 22), ReviewState.NOT_ASKED),
        (ASKED, ON, ReviewState.OPEN),
        (UPHELD, ON, ReviewState.UPHELD),
        (UPHELD, date(2026, 10, 10), ReviewState.OPEN),
        (replace(UPHELD, notified_on=SPECIFIED), ON, ReviewState.TOLD_LATE),
        (replace(UPHELD, outcome="overturned"), ON, ReviewState.OVERTURNED),
        (replace(NOTICE, requested_on=date(2026, 9, 22)), ON, ReviewState.LATE),
        (replace(NOTICE, requested_on=date(2026, 9, 22), late_accepted=False), ON, ReviewState.LATE_REFUSED),
        (replace(NOTICE, requested_on=date(2026, 9, 22), late_accepted=True), ON, ReviewState.OPEN),
    ],
)
def test_where_a_review_stands(review: Review, on: date, state: ReviewState) -> None:
    """INT-4, INT-5."""
    assert reviews.review_state(review, on=on) is state


@pytest.mark.parametrize(
    ("review", "clear"),
    [
        (NOTICE, True),
        (UPHELD, True),
        (replace(NOTICE, requested_on=date(2026, 9, 22), late_accepted=False), True),
        (ASKED, False),
        (replace(NOTICE, requested_on=date(2026, 9, 22)), False),
        (replace(UPHELD, notified_on=SPECIFIED), False),
        (replace(UPHELD, outcome="overturned"), False),
    ],
)
def test_no_claim_while_a_review_is_open_lost_or_told_too_late(review: Review, clear: bool) -> None:
    """INT-5, DEM; duty S1-28."""
    assert (reviews.issue_obstacles(review, on=ON) == []) is clear


def test_a_review_is_held_by_a_senior_who_took_no_part_with_five_days_notice() -> None:
    """INT-5: a hearing on 1 October is told of by 26 September."""
    heard = replace(ASKED, hearing_wanted=True, hearing_on=date(2026, 10, 1), hearing_told_on=date(2026, 9, 26))

    assert reviews.procedure_faults(heard) == []
    assert len(reviews.procedure_faults(replace(heard, decided_by_made_it=True))) == 1
    assert len(reviews.procedure_faults(replace(heard, reviewer_senior=False))) == 1
    assert len(reviews.procedure_faults(replace(heard, hearing_on=None))) == 1
    late = reviews.procedure_faults(replace(heard, hearing_told_on=date(2026, 9, 27)))
    assert [each.says for each in late] == ["The tenant must be told of the hearing by 26 September 2026."]
    assert len(reviews.procedure_faults(replace(heard, hearing_on=SPECIFIED))) == 1


# Trial to Sunday 14 March 2027: eight weeks before is Sunday 17 January; the house plans for the 16th and warns from
# 20 December 2026. Extended to 14 September 2027.
TRIAL = date(2027, 3, 14)


def extension(on: date, review: Review | None = None, **more: object) -> reviews.Extension:
    return reviews.extension(
        tenure=str(more.pop("tenure", "introductory")),
        trial_last_day=TRIAL,
        on=on,
        review=review,
        **more,
    )


def test_the_days_of_an_extension() -> None:
    """INT-7; duty S1-29."""
    found = extension(date(2026, 11, 23))

    assert (found.serve_by, found.plan_for) == (date(2027, 1, 17), date(2027, 1, 16))
    assert found.extended_last_day == date(2027, 9, 14)
    assert found.says == "To be served by 17 January 2027: 55 days left."


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 12, 19), ExtensionState.NOT_YET),
        (date(2026, 12, 20), ExtensionState.DUE),
        (date(2027, 1, 17), ExtensionState.DUE),
        (date(2027, 1, 18), ExtensionState.TOO_LATE),
    ],
)
def test_the_countdown_to_the_last_day_of_service(on: date, state: ExtensionState) -> None:
    """INT-7; duty S1-29: a late extension is blocked."""
    assert extension(on).state is state


def test_an_extension_served_late_or_overturned_does_nothing() -> None:
    """INT-7."""
    told_before = date(2027, 3, 15)
    in_time = Review(served_on=date(2027, 1, 17), told_before=told_before)
    late = Review(served_on=date(2027, 1, 18), told_before=told_before)
    asked = replace(in_time, requested_on=date(2027, 1, 30))
    on = date(2027, 2, 15)

    assert extension(on, late).state is ExtensionState.FAILED
    assert extension(date(2027, 1, 20), in_time).state is ExtensionState.SERVED
    assert extension(on, in_time).state is ExtensionState.EXTENDED
    assert extension(on, asked).state is ExtensionState.UNDER_REVIEW
    told = date(2027, 2, 12)
    assert extension(on, late).follows == extension(on).follows == ""
    assert extension(on, asked).follows.endswith(
        "Unless a review overturns it, the trial then ends on 14 September 2027."
    )
    assert extension(date(2027, 9, 14), in_time).follows.startswith("The trial is extended to 14 September 2027")
    assert extension(date(2027, 9, 15), in_time).follows == ""
    assert extension(on, replace(asked, outcome="upheld", notified_on=told)).state is ExtensionState.EXTENDED
    assert extension(on, replace(asked, outcome="overturned", notified_on=told)).state is ExtensionState.FAILED


def test_the_days_of_a_review_are_kept_with_their_workings() -> None:
    """INT-5: the result is told before the date in the notice, and a hearing five days ahead."""
    told = reviews.result_by(Review(served_on=SERVED, told_before=SPECIFIED))

    assert told.answer == SPECIFIED - timedelta(days=1)
    assert (told.rule, told.inputs) == ("INT-5", {"told_before": SPECIFIED})
    assert reviews.hearing_told_by(hearing_on=date(2026, 10, 1)).answer == date(2026, 9, 26)


def test_a_trial_is_extended_once_and_a_demoted_year_never() -> None:
    """INT-7, DEM."""
    assert extension(date(2026, 11, 23), extended_last_day=date(2027, 9, 14)).state is ExtensionState.ALREADY
    assert extension(date(2026, 11, 23), tenure="demoted").state is ExtensionState.TOO_LATE
