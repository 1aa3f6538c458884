"""A desk on one Monday: households that owe, decided, and an officer signed in."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from caseload import counts, overnight, queue
from caseload.diary import AHEAD
from caseload.readings import names
from caseload.sweep import decide_now
from recovery import policies
from staff.models import User
from tests.factories.people import Household, household
from welfare.models import BenefitClaim

MONDAY = date(2026, 11, 23)


def owing(*people: dict[str, Any], owes: str = "209.00", **account: Any) -> Household:
    """A household that owes a sum, decided on the Monday. Two weeks' rent unless told otherwise."""
    home = household(*people, owes=Decimal(owes), **account)
    decide_now([home.account.pk], as_of=MONDAY)
    return home


def counted(user: User, *, on: date = MONDAY) -> dict[str, Any]:
    """The figures of this person's Today on a day."""
    mine = queue.accounts_of(user, on=on)
    return counts.of_today(
        user,
        mine,
        queue.line(user, on=on, mine=mine),
        on=on,
        since=overnight.last_working_day(on),
        ahead=on + AHEAD,
        papers=names(policies.in_force(on=on)),
    )


def paid_by_benefit(home: Household, **known: Any) -> BenefitClaim:
    """Housing Benefit of £60.00 a week for the first tenant, paid every four weeks, last up to 8 November 2026."""
    usual: dict[str, Any] = {
        "source_ref": "B1",
        "account": home.account,
        "person": home.tenants[0],
        "kind": "hb",
        "status": "live",
        "from_on": date(2026, 1, 5),
        "weekly_amount": Decimal("60.00"),
        "pay_weeks": 4,
        "paid_up_to": date(2026, 11, 8),
    }
    return BenefitClaim.objects.create(**usual | known)


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def opened(client: Client, home: Household, query: str = "") -> str:
    """The account's page as its officer sees it."""
    sign_in(client, home.officer)
    answer = client.get(f"/accounts/{home.account.pk}/{query}")
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page
