"""Lists that are kept: those that come with the program, one's own, and those the team shares; with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import product
from typing import Any
from urllib.parse import parse_qsl

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value

from caseload.filters import MINE, Filter, read
from caseload.matching import matching, seen_by
from caseload.models import SavedView
from recovery import policies
from staff.asking import put_together, records_where, rows, select
from staff.models import Role, User
from tenancies.models import RentAccount

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
        ("faults", "Faults in the data", Filter(fault="any", sort="ref"), "Each stays in every list it belongs to."),
    ]
    return [View(key=key, name=name, filter=wanted, about=about) for key, name, wanted, about in found]


def kept(user: User, *, on: date) -> list[View]:
    """One's own lists, then those that colleagues of the same team share, by name."""
    found = records_where(
        SavedView,
        "owner_id = %(user)s OR (shared AND owner.team_id = %(team)s)",
        order="caseload_savedview.name, caseload_savedview.id",
        along=["owner"],
        user=user.pk,
        team=user.team_id,
    )
    views = [of_row(row, user=user, on=on) for row in found]
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
    looks = {each["view"]: each["newest"] for each in rows(LOOKS, user=user.pk)}
    figures = _count(views, looks, user=user, on=on)
    return [replace(view, count=figures[f"n{n}"], new=figures.get(f"new{n}") or 0) for n, view in enumerate(views)]


def _count(views: list[View], looks: dict[str, int], *, user: User, on: date) -> dict[str, int]:
    """One query for the lists of one's own work, one for those of all one may see; the lists of people apart.

    Whether an account is in a list (in0, in1 …) is asked once, for its number and for what is new in it.
    """
    figures: dict[str, int] = {}
    policy = policies.in_force(on=on).number
    for mine, of_people in product((True, False), repeat=2):
        wanted = {
            n: view
            for n, view in enumerate(views)
            if (view.filter.of == MINE, view.owner is not None) == (mine, of_people)
        }
        if not wanted:
            continue
        lists = tuple((n, view.filter) for n, view in wanted.items())
        if of_people:
            accounts = select(_in_lists(lists, user, mine, on), name="seen")
        else:
            accounts = put_together(_in_built_in, lists, user, user.role, mine, on, policy)
        asked = [f"count(*) FILTER (WHERE in{n}) AS n{n}" for n in wanted]
        seen = {f"look{n}": looks[view.key] for n, view in wanted.items() if view.key in looks}
        asked += [
            f"count(*) FILTER (WHERE in{n} AND decision > %(look{n})s) AS new{n}" for n in wanted if f"look{n}" in seen
        ]
        sql = f"SELECT {', '.join(asked)} FROM ({accounts.sql}) AS seen"  # noqa: S608  # our own words
        figures |= rows(sql, **accounts.values, **seen)[0]
    return figures


def _in_built_in(
    lists: tuple[tuple[int, Filter], ...], user: User, _role: str, mine: bool, on: date, _policy: int
) -> QuerySet[RentAccount, Any]:
    """Of lists that come with the program: none of their words names a person or accounts."""
    return _in_lists(lists, user, mine, on)


def _in_lists(lists: Iterable[tuple[int, Filter]], user: User, mine: bool, on: date) -> QuerySet[RentAccount, Any]:
    """Of every account whether it is in each of these lists, and its newest decision."""
    inside = {f"in{n}": _inside(wanted, user=user, on=on) for n, wanted in lists}
    seen = seen_by(user, mine=mine, on=on).annotate(**inside, decision=F("now__pk"))
    found: QuerySet[RentAccount, Any] = seen.values(*inside, "decision")
    return found


def _inside(wanted: Filter, *, user: User, on: date) -> "ExpressionWrapper[Any]":
    """Whether an account is in the list, as a column."""
    return ExpressionWrapper(matching(wanted, user=user, on=on) or Q(Value(True)), output_field=BooleanField())


LOOKS = "SELECT view, newest FROM caseload_viewlook WHERE user_id = %(user)s"
LOOK = """
    WITH before AS (SELECT newest FROM caseload_viewlook WHERE user_id = %(user)s AND view = %(view)s)
    INSERT INTO caseload_viewlook (user_id, view, newest, looked_at)
    SELECT %(user)s, %(view)s, coalesce(max(id), 0), %(at)s FROM caseload_recommendation
    ON CONFLICT (user_id, view) DO UPDATE SET newest = excluded.newest, looked_at = excluded.looked_at
    RETURNING (SELECT newest FROM before)
"""


def look(view: View, *, user: User, at: datetime) -> int | None:
    """Remember that this person looks at a list now. Returns the newest decision at the last look; None: the first."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, {"user": user.pk, "view": view.key, "at": at})
        before: int | None = cursor.fetchone()[0]
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
