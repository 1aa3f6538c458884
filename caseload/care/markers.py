"""Risks, their reviews, and the end of any marker; declared interests and the work that is handed over."""

from datetime import date, datetime

from caseload import handover
from caseload.care.frame import CannotCare, at_care, tell_seniors
from caseload.care.needs import undo_markers
from caseload.noting import note
from caseload.undo import INSTEAD, UNDO
from staff.models import User
from staff.ui import words
from tenancies.models import AccountEvent, Person, RentAccount
from welfare import protection
from welfare.models import DeclaredInterest, Marker

What = AccountEvent.What


def mark_risk(
    *,
    account: RentAccount,
    person: Person | None,
    detail: str,
    evidence: str,
    last_day: date,
    review_on: date,
    by: User,
    on: date,
    at: datetime,
) -> Marker:
    """A risk of a person, or of the home where none is named. The timeline does not say what it is."""
    with at_care(account, people=[person] if person else [], by=by, on=on) as found:
        marker = protection.mark_risk(
            person=person, account=found.account, detail=detail, evidence=evidence, last_day=last_day,
            review_on=review_on, owner=by, on=on,
        )  # fmt: skip
        said = f"A risk was marked for {person or 'the home'}, to be reviewed by {words.long_day(review_on)}."
        about = f"welfare.marker:{marker.pk}"
        note(found.account, What.MARKER, said, kind="risk", about=about, person=person, by=by, on=on, at=at)
    return marker


def review(
    *, account: RentAccount, marker: Marker, said: str, review_on: date, last_day: date | None,
    by: User, on: date, at: datetime,
) -> None:  # fmt: skip
    """It was looked at and stays. Raises CannotCare."""
    with at_care(account, by=by, on=on) as found:
        protection.review(marker, said=said, review_on=review_on, last_day=last_day, on=on)
        summary = f"{marker.get_kind_display()}: looked at and kept, next by {words.long_day(review_on)}."
        note(found.account, What.MARKER, summary, kind="marker_reviewed", person=marker.person, by=by, on=on, at=at)


def end(*, account: RentAccount, marker: Marker, why: str, by: User, on: date, at: datetime) -> None:
    """It ends today, with the reason. Raises CannotCare."""
    with at_care(account, people=[marker.person] if marker.person else [], by=by, on=on) as found:
        protection.end(marker, why=why, by=by, on=on)
        summary = f"{marker.get_kind_display()}: ended."
        note(found.account, What.MARKER, summary, kind="marker_ended", person=marker.person, by=by, on=on, at=at)


def declare_interest(*, account: RentAccount, what: str, to: User | None, by: User, on: date, at: datetime) -> str:
    """This officer knows the household: she does nothing here from now on, and the account is handed over.

    Without a colleague named the leaders of the patch are asked to give it to somebody. Returns what to say.
    """
    with at_care(account, by=by, on=on) as found:
        interest = protection.declare_interest(account=found.account, what=what, by=by, at=at)
        note(found.account, What.INTEREST, f"{by.name} knows the household and does nothing here.", kind="interest",
             about=f"welfare.declaredinterest:{interest.pk}", by=by, on=on, at=at)  # fmt: skip
        if to:
            try:
                handover.hand_over(
                    account=found.account, to=to, reason="A colleague knows the household", by=by, on=on, at=at
                )
            except handover.CannotHandOver as refusal:
                raise CannotCare(str(refusal)) from refusal
            return f"It is declared, and the account is with {to.name}."
        text = f"{by.name} declared an interest: give this account to a colleague."
        told = tell_seniors(found.account, text, by=by, on=on, at=at)
    names = words.listed([user.name for user in told])
    return f"It is declared. {names or 'Your manager'} gives the account to a colleague."


def end_interest(*, account: RentAccount, interest: DeclaredInterest, by: User, on: date, at: datetime) -> None:
    with at_care(account, by=by, on=on) as found:
        protection.end_interest(interest, by=by, at=at)
        said = f"The interest that {interest.user.name} declared no longer stands."
        note(found.account, What.INTEREST, said, kind="interest_ended", by=by, on=on, at=at)


UNDO["risk"] = undo_markers
INSTEAD |= {
    "marker_reviewed": "Review it again with the right days: both stay on record.",
    "marker_ended": "Set it again, with its evidence.",
    "interest": "Ask your team leader to end it, if it was declared by mistake.",
    "interest_ended": "Whom it concerns declares it again.",
}
