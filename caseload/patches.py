"""Patches: who looks after each, and moving a street's homes to another patch from a day.

What happened stays where it happened: timeline, snapshots and what was done keep their patch and their people. From the
day on the homes, their open reminders and their next steps are the new officer's, and the figures of both patches begin
afresh. The move outlives the extract: the housing system's patch is taken again only once it agrees.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from caseload import search
from caseload.handover import owners_of
from caseload.models import Reminder
from staff.models import ESTATE_ROLES, LEADING_ROLES, WHOLE_BOROUGH_ROLES, Patch, PatchAssignment, Role, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, PatchMove, Property, RentAccount

MOVING_ROLES = LEADING_ROLES | {Role.ADMINISTRATOR}
READING_ROLES = MOVING_ROLES | WHOLE_BOROUGH_ROLES
LONGEST_AHEAD = timedelta(days=366)
MOST_HOMES = 2000  # of one move
HOUSE = re.compile(
    r"^\s*(?:(?:flat|apartment|unit|plot|pitch)\s+\S+,?\s+)?\d+\s?[a-z]?(?:\s?[-/]\s?\d+\s?[a-z]?)?,?\s+", re.I
)


class CannotMove(Exception):
    """The homes stay in their patch. The message is written for whoever moves them."""


@dataclass(frozen=True, kw_only=True)
class PatchRow:
    patch: Patch
    homes: int
    income: list[User]
    neighbourhood: list[User]
    coming: int  # homes that move here on a later day


def patches() -> list[PatchRow]:
    """Every patch with its homes and its people: three statements."""
    people: dict[int, list[User]] = {}
    for each in PatchAssignment.objects.filter(ends_on=None, cover=None, user__is_active=True).select_related("user"):
        people.setdefault(each.patch_id, []).append(each.user)
    to_come = PatchMove.objects.filter(applied_at=None, ended_at=None).values("to_patch").annotate(number=Count("pk"))
    coming = {row["to_patch"]: row["number"] for row in to_come.order_by()}
    found = Patch.objects.annotate(homes=Count("properties", filter=Q(properties__not_sent_since=None)))
    return [
        PatchRow(
            patch=patch,
            homes=patch.homes,
            income=_sorted([user for user in people.get(patch.pk, []) if user.role == Role.INCOME_OFFICER]),
            neighbourhood=_sorted([user for user in people.get(patch.pk, []) if user.role in ESTATE_ROLES]),
            coming=coming.get(patch.pk, 0),
        )
        for patch in found.order_by("code")
    ]


def _sorted(people: list[User]) -> list[User]:
    return sorted(people, key=lambda user: (user.name, user.pk))


def street_of(home: Property) -> str:
    """The street of an address: the first line that begins with a number, without it; else the first line."""
    lines = [line for line in (home.address_1, home.address_2, home.address_3) if line.strip()]
    numbered = next((line for line in lines if HOUSE.match(line)), None)
    if numbered is None:
        return lines[-1] if len(lines) > 1 else lines[0]
    return HOUSE.sub("", numbered).strip() or numbered


def streets(patch: Patch) -> list[tuple[str, list[Property]]]:
    """The homes of a patch by street, both in the order of the alphabet."""
    by_street: dict[str, list[Property]] = {}
    for home in homes_of(patch):
        by_street.setdefault(street_of(home), []).append(home)
    return sorted(by_street.items())


def homes_of(patch: Patch) -> QuerySet[Property]:
    return Property.objects.filter(patch=patch, not_sent_since=None).order_by("address_2", "address_1", "pk")


def moved_into(patch: Patch) -> QuerySet[PatchMove]:
    """The moves that run into and out of a patch, those to come first."""
    running = PatchMove.objects.filter(Q(to_patch=patch) | Q(from_patch=patch), ended_at=None)
    return running.select_related("home", "from_patch", "to_patch", "by").order_by("-from_on", "home__address_1", "pk")


@transaction.atomic
def move(
    *, homes: Sequence[int], from_patch: Patch, to_patch: Patch, from_on: date, reason: str, by: User, on: date,
    at: datetime,
) -> int:  # fmt: skip
    """Move homes of one patch to another from a day; from today at once. Answers how many. Raises CannotMove.

    PermissionDenied for all but leaders and the administrator. A leader moves homes only out of her own patches.
    """
    _may_move(from_patch, by=by)
    if from_patch == to_patch:
        raise CannotMove("Choose another patch than the one they are in.")
    if not on <= from_on <= on + LONGEST_AHEAD:
        raise CannotMove(f"Choose a day from today to {words.long_day(on + LONGEST_AHEAD)}.")
    if not reason.strip():
        raise CannotMove("Say why they move.")
    if len(homes) > MOST_HOMES:
        raise CannotMove(f"Move at most {MOST_HOMES:,} homes at a time.")
    chosen = list(Property.objects.select_for_update().filter(pk__in=homes, patch=from_patch).order_by("pk"))
    if not chosen:
        raise CannotMove("Tick the homes that move. None of those ticked is in this patch any more.")
    running = PatchMove.objects.filter(home__in=chosen, ended_at=None)
    if from_on > on and running.filter(applied_at__isnull=False).exists():
        raise CannotMove("Some of these homes were moved here before. Those can only be moved from today.")
    running.update(ended_at=at)
    PatchMove.objects.bulk_create(
        PatchMove(
            home=home, from_patch=from_patch, to_patch=to_patch, from_on=from_on, reason=reason.strip(), by=by, at=at
        )
        for home in chosen
    )
    apply(on=on, at=at)
    return len(chosen)


def _may_move(from_patch: Patch, *, by: User) -> None:
    if by.role not in MOVING_ROLES:
        raise PermissionDenied("Homes are moved by team leaders, the income manager and the administrator.")
    if by.role == Role.TEAM_LEADER and not by.patch_assignments.filter(patch=from_patch, ends_on=None).exists():
        raise PermissionDenied("A team leader moves homes out of the patches of her own team.")


@transaction.atomic
def apply(*, on: date, at: datetime) -> int:
    """Carry out the moves whose day has come. Answers how many homes; running it twice moves nothing twice."""
    due = list(
        PatchMove.objects.select_for_update(skip_locked=True, of=["self"])
        .filter(applied_at=None, ended_at=None, from_on__lte=on)
        .select_related("from_patch", "to_patch", "by")
        .order_by("pk")
    )
    if not due:
        return 0
    by_home = {move.home_id: move for move in due}
    accounts = list(RentAccount.objects.filter(tenancy__home__in=by_home).select_related("tenancy").order_by("pk"))
    before = owners_of(accounts)
    for to_patch in {move.to_patch for move in due}:
        there = [move.home_id for move in due if move.to_patch == to_patch]
        Property.objects.filter(pk__in=there).update(patch=to_patch)
    _take_work_along(accounts, before)
    _note(accounts, by_home, on=on, at=at)
    PatchMove.objects.filter(pk__in=[move.pk for move in due]).update(applied_at=at)
    search.index_accounts([account.pk for account in accounts], on=on)
    return len(due)


def _take_work_along(accounts: Collection[RentAccount], before: dict[int, User]) -> None:
    """Open reminders and promises of whoever looked after a home go to who does now; questions stay where put."""
    after = owners_of(list(accounts))
    changed: dict[tuple[User, User], list[int]] = {}
    for account in accounts:
        old, new = before.get(account.pk), after.get(account.pk)
        if old and new and old != new:
            changed.setdefault((old, new), []).append(account.pk)
    for (old, new), theirs in changed.items():
        waiting = Reminder.objects.filter(account__in=theirs, for_user=old, done_at=None, withdrawn_at=None)
        waiting.exclude(kind=Reminder.Kind.QUESTION).update(for_user=new)


def _note(accounts: Sequence[RentAccount], by_home: dict[int, PatchMove], *, on: date, at: datetime) -> None:
    moved = [(account, by_home[account.tenancy.home_id]) for account in accounts]
    timeline.record_many(
        [
            AccountEvent(
                account=account,
                what=AccountEvent.What.PATCH_MOVED,
                on=on,
                at=at,
                by=move.by,
                summary=f"From patch {move.from_patch} to {move.to_patch}: {move.reason}",
                about=f"tenancies.patchmove:{move.pk}",
            )
            for account, move in moved
        ]
    )


@transaction.atomic
def call_off(*, move_pk: int, by: User, at: datetime) -> PatchMove:
    """Take back a move whose day has not come. Raises CannotMove, PermissionDenied, PatchMove.DoesNotExist."""
    move = PatchMove.objects.select_for_update(of=["self"]).select_related("home", "from_patch").get(pk=move_pk)
    _may_move(move.from_patch, by=by)
    if move.applied_at or move.ended_at:
        raise CannotMove("This home has moved already. Move it back instead.")
    move.ended_at = at
    move.save(update_fields=["ended_at"])
    return move


# ----------------------------------------------------------------------------------------------- the patch's people


@transaction.atomic
def give_neighbourhood_officer(*, patch: Patch, user: User | None, by: User, on: date) -> None:
    """Pair a patch with a neighbourhood officer in place of whoever was; None leaves it without. CannotMove."""
    if by.role not in MOVING_ROLES:
        raise PermissionDenied("Patches are paired by team leaders, the income manager and the administrator.")
    if user is not None and (user.role not in ESTATE_ROLES or not user.is_active):
        raise CannotMove("Choose a neighbourhood officer who works here.")
    running = PatchAssignment.objects.select_for_update().filter(patch=patch, ends_on=None, user__role__in=ESTATE_ROLES)
    for assignment in running:
        if assignment.user_id != getattr(user, "pk", None):
            assignment.ends_on = max(on, assignment.starts_on)
            assignment.save(update_fields=["ends_on"])
    if user is not None and not PatchAssignment.objects.filter(patch=patch, user=user, ends_on=None).exists():
        PatchAssignment.objects.create(patch=patch, user=user, starts_on=on)
