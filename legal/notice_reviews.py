"""Reviews of decisions on introductory and demoted tenancies, and of extensions (rulebook INT-4 to INT-7, DEM)."""

from dataclasses import asdict, replace
from datetime import date, datetime

from django.db import transaction

from legal.accounts import main_account
from legal.models import Notice
from legal.notice_service import dates_served
from legal.notices import EXTENSION, CannotGiveNotice
from legal.rules.reviews import (
    Extension,
    Review,
    ReviewState,
    extension,
    hearing_told_by,
    procedure_faults,
    request_by,
    result_by,
    review_state,
)
from legal.rules.worked import Override, Worked, kept, plain
from staff.models import LEADING_ROLES, Role, User
from staff.ui.words import long_day
from tenancies import timeline
from tenancies.models import AccountEvent, Tenancy
from tenancies.rules.calendar import ONE_DAY

WITH_REVIEW = {Notice.Kind.S128, Notice.Kind.S143E, EXTENSION}


def review_of(notice: Notice) -> Review | None:
    """The review of a served notice as the rules read it; None where the law gives none, or it is not served."""
    if notice.kind not in WITH_REVIEW or notice.status != Notice.Status.SERVED:
        return None
    served_on = dates_served(notice)["service_on"].answer
    if served_on is None:
        return None
    ends = notice.tenancy.trial_last_day
    before = ends + ONE_DAY if notice.kind == EXTENSION and ends else notice.specified_on
    return Review(
        served_on=served_on,
        told_before=before,
        requested_on=notice.review_requested_on,
        late_accepted=notice.review_late_taken,
        hearing_wanted=notice.review_hearing_wanted,
        hearing_on=notice.review_hearing_on,
        hearing_told_on=notice.review_hearing_told_on,
        decided_by_made_it=notice.review_by_id is not None and notice.review_by_id in made_it(notice),
        outcome=notice.review_outcome,
        notified_on=notice.review_notified_on,
    )


def extension_of(notice: Notice | None, *, tenancy: Tenancy, on: date) -> Extension | None:
    """Where the extension of a trial stands, with its notice where there is one (rulebook INT-7); None: no trial that
    could be extended."""
    if tenancy.tenancy_type != "introductory" or tenancy.trial_last_day is None:
        return None
    return extension(
        tenure=tenancy.tenancy_type,
        trial_last_day=tenancy.trial_last_day,
        on=on,
        review=review_of(notice) if notice else None,
        extended_last_day=tenancy.trial_extended_last_day,
    )


def made_it(notice: Notice) -> set[int]:
    """Who took part in the decision: whoever prepared it, asked for it or approved it."""
    people = {notice.made_by_id}
    for each in notice.requests.all():
        people |= {each.asked_by_id, each.decided_by_id}
    return {person for person in people if person}


@transaction.atomic
def request_review(
    notice: Notice, *, requested_on: date, hearing_wanted: bool, by: User, on: date, at: datetime
) -> Notice:
    """The tenant asked for a review. After the last day a manager decides whether it is taken. Raises
    CannotGiveNotice."""
    locked, review = _reviewable(notice)
    if locked.review_requested_on:
        raise CannotGiveNotice(f"A review was asked for on {long_day(locked.review_requested_on)} already.")
    if requested_on > on:
        raise CannotGiveNotice("The day of the request must be today or earlier.")
    if requested_on < review.served_on:
        raise CannotGiveNotice(f"The notice was served on {long_day(review.served_on)}: the request came after that.")
    locked.review_requested_on, locked.review_hearing_wanted = requested_on, hearing_wanted
    _keep(locked, result_by(review))
    locked.save()
    late = requested_on > request_by(served_on=review.served_on)
    said = "Review asked for" + (", late: the income manager decides whether to take it" if late else "")
    _note(locked, f"{said}{', with a hearing' if hearing_wanted else ''}.", by=by, on=on, at=at)
    return locked


@transaction.atomic
def rule_on_late(notice: Notice, *, taken: bool, why: str, by: User, on: date, at: datetime) -> Notice:
    """Whether a review asked for too late is taken: the income manager's decision (rulebook INT-4)."""
    locked, review = _reviewable(notice)
    if review_state(review, on=on) != ReviewState.LATE:
        raise CannotGiveNotice("No late request waits for a decision.")
    if by.role != Role.INCOME_MANAGER:
        raise CannotGiveNotice("The income manager decides whether a late request is taken.")
    if not why.strip():
        raise CannotGiveNotice("Say why: the tenant is told.")
    locked.review_late_taken = taken
    served = locked.worked_out.get("served", {})
    if taken and review.requested_on and "review_request_by" in served:
        override = Override(on=review.requested_on, by=by.name, why=why.strip())
        row = served["review_request_by"] | plain({"answer": override.on, "override": asdict(override)})
        locked.worked_out = locked.worked_out | {"served": served | {"review_request_by": row}}
    locked.save()
    _note(locked, f"Late request {'taken' if taken else 'not taken'}: {why.strip()}", by=by, on=on, at=at)
    return locked


@transaction.atomic
def set_hearing(notice: Notice, *, hearing_on: date, told_on: date, by: User, on: date, at: datetime) -> Notice:
    """The hearing of a review, on five days' notice or more and before the day that counts (rulebook INT-5)."""
    locked, review = _reviewable(notice)
    if review_state(review, on=on) != ReviewState.OPEN:
        raise CannotGiveNotice("No review is open.")
    if told_on > on:
        raise CannotGiveNotice("Enter the day on which the tenant was told: today or earlier.")
    planned = replace(review, hearing_on=hearing_on, hearing_told_on=told_on)
    if faults := procedure_faults(planned):
        raise CannotGiveNotice(" ".join(map(str, faults)))
    locked.review_hearing_on, locked.review_hearing_told_on = hearing_on, told_on
    _keep(locked, hearing_told_by(hearing_on=hearing_on))
    locked.save()
    _note(locked, f"Review hearing on {long_day(hearing_on)}; told on {long_day(told_on)}.", by=by, on=on, at=at)
    return locked


@transaction.atomic
def decide_review(
    notice: Notice, *, outcome: str, reasons: str, notified_on: date, by: User, on: date, at: datetime
) -> Notice:
    """The result of a review, by somebody senior who took no part in the decision, and when the tenant was told.

    Told on or after the date that counts, it does not save the notice: a claim stays shut. Raises CannotGiveNotice.
    """
    locked, review = _reviewable(notice)
    if review_state(review, on=on) != ReviewState.OPEN:
        raise CannotGiveNotice("No review is open.")
    if outcome not in {"upheld", "overturned"}:
        raise CannotGiveNotice("Choose whether the decision is upheld or overturned.")
    if not reasons.strip():
        raise CannotGiveNotice("Write the reasons: the tenant is given them.")
    if notified_on > on or (review.requested_on and notified_on < review.requested_on):
        raise CannotGiveNotice("The day on which the tenant was told lies between the request and today.")
    if review.hearing_on and review.hearing_on > on:
        raise CannotGiveNotice(f"The hearing is on {long_day(review.hearing_on)}: decide after it.")
    senior = by.role in LEADING_ROLES
    faults = procedure_faults(replace(review, decided_by_made_it=by.pk in made_it(locked), reviewer_senior=senior))
    if faults:
        raise CannotGiveNotice(" ".join(map(str, faults)))
    locked.review_by, locked.review_outcome, locked.review_reasons = by, outcome, reasons.strip()
    locked.review_notified_on = notified_on
    locked.save()
    _note(locked, f"Review {outcome}; the tenant was told on {long_day(notified_on)}.", by=by, on=on, at=at)
    return locked


def _reviewable(notice: Notice) -> tuple[Notice, Review]:
    [locked] = Notice.objects.select_for_update(of=["self"]).select_related("tenancy").filter(pk=notice.pk)
    review = review_of(locked)
    if review is None:
        raise CannotGiveNotice("There is no review of this notice: it is not served, or the law gives none.")
    return locked, review


def _keep(notice: Notice, worked: Worked) -> None:
    """A day of the review with its workings, beside those of the notice."""
    notice.worked_out = notice.worked_out | {"review": notice.worked_out.get("review", {}) | kept([worked])}


def _note(notice: Notice, said: str, *, by: User, on: date, at: datetime) -> None:
    timeline.record(
        account=main_account(notice.tenancy_id), what=AccountEvent.What.LEGAL, on=on, by=by, at=at,
        summary=f"{notice.get_kind_display()}: {said}",
    )  # fmt: skip
