"""What a list of accounts shows."""

import re

from django.http import HttpResponse
from django.test import Client

from caseload.sweep import decide_now
from tests.caseload.desk import MONDAY
from tests.caseload.reading import words_in
from tests.factories.people import Household


def rows(client: Client, query: str = "") -> list[str]:
    """The account references of the list, from top to bottom."""
    page = client.get(f"/accounts/?{query}")
    assert page.status_code == 200, query
    return re.findall(r"<tr data-row>.*?data-open href=\"[^\"]+\">([^<]+)</a>", page.content.decode(), re.S)


def text(page: HttpResponse) -> str:
    """The words of a page, as one sentence after another: no space before its stops."""
    said = words_in(page.content.decode())
    return re.sub(r" ([.,;])", r"\1", said)


def ref(home: Household) -> str:
    return home.account.account_ref


def decided(*homes: Household) -> None:
    decide_now([home.account.pk for home in homes], as_of=MONDAY)
