"""A telephone rings: anyone is found in a second, from the keyboard, from any page; also without scripts."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from caseload import search
from caseload.sweep import decide_now
from staff.models import AccessLog, User
from tenancies.models import AccountEvent, RentAccount
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import PatchFactory, PropertyFactory
from tests.journeys.conftest import MONDAY, Desk, give_password

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them


def lives(last_name: str, address: str, *, patch: str) -> RentAccount:
    home = PropertyFactory(address_1=address, patch=PatchFactory(code=patch))
    account = household({"last_name": last_name, "born_on": "1980-02-29"}, owes=Decimal("209.00"), tenancy__home=home)
    return account.account


@pytest.fixture
def officer(own_database: str) -> User:
    """Hers is P01; three households, one of them elsewhere."""
    lives("Holt", "12 Mill Lane", patch="P01")
    lives("Holtby", "7 Orchard Row", patch="P01")
    lives("Holt", "3 Far Street", patch="P09")
    decide_now(list(RentAccount.objects.values_list("pk", flat=True)), as_of=MONDAY)
    search.index_all(on=MONDAY)
    officer = OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P01")])
    give_password(officer)
    return officer


def at(address: str) -> RentAccount:
    return RentAccount.objects.get(tenancy__home__address_1=address)


def test_a_caller_is_found_while_typing_and_opened_from_the_keyboard(officer: User, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(officer.username)
    box = page.get_by_role("combobox", name=re.compile("Find an account"))

    desk.key("Control+k")
    expect(box).to_be_focused()
    page.keyboard.type("hol")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-live]")).to_have_text("3 accounts")
    desk.look("find-while-typing")

    page.keyboard.type("t 12")
    expect(options).to_have_count(1)
    desk.key("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "found-1")
    desk.key("Enter")

    expect(page).to_have_url(re.compile(rf"/accounts/{at('12 Mill Lane').pk}/$"))


def test_arrows_go_round_and_escape_closes_then_empties(officer: User, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(officer.username)
    box = page.locator("#lookup")

    page.locator("body").click(position={"x": 5, "y": 500})
    desk.key("/")
    page.keyboard.type("hol")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    desk.key("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    desk.key("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.last).to_have_attribute("aria-selected", "false")

    desk.key("Escape")
    expect(page.locator("[data-found]")).to_be_hidden()
    expect(box).to_have_value("hol")
    desk.key("Escape")
    expect(box).to_have_value("")


def test_a_page_is_reached_by_its_name_and_a_misspelt_name_is_forgiven(officer: User, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(officer.username)

    desk.key("Control+k")
    page.keyboard.type("hotlby")
    expect(page.locator("[data-say]")).to_have_text("No exact match. 1 account spelt like it")
    page.locator("#lookup").fill("")
    page.keyboard.type(">covera")
    expect(page.get_by_role("option")).to_have_text(["Go to Coverage"])
    desk.key("ArrowDown")
    desk.key("Enter")

    expect(page).to_have_url(re.compile("/coverage/$"))


def test_results_are_come_back_to_and_no_address_tells_a_name(officer: User, desk: Desk) -> None:
    page = desk.page
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    desk.sign_in(officer.username)
    page.locator("#lookup").fill("holt")
    desk.key("Enter")
    expect(page.get_by_role("heading", name="Find an account")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/find/1/$"))
    desk.look("find")

    page.get_by_role("link", name=at("12 Mill Lane").account_ref, exact=True).click()
    expect(page).to_have_url(re.compile(r"/accounts/\d+/$"))
    page.go_back()

    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.locator("#lookup")).to_have_value("holt")
    assert not [address for address in addresses if "holt" in address.lower()]


def test_a_tenant_from_another_patch_rings_and_is_asked_who_they_are_first(officer: User, desk: Desk) -> None:
    account = at("3 Far Street")
    page = desk.page
    desk.sign_in(officer.username)
    desk.key("Control+k")
    page.keyboard.type("far street")
    expect(page.get_by_role("option")).to_contain_text("Outside your patches")
    desk.key("ArrowDown")
    desk.key("Enter")
    expect(page.get_by_role("heading", name="Outside your patches")).to_be_visible()
    desk.look("open-outside")

    page.get_by_role("button", name="The tenant is here or on the phone").press("Enter")
    expect(page.get_by_role("heading", name="They rang or came in")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("£")
    desk.look("call-in")
    page.get_by_role("radio", name="Ms Amina Holt").check()
    page.get_by_role("button", name="Identity checked").press("Enter")
    expect(page.locator("main")).to_contain_text("£209.00")
    desk.look("call-in-checked")
    page.get_by_label("Note").fill("Paid at the post office")
    page.get_by_role("button", name="Spoke", exact=True).press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("is noted on")
    expect(page.locator("main")).to_contain_text("Outside your patches")
    assert AccessLog.objects.get().about == account.account_ref
    assert set(AccountEvent.objects.filter(account=account).values_list("what", flat=True)) == {
        "opened_from_outside", "call",
    }  # fmt: skip


@pytest.fixture
def plain_desk(desk: Desk, browser: Browser) -> Iterator[Desk]:
    """A browser without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield Desk(context.new_page(), desk.address)
    context.close()


def test_without_scripts_the_form_is_sent_and_the_page_answers(officer: User, plain_desk: Desk) -> None:
    page = plain_desk.page
    plain_desk.sign_in(officer.username)

    page.get_by_label("Find an account").fill("holt mill")
    page.get_by_role("button", name="Find").click()

    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name=at("12 Mill Lane").account_ref, exact=True).click()
    expect(page).to_have_url(re.compile(rf"/accounts/{at('12 Mill Lane').pk}/$"))
    page.get_by_label("Find an account").fill("coverage")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile("/coverage/$"))
