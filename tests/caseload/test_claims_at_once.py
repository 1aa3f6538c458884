"""Two people record the same claim as issued in the same moment, over two connections."""

from collections.abc import Callable
from typing import Any

import pytest

from caseload.legal.claims import acts
from legal.claims import CannotClaim
from legal.models import ClaimCost, ClaimPack, Hearing, PossessionClaim
from staff.models import User
from tests.at_once import at_once
from tests.factories.people import OfficerFactory
from tests.legal.claiming import NOON, approved, ready, told

pytestmark = pytest.mark.usefixtures("own_database")


def issues(pack: ClaimPack, by: User, **changes: Any) -> Callable[[], PossessionClaim]:
    given = told(**changes)
    return lambda: acts.issue(pack=pack, told=given, by=by, on=given.issued_on, at=NOON)


def test_of_two_one_issues_it_and_the_other_is_told_who_did(settings: Any) -> None:
    settings.COUNCIL_ADDRESS, settings.COUNCIL_NAME = "Town Hall / Ottersby", "Ottersby Council"
    home = ready()
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    pack = approved(home)

    answers = at_once(issues(pack, home.officer), issues(pack, colleague, claim_number="M50WX112"))

    [claim] = [answer for answer in answers if isinstance(answer, PossessionClaim)]
    [refusal] = [answer for answer in answers if isinstance(answer, CannotClaim)]
    assert f"has recorded this claim already: {claim.claim_number}" in str(refusal)
    assert (PossessionClaim.objects.count(), Hearing.objects.count(), ClaimCost.objects.count()) == (1, 1, 2)
