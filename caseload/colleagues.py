"""Who may be asked: everybody who works accounts, who leads a patch, the income managers."""

from django.db.models import Exists, OuterRef, QuerySet

from staff.models import CASEWORK_ROLES, PatchAssignment, Role, User
from tenancies.models import RentAccount


def casework() -> QuerySet[User]:
    """Everybody who works accounts, by name."""
    return User.objects.filter(role__in=CASEWORK_ROLES, is_active=True).order_by("name", "pk")


def colleagues_of(user: User) -> QuerySet[User]:
    """Whom one may ask or hand an account to: everybody else who works accounts."""
    return casework().exclude(pk=user.pk)


def seniors_of(account: RentAccount, *, asking: User) -> list[User]:
    """Who may answer a question about an account: the other team leaders of its patch, else the other managers."""
    others = User.objects.filter(is_active=True).exclude(pk=asking.pk).order_by("name", "pk")
    has_patch = PatchAssignment.objects.filter(user=OuterRef("pk"), patch=account.tenancy.home.patch_id, ends_on=None)
    leaders = list(others.filter(Exists(has_patch), role=Role.TEAM_LEADER))
    return leaders or managers(asking=asking)


def managers(*, asking: User | None = None) -> list[User]:
    """The income managers by name, whose yes a gate may ask for; never who asks."""
    found = User.objects.filter(is_active=True, role=Role.INCOME_MANAGER).order_by("name", "pk")
    return [each for each in found if each != asking]
