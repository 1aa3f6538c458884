"""Who works accounts, for lists from which one chooses a colleague."""

from django.db.models import QuerySet

from staff.models import CASEWORK_ROLES, User


def casework() -> QuerySet[User]:
    """Everybody who works accounts, by name."""
    return User.objects.filter(role__in=CASEWORK_ROLES, is_active=True).order_by("name", "pk")
