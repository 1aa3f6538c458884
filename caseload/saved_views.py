"""Lists that are kept: those that come with the program, one's own, and those the team shares; with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import BooleanField, ExpressionWrapper, F, Max, Q, Value

from caseload.filters import MINE, Filter, read
from caseload.matching import matching, seen_by
from caseload.models import Recommendation, SavedView, ViewLook
from staff.asking import rows, select
from staff.models import Role, User

IDLE_DAYS = 28  # a balance on which nobody did anything for so long is idle


class CannotSave(Exception):
    """The list cannot be kept so. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class View:
    """One kept list. Its count and what is new in it are filled in by `counted`."""

    key: str  # what the address and the last look name it by
    name: str
    filter: Filter
    owner: User | None = None
    shared: bool = False
    mine: bool = False
    about: str = ""
    count: int = 0
    new: int = 0

    @property
    def pk(self) -> int:
        return int(self.key.partition("-")[2] or 0)


def built_in(user: User) -> list[View]:
    """The lists that everybody has. An officer's caseload is her work; others begin with all they may see."""
    hers = MINE if user.role in {Role.INCOME_OFFICER, Role.INCOME_ADVISOR} else ""
    current = Filter(of=hers, tenancy="current")
    found = [
        ("mine", "My caseload" if hers else "All accounts", Filter(of=hers), ""),
        (
            "attention",
            "Needs attention",
            Filter(of=hers, attention="any", sort="urgency"),
            "Not kept, expiring, due or new.",
        ),
        ("new", "New tenancies", replace(current, sign="new_tenancy", sort="weeks"), "The first 13 weeks."),
        (
            "signs",
            "Signs before arrears",
            replace(current, sign="any", step="none"),
            "Nothing to chase yet: help in time.",
        ),
        ("low", "Low-level arrears", Filter(of=hers, step="low"), "A light step is due."),
        ("agreements", "Agreements watch", Filter(of=hers, plan="any", sort="urgency"), "Every live agreement."),
        (
            "idle",
            "Idle debts",
            Filter(of=hers, idle=IDLE_DAYS),
            f"Owed, and nothing done for {IDLE_DAYS} days. Aim: none.",
        ),
        ("credit", "In credit", Filter(money="credit", sort="ref"), ""),
        ("garages", "Garages and sub accounts", Filter(kind="sub"), ""),
        ("pitches", "Pitch accounts", Filter(kind="pitch"), ""),
        ("former", "Former accounts", Filter(tenancy="former"), ""),
        ("deceased", "Tenant has died", Filter(step="in-deceased"), ""),
        ("faults", "Data to put right", Filter(fault="any", sort="ref"), "Each stays in every list it belongs to."),
    ]
    return [View(key=key, name=name, filter=wanted, about=about) for key, name, wanted, about in found]


def kept(user: User, *, on: date) -> list[View]:
    """One's own lists, then those that colleagues of the same team share, by name."""
    theirs = Q(shared=True, owner__team__isnull=False, owner__team=user.team_id)
    found = SavedView.objects.filter(Q(owner=user) | theirs).select_related("owner")
    views = [of_row(row, user=user, on=on) for row in found.order_by("name", "pk")]
    return [view for view in views if view.mine] + [view for view in views if not view.mine]


def of_row(row: SavedView, *, user: User, on: date) -> View:
    """A kept list as this person sees it: `mine` in it is her own caseload, a patch she may not see is left out."""
    wanted, _ = read(dict(parse_qsl(row.query)), user=user, on=on)
    return View(
        key=f"saved-{row.pk}", name=row.name, filter=wanted, owner=row.owner, shared=row.shared, mine=row.owner == user
    )


def find(key: str, *, user: User, on: date) -> View | None:
    views = kept(user, on=on) if key.startswith("saved-") else built_in(user)
    return next((view for view in views if view.key == key), None)


# ------------------------------------------------------------------------------------------------------------ counts


def counted(views: Iterable[View], *, user: User, on: date) -> list[View]:
    """With how many accounts each holds and how many of them are new since the last look: two queries for them all."""
    views = list(views)
    looks = dict(ViewLook.objects.filter(user=user).values_list("view", "newest"))
    figures = _count(views, looks, user=user, on=on)
    return [replace(view, count=figures[f"n{n}"], new=figures.get(f"new{n}") or 0) for n, view in enumerate(views)]


def _count(views: list[View], looks: dict[str, int], *, user: User, on: date) -> dict[str, int]:
    """One query for the lists of one's own work, one for those of all one may see.

    Whether an account is in a list (in0, in1 …) is put together once, for its number and for what is new in it.
    """
    figures: dict[str, int] = {}
    for mine in (True, False):
        wanted = {n: view for n, view in enumerate(views) if (view.filter.of == MINE) == mine}
        if not wanted:
            continue
        inside = {f"in{n}": _inside(view, user=user, on=on) for n, view in wanted.items()}
        accounts = select(
            seen_by(user, mine=mine, on=on).annotate(**inside, decision=F("now__pk")).values(*inside, "decision"),
            name="seen",
        )
        asked = [f"count(*) FILTER (WHERE in{n}) AS n{n}" for n in wanted]
        seen = {f"look{n}": looks[view.key] for n, view in wanted.items() if view.key in looks}
        asked += [
            f"count(*) FILTER (WHERE in{n} AND decision > %(look{n})s) AS new{n}" for n in wanted if f"look{n}" in seen
        ]
        sql = f"SELECT {', '.join(asked)} FROM ({accounts.sql}) AS seen"  # noqa: S608  # our own words
        figures |= rows(sql, **accounts.values, **seen)[0]
    return figures


def _inside(view: View, *, user: User, on: date) -> "ExpressionWrapper[Any]":
    """Whether an account is in the list, as a column."""
    return ExpressionWrapper(matching(view.filter, user=user, on=on) or Q(Value(True)), output_field=BooleanField())


def look(view: View, *, user: User, at: datetime) -> int | None:
    """Remember that this person looks at a list now. Returns the newest decision at the last look; None: the first."""
    before = ViewLook.objects.filter(user=user, view=view.key).values_list("newest", flat=True).first()
    newest = Recommendation.objects.aggregate(newest=Max("pk"))["newest"] or 0
    ViewLook.objects.bulk_create(
        [ViewLook(user=user, view=view.key, newest=newest, looked_at=at)],
        update_conflicts=True,
        unique_fields=["user", "view"],
        update_fields=["newest", "looked_at"],
    )
    return before


# ------------------------------------------------------------------------------------------------------------- keeping


def save(*, name: str, wanted: Filter, shared: bool, by: User, at: datetime) -> SavedView:
    """Keep a list under a name; one's own list of that name is replaced. Raises CannotSave."""
    row, _ = SavedView.objects.update_or_create(
        owner=by, name=_named(name), defaults={"query": wanted.query(), "shared": shared, "made_at": at}
    )
    return row


def rename(row: SavedView, *, name: str, shared: bool) -> None:
    """Raises CannotSave where another list of one's own has the name."""
    name = _named(name)
    if SavedView.objects.filter(owner=row.owner_id, name=name).exclude(pk=row.pk).exists():
        raise CannotSave(f"You have a list called ‘{name}’ already. Choose another name.")
    row.name, row.shared = name, shared
    row.save(update_fields=["name", "shared"])


def _named(name: str) -> str:
    name = " ".join(name.replace("\x00", " ").split())
    if not name:
        raise CannotSave("Give the list a name.")
    if len(name) > 60:
        raise CannotSave("Give the list a name of at most 60 characters.")
    return name
