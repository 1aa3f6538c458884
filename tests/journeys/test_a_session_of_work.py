"""A session from Start to the end card, interrupted in every way, by keys alone and without JavaScript."""

import re
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from caseload.models import Parked, Recommendation, WorkSession
from caseload.sweep import decide_now
from tests.factories.people import Household, household
from tests.journeys.conftest import MONDAY, Desk, give_password
from tests.journeys.test_presses import begun, shows

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them
TYPED = "She starts at the bakery on Monday."


def officers_homes(number: int) -> list[Household]:
    homes = [household(owes=Decimal("209.00")) for _ in range(number)]
    decide_now([home.account.pk for home in homes], as_of=MONDAY)
    give_password(homes[0].officer)
    return homes


def test_a_session_is_gone_through_by_keys_to_an_end_card_that_adds_up(desk: Desk) -> None:
    homes, page = officers_homes(3), desk.page
    desk.sign_in(homes[0].officer.username)
    desk.look("today-session", every_way=True)
    begun(desk, homes)
    expect(page.get_by_role("region", name="Your session")).to_contain_text("All work · item 1 of 3")
    desk.look("account-in-session")

    for home, following in pairwise(homes):
        shows(desk, home)
        desk.key("s")
        shows(desk, following)
        expect(page.locator("[data-live]")).to_contain_text(re.compile(r"Item \d of 3, .+, Send letter 1"))
    desk.key("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("All work: 1 closed, 2 resting, 0 left")
    desk.look("session-end-card", every_way=True)
    page.get_by_role("button", name="End the session").press("Enter")
    expect(page.get_by_role("button", name="Back to the list")).to_be_visible()
    assert WorkSession.objects.get().totals["done"] == 1


def test_s2_39_a_caller_in_between_half_a_note_parked_and_taken_up_at_the_same_field(desk: Desk) -> None:
    homes, page = officers_homes(3), desk.page
    desk.sign_in(homes[0].officer.username)
    begun(desk, homes)

    desk.key("n")
    page.keyboard.type(TYPED)
    note = page.locator("form[data-draft=note] textarea")
    expect(note).to_be_focused()
    expect(page.locator("form[data-draft=note]").get_by_text(re.compile(r"^Saved \d\d:\d\d"))).to_be_visible()
    page.get_by_role("button", name="Park").press("Enter")
    shows(desk, homes[1])

    desk.open("/coverage/")  # another page altogether
    desk.look("coverage-with-session")
    page.get_by_role("button", name=f"Take up {homes[0].account.account_ref}").press("Enter")

    expect(note).to_be_focused()
    expect(note).to_have_value(TYPED)
    assert not Parked.objects.exists()


def test_s0_48_a_killed_browser_comes_back_to_the_same_item(desk: Desk, browser: Browser) -> None:
    homes = officers_homes(2)
    desk.sign_in(homes[0].officer.username)
    begun(desk, homes)
    desk.key("s")
    shows(desk, homes[1])
    desk.page.context.close()

    again = Desk(browser.new_page(), desk.address)
    again.sign_in(homes[0].officer.username)
    again.key("Enter")  # Go on with your session

    expect(again.page).to_have_url(re.compile(f"/accounts/{homes[1].account.pk}/"))
    expect(again.page.get_by_role("region", name="Your session")).to_contain_text("item 2 of 2")
    again.page.context.close()


def test_from_anywhere_two_keys_lead_back_to_the_session(desk: Desk) -> None:
    homes, page = officers_homes(2), desk.page
    desk.sign_in(homes[0].officer.username)
    begun(desk, homes)

    desk.key("g")
    desk.key("c")
    expect(page).to_have_url(re.compile("/coverage/"))
    desk.key("g")
    desk.key("s")
    expect(page).to_have_url(re.compile(f"/accounts/{homes[0].account.pk}/"))
    desk.key("g")
    desk.key("t")
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()


def test_one_returns_to_the_row_one_left_by_its_link_and_by_back(desk: Desk) -> None:
    homes, page = officers_homes(3), desk.page
    desk.sign_in(homes[0].officer.username)
    desk.open("/?group=letter")
    row = page.get_by_role("link", name=homes[1].account.account_ref)

    desk.key("j")
    desk.key("j")
    expect(row).to_be_focused()
    desk.key("o")
    expect(page).to_have_url(re.compile(f"/accounts/{homes[1].account.pk}/"))
    page.get_by_role("link", name="Today: letters").press("Enter")

    expect(page).to_have_url(re.compile(rf"group=letter#account-{homes[1].account.pk}$"))
    expect(row).to_be_focused()
    desk.key("j")
    expect(page.get_by_role("link", name=homes[2].account.account_ref)).to_be_focused()
    desk.key("o")
    expect(page).to_have_url(re.compile(f"/accounts/{homes[2].account.pk}/"))
    page.go_back()
    expect(page).to_have_url(re.compile("group=letter"))


def test_without_javascript_a_session_goes_from_start_to_its_end_card(desk: Desk, browser: Browser) -> None:
    homes = officers_homes(2)
    plain = browser.new_context(java_script_enabled=False).new_page()
    Desk(plain, desk.address).sign_in(homes[0].officer.username)
    plain.get_by_role("button", name=re.compile("^Start")).click()
    plain.get_by_role("button", name="Park").click()
    expect(plain).to_have_url(re.compile(f"/accounts/{homes[1].account.pk}/"))
    plain.get_by_role("button", name=re.compile("^Skip")).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("All work: 0 closed, 1 resting, 1 left")
    plain.get_by_role("button", name=f"Take up {homes[0].account.account_ref}").first.click()
    expect(plain).to_have_url(re.compile(f"/accounts/{homes[0].account.pk}/"))
    plain.get_by_role("link", name="End card").click()
    plain.get_by_role("button", name="End the session").click()
    expect(plain.get_by_role("button", name="Back to the list")).to_be_visible()
    plain.context.close()


def test_a_day_of_three_must_dos_and_eighteen_calls_prints_on_one_side_of_a4(desk: Desk) -> None:
    first = officers_homes(3)
    calls = [household({"mobile": "07700 900123"}, owes=Decimal("209.00")) for _ in range(18)]
    decide_now([home.account.pk for home in calls], as_of=MONDAY)
    Recommendation.objects.filter(account__in=[home.account.pk for home in first]).update(urgency=1)
    Recommendation.objects.filter(account__in=[home.account.pk for home in calls]).update(action="call")
    desk.sign_in(first[0].officer.username)

    desk.open("/day-sheet/")
    sheet = PdfReader(BytesIO(desk.page.pdf(prefer_css_page_size=True)))

    assert len(sheet.pages) == 1
    assert sheet.pages[0].extract_text().count("07700 900123") == 18


def test_the_day_sheet_and_the_working_week_are_fit_to_be_seen(desk: Desk) -> None:
    homes = officers_homes(2)
    desk.sign_in(homes[0].officer.username)

    desk.open("/day-sheet/")
    desk.look("day-sheet", every_way=True)
    desk.open("/working-week/")
    desk.page.get_by_label("Monday").fill("eleven")
    desk.page.get_by_role("button", name="Keep").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("Enter the hours of casework, from 0 to 10")
    desk.look("working-week", every_way=True)
