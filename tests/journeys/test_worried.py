"""Somebody on the telephone says that she cannot go on: the card is one press away, wherever the officer is."""

import pytest
from playwright.sync_api import expect

from caseload import search
from caseload.models import Recommendation
from recovery.models import OutboxMessage
from staff.models import Role, User
from tests.caseload.desk import owing
from tests.factories.people import Household, OfficerFactory
from tests.journeys.conftest import MONDAY, PASSWORD, Desk, give_password
from welfare.models import Marker, StaffAlert

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them
QUESTION = "Are you thinking of ending your life?"


@pytest.fixture
def home(own_database: str) -> Household:
    home = owing({"mobile": "07700 900123"})
    give_password(home.officer)
    OfficerFactory(role=Role.TEAM_LEADER, name="Mo Sei", patches=[home.account.tenancy.home.patch])
    search.index_all(on=MONDAY)
    return home


def test_one_press_from_anywhere_shows_the_steps_over_what_was_typed(home: Household, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(home.officer.username)

    for path in ("/", "/accounts/", f"/accounts/{home.account.pk}/"):
        desk.open(path)
        desk.key("Alt+KeyW")  # one press
        expect(page.get_by_role("dialog")).to_contain_text(QUESTION)
        expect(page.get_by_role("heading", name="Worried about someone")).to_be_focused()
        desk.key("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()

    desk.open(f"/accounts/{home.account.pk}/message/")
    box = page.get_by_label("Message", exact=True)
    box.fill("Please ring me when ")
    page.get_by_role("link", name="Worried about someone").click()  # one press, by mouse
    expect(page.get_by_role("dialog")).to_contain_text(QUESTION)
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(box).to_have_value("Please ring me when ")
    box.press("Alt+KeyW")  # also from inside a field
    expect(page.get_by_role("dialog")).to_contain_text(QUESTION)
    desk.look("worried-dialog")


def test_she_rings_while_another_account_is_open(home: Household, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(home.officer.username)
    desk.key("Alt+KeyW")
    card = page.get_by_role("dialog")
    card.get_by_label("Name, address, telephone or reference").fill("amina yu")
    desk.key("Enter")
    expect(card.get_by_role("link", name="Ms Amina Yusuf")).to_be_focused()
    expect(card).to_contain_text(QUESTION)

    desk.key("Enter")
    expect(page).to_have_url(f"{desk.address}/accounts/{home.account.pk}/worried/")
    desk.look("worried")
    page.get_by_role("button", name="Stop all chasing now").press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("All chasing has stopped. Mo Sei has been told.")
    desk.look("worried-stopped")
    assert Marker.objects.get().owner == home.officer
    assert Recommendation.objects.get(account=home.account, lapsed_on=None).bucket == "crisis_or_held"
    assert not OutboxMessage.objects.filter(state="queued").exists()
    desk.open(f"/accounts/{home.account.pk}/")
    expect(page.get_by_label("Crisis")).to_contain_text("Crisis raised by Nadia Rahman")
    desk.look("account-in-crisis")


def test_one_press_calls_the_leader_on_the_page_she_has_open_until_she_answers(home: Household, desk: Desk) -> None:
    leader = User.objects.get(role=Role.TEAM_LEADER)
    give_password(leader)
    browser = desk.page.context.browser
    assert browser
    beside = browser.new_context()
    hers = beside.new_page()
    hers.goto(f"{desk.address}/sign-in/login/")
    hers.fill("input[name=login]", leader.username)
    hers.fill("input[name=password]", PASSWORD)
    hers.click("main button[type=submit]")
    expect(hers.get_by_role("heading", level=1)).to_be_visible()
    assert "needs you at once" not in hers.content()

    desk.sign_in(home.officer.username)
    desk.open(f"/accounts/{home.account.pk}/")
    desk.key("Alt+KeyW")  # the card is shown by one press
    desk.page.get_by_role("dialog").get_by_role("button", name="Stop all chasing now").press("Enter")
    expect(desk.page.get_by_text("All chasing has stopped. Mo Sei has been told.")).to_be_visible()

    strip = hers.get_by_role("region", name="Worried about someone")
    expect(strip).to_contain_text("Nadia Rahman, 01632 960010, needs you at once.", timeout=25_000)
    strip.get_by_role("button").click()
    expect(hers).to_have_url(f"{desk.address}/accounts/{home.account.pk}/worried/")
    expect(strip).to_be_hidden()
    assert StaffAlert.objects.get(kind="crisis").acknowledged_at is not None
    beside.close()


def test_without_javascript_it_is_a_page(home: Household, desk: Desk) -> None:
    desk.sign_in(home.officer.username)
    browser = desk.page.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, storage_state=desk.page.context.storage_state())
    page = plain.new_page()
    page.goto(f"{desk.address}/accounts/{home.account.pk}/")

    page.get_by_role("link", name="Worried about someone").click()

    expect(page.get_by_text(QUESTION)).to_be_visible()
    page.get_by_role("button", name="Stop all chasing now").click()
    expect(page.get_by_text("All chasing has stopped. Mo Sei has been told.")).to_be_visible()
    plain.close()


def test_the_length_of_a_text_is_told_while_it_is_typed(home: Household, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(home.officer.username)
    desk.open(f"/accounts/{home.account.pk}/message/")
    told, box = page.locator("[data-message-size]"), page.get_by_label("Message", exact=True)

    box.fill("a" * 161)
    expect(told).to_have_text("161 of 459 characters, sent in 2 parts.")
    box.fill("Don’t worry – £5 & €6")
    expect(told).to_have_text("22 of 459 characters, one text.")
    box.fill("ł" + "a" * 201)
    expect(told).to_contain_text("1 character too long for a text. A letter in it that plain texts do not have")
    box.fill("Thursday is best.")
    page.get_by_role("button", name="Please call", exact=True).click()
    expect(box).to_have_value("Please call Nadia Rahman on 01632 960010 about your account. Thursday is best.")
    desk.look("message")
    page.get_by_role("button", name="Send in 10 minutes").click()

    expect(page.get_by_role("status").first).to_contain_text("Until then it can be taken back.")
    assert OutboxMessage.objects.get().text.endswith("Thursday is best.")
