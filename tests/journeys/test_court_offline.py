"""Court on a phone, with the network cut: list and briefs stay, an outcome waits, and is saved once there is one."""

from datetime import date, time
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from caseload.sweep import decide_now
from config.services import wait_until
from legal.models import Hearing, PossessionClaim, PossessionOrder
from recovery.models import RepaymentAgreement
from tests.factories.people import Household, household
from tests.journeys.conftest import MONDAY, Desk, give_password
from tests.legal.hearings import claimed

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them
KEPT = "This day is kept on this device until you sign out, for one day at most."


@pytest.fixture
def home(own_database: str) -> Household:
    """A case heard on the Monday itself."""
    home = household(owes=Decimal("209.00"))
    claimed(home, hearing_on=MONDAY, hearing_at=time(10, 30))
    decide_now([home.account.pk], as_of=MONDAY)
    give_password(home.officer)
    return home


def test_an_outcome_waits_for_the_network_and_is_saved_once(home: Household, desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    desk.sign_in(home.officer.username)
    desk.open("/court/")
    expect(page.get_by_text(KEPT)).to_be_visible()
    desk.look("court-day")

    page.context.set_offline(True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect(page.get_by_role("heading", name="Court, Monday 23 November 2026")).to_be_visible()
    page.get_by_role("link", name="10:30 · Ms Amina Yusuf").click()
    expect(page.get_by_role("heading", name="What judges ask")).to_be_visible()
    page.get_by_role("radio", name="Suspended possession order").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this device. It is sent when there is a connection.")).to_be_visible()
    assert not Hearing.objects.exists()

    page.reload()  # the phone was put away and taken out again
    expect(page.get_by_text("kept on this device, and sent when there is a connection")).to_be_visible()
    page.context.set_offline(False)
    wait_until(PossessionOrder.objects.exists, "What the device kept was not sent.")

    page.reload()
    expect(page.get_by_text("Suspended possession order, possession on").first).to_be_visible()
    desk.look("court-hearing-recorded")
    assert Hearing.objects.get().outcome == "suspended"
    assert PossessionOrder.objects.count() == RepaymentAgreement.objects.count() == 1
    assert PossessionClaim.objects.get().status == "order_made"


def test_signing_out_leaves_nothing_of_the_day_on_the_device(home: Household, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(home.officer.username)
    desk.open("/court/")
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert page.evaluate("caches.keys()") == [f"quarterday-day-{date(2026, 11, 23)}"]

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()

    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_an_outcome_is_two_presses_from_the_page_of_the_hearing(home: Household, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(home.officer.username)
    desk.open("/court/")
    page.get_by_role("link", name="10:30 · Ms Amina Yusuf").click()
    desk.look("court-hearing", every_way=True)

    desk.key("4")  # a suspended order
    expect(page.get_by_label("Costs")).to_have_value("415.00")
    expect(page.get_by_label("Next hearing on")).to_be_hidden()
    desk.look("court-hearing-suspended")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Suspended possession order, possession on").first).to_be_visible()
    assert PossessionOrder.objects.get().costs == Decimal("415.00")
