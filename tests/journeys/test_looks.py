"""Pages whose looks are a promise, seen by axe in every way: wide, narrow, zoomed, in forced colours."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from caseload.models import ExtractLoad
from caseload.sweep import decide_now
from tests.factories.people import household
from tests.journeys.conftest import MONDAY, Desk, give_password

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them


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
    desk.key("t")
    expect(desk.page.get_by_role("heading", name="Timeline")).to_be_focused()
    desk.key("l")
    expect(desk.page.get_by_role("region", name="Letter to Ms Amina Yusuf")).to_be_focused()
    desk.key("d")
    expect(desk.page.get_by_label("Why, if it is worth a word")).to_be_focused()
    for name in ("Not this", "Hold", "Call", "Message", "Note", "Remind me"):
        desk.page.locator("summary", has_text=re.compile(f"^{name}")).first.click()
    desk.look("account-opened")
    desk.open(f"/accounts/{home.account.pk}/glance/")
    desk.look("glance")
    desk.open(f"/accounts/{home.account.pk}/statement/")
    desk.look("statement")


def test_on_a_phone_the_pages_stand_behind_one_line_that_opens_from_the_keyboard(desk: Desk) -> None:
    home = household()
    give_password(home.officer)
    desk.sign_in(home.officer.username)
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open("/accounts/")
    pages = desk.page.get_by_role("navigation", name="Main")

    line = pages.locator("summary", has_text="Accounts")
    expect(pages.get_by_role("link", name="Letters")).to_be_hidden()
    box = pages.bounding_box()
    assert box
    assert box["height"] <= 60  # one line, not three
    head = desk.page.locator(".qd-header").bounding_box()
    assert head
    assert head["height"] <= 120  # the council, the search, and what is always at hand
    expect(desk.page.get_by_role("link", name="Worried about someone")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Sign out")).to_be_hidden()

    line.focus()
    desk.key("Enter")
    expect(pages.get_by_role("link", name="Accounts")).to_have_attribute("aria-current", "page")
    pages.get_by_role("link", name="Letters").focus()
    desk.key("Enter")
    expect(desk.page.get_by_role("heading", name="Letters", exact=True)).to_be_visible()
    pages.locator("summary", has_text="Letters").click()
    expect(pages.get_by_text(home.officer.name)).to_be_visible()
    desk.look("menu-open")
    desk.page.set_viewport_size({"width": 390, "height": 844})
    pages.get_by_role("button", name="Sign out").click()
    expect(desk.page.get_by_label("User name")).to_be_visible()


def test_the_header_is_one_line_on_a_small_laptop_and_a_list_fits_a_tablet(desk: Desk) -> None:
    home = household()
    home.officer.name = "Bethany Hartley-Webb"
    home.officer.save(update_fields=["name"])
    give_password(home.officer)
    desk.sign_in(home.officer.username)
    for width, height in ((1366, 54), (1280, 54), (900, 100)):
        desk.page.set_viewport_size({"width": width, "height": 900})
        desk.open("/accounts/")

        head = desk.page.locator(".qd-header").bounding_box()

        assert head
        assert head["height"] <= height
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_day_of_the_ledger_stays_under_the_list_of_pages_however_far_one_scrolls(desk: Desk) -> None:
    home = household()
    ExtractLoad.objects.create(as_at=MONDAY, state="loaded", started_at=timezone.now(), ended_at=timezone.now())
    give_password(home.officer)
    desk.sign_in(home.officer.username)
    desk.page.set_viewport_size({"width": 1366, "height": 600})
    desk.open(f"/accounts/{home.account.pk}/")
    desk.page.mouse.wheel(0, 500)

    pages = desk.page.locator(".qd-rail__list").bounding_box()
    stamp = desk.page.locator(".qd-rail__stamp").bounding_box()

    assert pages
    assert stamp
    assert stamp["y"] >= pages["y"] + pages["height"]


def test_notes_are_printed_only_in_an_internal_copy_that_says_so(desk: Desk) -> None:
    home = household()
    give_password(home.officer)
    desk.sign_in(home.officer.username)
    desk.open(f"/accounts/{home.account.pk}/")
    desk.key("n")
    desk.page.keyboard.type("She starts at the bakery on Monday.")
    desk.page.get_by_role("button", name="Keep this note").click()
    note, mark = desk.page.locator(".qd-line--notes", has_text="bakery"), desk.page.locator(".qd-internal")
    expect(note).to_be_visible()
    expect(mark).to_be_hidden()

    desk.page.emulate_media(media="print")
    expect(note).to_be_hidden()

    desk.page.emulate_media(media="screen")
    desk.page.get_by_label("Print this page with internal notes").check()
    desk.page.emulate_media(media="print")
    expect(note).to_be_visible()
    expect(mark).to_have_text("Internal copy")
    expect(mark).to_be_visible()
