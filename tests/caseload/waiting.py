"""Steps that came up some days before the Monday, and what was done about them."""

from datetime import timedelta

from caseload.models import Recommendation, Step
from tests.caseload.desk import MONDAY
from tests.factories.people import Household


def came_up(home: Household, *, days_ago: int, urgency: int = 5, gone: int | None = None) -> Recommendation:
    """A step that came up so many days before the Monday, and went so many days before it."""
    Recommendation.objects.filter(account=home.account).delete()
    return Recommendation.objects.create(
        account=home.account,
        first_on=MONDAY - timedelta(days=days_ago),
        action="letter_1",
        rule="letter_1",
        bucket="recommended",
        urgency=urgency,
        minutes=5,
        fingerprint="f" * 32,
        next_look_on=MONDAY,
        lapsed_on=None if gone is None else MONDAY - timedelta(days=gone),
    )


def took(home: Household, outcome: str, *, days_ago: int, reason: str = "") -> Step:
    return Step.objects.create(
        account=home.account,
        action="letter_1",
        rule="letter_1",
        outcome=outcome,
        reason=reason,
        on=MONDAY - timedelta(days=days_ago),
        by=home.officer,
    )
