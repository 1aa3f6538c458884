"""What the tests of finding and opening accounts share."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from staff.models import Role
from tenancies.models import AccountRestriction, RentAccount
from tests.caseload.reading import words_in
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import PatchFactory, PropertyFactory

READERS = [Role.LEGAL, Role.FINANCE, Role.AUDITOR]


def text(answer: HttpResponse) -> str:
    """The words of a page, without its header, navigation and footer."""
    page = re.sub(r"<(head|header|nav|footer).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return words_in(page)


def find(client: Client, typed: str) -> HttpResponse:
    answer: HttpResponse = client.post("/find/", {"words": typed})
    return answer


def restricted(home: Household) -> AccountRestriction:
    """The tenancy of the account, restricted by somebody."""
    return AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="In hiding", set_by=OfficerFactory(), set_at=timezone.now()
    )


def lives_at(address: str, *people: dict[str, Any], postcode: str = "OT1 2AB", patch: str = "P01") -> RentAccount:
    home = PropertyFactory(address_1=address, postcode=postcode, patch=PatchFactory(code=patch))
    return household(*people, tenancy__home=home).account
