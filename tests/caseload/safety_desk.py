"""A desk on which somebody is worried about: what the tests of safety and of support share."""

from datetime import timedelta
from typing import Any

from django.test import Client

from caseload import worried
from caseload.safety import concerns
from staff.models import User
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household
from welfare.models import SafetyConcern

TUESDAY = MONDAY + timedelta(days=1)
SECRET = "She said that her cousin hits the boy"


def moment(by: User) -> dict[str, Any]:
    return {"by": by, "on": MONDAY, "at": NOON}


def as_(client: Client, user: User) -> Client:
    sign_in(client, user)
    return client


def reported(home: Household, kind: str = "safeguarding_child", **changes: Any) -> SafetyConcern:
    known: dict[str, Any] = {"account": home.account, "kind": kind, "said": SECRET, "happened_on": MONDAY}
    return concerns.report(**{**known, **moment(home.officer), **changes})


def worry(home: Household, **changes: Any) -> worried.Stopped:
    return worried.raise_worry(
        **{"account": home.account, "people": [], "heard": "", **moment(home.officer), **changes}
    )
