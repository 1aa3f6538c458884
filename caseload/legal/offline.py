"""Outcomes that were written down without a connection: each kind of them says how it is saved when it arrives.

A device sends each with an id of its own making, which the database keeps once, so that nothing is saved twice.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from staff.models import User


@dataclass(frozen=True, kw_only=True)
class Synced:
    """What became of one. `saved`: it stands, now or from an earlier try; else `says` is why not and what to do."""

    saved: bool
    says: str
    url: str


# For each kind: save(user, target, typed, key, on, at), which never raises for what was typed.
Save = Callable[[User, str, QueryDict, UUID, dt.date, dt.datetime], Synced]
KINDS: dict[str, Save] = {}
NO_SUCH = "There is no such page to save this on. Write it down on the case."


def save(kind: str, target: str, typed: QueryDict, *, by: User, on: dt.date, at: dt.datetime) -> Synced:
    """Save what a device has kept. `target` names the hearing or eviction as its page's address does."""
    handler = KINDS.get(kind)
    try:
        key = UUID(typed.get("key", ""))
    except ValueError:
        handler = None
    if handler is None:
        return Synced(saved=False, says=NO_SUCH, url="")
    return handler(by, target, typed, key, on, at)
