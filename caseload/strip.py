"""The strip under the header of every page: the session that is open, and what is parked."""

from dataclasses import dataclass
from datetime import date

from caseload import queue, session
from caseload.models import Parked, WorkSession
from caseload.session import Tally
from staff.models import CASEWORK_ROLES, User


@dataclass(frozen=True, kw_only=True)
class Strip:
    session: WorkSession | None
    label: str  # the kind of work
    number: int  # its place: item `number` of `total`; 0: it came up since the start
    total: int
    tally: Tally | None  # on the session's own account; elsewhere the strip only leads back to it
    parked: list[Parked]


def strip(user: User, *, path: str, on: date) -> Strip | None:
    """None where there is nothing to show."""
    if user.role not in CASEWORK_ROLES:
        return None
    open_one, parked = session.current(user), session.parked_by(user)
    if open_one is None or open_one.now_at is None:
        return Strip(session=None, label="", number=0, total=0, tally=None, parked=parked) if parked else None
    number, total = session.place(open_one, open_one.now_at) or (0, len(open_one.at_start))
    here = path.startswith(open_one.now_at.get_absolute_url())
    return Strip(
        session=open_one,
        label=label(open_one),
        number=number,
        total=total,
        tally=session.tally(open_one, on=on) if here else None,
        parked=parked,
    )


def label(open_one: WorkSession) -> str:
    """What is gone through, in a word."""
    names = {**queue.GROUPS, **queue.CUTS, session.LIST: "Your list", session.SWEEP: "Longest unseen"}
    return names.get(open_one.group, "All work")
