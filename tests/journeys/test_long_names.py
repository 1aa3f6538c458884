"""Names longer than a column, of two tenants: no page runs off the screen, nor into its neighbour."""

import pytest

from tests.caseload.desk import owing
from tests.journeys.conftest import Desk, give_password

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them
LONG = {
    "first_names": "Maximiliana Wilhelmina Alexandrina-Konstantinopoulou",
    "last_name": "Featherstonehaugh-Llanfairpwllgwyngyllgogerychwyrndrobwll",
}


def test_a_very_long_name_stays_in_its_place_on_every_width(own_database: str, monday: None, desk: Desk) -> None:
    home = owing(LONG, {"first_names": "Siôn", "last_name": "O’Dŵr-ap-Rhys"})
    give_password(home.officer)
    desk.sign_in(home.officer.username)

    for name, path in {"account": f"/accounts/{home.account.pk}/", "list": "/accounts/", "today": "/"}.items():
        desk.open(path)
        desk.look(f"long-name-{name}", every_way=True)

    desk.open(f"/accounts/{home.account.pk}/")
    name = desk.page.locator(".qd-person h3").first
    assert name.evaluate("heading => heading.scrollWidth <= heading.clientWidth")
