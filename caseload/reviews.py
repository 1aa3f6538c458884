"""Reviews: a leader reads what an officer made of a step, and writes to her about it; she answers.

A review is about work, not about the tenant: nothing of it stands on the account's timeline or in its papers.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import MD5, Cast, Concat, RowNumber

from caseload.handover import ownership
from caseload.models import Recommendation, ReviewNote, Step
from caseload.performance import Scope
from recovery.rules.actions import Action
from staff.models import LEADING_ROLES, User
from tenancies.models import RentAccount

OFFERED = 5  # closed items of each officer, each week
WEEK = dt.timedelta(days=7)
CLOSED = [Step.Outcome.DONE, Step.Outcome.OVERRIDDEN]


class CannotReview(Exception):
    """It is not written, or not answered. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    officer: User
    steps: list[Any]  # each with `label` and `reviewed`


def offered(scope: Scope, user: User, *, on: dt.date) -> list[Offered]:
    """Five closed items of each officer, drawn at random once a week from the week before and this one.

    The draw stays as it is all week long, but that what is closed since may join it.
    """
    seen = RentAccount.objects.visible_to(user).values("pk")
    monday = on - dt.timedelta(days=on.weekday())
    drawn = MD5(Concat(Cast("pk", CharField()), Value(monday.isoformat()), output_field=CharField()))
    closed = (
        Step.objects.filter(account__in=scope.accounts().order_by().values("account"), outcome__in=CLOSED)
        .filter(account__in=seen, undone_at=None, on__gt=monday - WEEK, on__lte=on)
        .exclude(by=user)
        .annotate(nth=Window(RowNumber(), partition_by=[F("by")], order_by=[drawn, F("pk")]))
        .filter(nth__lte=OFFERED)
        .annotate(reviewed=Exists(ReviewNote.objects.filter(step=OuterRef("pk"))))
        .select_related("account", "by")
    )
    found: dict[int, Offered] = {}
    step: Any
    for step in sorted(closed, key=lambda each: (each.by.name, each.by_id, each.on, each.pk)):
        step.label = Action(step.action).label
        found.setdefault(step.by_id, Offered(officer=step.by, steps=[])).steps.append(step)
    return list(found.values())


def open_step(account: RentAccount) -> Recommendation | None:
    """The step that stands on an account and waits."""
    return account.recommendations.filter(lapsed_on=None).exclude(action=Action.NONE).first()


def whom(account: RentAccount, step: Step | None, *, by: User) -> User | None:
    """To whom a review goes: who took the step; of an open one, who looks after the account."""
    return step.by if step else ownership(account, user=by).owner


def write(*, account: RentAccount, step: Step | None, text: str, by: User, at: dt.datetime) -> ReviewNote:
    """A review note to the officer. Raises CannotReview; PermissionDenied for who does not lead."""
    if by.role not in LEADING_ROLES:
        raise PermissionDenied("Reviews are written by team leaders and income managers.")
    if not RentAccount.objects.openable_by(by).filter(pk=account.pk).exists():
        raise RentAccount.DoesNotExist
    to = whom(account, step, by=by)
    if to is None:
        raise CannotReview("Nobody looks after this account, so there is nobody to write to. Hand it over first.")
    if to == by:
        raise CannotReview("This is your own step. Ask another leader to review it.")
    waits = None if step else open_step(account)
    action = step.action if step else waits.action if waits else ""
    return ReviewNote.objects.create(account=account, step=step, action=action, text=text.strip(), by=by, to=to, at=at)


def answer(*, note: ReviewNote, text: str, by: User, at: dt.datetime) -> None:
    """The officer's answer, once. Raises CannotReview."""
    if not text.strip():
        raise CannotReview("Write the answer: it goes back to who reviewed.")
    open_one = ReviewNote.objects.filter(pk=note.pk, to=by, answered_at=None)
    if not open_one.update(answer=text.strip(), answered_at=at):
        raise CannotReview("This review is answered already.")


def see(*, pk: int, by: User, at: dt.datetime) -> None:
    """The leader has read the answer. Somebody else's stays as it is."""
    ReviewNote.objects.filter(pk=pk, by=by, answered_at__isnull=False, seen_at=None).update(seen_at=at)


def news(user: User) -> list[ReviewNote]:
    """What waits for this person: reviews to answer, and answers to her own that she has not seen; the oldest first."""
    waits = Q(to=user, answered_at=None) | Q(by=user, answered_at__isnull=False, seen_at=None)
    return list(_shown_to(user).filter(waits).order_by("at", "pk"))


def of(user: User) -> QuerySet[ReviewNote]:
    """Every review that this person wrote or was written."""
    return _shown_to(user).filter(Q(to=user) | Q(by=user))


def _shown_to(user: User) -> QuerySet[ReviewNote]:
    """Not on an account that was restricted since."""
    found = ReviewNote.objects.exclude(account__in=RentAccount.objects.closed_to(user))
    return found.select_related("account", "by", "to")
