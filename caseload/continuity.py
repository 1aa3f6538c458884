"""The continuity pack: what a team must not miss while the program cannot be reached, on paper and as a list.

Today's visits, hearings and evictions, deadlines, and whom to look after. It holds names, addresses and telephone
numbers, so each making of it wants a reason and is logged. Restricted accounts are never in it but for whose they are.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from caseload.diary import court
from caseload.export import Cell, csv_lines
from caseload.models import Recommendation, Reminder
from caseload.papers import pdf_of
from caseload.queue import CANNOT_WAIT
from caseload.reminders import OPEN
from recovery.account_facts import tenants_of_all
from recovery.rules.actions import Action
from recovery.rules.facts import TenantFacts
from staff.council import council_name
from staff.models import LEADING_ROLES, AccessLog, Patch, Role, User
from staff.ui import words
from tenancies.models import AccountRestriction, RentAccount
from welfare.models import Marker

MAKERS = LEADING_ROLES | {Role.ADMINISTRATOR}
AHEAD = dt.timedelta(days=7)
ON_PAPER = 300  # rows of a section in the PDF; the list holds all
LOOK_AFTER = [
    Marker.Kind.CRISIS,
    Marker.Kind.VULNERABILITY,
    Marker.Kind.SAFE_CONTACT,
    Marker.Kind.CAPACITY,
    Marker.Kind.RISK,
]
VISITS = [action.value for action in Action if action.channel == "visit"]
HEAD = ["Part", "Day", "Time", "Account", "Tenants", "Home", "Patch", "What", "Telephone"]


class CannotMake(Exception):
    """The pack is not made. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing to do or one household to look after. `day` None: every day."""

    day: dt.date | None
    time: dt.time | None
    account_ref: str
    names: str
    home: str
    patch: str
    what: str
    phones: str


@dataclass(frozen=True, kw_only=True)
class Part:
    title: str
    empty: str
    lines: tuple[Line, ...]

    @property
    def on_paper(self) -> tuple[Line, ...]:
        return self.lines[:ON_PAPER]

    @property
    def only_in_the_list(self) -> int:
        return max(0, len(self.lines) - ON_PAPER)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The pack as it is printed."""

    council: str
    whose: str
    on: dt.date
    made_at: dt.datetime
    by: str
    reason: str
    parts: tuple[Part, ...]


def make(*, patch: Patch | None, reason: str, by: User, now: dt.datetime) -> Pack:
    """The pack of a patch, or of all that this person leads; logged with the reason. `now` is local time.

    An administrator sees no case records otherwise: the pack is for the day on which the council needs one from whoever
    is there. Raises CannotMake; PermissionDenied for anybody else.
    """
    if by.role not in MAKERS:
        raise PermissionDenied("The continuity pack is made by team leaders, income managers and administrators.")
    if not (reason := reason.strip()):
        raise CannotMake("Say what the pack is for: who made it and why is kept.")
    on, accounts = now.date(), accounts_for(by, patch)
    parts = (
        Part(title="Visits to make", empty="No visit is suggested.", lines=_visits(accounts, on=on)),
        Part(
            title="Hearings and evictions, seven days",
            empty="None in the next seven days.",
            lines=_court_days(accounts, now=now),
        ),
        Part(title="Deadlines", empty="Nothing is due in the next seven days.", lines=_deadlines(accounts, on=on)),
        Part(title="People to look after", empty="Nobody is marked so.", lines=_people(accounts, on=on)),
    )
    whose = f"Patch {patch.code}" if patch else "All patches" if by.role != Role.TEAM_LEADER else "The team’s patches"
    AccessLog.objects.create(user=by, what="continuity pack", about=whose[:60], reason=reason[:200])
    return Pack(council=council_name(), whose=whose, on=on, made_at=now, by=by.name, reason=reason, parts=parts)


def accounts_for(user: User, patch: Patch | None) -> QuerySet[RentAccount]:
    """The accounts of a leader's lists; for an administrator all but the restricted ones."""
    if user.role == Role.ADMINISTRATOR:
        restricted = AccountRestriction.objects.filter(lifted_at=None).values("tenancy")
        accounts = RentAccount.objects.exclude(tenancy__in=restricted)
    else:
        accounts = RentAccount.objects.visible_to(user)
    return accounts.filter(tenancy__home__patch=patch) if patch else accounts


Item = tuple[RentAccount, dt.date | None, dt.time | None, str]


def _visits(accounts: QuerySet[RentAccount], *, on: dt.date) -> tuple[Line, ...]:
    waiting = _waiting(accounts).filter(action__in=VISITS)
    return _lines(((each.account, on, None, Action(each.action).label) for each in waiting), on=on)


def _court_days(accounts: QuerySet[RentAccount], *, now: dt.datetime) -> tuple[Line, ...]:
    found = court(accounts.order_by().values_list("pk", flat=True), on=now.date(), until=now.date() + AHEAD, now=now)
    days = sorted(found, key=lambda each: (each.on, each.at is None, each.at or dt.time.max, each.account.pk))
    return _lines(((each.account, each.on, each.at, f"{each.what}: {each.detail}") for each in days), on=now.date())


def _deadlines(accounts: QuerySet[RentAccount], *, on: dt.date) -> tuple[Line, ...]:
    """What cannot wait, and what was promised or asked for by a day: everybody's, not the reader's own alone."""
    urgent = _waiting(accounts).filter(urgency__lte=CANNOT_WAIT).exclude(action__in=VISITS)
    items: list[Item] = [(each.account, on, None, Action(each.action).label) for each in urgent]
    due = Reminder.objects.filter(OPEN, account__in=accounts.order_by(), due_on__lte=on + AHEAD)
    for each in due.select_related("account__tenancy__home__patch", "for_user").order_by("due_on", "due_at", "pk"):
        whose = f" ({each.for_user})" if each.for_user else ""
        items.append((each.account, each.due_on, each.due_at, f"{each.get_kind_display()}: {each.text}{whose}"))
    return _lines(items, on=on)


def _people(accounts: QuerySet[RentAccount], *, on: dt.date) -> tuple[Line, ...]:
    """Households in which somebody has a need, a risk, an unsafe way to be reached, or is in crisis; crises first."""
    live = Marker.objects.live(on=on).filter(kind__in=LOOK_AFTER, not_sent_since=None)
    tenants = Q(person__isnull=False, tenancy__isnull=True)
    theirs = accounts.order_by().filter(
        Q(tenancy__in=live.exclude(tenancy=None).values("tenancy"))
        | Q(
            tenancy__people__person__in=live.filter(tenants).values("person"),
            tenancy__people__last_day=None,
            tenancy__people__not_sent_since=None,
        )
    )
    found = RentAccount.objects.filter(pk__in=theirs, kind="rent").select_related("tenancy__home__patch").order_by("pk")
    homes = {account.tenancy_id: account for account in reversed(found)}
    of_home: dict[int, list[Marker]] = {}
    for marker in live.filter(tenancy__in=homes):
        of_home.setdefault(marker.tenancy_id or 0, []).append(marker)
    of_person: dict[int, list[Marker]] = {}
    for marker in live.filter(tenants, person__tenancies__tenancy__in=homes).distinct():
        of_person.setdefault(marker.person_id or 0, []).append(marker)
    items: list[tuple[bool, Item]] = []
    facts = tenants_of_all(list(homes.values()), as_of=on) if homes else {}
    for account in homes.values():
        marks = [*of_home.get(account.tenancy_id, [])]
        for tenant in facts.get(account.pk, []):
            marks += of_person.get(tenant.person_id, [])
        said = sorted({f"{each.get_kind_display()}: {each.detail.replace('_', ' ')}" for each in marks})
        crisis = any(each.kind == Marker.Kind.CRISIS for each in marks)
        if said:
            items.append((not crisis, (account, None, None, ", ".join(said))))
    return _lines((item for _, item in sorted(items, key=lambda each: (each[0], each[1][0].pk))), on=on)


def _waiting(accounts: QuerySet[RentAccount]) -> QuerySet[Recommendation]:
    found = Recommendation.objects.filter(lapsed_on=None, account__in=accounts.order_by()).exclude(action=Action.NONE)
    return found.select_related("account__tenancy__home__patch").order_by("urgency", "first_on", "pk")


def _lines(items: Iterable[Item], *, on: dt.date) -> tuple[Line, ...]:
    items = list(items)
    accounts = list({account.pk: account for account, *_ in items}.values())
    tenants = tenants_of_all(accounts, as_of=on) if accounts else {}
    return tuple(_line(item, tenants.get(item[0].pk, [])) for item in items)


def _line(item: Item, tenants: Sequence[TenantFacts]) -> Line:
    account, day, time, what = item
    home = account.tenancy.home
    numbers = [f"{each.name}: {_phone(each)}" for each in tenants if _phone(each)]
    return Line(
        day=day,
        time=time,
        account_ref=account.account_ref,
        names=words.listed([each.name for each in tenants if not each.died_on]),
        home=str(home),
        patch=home.patch.code,
        what=what,
        phones="; ".join(numbers),
    )


def _phone(tenant: TenantFacts) -> str:
    if tenant.died_on:
        return ""
    return "telephone unsafe, do not call" if tenant.phone_unsafe else tenant.mobile or tenant.phone


def pdf(pack: Pack) -> bytes:
    return pdf_of("continuity", {"pack": pack}, title=f"Continuity pack, {pack.whose}", dated=pack.on)


def as_csv(pack: Pack) -> str:
    """Every line of every part."""
    rows: list[list[Cell]] = []
    for part in pack.parts:
        for line in part.lines:
            time = f"{line.time:%H:%M}" if line.time else ""
            whose = [line.account_ref, line.names, line.home, line.patch]
            rows.append([part.title, line.day, time, *whose, line.what, line.phones])
    return "".join(csv_lines(HEAD, rows))
