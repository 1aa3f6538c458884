"""A notice on one Monday in a real browser: from the protocol sheet to its certificate, each page looked at by axe."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from caseload import search
from legal.models import Notice, NoticeService
from staff.models import Role
from tests.factories.people import Household, OfficerFactory
from tests.journeys.conftest import MONDAY, Desk, give_password
from tests.legal.noticing import owing

pytestmark = pytest.mark.slow


@pytest.fixture
def home(own_database: str, monday: Any) -> Household:
    """£900.00 is owed; needs were asked about. Its officer and who leads the team may sign in."""
    home = owing({})
    give_password(home.officer)
    patches = [home.account.tenancy.home.patch]
    give_password(OfficerFactory(role=Role.TEAM_LEADER, name="Mabel Osei", username="mosei", patches=patches))
    search.index_all(on=MONDAY)
    return home


def test_a_notice_is_prepared_weighed_approved_by_another_and_handed_over(home: Household, desk: Desk) -> None:
    page, case = desk.page, f"/accounts/{home.account.pk}/legal/"
    desk.sign_in(home.officer.username)
    desk.open(f"{case}protocol/")
    page.get_by_label("Step", exact=True).select_option("debt_advice")
    page.get_by_label("How, and what came of it").fill("With letter 2.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("status").first).to_contain_text("The step is on record.")
    desk.look("journey-protocol")

    desk.open(case)
    desk.look("journey-case-before")
    page.get_by_role("link", name="Prepare the notice of seeking possession").first.click()
    page.get_by_label("Day of service").fill("23 November 2026")
    page.get_by_label("How it will be served").select_option("hand")
    desk.look("journey-prepare")
    page.get_by_role("button", name="Prepare it").click()
    expect(page.locator("main")).to_contain_text("21 December 2026")
    notice = page.url

    desk.open(case)
    page.get_by_role("link", name="Weigh equality and proportionality").click()
    for number, box in enumerate(page.locator("main textarea").all(), start=1):
        box.fill(f"Asked, and none is known ({number}).")
    desk.look("journey-weigh")
    page.get_by_role("button", name="Keep the record").click()
    page.get_by_role("link", name="Ask for approval").click()
    page.get_by_label("Why this notice is right").fill("Letters and calls brought no answer.")
    page.get_by_role("button", name="Ask a leader").click()
    desk.look("journey-asked")

    desk.hand_over_to("mosei")
    desk.open("/approvals/")
    page.get_by_role("link", name="the yes to serve").click()
    desk.look("journey-approval")
    page.get_by_role("button", name="Approve").click()

    desk.hand_over_to(home.officer.username)
    page.goto(notice)
    serve = page.locator("#serve")
    serve.get_by_label("How", exact=True).select_option("hand")
    serve.get_by_label("Day", exact=True).fill("23 November 2026")
    serve.get_by_label("Time", exact=True).fill(f"{timezone.localtime():%H:%M}")
    serve.get_by_label("Where", exact=True).fill("3 Mill Lane")
    serve.get_by_label("Into whose hand").fill("Ms Yusuf")
    page.get_by_role("button", name="Record the service").click()
    expect(page.get_by_role("status").first).to_contain_text("is recorded, with its certificate")
    desk.look("journey-served", every_way=True)
    desk.open(case)
    expect(page.locator("main")).to_contain_text("A claim may be issued from 22 December 2026.")
    desk.look("journey-case-served", every_way=True)

    assert Notice.objects.get().status == "served"
    assert NoticeService.objects.get().certificate is not None
