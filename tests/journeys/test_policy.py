"""A team leader changes a rule herself, sees what it would do, and a second person publishes it."""

import pytest
from playwright.sync_api import expect

from caseload.models import Simulation
from caseload.policies import simulate
from recovery.models import PolicyVersion
from staff.models import Job, Role, User
from tests.caseload.desk import owing
from tests.factories.people import OfficerFactory
from tests.journeys.conftest import Desk, give_password


@pytest.fixture
def leader(own_database: str) -> User:
    home = owing()
    leader = OfficerFactory(role=Role.TEAM_LEADER, username="mosei", patches=[home.account.tenancy.home.patch])
    manager = OfficerFactory(role=Role.INCOME_MANAGER, username="pwalker", name="Pia Walker")
    for user in (leader, manager):
        give_password(user)
    return leader


@pytest.mark.slow
def test_a_rule_is_drafted_simulated_and_published_by_another(leader: User, desk: Desk) -> None:
    page = desk.page
    desk.sign_in("mosei")
    page.get_by_role("link", name="Policy", exact=True).click()
    desk.look("policy")
    page.get_by_label("Copy it to a draft called").fill("Later first letters")
    page.get_by_role("button", name="Copy to a draft").click()

    page.locator("summary", has_text="Homes").click()
    desk.look("policy-draft")
    page.locator("#homes").get_by_role("link", name="First letter").click()
    weeks = page.get_by_label("Number of weeks").first
    weeks.fill("soon")
    page.get_by_role("button", name="Save the rule").last.click()
    expect(page.get_by_text("Enter a number of weeks, such as 4 or 1.5.").first).to_be_visible()
    desk.look("policy-rule")
    weeks.fill("2.5")
    page.get_by_role("button", name="Save the rule").last.click()
    expect(page.get_by_role("status").first).to_contain_text("‘First letter’ is saved in the draft.")

    page.get_by_role("button", name="Simulate for today").click()
    expect(page.get_by_text("Waiting for a worker.")).to_be_visible()
    simulate.work(Job.objects.get(kind=simulate.TODAY))
    swapped = "Adds ‘Send a reminder’ once, removes ‘Send letter 1’ once."
    expect(page.get_by_role("heading", level=1)).to_have_text(swapped)
    desk.look("policy-simulation")
    page.get_by_role("link", name="Later first letters").click()
    page.get_by_role("button", name="Submit it").click()
    expect(page.get_by_text("Submitted by")).to_be_visible()

    desk.hand_over_to("pwalker")
    desk.open(f"/policy/drafts/{Simulation.objects.get().draft_id}/")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Policy 1")
    assert PolicyVersion.objects.get().published_by_id is not None
    for name in ("health", "law-check", "targets", "rates", "work", "versions/1/book"):
        desk.open(f"/policy/{name}/")
        desk.look(f"policy-{name.replace('/', '-')}")


def test_duty_s3_34_the_text_for_the_website_passes_the_accessibility_check(leader: User, desk: Desk) -> None:
    desk.sign_in("mosei")
    desk.open("/policy/website/")
    desk.look("policy-website")
    body = desk.page.request.get(f"{desk.address}/policy/website/file/").text()
    desk.page.set_content(body)
    desk.look("website-file")
