"""What each task costs in presses, counted from card shown to the next one shown. Typing and reading are free."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, expect

from caseload.models import Recommendation, Step
from caseload.sweep import decide_now
from recovery.models import ContactAttempt, OutboxMessage, ProposedAgreement, RepaymentAgreement
from tests.caseload.agreeing import budget
from tests.factories.people import Household, household
from tests.journeys.conftest import MONDAY, Desk, give_password
from welfare.models import Hold

pytestmark = pytest.mark.slow  # each a council at work and a browser: `make test` has no room for them
MANY = 30


@dataclass
class Counted:
    """A desk at which each press is counted."""

    desk: Desk
    presses: int = 0

    def key(self, key: str) -> None:
        self.presses += 1
        self.desk.key(key)

    def click(self, what: Locator) -> None:
        self.presses += 1
        what.click()


@pytest.fixture
def homes(desk: Desk) -> list[Household]:
    """Two households that want letter 1, and their officer signed in."""
    homes = [household(owes=Decimal("209.00")) for _ in range(2)]
    decide_now([home.account.pk for home in homes], as_of=MONDAY)
    give_password(homes[0].officer)
    desk.sign_in(homes[0].officer.username)
    return homes


@pytest.fixture
def at_card(desk: Desk, homes: list[Household]) -> Counted:
    """Her session is started and the first card is open."""
    return begun(desk, homes)


def begun(desk: Desk, homes: list[Household]) -> Counted:
    desk.key("Enter")
    shows(desk, homes[0])
    return Counted(desk)


def shows(desk: Desk, home: Household) -> None:
    expect(desk.page).to_have_url(re.compile(f"/accounts/{home.account.pk}/"))
    expect(desk.page.locator("#next-step")).to_be_focused()


def test_a_routine_letter_takes_one_press(at_card: Counted, homes: list[Household]) -> None:
    at_card.key("Enter")

    shows(at_card.desk, homes[1])
    assert at_card.presses == 1
    assert OutboxMessage.objects.filter(account=homes[0].account).count() == 1


def test_a_skip_takes_one_press(at_card: Counted, homes: list[Household]) -> None:
    at_card.key("s")

    shows(at_card.desk, homes[1])
    assert at_card.presses == 1
    assert Step.objects.get().outcome == "deferred"


def test_a_call_with_its_outcome_takes_two_presses(at_card: Counted, homes: list[Household]) -> None:
    at_card.key("c")
    at_card.click(at_card.desk.page.get_by_role("button", name="No answer").locator("visible=true"))

    shows(at_card.desk, homes[1])
    assert at_card.presses == 2
    assert ContactAttempt.objects.get(account=homes[0].account).outcome == "no_answer"


def test_nothing_that_can_be_pressed_on_the_card_lies_under_something_else(at_card: Counted) -> None:
    page = at_card.desk.page
    page.locator(".qd-further > summary").click()

    covered = page.locator(".qd-acts :is(a, summary, button):visible").evaluate_all(
        """buttons => buttons.filter(button => {
            button.scrollIntoView({ block: "center" });
            const { x, y, width, height } = button.getBoundingClientRect();
            return !button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        }).map(button => button.textContent)"""
    )

    assert covered == []


def test_a_hold_with_its_reason_and_day_takes_three_presses(at_card: Counted, homes: list[Household]) -> None:
    page = at_card.desk.page
    at_card.key("h")
    expect(page.get_by_label("Waiting for benefit")).to_be_focused()
    at_card.key("Space")
    at_card.key("Enter")

    shows(at_card.desk, homes[1])
    assert at_card.presses == 3
    assert Hold.objects.get().reason == "benefit"


def test_not_this_takes_two_presses(at_card: Counted, homes: list[Household]) -> None:
    at_card.key("x")
    at_card.click(at_card.desk.page.get_by_role("button", name="Payment is on its way"))

    shows(at_card.desk, homes[1])
    assert at_card.presses == 2
    assert Step.objects.get().reason == "Payment is on its way"


def test_the_crisis_card_takes_one_press_from_anywhere(at_card: Counted) -> None:
    at_card.key("Alt+w")

    expect(at_card.desk.page.get_by_role("heading", name="Worried about someone")).to_be_visible()
    assert at_card.presses == 1


def test_parking_and_taking_up_again_take_one_press_each(at_card: Counted, homes: list[Household]) -> None:
    page = at_card.desk.page
    at_card.key("p")
    shows(at_card.desk, homes[1])
    assert at_card.presses == 1
    at_card.desk.listens()

    at_card.click(page.get_by_role("button", name=f"Take up {homes[0].account.account_ref}"))
    expect(page).to_have_url(re.compile(f"/accounts/{homes[0].account.pk}/"))
    assert at_card.presses == 2


def test_a_press_within_the_first_moments_is_taken_for_an_echo(at_card: Counted, homes: list[Household]) -> None:
    page = at_card.desk.page
    at_card.key("s")
    page.wait_for_url(re.compile(f"/accounts/{homes[1].account.pk}/"))
    expect(page.locator("[data-live]")).not_to_be_empty()
    page.keyboard.press("s")  # the hand was quicker than the eye

    at_card.desk.listens()
    shows(at_card.desk, homes[1])
    assert Step.objects.count() == 1


def test_s2_31_thirty_items_are_put_off_in_at_most_four_presses(desk: Desk) -> None:
    homes = [household(owes=Decimal("209.00")) for _ in range(MANY)]
    decide_now([home.account.pk for home in homes], as_of=MONDAY)
    give_password(homes[0].officer)
    desk.sign_in(homes[0].officer.username)
    counted, page = Counted(desk), desk.page

    counted.click(page.get_by_role("link", name=f"Letters {MANY}"))
    counted.click(page.get_by_text("Put off several"))
    page.get_by_label("Why").fill("Flood in Mill Lane")
    counted.click(page.get_by_role("button", name=f"Put off all {MANY} shown"))

    expect(page.get_by_role("status").first).to_contain_text("30 accounts put off to 30 November 2026.")
    assert counted.presses <= 4
    assert Step.objects.filter(outcome="deferred", reason="Flood in Mill Lane").count() == MANY
    assert not Recommendation.objects.filter(lapsed_on=None, action="letter_1").exists()


def opens_the_agreement(at_card: Counted) -> Locator:
    """The page that reckons while she types is there, with its scripts; the offer's box."""
    at_card.key("a")
    offer = at_card.desk.page.get_by_label("Off the arrears each time", exact=True)
    offer.wait_for()
    at_card.desk.listens()
    return offer


def test_an_agreement_with_its_letter_takes_at_most_five_presses(at_card: Counted, homes: list[Household]) -> None:
    page = at_card.desk.page
    offer = opens_the_agreement(at_card)
    offer.fill("9.00")
    expect(page.get_by_role("heading", name="£113.50 a week")).to_be_visible()
    at_card.click(page.get_by_label("By telephone", exact=True))
    at_card.click(page.get_by_role("button", name="Agree and confirm"))

    shows(at_card.desk, homes[1])
    assert at_card.presses <= 5
    assert RepaymentAgreement.objects.get().instalment_amount == Decimal("9.00")
    assert OutboxMessage.objects.get().action == "agreement_made"


def test_above_what_is_safe_the_press_asks_a_leader_at_once(at_card: Counted, homes: list[Household]) -> None:
    budget(homes[0], left="36.00")  # 8.30 a week
    page = at_card.desk.page
    offer = opens_the_agreement(at_card)
    offer.fill("9.00")
    expect(page.get_by_role("button", name="Ask a leader")).to_be_visible()
    offer.fill("8.00")
    expect(page.get_by_role("button", name="Agree and confirm")).to_be_visible()
    offer.fill("9.00")
    expect(page.get_by_role("button", name="Ask a leader")).to_be_visible()
    page.get_by_label("Why more is asked than is safe").fill("Her sister pays the rest")
    at_card.click(page.get_by_label("By telephone", exact=True))
    at_card.click(page.get_by_role("button", name="Ask a leader"))

    shows(at_card.desk, homes[1])
    assert at_card.presses <= 5
    assert ProposedAgreement.objects.get().why == "Her sister pays the rest"
    assert not RepaymentAgreement.objects.exists()


def test_what_was_proposed_follows_how_often_they_pay_and_what_was_typed_stays(at_card: Counted) -> None:
    page = at_card.desk.page
    offer = opens_the_agreement(at_card)
    rent = page.get_by_label("Their own share of rent each time")
    expect(rent).to_have_value("104.50")
    page.get_by_label("Monthly", exact=True).check()
    expect(rent).to_have_value("452.83")
    expect(offer).to_have_value("18.00")  # 209.00 within a year, up to the pound
    expect(page.get_by_role("heading", name="£470.83 a month")).to_be_visible()
    offer.fill("20.00")
    page.get_by_label("Fortnightly", exact=True).check()
    expect(page.get_by_role("heading", name="£229.00 a fortnight")).to_be_visible()


def test_arrows_change_the_offer_by_a_pound(at_card: Counted) -> None:
    page = at_card.desk.page
    offer = opens_the_agreement(at_card)
    offer.fill("9.50")
    offer.press("ArrowUp")
    expect(offer).to_have_value("10.50")
    page.get_by_role("button", name="− £1").click()
    expect(offer).to_have_value("9.50")
    at_card.desk.page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator("form [data-brief]")).to_have_text(re.compile("^£114.00 a week, done on "))  # 104.50 and 9.50
    at_card.desk.look("agreement")
