"""Who has an account open, what colleagues did on it today, and taking it, so that two do not take its next step.

Kept in the cache alone: without it pages work, and nobody is seen.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from redis import RedisError

from staff.asking import records_where
from staff.models import CASEWORK_ROLES, User
from tenancies.models import AccountEvent, RentAccount

log = logging.getLogger(__name__)

GONE_AFTER = timedelta(seconds=90)  # without a sign of the page
TAKEN_FOR = timedelta(minutes=10)
DONE_SHOWN = 3


class Taken(PermissionDenied):
    """A colleague has taken this account. The message says who, since when and what to do."""


@dataclass(frozen=True, slots=True)
class Colleague:
    user_id: int
    name: str
    since: datetime

    @property
    def until(self) -> datetime:
        """When what was taken is free again."""
        return self.since + TAKEN_FOR


@dataclass(frozen=True, slots=True)
class OpenPage:
    page: str
    since: datetime
    last_seen: datetime


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What the account page shows. `taken`: by a colleague; `mine`: by this person; `page`: this page's own name."""

    page: str
    here: list[Colleague]
    done_today: list[AccountEvent]
    taken: Colleague | None
    mine: Colleague | None
    may_take: bool


def panel(user: User, account: RentAccount, *, on: date, page: str) -> Panel:
    """Note that this person has the account open in a page, and tell who else has, and what they did today."""
    here = seen(account, user, at=timezone.now(), page=page)
    done = records_where(
        AccountEvent,
        """account_id = %(account)s AND "on" = %(on)s AND by_id <> %(user)s""",
        order="at DESC, id DESC LIMIT %(most)s",
        related=["by"],
        account=account.pk,
        on=on,
        user=user.pk,
        most=DONE_SHOWN,
    )
    has_it = taker(account)
    is_mine = has_it is not None and has_it.user_id == user.pk
    return Panel(
        page=page,
        here=here,
        done_today=done,
        taken=None if is_mine else has_it,
        mine=has_it if is_mine else None,
        may_take=user.role in CASEWORK_ROLES,
    )


def seen(account: RentAccount, user: User, *, at: datetime, page: str) -> list[Colleague]:
    """This person has the account open in this page. Returns the others who have, the first to come first."""
    pages = _open_pages(account, at=at)
    since = pages[user.pk].since if user.pk in pages else at
    pages[user.pk] = OpenPage(page, since, at)
    _keep_pages(account, pages)
    others = User.objects.filter(pk__in=pages.keys() - {user.pk}) if len(pages) > 1 else []
    here = [Colleague(other.pk, other.name, pages[other.pk].since) for other in others]
    return sorted(here, key=lambda colleague: (colleague.since, colleague.user_id))


def left(account: RentAccount, user: User, *, at: datetime, page: str) -> None:
    """This page of the account is closed. Where the person has opened another since, that one counts."""
    pages = _open_pages(account, at=at)
    if user.pk in pages and pages[user.pk].page == page:
        del pages[user.pk]
        _keep_pages(account, pages)


def take(account: RentAccount, user: User, *, at: datetime, over: bool = False) -> Colleague | None:
    """Take the account for ten minutes, or take it over from a colleague who has it. Returns who has it then.

    None where the cache is away: nobody can take anything.
    """
    mine = Colleague(user.pk, user.name, at)
    timeout = TAKEN_FOR.total_seconds()
    if over:
        _ask(lambda: cache.set(_taken(account), mine, timeout=timeout))
    else:
        _ask(lambda: cache.add(_taken(account), mine, timeout=timeout))
    return taker(account)


def let_go(account: RentAccount, user: User) -> None:
    """Give the account back; what a colleague has taken stays taken."""
    if (now := taker(account)) and now.user_id == user.pk:
        _ask(lambda: cache.delete(_taken(account)))


def taker(account: RentAccount) -> Colleague | None:
    found: Colleague | None = _ask(lambda: cache.get(_taken(account)))
    return found


def check_not_taken(account: RentAccount, *, by: User) -> None:
    """Before the next step of an account is taken. Raises Taken where a colleague has it."""
    if (now := taker(account)) and now.user_id != by.pk:
        since = timezone.localtime(now.since)
        raise Taken(f"{now.name} took this account at {since:%H:%M}. Nothing was done. Take it over first.")


def _open_pages(account: RentAccount, *, at: datetime) -> dict[int, OpenPage]:
    """By person: the page last opened."""
    pages: dict[int, OpenPage] = _ask(lambda: cache.get(_pages(account))) or {}
    return {pk: page for pk, page in pages.items() if at - page.last_seen < GONE_AFTER}


def _keep_pages(account: RentAccount, pages: dict[int, OpenPage]) -> None:
    _ask(lambda: cache.set(_pages(account), pages, timeout=GONE_AFTER.total_seconds()))


def _ask(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except RedisError:
        log.warning("the cache is away: nobody is seen on the account")
        return None


def _pages(account: RentAccount) -> str:
    return f"presence:{account.pk}"


def _taken(account: RentAccount) -> str:
    return f"taken:{account.pk}"
