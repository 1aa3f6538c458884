"""What the frame of every page shows of the desk: the council, how old the figures are, where one may go."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from caseload import counts, estate, patches, queue, reminders
from caseload.approvals import kinds as approvals
from caseload.performance import OWN_ROLES, READING_ROLES
from caseload.places import Place, came_from
from caseload.policies import drafts as policy_drafts
from caseload.printing import board
from caseload.questions import put_to
from caseload.safety import alerts
from caseload.strip import Strip, strip
from staff.asking import Select
from staff.clock import local_now, today
from staff.models import CASEWORK_ROLES, ESTATE_ROLES, LEADING_ROLES, LOADING_ROLES, WHOLE_BOROUGH_ROLES, User
from tenancies.rules.freshness import STALE_AFTER_DAYS

# What follows the key G to go somewhere.
GO = {"Today": "t", "Accounts": "a", "Letters": "l", "Legal": "g", "Team": "m", "My figures": "m", "Coverage": "c"}
# The pages of a case stand under Legal, whatever their address begins with.
OF_A_CASE = re.compile(r"(/accounts/\d+/legal|(/accounts/\d+)?/(bundles|witness-statements)|/notice-dates)/")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Entry:
    label: str
    url: str
    count: int | None
    current: bool

    @property
    def key(self) -> str:
        """What follows G to go there; blank: nothing."""
        return GO.get(self.label, "")


@dataclass(frozen=True, kw_only=True)
class Frame:
    council: str
    as_at: dt.date | None
    stale_days: int  # 0 while the figures are fresh
    sees_accounts: bool
    navigation: list[Entry]
    jobs: int  # this person's long work that waits or runs
    alerts: list[alerts.Waiting]  # what cannot wait for a list
    strip: Strip | None  # the session and what is parked, for whoever works accounts
    back: Place  # the list last looked at
    once: str  # this page's own name, by which its forms are done once: caseload/sent_once.py


def desk_frame(request: HttpRequest) -> dict[str, Any]:
    """Worked out only by pages that draw the frame."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: HttpRequest) -> Frame:
    user = getattr(request, "user", None)
    signed_in = user if isinstance(user, User) else None
    found = _counted(request)
    as_at = found["as_at"]
    age = (today() - as_at).days if as_at else 0
    return Frame(
        council=settings.COUNCIL_NAME or found["council"] or "Quarterday",
        as_at=as_at,
        stale_days=age if age > STALE_AFTER_DAYS else 0,
        sees_accounts=signed_in is not None and sees_accounts(signed_in),
        navigation=_navigation(signed_in, request=request) if signed_in else [],
        jobs=found["jobs"] if signed_in else 0,
        alerts=alerts.waiting(signed_in) if signed_in and found["alerts"] else [],
        strip=strip_of(request) if signed_in else None,
        back=came_from(request),
        once=str(uuid4()),
    )


def sees_accounts(user: User) -> bool:
    """Whether any case record may ever be shown to this person; which ones is for `visible_to`."""
    return user.role in CASEWORK_ROLES | WHOLE_BOROUGH_ROLES


def _user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _once(request: HttpRequest, name: str, ask: Callable[[], T]) -> T:
    """What a page asks once and keeps with its request: its frame and its body show the same."""
    kept: dict[str, Any] = vars(request).setdefault("asked_once", {})
    if name not in kept:
        kept[name] = ask()
    found: T = kept[name]
    return found


def _counted(request: HttpRequest) -> dict[str, Any]:
    """The small figures of the frame."""
    user = getattr(request, "user", None)
    signed_in = user if isinstance(user, User) else None
    return _once(request, "counted", lambda: counts.of_frame(signed_in, on=today(), now=local_now()))


def line_of(request: HttpRequest) -> Select:
    """This person's queue as a select."""
    user = _user_of(request)
    return _once(request, "line", lambda: queue.line(user, on=today(), mine=mine_of(request)))


def queue_counts(request: HttpRequest) -> queue.QueueCounts:
    """The counts of this person's queue."""
    return _once(request, "queue_counts", lambda: queue.counts_of(line_of(request)))


def strip_of(request: HttpRequest) -> Strip | None:
    """The session that is open and what is parked."""
    user = _user_of(request)
    if not _counted(request)["in_hand"]:
        return None
    return _once(request, "strip", lambda: strip(user, path=request.path, on=today()))


def mine_of(request: HttpRequest) -> queue.Mine:
    """The accounts that are this person's work."""
    user = _user_of(request)
    return _once(request, "mine", lambda: queue.accounts_of(user, on=today()))


def desk_of(request: HttpRequest, *, until: dt.date, in_full: bool = False) -> reminders.Desk:
    """This person's reminders up to a day: the page lists them, and its frame counts those of today."""
    desk = reminders.of(_user_of(request), on=today(), until=until, in_full=in_full)
    _once(request, "reminders_waiting", lambda: desk.waiting(on=today()))
    return desk


def reminders_waiting(request: HttpRequest) -> int:
    """How many stand on this person's list today."""
    return _once(request, "reminders_waiting", lambda: int(_counted(request)["reminders"]))


def late_letters_of(request: HttpRequest) -> list[board.Late]:
    """The batches of letters that should have gone."""
    user = _user_of(request)
    if not _counted(request)["late_letters"]:
        return []
    return _once(request, "late_letters", lambda: board.late(user, now=local_now()))


def _navigation(user: User, *, request: HttpRequest) -> list[Entry]:
    entries: list[tuple[str, str, int | None]] = []
    if sees_accounts(user):
        entries += [("Today", reverse("today"), queue_counts(request).total)]
        entries += [("Accounts", reverse("accounts"), None)]
        entries += [("Letters", reverse("letters"), len(late_letters_of(request)) or None)]
        entries += [("Legal", reverse("legal"), None)]
        entries += [("Court", reverse("court_day"), None)]
        entries += [("Evictions", reverse("evictions"), None)]
        entries += _figures_of(user)
        entries += [("Coverage", reverse("coverage"), None)]
        entries += [("Campaigns", reverse("campaigns"), None)]
        entries += _asked_of(request, user)
        if to_check := _counted(request)["messages_to_check"]:
            entries += [("Messages to check", reverse("messages_to_check"), to_check)]
    if user.role in ESTATE_ROLES:
        entries += [("Homes and tasks", reverse("estate"), len(estate.tasks(user).hers) or None)]
    if user.role in patches.READING_ROLES:
        entries += [("Patches", reverse("patches"), None)]
    if policy_drafts.may_read(user):
        entries += [("Policy", reverse("policy"), None)]
    if user.role in LOADING_ROLES:
        entries += [("Extracts", reverse("loads"), None)]
    path = reverse("legal") if OF_A_CASE.match(request.path) else request.path
    return [
        Entry(label=label, url=url, count=count, current=path == url or (url != "/" and path.startswith(url)))
        for label, url, count in entries
    ]


def _figures_of(user: User) -> list[tuple[str, str, int | None]]:
    """The team's figures for who leads or reads, an officer's own for an officer."""
    if user.role in READING_ROLES:
        return [("Team", reverse("team"), None)]
    return [("My figures", reverse("team_mine"), None)] if user.role in OWN_ROLES else []


def _asked_of(request: HttpRequest, user: User) -> list[tuple[str, str, int | None]]:
    """What waits for this person besides the queue: reminders, and for leaders the questions that officers ask."""
    entries: list[tuple[str, str, int | None]] = []
    if user.role in CASEWORK_ROLES:
        entries += [("Reminders", reverse("reminders"), reminders_waiting(request) or None)]
    if user.role in LEADING_ROLES:
        found = _counted(request)
        entries += [("Approvals", reverse("approvals"), len(approvals.waiting(user, on=today(), found=found)) or None)]
        questions = put_to(user).count() if found["questions"] else 0
        entries += [("Questions", reverse("questions"), questions or None)]
        entries += [("Suggestions", reverse("suggestions"), None)]
    return entries
