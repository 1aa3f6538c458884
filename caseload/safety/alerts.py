"""Telling a colleague at once, on whatever page she has open, until she says that she has seen it.

It needs the database alone: no broker, no worker. A debrief is the quiet kind (product 7.2, crisis card).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from caseload.colleagues import managers
from staff.asking import records_where
from staff.models import PatchAssignment, Role, User
from tenancies.models import RentAccount
from welfare.models import StaffAlert

Kind = StaffAlert.Kind
MOST = 5  # alerts shown on a page at once, the newest first


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One alert as its strip shows it; `openable`: this colleague may open the account."""

    alert: StaffAlert
    openable: bool


def tell(
    people: Iterable[User], *, kind: StaffAlert.Kind, text: str, account: RentAccount | None, by: User, at: datetime
) -> list[User]:
    """Alert each of these colleagues, never who raises it; whom, in their order and each once.

    The text names no tenant and says nothing of what was heard.
    """
    told = [person for person in dict.fromkeys(people) if person.pk != by.pk and person.is_active]
    StaffAlert.objects.bulk_create(
        StaffAlert(kind=kind, for_user=person, account=account, text=text, raised_by=by, raised_at=at)
        for person in told
    )
    return told


def leaders_of(user: User) -> list[User]:
    """Who leads this person: team leaders who share a patch with her, else the managers."""
    hers = PatchAssignment.objects.filter(user=user, ends_on=None).values("patch")
    shares = PatchAssignment.objects.filter(user=OuterRef("pk"), patch__in=hers, ends_on=None)
    leaders = User.objects.filter(Exists(shares), role=Role.TEAM_LEADER, is_active=True).exclude(pk=user.pk)
    return list(leaders.order_by("name", "pk")) or managers(asking=user)


def waiting(user: User) -> list[Waiting]:
    """What this person has not acknowledged, the newest first. One statement on every page while there is none."""
    found = records_where(
        StaffAlert,
        "for_user_id = %(user)s AND acknowledged_at IS NULL AND kind <> 'debrief'",
        order=f"raised_at DESC, id DESC LIMIT {MOST}",
        related=["raised_by"],
        user=user.pk,
    )
    if not found:
        return []
    accounts = {each.account_id for each in found if each.account_id}
    openable = set(RentAccount.objects.openable_by(user).filter(pk__in=accounts).values_list("pk", flat=True))
    return [Waiting(alert=each, openable=each.account_id in openable) for each in found]


def acknowledge(*, pk: int, by: User, at: datetime) -> None:
    """This person has seen it, from this time on. Somebody else's stays as it is; a second press changes nothing."""
    StaffAlert.objects.filter(pk=pk, for_user=by, acknowledged_at=None).update(acknowledged_at=at)


def told_on(account: RentAccount, *, since: datetime) -> list[StaffAlert]:
    """Who was called to a crisis on this account, and when each answered."""
    found = StaffAlert.objects.filter(account=account, kind=Kind.CRISIS, raised_at__gte=since)
    return list(found.select_related("for_user").order_by("raised_at", "pk"))


# --------------------------------------------------------------------------------------------------------- debriefs


def offer_debrief(user: User, *, account: RentAccount | None, why: str, at: datetime) -> None:
    """Ask this person to talk with somebody about what she heard or saw. One stands at a time."""
    if not StaffAlert.objects.filter(for_user=user, kind=Kind.DEBRIEF, acknowledged_at=None).exists():
        StaffAlert.objects.create(
            kind=Kind.DEBRIEF, for_user=user, account=account, text=why, raised_by=user, raised_at=at
        )


def debrief_of(user: User) -> StaffAlert | None:
    """Her own that is open."""
    return StaffAlert.objects.filter(for_user=user, kind=Kind.DEBRIEF, acknowledged_at=None).first()


@dataclass(frozen=True, slots=True)
class DebriefDue:
    """All that a manager sees of a debrief: whose is due, and since when."""

    name: str
    since: datetime


def debriefs_due(leader: User) -> list[DebriefDue]:
    """Those of the people this leader leads; of everybody for a manager. Nothing of what they are about."""
    found = StaffAlert.objects.filter(kind=Kind.DEBRIEF, acknowledged_at=None).exclude(for_user=leader)
    if leader.role == Role.TEAM_LEADER:
        hers = PatchAssignment.objects.filter(user=leader, ends_on=None).values("patch")
        shares = PatchAssignment.objects.filter(user=OuterRef("for_user"), patch__in=hers, ends_on=None)
        found = found.filter(Exists(shares))
    elif leader.role != Role.INCOME_MANAGER:
        return []
    rows = found.order_by("raised_at", "pk").values_list("for_user__name", "raised_at")
    return [DebriefDue(*row) for row in rows]
