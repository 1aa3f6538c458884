"""A leader signs an officer's week off: its evidence is frozen as it was, once, and never by the officer herself."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from caseload.models import ExtractLoad, SignedWeek
from caseload.weekly.evidence import Week, from_frozen, week_of
from staff.models import LEADING_ROLES, PatchAssignment, Role, User
from tenancies.rules.freshness import STALE_AFTER_DAYS

FRIDAY = timedelta(days=4)
LONGEST = 1_000
OFFICERS = [Role.INCOME_OFFICER, Role.INCOME_ADVISOR]


class CannotSign(Exception):
    """The week is not signed. The message says why and what to do."""


def officers_of(leader: User) -> QuerySet[User]:
    """Whose weeks this person may read: a team leader those of her patches, a manager and an auditor everybody's."""
    officers = User.objects.filter(role__in=OFFICERS, is_active=True).order_by("name", "pk")
    if leader.role in {Role.INCOME_MANAGER, Role.AUDITOR}:
        return officers
    if leader.role in OFFICERS:
        return officers.filter(pk=leader.pk)
    if leader.role != Role.TEAM_LEADER:
        return officers.none()
    hers = PatchAssignment.objects.filter(user=leader, ends_on=None).values("patch")
    shares = PatchAssignment.objects.filter(user=OuterRef("pk"), patch__in=hers, ends_on=None)
    return officers.filter(Exists(shares))


def signed_of(officer: User, *, monday: date) -> SignedWeek | None:
    return SignedWeek.objects.select_related("signed_by").filter(user=officer, monday=monday).first()


def shown(officer: User, *, monday: date, on: date, signed: SignedWeek | None) -> Week:
    """What was signed as it was then; else the week as it stands."""
    if signed:
        return from_frozen(monday, signed.figures)
    return week_of(officer, monday=monday, on=on)


def why_not(officer: User, *, monday: date, by: User, on: date) -> str:
    """Why this person cannot sign it now; blank: she can."""
    if by.role not in LEADING_ROLES:
        return "A team leader or the income manager signs a week off."
    if officer == by:
        return "This is your own week: somebody else signs it."
    if not officers_of(by).filter(pk=officer.pk).exists():
        return "This officer is not of your team."
    if on < monday + FRIDAY:
        return "The week is signed from its Friday on."
    newest = ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).order_by("-as_at").first()
    if newest and newest.as_at and (on - newest.as_at).days > STALE_AFTER_DAYS:
        return "The figures are late: load a newer extract, then sign."
    return ""


def sign(officer: User, *, monday: date, note: str, by: User, on: date, at: datetime) -> SignedWeek:
    """Freeze the week's evidence. Raises CannotSign; of two at once one signs, the other is told who did."""
    if refused := why_not(officer, monday=monday, by=by, on=on):
        raise CannotSign(refused)
    if len(note.strip()) > LONGEST:
        raise CannotSign(f"Write no more than {LONGEST:,} characters.")
    week = week_of(officer, monday=monday, on=on)
    if week.open and not note.strip():
        raise CannotSign("Some recommendations are open without a reason: write what is done about them.")
    figures: dict[str, Any] = week.frozen()
    try:
        with transaction.atomic():
            return SignedWeek.objects.create(
                user=officer, monday=monday, figures=figures, note=note.strip(), signed_by=by, signed_at=at
            )
    except IntegrityError:
        signed = signed_of(officer, monday=monday)
        if signed is None:
            raise
        raise CannotSign(f"{signed.signed_by.name} has signed this week already.") from None
