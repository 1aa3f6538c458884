"""An eviction on a phone, with the network cut: the sheet stays, its outcome waits, and what follows is made once."""

from datetime import UTC, date, datetime, time

import pytest
from playwright.sync_api import expect

from caseload.models import Reminder
from caseload.sweep import decide_now
from config.services import wait_until
from legal.models import Eviction, PossessionOrder
from tests.factories.people import Household
from tests.journeys.conftest import MONDAY, Desk, give_password
from tests.legal.bundling import case, ordered

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them
KEPT = "This day is kept on this device until you sign out, for one day at most."
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(own_database: str) -> Household:
    """A case whose eviction is confirmed ready for the Monday itself."""
    home = case()
    order = ordered(home, possession_on=date(2026, 8, 10), eviction_on=MONDAY, eviction_outcome="booked")
    Eviction.objects.create(
        order=order, on=MONDAY, at=time(10, 30), made_by=home.officer, made_at=FRIDAY, attends=home.officer,
        attendance_confirmed_at=FRIDAY, state="ready", ready_by=home.officer, ready_at=FRIDAY,
    )  # fmt: skip
    decide_now([home.account.pk], as_of=MONDAY)
    give_password(home.officer)
    return home


def test_possession_recorded_without_a_connection_is_saved_once(home: Household, desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    desk.sign_in(home.officer.username)
    desk.open("/evictions/")
    expect(page.get_by_text(KEPT)).to_be_visible()
    desk.look("evictions")

    page.context.set_offline(True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Sheet for the phone").click()
    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()
    page.get_by_role("radio", name="Possession given").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this device. It is sent when there is a connection.")).to_be_visible()
    assert Eviction.objects.get().outcome == ""

    page.context.set_offline(False)
    wait_until(Eviction.objects.filter(outcome="possession").exists, "What the device kept was not sent.")

    desk.open(f"/evictions/{Eviction.objects.get().pk}/")
    expect(page.get_by_role("heading", name="Possession given")).to_be_visible()
    desk.look("eviction-done")
    assert PossessionOrder.objects.get().status == "executed"
    assert Reminder.objects.filter(text__startswith="Keys").count() == 1
