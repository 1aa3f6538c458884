"""Pages whose looks are a promise, seen by axe in every way: wide, narrow, zoomed, in forced colours."""

import re

from playwright.sync_api import expect

from caseload.sweep import decide_now
from tests.factories.people import household
from tests.journeys.conftest import MONDAY, Desk, give_password


def test_the_components_page_is_accessible_in_every_way(desk: Desk) -> None:
    home = household()
    give_password(home.officer)
    desk.sign_in(home.officer.username)

    desk.open("/components/")

    expect(desk.page.get_by_role("heading", name="Components")).to_be_visible()
    desk.look("components", every_way=True)


def test_the_account_its_opened_acts_and_its_papers_are_accessible_in_every_way(desk: Desk) -> None:
    home = household({"mobile": "07700 900123"}, {"first_names": "Idris"})
    decide_now([home.account.pk], as_of=MONDAY)
    give_password(home.officer)
    desk.sign_in(home.officer.username)

    desk.open(f"/accounts/{home.account.pk}/")
    desk.look("account-letter", every_way=True)
    desk.page.keyboard.press("t")
    expect(desk.page.get_by_role("heading", name="Timeline")).to_be_focused()
    desk.page.keyboard.press("l")
    expect(desk.page.get_by_role("region", name="Letter to Ms Amina Yusuf")).to_be_focused()
    desk.page.keyboard.press("d")
    expect(desk.page.get_by_label("Why, if it is worth a word")).to_be_focused()
    for name in ("Not this", "Hold", "Call", "Message", "Note", "Remind me"):
        desk.page.locator("summary", has_text=re.compile(f"^{name}")).first.click()
    desk.look("account-opened")
    desk.open(f"/accounts/{home.account.pk}/glance/")
    desk.look("glance")
    desk.open(f"/accounts/{home.account.pk}/statement/")
    desk.look("statement")
