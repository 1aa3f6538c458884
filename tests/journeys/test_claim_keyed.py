"""A claim keyed from its sheet into the court's form, answer by answer, with every press counted (duties S1-32, S2-16).

The court's own site cannot be reached from here: a blank form that asks the same questions in the same order stands for
it in a second tab. The computer's seconds are measured; a person's are reckoned by the keystroke-level model (Card,
Moran and Newell, 1980), with one look before each answer. How long the court's own pages take is not in the sum.
"""

from time import perf_counter
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from legal.rules import claim_fields
from tests.factories.people import Household
from tests.journeys.conftest import Desk, give_password
from tests.legal.claiming import approved, manager_of, ready

pytestmark = pytest.mark.slow
SIX_MINUTES = 360
POINT, PRESS, LOOK = 1.1, 0.2, 1.35  # seconds: to move the pointer somewhere, one press, to look and make ready
# Point at ‘Copy’ and press; two keys to the other tab; point at the field and press; two keys paste; two keys back.
ONE_ANSWER = LOOK + 2 * (POINT + PRESS) + 6 * PRESS
PRESSES = 3  # copy, the field, paste
SLOW = 2.0  # seconds that no answer may take by itself


@pytest.fixture
def home(own_database: str, monday: Any, settings: Any) -> Household:
    """A joint tenancy whose claim is approved: its sheet is complete and frozen."""
    settings.COUNCIL_NAME = "Ottersby Council"
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby / OT1 1AA"
    home = ready({}, {"last_name": "Bello"})
    approved(home, by=manager_of(home))
    give_password(home.officer)
    return home


def court_form(page: Page, names: list[str]) -> Locator:
    """A form with a field for each question, in the order of Possession Claims Online."""
    fields = "".join(f"<p><label>{place}. {name}<textarea></textarea></label></p>" for place, name in enumerate(names))
    page.set_content(f"<!doctype html><title>The court’s form</title>{fields}")
    return page.locator("textarea")


def test_s1_32_a_claim_is_keyed_from_its_sheet_alone_within_six_minutes(home: Household, desk: Desk) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.sign_in(home.officer.username)
    sheet = f"/accounts/{home.account.pk}/legal/claim/"
    desk.open(sheet)
    copies = desk.page.get_by_role("button", name="Copy ")
    names = [" ".join(text.split()).removeprefix("Copy ") for text in copies.all_inner_texts()]
    asked = {field.name for field in claim_fields.fields()}
    assert set(names) <= asked
    assert desk.page.locator(".qd-claim-gap").count() == 0
    court = desk.page.context.new_page()
    fields = court_form(court, names)

    presses, slowest, begun = 0, 0.0, perf_counter()
    for place in range(len(names)):
        at = perf_counter()
        wanted = copies.nth(place).get_attribute("data-copy") or ""
        desk.page.bring_to_front()
        copies.nth(place).click()
        expect(desk.page.locator("#copied")).to_contain_text(names[place])
        court.bring_to_front()
        fields.nth(place).click()
        court.keyboard.press("Control+V")
        expect(fields.nth(place)).to_have_value(wanted)
        presses += PRESSES
        slowest = max(slowest, perf_counter() - at)
    machine = perf_counter() - begun

    assert desk.page.url.endswith(sheet)  # nothing was looked up elsewhere
    assert presses == PRESSES * len(names)
    assert slowest < SLOW, f"One answer took {slowest:.1f} seconds."
    by_hand = len(names) * ONE_ANSWER
    assert by_hand + machine < SIX_MINUTES, f"{len(names)} answers: {by_hand:.0f} and {machine:.0f} seconds"
