"""What the team has for one person, for Today: bulletins and reviews to read, papers to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caseload import bulletins, reviews
from caseload.models import Bulletin, ReviewNote
from staff.models import CASEWORK_ROLES, User


@dataclass(frozen=True, kw_only=True)
class TeamNews:
    bulletins: Sequence[Bulletin]
    reviews: Sequence[ReviewNote]
    unread: int  # papers still to read and confirm


def team_news(user: User, found: Mapping[str, Any], *, papers: int) -> TeamNews:
    """With what counts.of_today found; `papers`: how many there are to read."""
    works_accounts = user.role in CASEWORK_ROLES
    return TeamNews(
        bulletins=list(bulletins.unread(user)) if found["bulletins"] else [],
        reviews=reviews.news(user) if works_accounts and found["review_notes"] else [],
        unread=papers - found["papers_read"] if works_accounts else 0,
    )
