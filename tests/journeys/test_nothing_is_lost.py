"""What an officer types is never lost: not with the browser, the session or the connection. Nor is it left behind."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Error, Locator, Page, expect

from caseload.models import Draft, Note
from caseload.sweep import decide_now
from tests.factories.people import Household, OfficerFactory, household
from tests.journeys.conftest import MONDAY, PICTURES, Desk, give_password

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them
SAVED_NOT_SENT = re.compile(r"^Saved \d\d:\d\d\. Not sent yet: press again\.$")
TRIES_AGAIN = 20_000  # milliseconds, beyond the longest wait between two tries
TYPED = "She starts at the bakery on Monday and will pay £50 on Friday."


@pytest.fixture
def home(own_database: str) -> Household:
    home = household()
    decide_now([home.account.pk], as_of=MONDAY)
    give_password(home.officer)
    return home


@pytest.fixture
def at_account(desk: Desk, home: Household) -> Desk:
    """She has signed in and has the account open."""
    desk.sign_in(home.officer.username)
    open_account(desk, home)
    return desk


@pytest.fixture
def own_browser(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    """One that may be killed, and that keeps pages for Back as browsers do outside tests."""
    browser = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


def open_account(desk: Desk, home: Household) -> None:
    desk.open(f"/accounts/{home.account.pk}/")


def note_form(page: Page) -> Locator:
    return page.locator("form[data-draft=note]")


def type_note(desk: Desk, typed: str = TYPED) -> None:
    desk.page.locator("h1").click()
    desk.key("n")
    desk.page.keyboard.type(typed)


def saved(page: Page) -> None:
    expect(note_form(page).get_by_text(re.compile(r"^Saved \d\d:\d\d"))).to_be_visible()


def test_a_killed_browser_loses_nothing_and_the_same_field_has_the_words(
    desk: Desk, home: Household, own_browser: Browser
) -> None:
    doomed = Desk(own_browser.new_page(), desk.address)
    doomed.sign_in(home.officer.username)
    open_account(doomed, home)
    type_note(doomed)
    saved(doomed.page)

    with pytest.raises(Error):
        own_browser.new_browser_cdp_session().send("Browser.crash")

    desk.sign_in(home.officer.username)
    open_account(desk, home)
    expect(note_form(desk.page).get_by_role("textbox")).to_have_value(TYPED)
    expect(note_form(desk.page).get_by_text("Not sent yet. Kept on")).to_be_visible()
    desk.look("account-draft")
    note_form(desk.page).get_by_role("button", name="Keep this note").click()
    expect(desk.page.get_by_role("status").filter(has_text="is kept")).to_be_visible()
    assert Note.objects.get().text == TYPED
    assert not Draft.objects.exists()


def test_when_the_session_ends_while_she_types_she_signs_in_beside_it_and_presses_again(
    at_account: Desk, home: Household
) -> None:
    page = at_account.page
    Session.objects.all().delete()

    type_note(at_account)
    form = note_form(page)
    expect(form.get_by_text("You are signed out. What you typed is still here.")).to_be_visible()
    form.get_by_role("button", name="Keep this note").click()
    expect(form.get_by_role("textbox")).to_have_value(TYPED)
    assert page.url.endswith(f"/accounts/{home.account.pk}/")
    assert not Note.objects.exists()

    with page.context.expect_page() as opened:
        form.get_by_role("link", name="Sign in in a new tab").click()
    beside = Desk(opened.value, at_account.address)
    beside.page.get_by_label("User name").fill(home.officer.username)
    beside.page.get_by_label("Password").fill("quarter day comes round")
    beside.page.get_by_role("button", name="Sign in").click()
    expect(beside.page.get_by_role("heading", name="You are signed in")).to_be_visible()
    beside.look("signed-in-again")
    beside.page.close()

    page.bring_to_front()
    expect(form.get_by_text(SAVED_NOT_SENT)).to_be_visible(timeout=TRIES_AGAIN)
    form.get_by_role("button", name="Keep this note").click()
    expect(page.get_by_role("status").filter(has_text="is kept")).to_be_visible()
    assert Note.objects.get().text == TYPED


def test_a_press_after_the_session_ended_returns_to_the_account_with_the_words(
    at_account: Desk, home: Household
) -> None:
    page = at_account.page
    type_note(at_account)
    saved(page)
    Session.objects.all().delete()

    note_form(page).get_by_role("button", name="Keep this note").click()
    expect(page.get_by_text("You were signed out before this was sent.")).to_be_visible()
    page.get_by_label("User name").fill(home.officer.username)
    page.get_by_label("Password").fill("quarter day comes round")
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile(rf"/accounts/{home.account.pk}/$"))
    expect(note_form(page).get_by_role("textbox")).to_have_value(TYPED)
    assert not Note.objects.exists()


def test_somebody_elses_sign_in_beside_it_keeps_nothing_in_their_name(at_account: Desk, home: Household) -> None:
    page = at_account.page
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    give_password(colleague)
    beside = Desk(page.context.new_page(), at_account.address)
    beside.page.goto(f"{at_account.address}/")
    beside.hand_over_to(colleague.username)

    page.bring_to_front()
    type_note(at_account)

    expect(note_form(page).get_by_text("Somebody else has signed in in this browser.")).to_be_visible()
    note_form(page).get_by_role("button", name="Keep this note").click()
    expect(note_form(page).get_by_role("textbox")).to_have_value(TYPED)
    assert not Draft.objects.exists()
    assert not Note.objects.exists()


def test_a_lost_connection_keeps_the_words_says_so_and_tries_again_by_itself(at_account: Desk, home: Household) -> None:
    page, form = at_account.page, note_form(at_account.page)
    page.context.set_offline(True)

    type_note(at_account)
    expect(form.get_by_text("Not saved yet: no connection. Keep this page open.")).to_be_visible()
    page.screenshot(path=PICTURES / "account-no-connection.png", full_page=True)
    form.get_by_role("button", name="Keep this note").click()
    expect(form.get_by_text("No connection: nothing was sent. What you typed is still here.")).to_be_visible()
    expect(form.get_by_role("textbox")).to_have_value(TYPED)

    page.context.set_offline(False)
    expect(form.get_by_text(SAVED_NOT_SENT)).to_be_visible(timeout=TRIES_AGAIN)
    assert Draft.objects.get().values["text"] == [TYPED]
    form.get_by_role("button", name="Keep this note").click()
    expect(page.get_by_role("status").filter(has_text="is kept")).to_be_visible()
    assert Note.objects.get().text == TYPED


def test_leaving_the_page_in_mid_word_keeps_what_stands_there(at_account: Desk, home: Household) -> None:
    type_note(at_account, "She starts at the bak")

    at_account.open("/undo/")
    at_account.look("undo-empty")
    open_account(at_account, home)

    expect(note_form(at_account.page).get_by_role("textbox")).to_have_value("She starts at the bak")


def test_after_sign_out_back_and_the_browsers_cache_show_nothing(
    desk: Desk, home: Household, own_browser: Browser
) -> None:
    at = Desk(own_browser.new_page(), desk.address)
    page = at.page
    at.sign_in(home.officer.username)
    open_account(at, home)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina Yusuf")
    address = page.url
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Yusuf" not in page.content()

    in_cache = """async (address) => {
        const only = {cache: "only-if-cached", mode: "same-origin"};
        try { return (await fetch(address, only)).ok; } catch { return false; }
    }"""
    assert page.evaluate(in_cache, address) is False
    left = page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage), window.caches ? 1 : 0]")
    assert set(left[0]) <= {"quarterday-keys"}
    assert left[1] == []
    assert page.evaluate("caches.keys()") == []


def test_two_officers_on_one_account_see_each_other_and_one_takes_it(
    at_account: Desk, home: Household, own_browser: Browser
) -> None:
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    give_password(colleague)
    second = Desk(own_browser.new_page(), at_account.address)
    second.sign_in(colleague.username)

    open_account(second, home)
    expect(second.page.get_by_text(re.compile(r"Nadia Rahman has this account open since \d\d:\d\d"))).to_be_visible()
    second.look("account-two-officers")
    second.page.get_by_role("button", name=re.compile("^Take it")).click()
    expect(second.page.get_by_text("You took this account at")).to_be_visible()

    open_account(at_account, home)
    expect(at_account.page.get_by_text("Tom Fenwick took this account at").first).to_be_visible()
    expect(at_account.page.get_by_role("button", name="Send letter 1")).to_have_count(0)
    at_account.look("account-taken")
    at_account.page.get_by_role("button", name="Take it over").click()
    expect(at_account.page.get_by_role("button", name="Send letter 1")).to_be_visible()


def test_an_act_is_taken_back_from_the_undo_list_without_a_mouse(at_account: Desk, home: Household) -> None:
    page = at_account.page
    page.locator("h1").click()
    at_account.key("x")
    at_account.key("Enter")
    expect(page.get_by_text("That was the last one")).to_be_visible()

    at_account.open("/undo/")
    expect(page.get_by_role("cell", name="Until midnight")).to_be_visible()
    at_account.look("undo", every_way=True)
    page.get_by_role("button", name=re.compile("^Take back")).focus()
    at_account.key("Enter")

    expect(page.get_by_role("status").filter(has_text="Taken back:")).to_be_visible()
    open_account(at_account, home)
    expect(page.locator("#next-step")).to_contain_text("Send letter 1")
