"""What the pages of Team read: a scope's figures, their difference to the week before, and the rows of each chart.

A scope is the whole council, some patches, or one officer's accounts. Everything comes from the newest snapshot, but
for the days of the weekly contract, which are counted as they are now.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import exp
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Greatest, Least, Ln, Round

from caseload.causes import by_outcome
from caseload.figures import FIGURES, Figure
from caseload.models import AccountFigures, Recommendation, Snapshot, Step, SweepRun, WeeksOwed
from recovery.rules.actions import Action
from staff import asking
from staff.asking import answers, put_together, records_where
from staff.models import WHOLE_BOROUGH_ROLES, Patch, Role, User
from tenancies.models import RentAccount, RentYear
from tenancies.models.accounts import PATCHES_OF
from welfare.models import Hold

WEEKS = 52
CLIMBERS = 100
WEEK = dt.timedelta(days=7)
READING_ROLES = {Role.TEAM_LEADER, Role.INCOME_MANAGER, Role.FINANCE, Role.AUDITOR}
OWN_ROLES = {Role.INCOME_OFFICER, Role.INCOME_ADVISOR}
NOT_ADDED = {"id", "on", "patch", "officer", "whole", "by_weeks_owed"}
COLUMNS = [field.name for field in Snapshot._meta.concrete_fields if field.name not in NOT_ADDED]
BANDS = {f"band_{band.value}": f"(by_weeks_owed ->> '{band.value}')::integer" for band in WeeksOwed}
TOTALS = ", ".join(f"sum({what}) AS {name}" for name, what in ({name: name for name in COLUMNS} | BANDS).items())


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose accounts are counted; None: of every patch, of every officer. `words` says whose they are."""

    words: str
    patches: frozenset[int] | None = None
    officer: User | None = None
    nobody: bool = False  # only what is nobody's alone

    @property
    def which(self) -> Q:
        """The rows of Snapshot and of AccountFigures that belong to it."""
        found = Q() if self.patches is None else Q(patch__in=self.patches)
        if self.nobody:
            return found & Q(officer=None)
        return found if self.officer is None else found & Q(officer=self.officer)

    def accounts(self) -> QuerySet[AccountFigures]:
        """The accounts as the newest snapshot found them. A page that names them asks `visible_to` as well."""
        return AccountFigures.objects.filter(self.which)


def scope_of(user: User) -> Scope:
    """Whose figures a person may read: a leader's patches, the whole council, or her own accounts."""
    if user.role in OWN_ROLES:
        return Scope(officer=user, words="your accounts")
    if user.role in WHOLE_BOROUGH_ROLES:
        return Scope(words="the whole council")
    patches = asking.rows(PATCHES_OF.replace("%s", "%(user)s"), user=user.pk)
    return Scope(patches=frozenset(each["patch_id"] for each in patches), words="your patches")


def narrowed(scope: Scope, *, patch: Patch | None, officer: User | None, nobody: bool = False) -> Scope:
    """A part of a scope: never more than it."""
    patches, words = scope.patches, scope.words
    if patch is not None:
        patches = frozenset({patch.pk} if patches is None or patch.pk in patches else ())
        words = f"patch {patch.code}"
    if officer is not None:
        words = f"{officer.name}’s accounts" + (f" in patch {patch.code}" if patch else "")
    if nobody:
        words = "what is shared or nobody’s"
    return Scope(words=words, patches=patches, officer=officer or scope.officer, nobody=nobody)


def choices(scope: Scope, *, on: dt.date) -> dict[str, Sequence[Patch | User]]:
    """The patches and the officers within a scope, by code and by name."""
    newest = put_together(_ids, scope, on)
    within = f"id IN (SELECT {{}} FROM caseload_snapshot WHERE id IN ({newest.sql}))"  # noqa: S608  # our own words
    return {
        "patches": records_where(Patch, within.format("patch_id"), order="code", **newest.values),
        "officers": records_where(User, within.format("officer_id"), order="name, id", **newest.values),
    }


def newest_day() -> dt.date | None:
    """The day of the newest snapshot; None before the first."""
    [newest] = asking.rows('SELECT max("on") AS day FROM caseload_snapshot WHERE whole')
    day: dt.date | None = newest["day"]
    return day


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A figure with its value and, where it is known, the one of the week before."""

    figure: Figure
    value: Decimal | int | None
    before: Decimal | int | None

    @property
    def change(self) -> Decimal | int | None:
        return None if self.value is None or self.before is None else self.value - self.before


NEAR = 'SELECT DISTINCT "on" FROM caseload_snapshot WHERE whole AND "on" BETWEEN %(first)s AND %(last)s'
SWEPT_BY = "SELECT FROM caseload_sweeprun WHERE state = 'done' AND as_of <= %(on)s LIMIT 1"


@dataclass(frozen=True, kw_only=True)
class Report:
    """A scope's figures on the day of a snapshot."""

    scope: Scope
    on: dt.date

    @cached_property
    def totals(self) -> dict[str, Any]:
        return _totals(self.scope, self.on)

    @cached_property
    def before_on(self) -> dt.date | None:
        """The day of the snapshot nearest to a week before, from six to eight days back."""
        wanted, day = self.on - WEEK, dt.timedelta(1)
        near = asking.rows(NEAR, first=wanted - day, last=wanted + day)
        return min((each["on"] for each in near), key=lambda day: abs((day - wanted).days), default=None)

    @cached_property
    def before(self) -> dict[str, Any] | None:
        return _totals(self.scope, self.before_on) if self.before_on else None

    @cached_property
    def work_known_before(self) -> bool:
        """Whether a sweep had run by then: else nothing is known of the work that waited."""
        return bool(asking.rows(SWEPT_BY, on=self.before_on))

    @cached_property
    def causes(self) -> dict[str, dict[str, int]]:
        return by_outcome(self.scope.which)

    def shown(self, figure: Figure) -> Shown:
        known = self.before is not None and (not figure.work or self.work_known_before)
        before = figure.value(self.before) if known and self.before else None
        return Shown(figure=figure, value=figure.value(self.totals), before=before)

    def named(self, *names: str) -> list[Shown]:
        return [self.shown(FIGURES[name]) for name in names]

    def by_officer(self, columns: Sequence[str] = COLUMNS) -> list[tuple[User | None, dict[str, Any]]]:
        """Each officer's figures within the scope, by name; last, as None, what is nobody's alone."""
        parts = self._parts("officer", tuple(columns))
        ids = [pk for pk in parts if pk]
        people: list[User | None] = [*records_where(User, "id = ANY (%(ids)s)", order="name, id", ids=ids)]
        return [(user, parts[user.pk if user else None]) for user in [*people, *([None] if None in parts else [])]]

    def by_patch(self, columns: Sequence[str] = COLUMNS) -> list[tuple[Patch, dict[str, Any]]]:
        """Each patch's figures within the scope, by its code."""
        parts = self._parts("patch", tuple(columns))
        patches = records_where(Patch, "id = ANY (%(ids)s)", order="code", ids=list(parts))
        return [(patch, parts[patch.pk]) for patch in patches]

    def _parts(self, by: str, columns: tuple[str, ...]) -> dict[Any, dict[str, Any]]:
        rows = answers(_of_parts, self.scope, self.on, by, columns)
        return {part: dict(zip(columns, sums, strict=True)) for part, *sums in rows}


def _of_parts(scope: Scope, on: dt.date, by: str, columns: tuple[str, ...]) -> QuerySet[Snapshot, Any]:
    return _snapshot(scope, on).values_list(by).annotate(*map(Sum, columns))


def _snapshot(scope: Scope, on: dt.date) -> QuerySet[Snapshot]:
    return Snapshot.objects.filter(scope.which, on=on).order_by()


def _ids(scope: Scope, on: dt.date) -> QuerySet[Snapshot, Any]:
    return _snapshot(scope, on).values("pk")


def _totals(scope: Scope, on: dt.date) -> dict[str, Any]:
    """The columns of a scope's rows of one day, added up; 0 where there is none."""
    which = put_together(_ids, scope, on)
    sql = f"SELECT {TOTALS} FROM caseload_snapshot WHERE id IN ({which.sql})"  # noqa: S608  # our own words
    found = {name: total or 0 for name, total in asking.rows(sql, **which.values)[0].items()}
    found["by_weeks_owed"] = {band.value: found.pop(f"band_{band.value}") for band in WeeksOwed}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCollected:
    """What fell due and what came in from a Monday to the Sunday after it."""

    monday: dt.date
    charged: Decimal
    received: Decimal
    rent_free: bool


def weeks_collected(scope: Scope, *, on: dt.date) -> list[WeekCollected]:
    """The last 52 whole weeks, oldest first, as far as they are known; each as the newest snapshot tells of it."""
    newest = {week_told(day): day for [day] in answers(_days_known, on)}
    sums = answers(_collected, scope, tuple(newest.values()))
    free = RentYear.objects.free_weeks(around=on)
    found = [
        WeekCollected(monday=week_told(day), charged=charged, received=received, rent_free=week_told(day) in free)
        for day, charged, received in sums
    ]
    return sorted(found, key=lambda week: week.monday)[-WEEKS:]


def _days_known(on: dt.date) -> QuerySet[Snapshot, Any]:
    known = Snapshot.objects.filter(on__range=(on - WEEK * (WEEKS + 1), on))
    return known.order_by("on").values_list("on").distinct()


def _collected(scope: Scope, days: tuple[dt.date, ...]) -> QuerySet[Snapshot, Any]:
    found = Snapshot.objects.filter(scope.which, on__in=days).order_by()
    return found.values_list("on").annotate(Sum("charged_week"), Sum("received_week"))


def week_told(day: dt.date) -> dt.date:
    """The Monday of the whole week that a snapshot of this day tells of."""
    return day - dt.timedelta(days=day.isoweekday() + 6)


ANSWERS = {
    "recommended": "Recommended",
    "done": "Done",
    "overridden": "Overridden",
    "deferred": "Put off",
    "held": "Held",
    "lapsed": "Lapsed",
}


DAY_OF = {"recommended": "first_on", "held": "from_on", "lapsed": "lapsed_on"}  # else "on"


def answered(answer: str, scope: Scope, *, days: tuple[dt.date, dt.date]) -> QuerySet[Any]:
    """Each answer to a recommendation within some days, both ends included, with `day` and its account.

    Recommended: a step came up that day. Lapsed: it went away by itself, because the facts had changed.
    """
    day = DAY_OF.get(answer, "on")
    within = {f"{day}__range": days, "account__in": scope.accounts().order_by().values("account")}
    found: QuerySet[Any]
    if answer == "held":
        found = Hold.objects.filter(**within)
    elif answer in Step.Outcome.values:
        found = Step.objects.filter(**within, undone_at=None, outcome=answer)
    else:
        found = Recommendation.objects.filter(**within).exclude(action=Action.NONE)
    if answer == "lapsed":
        acted = Step.objects.filter(account=OuterRef("account"), on=OuterRef("lapsed_on"), undone_at=None)
        held = Hold.objects.filter(account=OuterRef("account"), from_on=OuterRef("lapsed_on"))
        found = found.filter(~Exists(acted), ~Exists(held))
    return found.order_by().annotate(day=F(day))


def contract(scope: Scope, *, first: dt.date, last: dt.date) -> dict[dt.date, dict[str, int]]:
    """How many accounts had each answer on each day, as things are now."""
    found: dict[dt.date, dict[str, int]] = defaultdict(dict)
    for answer, day, number in answers(_contract, scope, first, last):
        found[day][answer] = number
    return found


def _contract(scope: Scope, first: dt.date, last: dt.date) -> QuerySet[Any, Any]:
    kinds: list[QuerySet[Any, Any]] = [
        answered(answer, scope, days=(first, last))
        .annotate(answer=Value(answer))
        .values_list("answer", "day")
        .annotate(Count("account", distinct=True))
        for answer in ANSWERS
    ]
    return kinds[0].union(*kinds[1:], all=True)


def load_history(scope: Scope, *, on: dt.date, days: int = 10) -> dict[int, dict[dt.date, int]]:
    """Minutes that waited for each officer on the mornings of the last days for which there is a snapshot."""
    found: dict[int, dict[dt.date, int]] = defaultdict(dict)
    for officer, day, minutes in answers(_minutes, scope, on):
        if day.weekday() < 5:
            found[officer][day] = minutes
    return {officer: dict(sorted(by.items())[-days:]) for officer, by in found.items()}


def _minutes(scope: Scope, on: dt.date) -> QuerySet[Snapshot, Any]:
    swept = SweepRun.objects.filter(state=SweepRun.State.DONE).order_by("as_of").values_list("as_of", flat=True)[:1]
    days = (on - dt.timedelta(days=13), on)
    found = Snapshot.objects.filter(scope.which, whole=True, on__range=days, on__gte=swept).exclude(officer=None)
    return found.order_by().values_list("officer", "on").annotate(Sum("minutes_due"))


def standing_at(scope: Scope) -> tuple[list[tuple[float, float]], dict[tuple[str, str], int]]:
    """Where accounts in arrears stand: each place once, as weeks owed and trend, and how many by band and direction.

    Places are rounded to what an eye can tell apart, so that a hundred thousand accounts are some thousand places.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    places = set()
    for at_weeks, at_trend, band, direction, number in answers(_places, scope):
        counts[band, direction] += number
        if at_weeks is not None:
            places.add((exp(float(at_weeks) / 60), float(at_trend) / 16))
    return sorted(places), dict(counts)


def _places(scope: Scope) -> QuerySet[AccountFigures, Any]:
    weeks = Round(Ln(Greatest("weeks_owed", Value(Decimal("0.1")))) * 60)
    trend = Round(Greatest(Least("trend", Value(Decimal(6))), Value(Decimal(-6))) * 16)
    found = scope.accounts().exclude(band="").order_by().annotate(at_weeks=weeks, at_trend=trend)
    return found.values_list("at_weeks", "at_trend", "band", "direction").annotate(Count("pk"))


def climbers(scope: Scope, user: User) -> list[tuple[Any, ...]]:
    """The accounts that rose most in four weeks, most first, of those that may be opened.

    Of each its id, its reference, the weeks owed, and how many more those are.
    """
    return answers(_climbers, scope, user, user.role)


def _climbers(scope: Scope, user: User, _role: str) -> QuerySet[AccountFigures, Any]:
    seen = scope.accounts().filter(direction="rising", account__in=RentAccount.objects.visible_to(user).values("pk"))
    shown = seen.values_list("account_id", "account__account_ref", "weeks_owed", "trend")
    return shown.order_by("-trend", "-weeks_owed", "pk")[:CLIMBERS]
