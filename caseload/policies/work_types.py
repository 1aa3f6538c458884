"""Kinds of task that the council adds by itself: offered from the day they are published to the day they end."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from caseload.models import WorkType
from staff.models import LEADING_ROLES, Role, User

WRITERS = LEADING_ROLES | {Role.ADMINISTRATOR}
COUNTED = timedelta(days=28)


class CannotChange(Exception):
    """The kind of work stays as it is. The message says why and what to do."""


def offered(*, on: date) -> QuerySet[WorkType]:
    """What a task may be on a day."""
    return WorkType.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), published_on__lte=on).order_by("name")


def add(*, name: str, minutes: int, by: User) -> WorkType:
    """Write a new kind down. Nobody is offered it until it is published."""
    _writers_only(by)
    name = " ".join(name.split())
    if not name:
        raise CannotChange("Give the kind of work a name.")
    if WorkType.objects.filter(name__iexact=name).exists():
        raise CannotChange(f"There is a kind of work called ‘{name}’ already.")
    try:
        with transaction.atomic():
            return WorkType.objects.create(name=name, minutes=minutes, by=by)
    except IntegrityError:
        raise CannotChange(f"There is a kind of work called ‘{name}’ already.") from None


@transaction.atomic
def publish(*, kind: WorkType, by: User, on: date) -> None:
    """Offer it from today on; one that was ended is offered again."""
    _writers_only(by)
    kind = WorkType.objects.select_for_update().get(pk=kind.pk)
    if kind.published_on and not kind.ended_on:
        raise CannotChange("It is published already.")
    kind.published_on, kind.ended_on = on, None
    kind.save(update_fields=["published_on", "ended_on"])


@transaction.atomic
def end(*, kind: WorkType, by: User, on: date) -> None:
    """Offer it no more. Tasks of this kind stay."""
    _writers_only(by)
    kind = WorkType.objects.select_for_update().get(pk=kind.pk)
    if not kind.published_on or kind.ended_on:
        raise CannotChange("It is not published.")
    kind.ended_on = on
    kind.save(update_fields=["ended_on"])


def report(*, on: date) -> list[tuple[WorkType, int, int]]:
    """Every kind with how many of its tasks are open, and how many were done in the last 28 days."""
    since = on - COUNTED
    found = WorkType.objects.annotate(
        open=Count("reminders", filter=Q(reminders__done_at=None, reminders__withdrawn_at=None)),
        done=Count("reminders", filter=Q(reminders__done_at__date__gt=since, reminders__done_at__date__lte=on)),
    ).order_by("name")
    return [(kind, kind.open, kind.done) for kind in found]


def _writers_only(by: User) -> None:
    if by.role not in WRITERS:
        raise PermissionDenied("Kinds of work are kept by leaders and administrators.")
