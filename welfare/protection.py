"""Markers with evidence, owner, end and review; disputes; declared interests. Callers lock and note."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet

from staff.models import LEADING_ROLES, Cover, User
from staff.ui import words
from tenancies.models import Person, RentAccount
from welfare.models import DeclaredInterest, Marker, PersonNeeds

RISKS = {
    "violence": "Violence or threats",
    "dog": "Dangerous dog",
    "smoking": "Heavy smoking",
    "needles": "Needles or drugs",
    "hoarding": "Hoarding or fire",
    "weapons": "Weapons",
    "structure": "The building itself",
    "other_people": "Others who come there",
}
Kind = Marker.Kind
SECOND_PERSON = {Kind.CRISIS, Kind.CAPACITY, Kind.COMPASSION}  # they end by a second person's act, never by a day
# What has an end of its own, with gates of its own: it is neither ended nor given a last day here.
ENDED_ELSEWHERE = {
    Kind.CRISIS: "A crisis is lifted on its own card, by a second person, once its plan is signed off.",
    Kind.COMPASSION: "Compassion is ended on its own page, by a leader who did not set it.",
    Kind.BREATHING_SPACE: "A breathing space ends on the day that its notice says. Change that under ‘It ends’.",
    Kind.INSOLVENCY: "Say under ‘Discharged, or annulled’ which of the two it is: what it covered hangs on that.",
}
LONGEST_RISK = relativedelta(years=1)  # a marker nobody looks at again harms people (product, finding 21)


class CannotMark(Exception):
    """It is not marked, reviewed or ended. The message is written for the officer."""


def mark_risk(
    *,
    person: Person | None,
    account: RentAccount,
    detail: str,
    evidence: str,
    last_day: date,
    review_on: date,
    owner: User,
    on: date,
) -> Marker:
    """A risk to visitors: of a person, whom it follows, or, where none is named, of the home, where it stays.

    Raises CannotMark without evidence, an end within a year, or a review before its end.
    """
    if not evidence.strip():
        raise CannotMark("Say what the risk rests on: who saw or heard what, and when. Without it nothing is marked.")
    if last_day <= on or last_day > on + LONGEST_RISK:
        raise CannotMark(f"It ends after today, and by {words.long_day(on + LONGEST_RISK)} at the latest.")
    _check_review(review_on, on=on, last_day=last_day)
    return Marker.objects.create(
        kind=Marker.Kind.RISK,
        detail=detail,
        person=person,
        tenancy=None if person else account.tenancy,
        from_on=on,
        last_day=last_day,
        review_on=review_on,
        evidence=evidence.strip(),
        owner=owner,
    )


def _check_review(review_on: date, *, on: date, last_day: date | None) -> None:
    if review_on <= on:
        raise CannotMark("The review must be after today.")
    if last_day and review_on > last_day:
        raise CannotMark("The review must come before the marker ends.")


def review(marker: Marker, *, said: str, review_on: date, last_day: date | None, on: date) -> Marker:
    """It was looked at and stays: with what was found, and the day of the next review. Raises CannotMark.

    `last_day` of what only a second person ends, and of a moratorium or an insolvency, is not set by a review.
    """
    if marker.source_ref:
        raise CannotMark("The housing system sent this one: review it there, and the next extract brings the new day.")
    if not said.strip():
        raise CannotMark("Say what you found: why it stays.")
    if marker.kind in {Kind.BREATHING_SPACE, Kind.INSOLVENCY}:
        raise CannotMark("Its days are set by the law: it is not reviewed here.")
    if last_day and marker.kind in SECOND_PERSON:
        raise CannotMark("A second person ends it, so it has no last day. Leave that empty.")
    if last_day and (last_day <= on or last_day > on + LONGEST_RISK):
        raise CannotMark(f"It ends after today, and by {words.long_day(on + LONGEST_RISK)} at the latest.")
    if marker.kind == Marker.Kind.RISK and last_day is None:
        raise CannotMark("A risk needs a last day.")
    _check_review(review_on, on=on, last_day=last_day)
    marker.review_on, marker.last_day = review_on, last_day
    marker.save(update_fields=["review_on", "last_day"])
    return marker


def end(marker: Marker, *, why: str, by: User, on: date) -> None:
    """From today it protects nobody; it stays on record with the reason. Raises CannotMark."""
    if elsewhere := ENDED_ELSEWHERE.get(Kind(marker.kind)):
        raise CannotMark(elsewhere)
    _end(marker, why=why, by=by, on=on)


def _end(marker: Marker, *, why: str, by: User, on: date) -> None:
    marker = Marker.objects.select_for_update().get(pk=marker.pk)
    if marker.lifted_on:
        raise CannotMark("It is ended already.")
    if marker.source_ref:
        raise CannotMark("The housing system sent this one: end it there, and the next extract ends it here.")
    if marker.kind == Kind.CAPACITY and (marker.owner_id == by.pk or by.role not in LEADING_ROLES):
        raise CannotMark("A second person ends it: a team leader or the income manager who did not set it.")
    if not why.strip():
        raise CannotMark("Say why it ends.")
    marker.lifted_on, marker.lifted_by, marker.lifted_why = on, by, why.strip()[:500]
    marker.save(update_fields=["lifted_on", "lifted_by", "lifted_why"])


def take_back(marker: Marker, *, by: User, on: date) -> None:
    """Undo one that was set by mistake. Raises CannotMark where it is ended already."""
    _end(marker, why=f"Taken back by {by.name}", by=by, on=on)


def due_for_review(user: User, *, on: date) -> QuerySet[Marker]:
    """The live markers whose review has come, or which end within a week, of which this person is the owner.

    Of those too whom she covers now. Who has left owns none any more: see caseload.leaving.
    """
    due = Q(review_on__lte=on) | Q(last_day__lt=on + timedelta(days=7), kind=Marker.Kind.RISK)
    mine = Marker.objects.live(on=on).filter(_owned(user), due)
    return mine.select_related("person", "tenancy").order_by("review_on", "pk")


def needs_due_for_review(user: User, *, on: date) -> QuerySet[PersonNeeds]:
    """The people whose needs this person wrote down, and that are to be asked about again."""
    mine = PersonNeeds.objects.filter(_owned(user), review_on__lte=on)
    return mine.select_related("person").order_by("review_on")


def _owned(user: User) -> Q:
    return Q(owner=user) | Q(owner__in=Cover.objects.filter(covering=user, running=True).values("absent"))


def dispute(*, account: RentAccount, evidence: str, answer_by: date, by: User, on: date) -> Marker:
    """The balance of this household is disputed: nothing legal, and letters only for a reason. Raises CannotMark."""
    running = Marker.objects.live(on=on).filter(kind=Marker.Kind.DISPUTE, detail="balance", tenancy=account.tenancy_id)
    if running.exists():
        raise CannotMark("The balance is disputed already. Add the paper as one that came in.")
    return Marker.objects.create(
        kind=Marker.Kind.DISPUTE,
        detail="balance",
        tenancy=account.tenancy,
        from_on=on,
        review_on=answer_by,
        evidence=evidence.strip(),
        owner=by,
    )


def declare_interest(*, account: RentAccount, what: str, by: User, at: datetime) -> DeclaredInterest:
    """This member of staff knows the household, and does nothing here from now on. Raises CannotMark."""
    if not what.strip():
        raise CannotMark("Say in a few words how you know them; no more than that is needed.")
    if interest_of(by, account=account):
        raise CannotMark("You have declared this already.")
    return DeclaredInterest.objects.create(user=by, account=account, what=what.strip(), at=at)


def interest_of(user: User, *, account: RentAccount) -> bool:
    """Whether this person declared an interest in the household."""
    running = DeclaredInterest.objects.filter(user=user, ended_at=None, account__tenancy=account.tenancy_id)
    return running.exists()


def end_interest(interest: DeclaredInterest, *, by: User, at: datetime) -> None:
    """A leader finds that it no longer stands. Raises CannotMark."""
    if by.role not in LEADING_ROLES or interest.user_id == by.pk:
        raise CannotMark("A team leader or the income manager ends it, never who declared it.")
    interest.ended_at, interest.ended_by = at, by
    interest.save(update_fields=["ended_at", "ended_by"])
