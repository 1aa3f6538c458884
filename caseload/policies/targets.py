"""What figures should reach, for the whole council, a team or a patch, each from a day on: old weeks keep theirs."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from caseload.models import Target
from caseload.performance import Scope
from staff.models import LEADING_ROLES, Patch, Team, User

# The figures that may have a target. See also caseload/figures.py.
FIGURES = {"collection_rate": "Collected of what fell due, per cent"}


class CannotSet(Exception):
    """The target is not set. The message says why and what to do."""


def set_target(
    *,
    figure: str,
    value: Decimal,
    from_on: date,
    team: Team | None = None,
    patch: Patch | None = None,
    by: User,
    on: date,
    at: datetime,
) -> Target:
    """Set a target from a day on, today at the earliest: weeks that are over keep what they were measured by."""
    if by.role not in LEADING_ROLES:
        raise PermissionDenied("Targets are set by team leaders and income managers.")
    if figure not in FIGURES:
        raise CannotSet("Choose the figure.")
    if team and patch:
        raise CannotSet("Choose a team or a patch, not both.")
    if from_on < on:
        raise CannotSet("Choose today or a later day: weeks that are over keep the target they had.")
    try:
        with transaction.atomic():
            return Target.objects.create(
                figure=figure, team=team, patch=patch, value=value, from_on=from_on, by=by, at=at
            )
    except IntegrityError:
        raise CannotSet("A target of this figure begins on that day already. Choose another day.") from None


def history() -> QuerySet[Target]:
    return Target.objects.select_related("team", "patch", "by").order_by(
        "figure", "team__name", "patch__code", "-from_on"
    )


def of_scope(scope: Scope, days: list[date], *, user: User) -> list[Decimal | None]:
    """The collection target of each day: one patch's, a leader's team's, or the council's, as the figures shown are."""
    patch = Patch.objects.filter(pk__in=scope.patches).first() if scope.patches and len(scope.patches) == 1 else None
    team = user.team if scope.patches is not None else None
    return on_days("collection_rate", days, patch=patch, team=team)


def on_days(
    figure: str, days: list[date], *, patch: Patch | None = None, team: Team | None = None
) -> list[Decimal | None]:
    """The target that held on each day: the patch's own, else its team's, else the council's. None: none was set."""
    scope = Q(team=None, patch=None)
    if team:
        scope |= Q(team=team)
    if patch:
        scope |= Q(patch=patch)
    found = list(Target.objects.filter(scope, figure=figure).order_by("from_on"))

    def held(day: date) -> Decimal | None:
        begun = [target for target in found if target.from_on <= day]
        for own in ("patch_id", "team_id"):
            if own_targets := [target for target in begun if getattr(target, own)]:
                return own_targets[-1].value
        whole = [target for target in begun if not target.patch_id and not target.team_id]
        return whole[-1].value if whole else None

    return [held(day) for day in days]
