"""Declared interests: whoever knows a household does nothing on its accounts, and hands the work over."""

from collections.abc import Sequence

from staff.models import User
from tenancies.models import RentAccount
from welfare.models import DeclaredInterest

HANDS_OFF = (
    "You declared an interest in this household, so you do nothing here. "
    "Hand the account over, or ask a team leader to give it to a colleague."
)


def declared_in(accounts: Sequence[RentAccount], *, by: User) -> set[int]:
    """The ids of those accounts in whose household this person has declared an interest that stands."""
    running = DeclaredInterest.objects.filter(user=by, ended_at=None)
    tenancies = set(
        running.filter(account__tenancy__in={account.tenancy_id for account in accounts}).values_list(
            "account__tenancy", flat=True
        )
    )
    return {account.pk for account in accounts if account.tenancy_id in tenancies}
