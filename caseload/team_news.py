"""What the team has for one person, for Today: bulletins and reviews to read, papers to confirm."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from caseload import bulletins, readings, reviews
from caseload.models import Bulletin, ReviewNote
from staff.models import CASEWORK_ROLES, User


@dataclass(frozen=True, kw_only=True)
class TeamNews:
    bulletins: Sequence[Bulletin]
    reviews: Sequence[ReviewNote]
    unread: int  # papers still to read and confirm


def team_news(user: User, *, on: dt.date) -> TeamNews:
    return TeamNews(
        bulletins=list(bulletins.unread(user)),
        reviews=reviews.news(user) if user.role in CASEWORK_ROLES else [],
        unread=readings.unread(user, on=on),
    )
