"""What waits for a yes: how it is shown, and what may be done with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from staff.models import User
from tenancies.models import RentAccount


class CannotDecide(Exception):
    """It stays as it is. The message says why and what to do."""


@contextmanager
def in_words(*refusals: type[Exception]) -> Iterator[None]:
    """Whatever an area refuses with, as this page says it."""
    try:
        yield
    except refusals as refusal:
        raise CannotDecide(str(refusal) or "You may not open this account.") from refusal


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that waits. `page` shows it where it lives, where it can be changed as well."""

    kind: str
    pk: int
    title: str
    why: str
    asked_by: User
    asked_at: datetime
    page: str
    account: RentAccount | None = None
    shows: tuple[tuple[str, str], ...] = ()  # what is decided, line by line
    papers: tuple[tuple[str, str], ...] = ()  # each paper that the yes lets go, as it will be, with its address
    changed: tuple[str, ...] = ()  # what the kind itself knows has changed since it was asked
    stops: str = ""  # why it cannot be approved as it stands; blank: it can


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a leader says to an item. `said` goes back to who asked."""

    said: str
    by: User
    on: date
    at: datetime


def as_it_is(item: Item, user: User, on: date) -> Item:
    return item


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of approval. `approve` and `send_back` do it and answer what was done; both raise CannotDecide."""

    label: str
    button: str  # what ‘Approve and do’ does
    waiting: Callable[[User, date], Sequence[Item]]
    approve: Callable[[Item, Decision], str]
    send_back: Callable[[Item, Decision], str]
    wants_words: str = ""  # what must be written with a yes; blank: nothing
    closely: Callable[[Item, User, date], Item] = as_it_is  # with what only its own page shows, asked anew each time
