"""Pages as they stand after an act, and refusals: what no table of addresses names, looked at in every way."""

import re

import pytest
from playwright.sync_api import expect

from caseload.models import SweepRun
from caseload.queue import queue
from staff.models import Role, User
from tenancies.models import RentAccount
from tests.factories.people import household
from tests.journeys.conftest import MONDAY, Desk

# Of an account: {own}, {crisis}, {outside}.
PAGES = {
    Role.INCOME_OFFICER: {
        "group": "/?group=call",
        "open-outside": "/accounts/{outside}/open/",
        "account-in-crisis": "/accounts/{crisis}/",
        "worried-stopped": "/accounts/{crisis}/worried/",
        "account-asked": "/accounts/{own}/",
        "notice-dates": "/notice-dates/?kind=nosp&method=hand&on=2026-09-08&specified=2026-10-10",
        "suggest": "/help/suggest/?page=today",
        "suggestions-mine": "/help/suggestions/",
        "not-found": "/accounts/999999/",
        "not-allowed": "/team/",
    },
    Role.TEAM_LEADER: {"questions": "/questions/", "suggestions": "/suggestions/"},
}


@pytest.mark.slow
def test_pages_after_an_act_are_accessible_in_every_way(council: SweepRun, desk: Desk) -> None:
    page = desk.page
    officer = max(User.objects.filter(role=Role.INCOME_OFFICER), key=lambda user: queue(user, on=MONDAY).count())
    leader = User.objects.filter(role=Role.TEAM_LEADER).first()
    own, crisis = (each.account for each in queue(officer, on=MONDAY)[:2])
    outside = household().account
    assert leader

    desk.sign_in(officer.username)
    fills_the_lists(desk, own=own, crisis=crisis)
    for name, path in PAGES[Role.INCOME_OFFICER].items():
        desk.open(path.format(own=own.pk, crisis=crisis.pk, outside=outside.pk))
        desk.look(f"after-{name}", every_way=True)
    page.locator("#lookup").fill("road")
    desk.key("Enter")
    expect(page.get_by_role("heading", name="Find an account")).to_be_visible()
    desk.look("after-found", every_way=True)
    puts_off_all(desk)

    page.context.clear_cookies()
    desk.sign_in(leader.username)
    for name, path in PAGES[Role.TEAM_LEADER].items():
        desk.open(path)
        desk.look(f"after-{name}", every_way=True)
    desk.open("/team/")
    page.locator("main a[href*='/team/accounts/']").first.click()
    desk.look("after-team-accounts", every_way=True)


def fills_the_lists(desk: Desk, *, own: RentAccount, crisis: RentAccount) -> None:
    """A question, a suggestion and a crisis, so that their pages are not looked at empty."""
    page = desk.page
    desk.open(f"/accounts/{crisis.pk}/worried/")
    page.get_by_role("button", name="Stop all chasing now").click()
    desk.open("/help/suggest/?page=today")
    page.get_by_role("textbox", name="What would you change?").fill("Show the hearing's room on Today.")
    page.get_by_role("button", name="Send").click()
    desk.open(f"/accounts/{own.pk}/")
    page.get_by_role("button", name=re.compile("^Not sure")).click()
    expect(page.get_by_role("status").first).to_be_visible()


def puts_off_all(desk: Desk) -> None:
    """What may move is put off; what may not is named with its reason."""
    page = desk.page
    desk.open("/accounts/")
    page.get_by_label(re.compile("All .* matching")).check()
    page.get_by_role("button", name=re.compile("^Put off")).first.click()
    expect(page.get_by_role("heading", name="before you press")).to_be_visible(timeout=30_000)
    desk.look("after-bulk-trial", every_way=True)
    page.locator("form.qd-bulkform").get_by_role("radio").first.check(force=True)
    page.get_by_label("Emergency elsewhere").check()
    page.get_by_role("button", name=re.compile("^Put off")).click()
    expect(page.get_by_role("heading", name=re.compile("accounts put off$"))).to_be_visible(timeout=30_000)
    desk.look("after-bulk-result", every_way=True)
