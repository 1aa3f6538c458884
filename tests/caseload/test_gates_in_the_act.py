"""Who may is asked where it is done, not only on the page: each verb called as a page would never call it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from caseload.agreements import remittances
from caseload.campaigns import affected
from caseload.models import Reminder
from caseload.policies import simulate
from caseload.policies.edit import CannotEdit
from caseload.printing import acts
from caseload.safety import concerns, plans
from recovery import wordings
from recovery.models import Campaign, ContactAttempt, Employer, Leaflet, Template
from staff.models import Job, Role, User
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import draft_by
from tests.caseload.safety_desk import moment
from tests.factories.people import Household, OfficerFactory
from welfare.models import ContactPlan, SafetyConcern

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_contacts_of_a_list_are_planned_by_who_works_accounts(home: Household) -> None:
    kept = affected.load(
        [home.account.account_ref], name="Cap", purpose="The cap", contact_by=MONDAY + timedelta(days=28),
        by=home.officer, on=MONDAY, at=NOON,
    )  # fmt: skip

    with pytest.raises(PermissionDenied, match="planned by the income team"):
        affected.plan_contacts(kept, by=OfficerFactory(role=Role.AUDITOR), on=MONDAY, at=NOON)

    assert not Reminder.objects.exists()
    assert Campaign.objects.count() == 1


def test_a_case_conference_is_written_down_by_the_income_team(home: Household, neighbour: User) -> None:
    with pytest.raises(PermissionDenied, match="Case conferences"):
        concerns.report(
            account=home.account, kind="conference", said="Who was there", happened_on=MONDAY, **moment(neighbour)
        )

    assert not SafetyConcern.objects.exists()


def planned(home: Household) -> ContactPlan:
    """A plan that limits the first tenant: it waits for a leader's yes."""
    return plans.make_contact_plan(
        account=home.account, person=home.tenants[0], kind="persistent", limits="One call a week", single_contact=None,
        told_on=None, review_on=MONDAY + timedelta(days=28), last_day=MONDAY + timedelta(days=91),
        **moment(home.officer),
    )  # fmt: skip


def test_a_contact_plan_is_agreed_to_once_and_noted_once(home: Household, leader: User) -> None:
    plan = planned(home)
    plans.approve(account=home.account, plan=plan, **moment(leader))

    with pytest.raises(plans.CannotPlan, match="in force already"):
        plans.approve(account=home.account, plan=plan, **moment(leader))

    assert AccountEvent.objects.filter(summary__startswith="The contact plan is in force").count() == 1


def test_a_contact_plan_is_ended_once_and_on_an_account_of_whom_it_is_about(home: Household) -> None:
    plan = planned(home)
    other = owing(tenancy__home__patch=home.account.tenancy.home.patch)
    with pytest.raises(plans.CannotPlan, match="It has ended already"):
        plans.end_contact_plan(account=other.account, plan=plan, **moment(home.officer))
    plans.end_contact_plan(account=home.account, plan=plan, **moment(home.officer))

    with pytest.raises(plans.CannotPlan, match="It has ended already"):
        plans.end_contact_plan(account=home.account, plan=plan, **moment(home.officer))

    assert AccountEvent.objects.filter(summary="The contact plan has ended.").count() == 1


def test_a_text_does_not_come_back_by_post(client: Client, home: Household) -> None:
    text = ContactAttempt.objects.create(
        tenancy=home.account.tenancy, account=home.account, person=home.tenants[0], at=NOON, on=MONDAY, channel="sms",
        direction="out", purpose="general", outcome="sent",
    )  # fmt: skip

    page = client.post("/letters/returned/", {"letter": text.pk})

    assert page.status_code == 422
    text.refresh_from_db()
    assert text.outcome == "sent"
    with pytest.raises(acts.CannotReturn, match="did not go"):
        acts.came_back(letter=text, why="", by=home.officer, on=MONDAY, at=NOON)


def test_a_simulation_is_stopped_by_who_asked_for_it(leader: User) -> None:
    job = simulate.ask(draft=draft_by(leader), month=False, by=leader, on=MONDAY, at=NOON)

    with pytest.raises(CannotEdit, match="Only Mabel Osei stops this simulation"):
        simulate.stop(job, by=OfficerFactory(role=Role.INCOME_MANAGER))

    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (Job.State.WAITING, False)


def test_templates_leaflets_and_employers_are_not_kept_by_who_only_reads(home: Household) -> None:
    auditor = OfficerFactory(role=Role.AUDITOR)
    template = Template.objects.create(
        action="letter_1", channel="letter", variant="standard", name="Letter", owner=home.officer
    )

    with pytest.raises(wordings.CannotChangeWords, match="written by the income team"):
        wordings.look_after(template, owner=auditor, review_on=MONDAY, leaflets=[], by=auditor)
    with pytest.raises(wordings.CannotChangeWords, match="written by the income team"):
        wordings.keep_leaflet(None, by=auditor, title="Help", text="Call us", owner=auditor, review_on=MONDAY)
    with pytest.raises(PermissionDenied, match="finance and the income team"):
        remittances.add_employer(by=auditor, name="Mill Bakery", address="1 Mill Lane")

    template.refresh_from_db()
    assert template.owner == home.officer
    assert not Leaflet.objects.exists()
    assert not Employer.objects.exists()


def test_a_colleague_who_presses_save_on_somebodys_words_is_told_that_nothing_is_kept(
    client: Client, home: Household
) -> None:
    theirs = wordings.begin(
        action="letter_1", channel="letter", variant="standard", language="", name="T", by=OfficerFactory(), at=NOON
    )
    sign_in(client, home.officer)

    page = client.post(
        f"/letters/templates/versions/{theirs.pk}/", {"heading": "Mine", "body": "Mine", "do": "save"}, follow=True
    )

    assert page.status_code == 422
    said = page.content.decode()
    assert "Only who began a draft changes it" in said
    assert "Kept as a draft" not in said
    theirs.refresh_from_db()
    assert theirs.heading != "Mine"
