"""What figures should reach, for the whole council, a team or a patch, each from a day on: old weeks keep theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from caseload import figures
from caseload.models import Target
from caseload.performance import Scope
from staff.asking import records_where
from staff.models import LEADING_ROLES, Patch, Team, User
from staff.ui import words

# The figures that may have a target: that of Team's chart, week by week, and those that stand on its page.
NAMES = ("collection_year", "arrears_share", "gross", "collectable", "over_7", "overdue")
FIGURES = {"collection_rate": "Collection rate, each week", **{name: figures.FIGURES[name].label for name in NAMES}}
AT_LEAST = {"collection_rate", "collection_year"}  # of the others less is better
PER_CENT = {name for name in FIGURES if name == "collection_rate" or figures.FIGURES[name].kind == "share"}


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
    return _held(_set(["collection_rate"]), "collection_rate", days, **_whose(scope, user))


def _whose(scope: Scope, user: User) -> dict[str, int | None]:
    """The patch or team whose target the figures of a scope are measured by."""
    patch = next(iter(scope.patches)) if scope.patches and len(scope.patches) == 1 else None
    return {"patch": patch, "team": user.team_id if scope.patches is not None else None}


@dataclass(frozen=True, kw_only=True)
class Aim:
    """The target of a figure, as a sentence, and whether it is reached."""

    said: str
    reached: bool


def aims(values: Mapping[str, Decimal | int | None], *, scope: Scope, user: User, on: date) -> dict[str, Aim]:
    """For each figure with a target of this scope on a day. One officer's own figures are measured by none."""
    if scope.officer or scope.nobody:
        return {}
    whose, targets = _whose(scope, user), _set(list(values))
    found = {}
    for name in {target.figure for target in targets}:
        [aim] = _held(targets, name, [on], **whose)
        value = values[name]
        if aim is not None and value is not None:
            reached = value >= aim if name in AT_LEAST else value <= aim
            than = "at least" if name in AT_LEAST else "at most"
            said = f"Target {than} {in_words(name, aim)}: {'reached' if reached else 'not reached'}"
            found[name] = Aim(said=said, reached=reached)
    return found


def in_words(figure: str, value: Decimal) -> str:
    """98.5%, £1,204.50 or 120, as the figure is."""
    if figure in PER_CENT:
        return f"{value.normalize():f}%"
    return words.pounds(value) if figures.FIGURES[figure].kind == "money" else f"{value:,.0f}"


def _set(figures: list[str]) -> list[Target]:
    """All that was ever set for these figures, by the day from which it holds."""
    return records_where(Target, "figure = ANY (%(figures)s)", order="from_on, id", figures=figures)


def _held(
    targets: list[Target], figure: str, days: list[date], *, patch: int | None, team: int | None
) -> list[Decimal | None]:
    """The target that held on each day: the patch's own, else its team's, else the council's. None: none was set.

    A sum or a number of accounts is set for one whole alone: the council's says nothing of a patch.
    """
    own: set[tuple[int | None, int | None]] = {(patch, None)} if patch else {(None, team)}
    if figure in PER_CENT:
        own |= {(None, team), (None, None)}
    found = [each for each in targets if each.figure == figure and (each.patch_id, each.team_id) in own]

    def held(day: date) -> Decimal | None:
        begun = [target for target in found if target.from_on <= day]
        for own in ("patch_id", "team_id"):
            if own_targets := [target for target in begun if getattr(target, own)]:
                return own_targets[-1].value
        whole = [target for target in begun if not target.patch_id and not target.team_id]
        return whole[-1].value if whole else None

    return [held(day) for day in days]
