"""Bulletins, such as a change of benefit: written by a leader, on everybody's Today until read."""

import datetime as dt
from urllib.parse import parse_qsl

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from caseload.filters import Filter, read
from caseload.matching import listed
from caseload.models import Bulletin, Reading
from caseload.readings import Paper
from staff.models import LEADING_ROLES, User


def name_of(bulletin: Bulletin) -> str:
    """How a reading names it."""
    return f"bulletin:{bulletin.pk}"


def write(*, title: str, text: str, source: str, from_on: dt.date, query: str, by: User, at: dt.datetime) -> Bulletin:
    """Publish a bulletin: it stands on everybody's Today at once. Who writes it has read it."""
    _leaders_only(by)
    made = Bulletin.objects.create(
        title=title.strip(), text=text.strip(), source=source.strip(), from_on=from_on, query=query, by=by, at=at
    )
    Reading.objects.create(user=by, what=name_of(made), at=at)
    return made


def withdraw(bulletin: Bulletin, *, by: User, at: dt.datetime) -> None:
    """It no longer stands on Today; it and its readings are kept."""
    _leaders_only(by)
    Bulletin.objects.filter(pk=bulletin.pk, withdrawn_at=None).update(withdrawn_at=at)


def mark_read(bulletin: Bulletin, *, by: User, at: dt.datetime) -> None:
    Reading.objects.get_or_create(user=by, what=name_of(bulletin), defaults={"at": at})


def newest() -> QuerySet[Bulletin]:
    return Bulletin.objects.select_related("by").order_by("-at", "-pk")


def unread(user: User) -> QuerySet[Bulletin]:
    """What this person has still to read, the oldest first."""
    named = Concat(Value("bulletin:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    has_read = Exists(Reading.objects.filter(user=user, what=named))
    return Bulletin.objects.filter(~has_read, withdrawn_at=None).order_by("at", "pk")


def paper_of(bulletin: Bulletin) -> Paper:
    return Paper(what=name_of(bulletin), title=bulletin.title, version="", url="")


def filter_of(bulletin: Bulletin, *, user: User, on: dt.date) -> Filter | None:
    """The accounts that it bears on, as this person's filter; None where it names none."""
    if not bulletin.query:
        return None
    return read(dict(parse_qsl(bulletin.query)), user=user, on=on)[0]


def affected(wanted: Filter, *, user: User, on: dt.date) -> int:
    """How many of the accounts that this person may see."""
    return listed(wanted, user=user, on=on).count()


def _leaders_only(user: User) -> None:
    if user.role not in LEADING_ROLES:
        raise PermissionDenied("Bulletins are written by team leaders and income managers.")
