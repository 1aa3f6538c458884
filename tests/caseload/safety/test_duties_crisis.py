"""The duties of a crisis, each named by its id: chasing stops, colleagues are called, a second person lifts it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from caseload import worried
from caseload.models import Reminder
from caseload.safety import alerts, council, crisis
from recovery.account_facts import of_account
from staff.models import Role, User
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.caseload.safety_desk import SECRET, TUESDAY, as_, moment, worry
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from tests.recovery.messages import written
from welfare import actions as welfare
from welfare.models import StaffAlert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_noon")]


# ----------------------------------------------------------------------------------------------------------- crisis


def test_s0_12_one_press_stops_chasing_takes_back_what_waits_calls_the_leader_and_logs_the_times(
    client: Client, home: Household, leader: User
) -> None:
    waiting = written(home)
    page = as_(client, home.officer).get("/accounts/").content.decode()
    assert page.count("data-worried") == 1  # one press away on every page

    client.post(f"/accounts/{home.account.pk}/worried/")

    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert of_account(home.account, as_of=MONDAY).in_crisis
    call = StaffAlert.objects.get(kind="crisis")
    assert (call.for_user, call.acknowledged_at) == (leader, None)
    on_any_page = text(as_(client, leader).get("/undo/"))
    assert f"{home.officer.name}, {home.officer.phone}, needs you at once." in on_any_page
    assert "needs you at once" in text(client.get("/alerts/"))  # what an open page asks for

    answer = client.post(f"/alerts/{call.pk}/seen/")

    assert answer.headers["Location"] == f"/accounts/{home.account.pk}/worried/"
    call.refresh_from_db()
    assert call.acknowledged_at is not None
    assert "needs you at once" not in text(client.get("/alerts/"))
    assert "Mo Sei was called at" in text(as_(client, home.officer).get(f"/accounts/{home.account.pk}/worried/"))


def test_s0_12_a_chosen_colleague_is_called_and_nobody_answers_for_her(client: Client, home: Household) -> None:
    beside = OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P09")])
    worry(home, call=beside)
    call = StaffAlert.objects.get(kind="crisis")

    as_(client, home.officer).post(f"/alerts/{call.pk}/seen/")
    call.refresh_from_db()
    assert call.acknowledged_at is None

    strip = as_(client, beside).get("/alerts/")
    assert "needs you at once" in text(strip)
    assert "Yusuf" not in text(strip)  # no tenant is named in it
    assert f"/accounts/{home.account.pk}/" not in strip.content.decode()  # an account of another patch


def test_s0_12_before_it_is_known_who_is_on_the_line_whoever_leads_is_called(
    client: Client, home: Household, leader: User
) -> None:
    answer = as_(client, home.officer).post("/worried/call/", follow=True)

    assert "Mo Sei is called, on every page they open." in text(answer)
    assert StaffAlert.objects.get(for_user=leader).account is None


def test_s0_12_the_council_owns_the_urgent_contacts_and_until_then_national_lines_stand_with_their_source(
    client: Client, home: Household, manager: User
) -> None:
    assert [each.reach for each in council.contacts_for("crisis")] == ["999", "116 123", "111"]
    assert all(each.source for found in council.shipped().values() for each in found)

    council.add(purpose="crisis", name="Wexmoor crisis line", reach="01632 960111", by=manager, at=NOON)

    page = text(as_(client, home.officer).get(f"/accounts/{home.account.pk}/worried/"))
    assert "Wexmoor crisis line 01632 960111" in page
    assert client.post("/urgent-contacts/", {"name": "X"}).status_code == 403


def test_s0_13_a_crisis_is_not_lifted_without_the_leads_sign_off_and_a_plan(
    home: Household, leader: User, manager: User
) -> None:
    worry(home)

    with pytest.raises(welfare.CannotLift, match="Agree the next contact first"):
        worried.lift_worry(account=home.account, why="She is safe", **moment(manager))
    crisis.plan_contact(
        account=home.account, lead=leader, next_contact_on=TUESDAY, how="Her mobile at ten", **moment(home.officer)
    )
    task = Reminder.objects.get(for_user=leader, due_on=TUESDAY)
    assert "next safe contact" in task.text
    with pytest.raises(welfare.CannotLift, match="Mo Sei leads, and must first sign off"):
        worried.lift_worry(account=home.account, why="She is safe", **moment(manager))
    with pytest.raises(crisis.CannotPlan, match="Mo Sei leads, and signs it off"):
        crisis.sign_off(account=home.account, outcome="She is safe", **moment(home.officer))

    crisis.sign_off(account=home.account, outcome="Her sister stays with her", **moment(leader))
    worried.lift_worry(account=home.account, why="Seen by her doctor", **moment(manager))

    assert not of_account(home.account, as_of=MONDAY).in_crisis
    assert crisis.plan_of(home.account) is None


def test_s0_13_a_plan_that_changes_wants_a_new_sign_off(home: Household, leader: User) -> None:
    worry(home)
    first = {"account": home.account, "lead": leader, "how": "Her mobile at ten", **moment(leader)}
    crisis.plan_contact(next_contact_on=TUESDAY, **first)
    crisis.sign_off(account=home.account, outcome="Her sister stays with her", **moment(leader))

    crisis.plan_contact(next_contact_on=TUESDAY + timedelta(days=2), **first)

    plan = crisis.plan_of(home.account)
    assert plan is not None
    assert (plan.signed_off_at, plan.outcome) == (None, "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"how": " "}, "Say how"), ({"next_contact_on": date(2026, 11, 22)}, "between today"),
     ({"next_contact_on": date(2026, 12, 22)}, "between today")],
)  # fmt: skip
def test_s0_13_the_next_contact_says_how_and_comes_soon(home: Household, changes: dict[str, Any], said: str) -> None:
    worry(home)
    known = {"lead": home.officer, "next_contact_on": TUESDAY, "how": "Her mobile at ten"}

    with pytest.raises(crisis.CannotPlan, match=said):
        crisis.plan_contact(account=home.account, **{**known, **changes}, **moment(home.officer))


def test_s2_46_the_debrief_is_hers_and_a_leader_sees_only_that_it_is_due(
    client: Client, home: Household, leader: User
) -> None:
    worry(home, heard=SECRET)

    assert "A debrief is yours." in text(as_(client, home.officer).get("/"))
    hers = text(as_(client, leader).get("/"))
    assert f"{home.officer.name}: a debrief is due since 23 November" in hers
    assert "You were worried about somebody" not in hers
    assert [due.name for due in alerts.debriefs_due(leader)] == [home.officer.name]
    assert alerts.debriefs_due(OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory(code="P09")])) == []

    as_(client, home.officer).post("/debrief/")

    assert "A debrief is yours." not in text(client.get("/"))
    assert alerts.debriefs_due(leader) == []
