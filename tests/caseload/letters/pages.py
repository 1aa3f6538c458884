"""What the tests of the print room's pages share."""

from django.test import Client

from tests.caseload.reading import words_in
from tests.factories.people import Household, household


def shown(client: Client, path: str, *, status: int = 200) -> str:
    """The words of a page that is asked for, and that answers as it should."""
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:500]
    return words(answer.content.decode())


def words(page: str) -> str:
    """Those of the main part of a page."""
    return words_in(page[page.index("<main") : page.index("</main>")])


def more_homes(home: Household, count: int) -> list[Household]:
    """Further accounts at the same address, of the same officer."""
    homes = [household(tenancy__home=home.account.tenancy.home) for _ in range(count)]
    return [Household(each.account, each.tenants, home.officer) for each in homes]
