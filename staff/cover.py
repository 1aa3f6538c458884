"""Absence cover: a colleague takes an absent person's patches for some days, beside their own.

While it runs, the patches are the colleague's by assignments that name the cover; the patch stays the absent officer's.
"""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest

from staff.models import LEADING_ROLES, Cover, PatchAssignment, Role, User

COVERING_ROLES = {Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER}
LONGEST = timedelta(days=730)


class CannotCover(Exception):
    """The cover cannot be arranged so. The message says why and what to do."""


def running(*, on: date) -> QuerySet[Cover]:
    """Covers of a day: from their first day up to the day before their end, unless ended early."""
    return Cover.objects.filter(starts_on__lte=on, ends_on__gt=on, ended_at=None)


def to_come(*, on: date) -> QuerySet[Cover]:
    """Covers that run or will."""
    return Cover.objects.filter(ends_on__gt=on, ended_at=None)


def may_arrange(by: User, *, absent: User) -> bool:
    """Everyone for themselves; team leaders for their team; managers for all."""
    if by == absent:
        return by.role in COVERING_ROLES
    if by.role == Role.INCOME_MANAGER:
        return True
    return by.role in LEADING_ROLES and by.team_id is not None and by.team_id == absent.team_id


@transaction.atomic
def arrange(
    *, absent: User, covering: User, starts_on: date, last_day: date, note: str, by: User, on: date, at: datetime
) -> Cover:
    """Have a colleague look after somebody's patches from a day to a last day; from today it begins at once.

    Raises CannotCover where the days or the colleague do not fit.
    """
    list(User.objects.select_for_update().filter(pk__in=[absent.pk, covering.pk]).order_by("pk"))
    if not may_arrange(by, absent=absent):
        raise CannotCover(f"Cover for {absent.name} is for {absent.name}, a team leader or a manager to arrange.")
    if absent == covering:
        raise CannotCover("Choose somebody else to cover.")
    if covering.role not in COVERING_ROLES or not covering.is_active:
        raise CannotCover(f"{covering.name} does not work accounts. Choose a colleague who does.")
    if starts_on < on:
        raise CannotCover("Cover begins today or later.")
    if last_day < starts_on:
        raise CannotCover("The last day of the cover must not be before its first.")
    if last_day > on + LONGEST:
        raise CannotCover("Cover runs for two years at most. After that the patch needs an officer of its own.")
    ends_on = last_day + timedelta(days=1)
    _no_clash(absent, covering, starts_on=starts_on, ends_on=ends_on)
    cover = Cover.objects.create(
        absent=absent,
        covering=covering,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note.strip(),
        made_by=by,
        made_at=at,
    )
    keep(on=on)
    return cover


def _no_clash(absent: User, covering: User, *, starts_on: date, ends_on: date) -> None:
    """One colleague for each absent person, and nobody covers while absent: else work would be left with no one."""
    same_days = Cover.objects.filter(ended_at=None, starts_on__lt=ends_on, ends_on__gt=starts_on)
    if other := same_days.filter(absent=absent).select_related("covering").first():
        raise CannotCover(f"{other.covering.name} covers {absent.name} then. End that cover first.")
    if other := same_days.filter(absent=covering).first():
        raise CannotCover(f"{covering.name} is away then. Choose somebody else.")
    if other := same_days.filter(covering=absent).select_related("absent").first():
        raise CannotCover(f"{absent.name} covers {other.absent.name} then. Have somebody else cover those first.")


@transaction.atomic
def end(*, cover: Cover, by: User, on: date, at: datetime) -> None:
    """End a cover now, or call it off before it begins. Ended already: nothing changes."""
    cover = Cover.objects.select_for_update(of=["self"]).select_related("absent").get(pk=cover.pk)
    if by != cover.covering and not may_arrange(by, absent=cover.absent):
        raise CannotCover("Whoever is away, whoever covers, a team leader or a manager ends a cover.")
    if cover.ended_at is None:
        cover.ended_at = at
        cover.save(update_fields=["ended_at"])
    keep(on=on)


@transaction.atomic
def keep(*, on: date) -> None:
    """Make the assignments of a day what its covers say. Running it twice changes nothing; a missed day is made up."""
    with connection.cursor() as cursor:  # the minute run and a press at once: the second waits, and finds it done
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('staff.cover'))")
    mark_running(on=on)
    end_covers(on=on)
    start_covers(on=on)


def mark_running(*, on: date) -> None:
    """Say of each cover whether it runs: what was handed over to the absent stands in the colleague's lists by this."""
    running(on=on).filter(running=False).update(running=True)
    Cover.objects.filter(running=True).exclude(pk__in=running(on=on)).update(running=False)


def end_covers(*, on: date) -> int:
    """End the assignments of covers that are over, and of patches the absent person no longer has. Returns how many."""
    still_absents = PatchAssignment.objects.filter(
        user=OuterRef("cover__absent"), patch=OuterRef("patch"), ends_on=None, cover=None
    )
    held = PatchAssignment.objects.filter(cover__isnull=False, ends_on=None)
    over = held.exclude(Q(Exists(still_absents), cover__in=running(on=on)))
    return over.update(ends_on=Greatest(Value(on), F("starts_on")))


def start_covers(*, on: date) -> int:
    """Give the patches of the absent to those who cover them. A patch that is the colleague's own stays as it is."""
    made = []
    for cover in running(on=on):
        theirs = PatchAssignment.objects.filter(user=cover.absent_id, ends_on=None, cover=None)
        has = PatchAssignment.objects.filter(user=cover.covering_id, ends_on=None).values("patch")
        made += [
            PatchAssignment(user_id=cover.covering_id, patch_id=patch, starts_on=on, cover=cover)
            for patch in theirs.exclude(patch__in=has).values_list("patch", flat=True)
        ]
    return len(PatchAssignment.objects.bulk_create(made))


def about(user: User, *, on: date) -> QuerySet[Cover]:
    """The covers that run or will in which this person is away or covers."""
    return to_come(on=on).filter(Q(absent=user) | Q(covering=user))
