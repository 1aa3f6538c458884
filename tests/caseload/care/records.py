"""What is recorded of a household to protect it, as tests type it."""

from typing import Any

from django.test import Client

from recovery.models import OutboxMessage
from tests.caseload.desk_acts import press
from tests.caseload.reading import text
from tests.factories.people import Household


def page(client: Client, home: Household) -> str:
    """The words of the care page."""
    return text(client.get(f"/accounts/{home.account.pk}/care/"))


def record(client: Client, home: Household, what_is: str, **typed: Any) -> str:
    """Fills a form of the care page and presses it; the words that then come."""
    answer = client.post(f"/accounts/{home.account.pk}/care/{what_is}/", typed, follow=True)
    return text(answer)


def person(home: Household) -> str:
    """The first tenant, as the forms name them."""
    return str(home.tenants[0].pk)


def space(client: Client, home: Household, **changes: Any) -> str:
    """Sixty days of breathing space for the first tenant, from Saturday 21 November 2026."""
    typed = {
        "person": person(home), "kind": "standard", "reference": "BS-1", "notified_on": "20 November 2026",
        "starts_on": "21 November 2026", "ends_on": "19 January 2027", "adviser": "Ottersby Advice",
        "covers": [str(home.account.pk)],
    } | changes  # fmt: skip
    return record(client, home, "breathing-space", **typed)


def waiting(home: Household) -> OutboxMessage:
    """A letter that waits to go."""
    return press(home)[0]
