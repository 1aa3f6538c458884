"""What protects people and waits for this person: markers and needs to look at again, balances that are disputed."""

from dataclasses import dataclass
from datetime import date

from caseload.care.disputes import open_disputes
from staff.models import User
from welfare import protection


@dataclass(frozen=True, kw_only=True)
class Protecting:
    reviews: int
    disputes: int


def protecting(user: User, *, on: date) -> Protecting:
    """The counts for Today."""
    reviews = protection.due_for_review(user, on=on).count() + protection.needs_due_for_review(user, on=on).count()
    return Protecting(reviews=reviews, disputes=open_disputes(user, on=on).count())
