"""The duties of concerns, each named by its id: safeguarding, incidents, fraud, case conferences."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from caseload.models import Act, Reminder
from caseload.safety import concerns, council
from recovery.account_facts import of_account
from recovery.rules.gates import Act as Does
from recovery.rules.gates import Level, Want, gates_for
from staff.models import AccessLog, Role, User
from tenancies.models import AccountEvent
from tests.caseload.desk import counted
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.caseload.safety_desk import SECRET, TUESDAY, as_, reported
from tests.factories.people import Household, OfficerFactory
from welfare.models import Marker, SafetyConcern, StaffAlert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_noon")]
# --------------------------------------------------------------------------------------------------------- concerns

NAMED = {"reporter", "lead", "manager"}


@pytest.mark.parametrize("kind", ["safeguarding_adult", "safeguarding_child", "fraud", "conference", "threat"])
def test_s0_43_only_named_roles_see_that_a_concern_exists(
    client: Client, home: Household, leader: User, manager: User, kind: str
) -> None:
    concern = reported(home, kind=kind, indicators=["sublet"])
    patch = home.account.tenancy.home.patch
    everybody = {
        "reporter": home.officer,
        "lead": leader,
        "manager": manager,
        **{role: OfficerFactory(role=role, patches=[patch]) for role in {*Role.values} - {Role.INCOME_MANAGER}},
    }

    may = {
        who for who, user in everybody.items() if as_(client, user).get(f"/concerns/{concern.pk}/").status_code == 200
    }

    assert concern.lead == leader
    assert may == NAMED
    for who in may:
        assert SECRET not in text(as_(client, everybody[who]).get(f"/concerns/{concern.pk}/"))  # not before a reason


def test_s0_43_each_opening_wants_a_reason_and_is_logged(client: Client, home: Household, manager: User) -> None:
    concern = reported(home)
    as_(client, manager)

    refused = client.post(f"/concerns/{concern.pk}/", {"reason": ""})
    assert refused.status_code == 422
    assert SECRET not in text(refused)
    opened = client.post(f"/concerns/{concern.pk}/", {"reason": "I lead on safeguarding"})

    assert SECRET in text(opened)
    entry = AccessLog.objects.get(user=manager)
    assert (entry.what, entry.reason) == ("restricted record", "I lead on safeguarding")
    assert entry.about.endswith(f"concern {concern.pk}")


def test_s0_43_the_time_to_its_acknowledgement_is_kept(home: Household, leader: User, manager: User) -> None:
    concern = reported(home)
    assert concerns.said_wait(concern, now=NOON + timedelta(hours=25)) == "not acknowledged for 25 hours: overdue"
    assert counted(leader)["concerns"] == counted(manager)["concerns"] == 1
    with pytest.raises(concerns.CannotReport, match="acknowledges it"):
        concerns.acknowledge(concern=concern, by=home.officer, at=NOON)

    concerns.acknowledge(concern=concern, by=leader, at=NOON + timedelta(minutes=90))
    kept = concerns.acknowledge(concern=concern, by=manager, at=NOON + timedelta(hours=5))  # the first counts

    assert (kept.acknowledged_by, kept.waited) == (leader, timedelta(minutes=90))
    assert concerns.said_wait(kept, now=NOON) == "acknowledged after 90 minutes"
    assert counted(leader)["concerns"] == 0


def test_s0_43_it_closes_with_what_came_of_it_once_acknowledged(home: Household, leader: User) -> None:
    concern = reported(home)

    with pytest.raises(concerns.CannotReport, match="Acknowledge it first"):
        concerns.close(concern=concern, outcome="Children’s services have it", by=leader, at=NOON)
    concerns.acknowledge(concern=concern, by=leader, at=NOON)
    with pytest.raises(concerns.CannotReport, match="what came of it"):
        concerns.close(concern=concern, outcome=" ", by=leader, at=NOON)

    assert (
        concerns.close(concern=concern, outcome="Children’s services have it", by=leader, at=NOON).closed_by == leader
    )


def test_s2_08_the_emergency_line_stands_first_and_it_goes_to_the_councils_route(
    client: Client, home: Household, manager: User
) -> None:
    lead = OfficerFactory(role=Role.TEAM_LEADER, name="Ada Osei")
    council.add(
        purpose="safeguarding_adult",
        name="Adult safeguarding hub",
        reach="01632 960222",
        lead=lead,
        by=manager,
        at=NOON,
    )
    address = f"/accounts/{home.account.pk}/report/safeguarding/"
    page = text(as_(client, home.officer).get(address))
    assert page.index("999") < page.index("What you saw or heard")
    assert "Adult safeguarding hub 01632 960222" in page

    answer = client.post(
        address, {"kind": "safeguarding_adult", "who": str(home.tenants[0].pk), "said": SECRET,
                  "happened_on": "23 November 2026", "danger_now": "on"}, follow=True,
    )  # fmt: skip

    concern = SafetyConcern.objects.get()
    assert (concern.route, concern.lead) == ("Adult safeguarding hub, 01632 960222", lead)
    assert (concern.person, concern.danger_now) == (home.tenants[0], True)
    assert "Ada Osei is told, and leads." in text(answer)
    call = StaffAlert.objects.get(for_user=lead)
    assert "Somebody is in danger now." in call.text
    assert SECRET not in call.text


def test_s2_08_no_copy_of_it_stands_anywhere_else(client: Client, home: Household, leader: User) -> None:
    reported(home)

    assert not AccountEvent.objects.filter(what="concern").exists()
    assert not Act.objects.filter(account=home.account, kind="concern").exists()
    account = text(as_(client, leader).get(f"/accounts/{home.account.pk}/"))
    assert SECRET not in account
    assert "Safeguarding" not in account


def test_s3_41_a_child_has_a_route_of_its_own_and_its_time_is_tracked(home: Household, manager: User) -> None:
    council.add(purpose="safeguarding_child", name="Front door for children", reach="01632 960333", by=manager, at=NOON)

    concern = reported(home, kind="safeguarding_child")
    concerns.acknowledge(concern=concern, by=manager, at=NOON + timedelta(hours=3))

    assert concern.route == "Front door for children, 01632 960333"
    assert concerns.said_wait(SafetyConcern.objects.get(), now=NOON) == "acknowledged after 3 hours"


@pytest.mark.parametrize("role", [r for r in Role.values if r not in {Role.ADMINISTRATOR, Role.INCOME_ADVISOR}])
def test_s4_02_and_s4_37_everybody_who_meets_a_household_can_report_it(
    client: Client, home: Household, role: str
) -> None:
    somebody = OfficerFactory(role=role, patches=[home.account.tenancy.home.patch])
    typed = {"kind": "safeguarding_child", "said": SECRET, "happened_on": "23 November 2026"}

    answer = as_(client, somebody).post(f"/accounts/{home.account.pk}/report/safeguarding/", typed)

    assert answer.status_code == 302
    assert SafetyConcern.objects.get().by == somebody


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"said": ""}, "Write what you saw or heard."), ({"kind": ""}, "Choose what it is."),
     ({"happened_on": "24 November 2026"}, "lies ahead"), ({"happened_on": "soon"}, "Enter the day")],
)  # fmt: skip
def test_s2_08_what_is_missing_is_said_and_what_was_typed_stays(
    client: Client, home: Household, typed: dict[str, str], said: str
) -> None:
    known = {"kind": "safeguarding_child", "said": SECRET, "happened_on": "23 November 2026"}

    answer = as_(client, home.officer).post(f"/accounts/{home.account.pk}/report/safeguarding/", {**known, **typed})

    assert answer.status_code == 422
    assert said in text(answer)
    assert typed.get("said", SECRET) in answer.content.decode()
    assert not SafetyConcern.objects.exists()


# -------------------------------------------------------------------------------------------------------- incidents


def test_s0_41_an_incident_is_reported_in_one_form_and_the_manager_knows_at_once(
    client: Client, home: Household, leader: User, manager: User
) -> None:
    address = f"/accounts/{home.account.pk}/report/incident/"
    form = as_(client, home.officer).get(address).content.decode()
    assert len(re.findall(r"<textarea", form)) == 1  # one thing to type; the day is filled in

    client.post(address, {"kind": "threat", "said": "He shook his fist", "happened_on": "23 November 2026"})

    assert set(StaffAlert.objects.filter(kind="incident").values_list("for_user", flat=True)) == {leader.pk, manager.pk}
    assert f"An incident was reported by {home.officer.name}." in text(as_(client, manager).get("/undo/"))


def test_s2_51_a_threat_today_makes_tomorrows_visit_one_for_two(home: Household, leader: User) -> None:
    assert not of_account(home.account, as_of=TUESDAY).risk

    concern = reported(home, kind="threat", person=home.tenants[0])

    [gate] = [g for g in gates_for(Does.VISIT, facts=of_account(home.account, as_of=TUESDAY)) if g.flag == "risk"]
    assert (gate.level, gate.wants) == (Level.GATE, {Want.PAIR})
    marker = Marker.objects.get(kind="risk")
    assert marker.evidence == f"Incident {concern.pk}, reported by {home.officer.name} on 23 November 2026"
    assert (marker.owner, marker.review_on, marker.last_day) == (leader, date(2027, 2, 22), date(2027, 5, 24))
    assert not of_account(home.account, as_of=date(2027, 5, 25)).risk  # it ends by itself
    event = AccountEvent.objects.get(what="concern")
    assert event.summary.startswith("Incident: threat or abuse of staff. Visits in twos until 24 May 2027")
    assert SECRET not in event.summary


def test_s2_51_a_hazard_of_the_home_stays_with_the_home(home: Household) -> None:
    reported(home, kind="hazard")

    marker = Marker.objects.get(kind="risk")
    assert (marker.person, marker.tenancy) == (None, home.account.tenancy)
    assert of_account(home.account, as_of=TUESDAY).risk


# ------------------------------------------------------------------------------------------- fraud, case conferences


def test_s4_11_a_fraud_referral_rests_on_facts_and_is_sealed_from_all_that_others_see(
    client: Client, home: Household, leader: User, manager: User
) -> None:
    with pytest.raises(concerns.CannotReport, match="a referral rests on facts"):
        reported(home, kind="fraud")
    fact = "Advertised on 20 November 2026 at £900 a month"
    concern = reported(home, kind="fraud", said=fact, indicators=["sublet"])

    assert not AccountEvent.objects.filter(account=home.account).exists()
    assert not Act.objects.filter(account=home.account).exists()
    other = OfficerFactory(patches=[home.account.tenancy.home.patch])
    as_(client, other)
    for paper in ("", "statement/", "glance/", "safety/"):  # what a tenant is given among them
        page = client.get(f"/accounts/{home.account.pk}/{paper}")
        assert page.status_code == 200
        assert "raud" not in text(page).replace("Suspected fraud", "")
        assert fact not in text(page)
    assert client.get(f"/concerns/{concern.pk}/").status_code == 404
    assert client.post(f"/concerns/{concern.pk}/paper/", {"reason": "Curious"}).status_code == 404


def test_s4_11_its_paper_is_made_with_a_reason_for_those_named(client: Client, home: Household, manager: User) -> None:
    concern = reported(home, kind="fraud", indicators=["sublet"])
    as_(client, manager)
    assert client.post(f"/concerns/{concern.pk}/paper/").status_code == 422

    answer = client.post(f"/concerns/{concern.pk}/paper/", {"reason": "For the fraud team"})

    assert answer.content.startswith(b"%PDF-")
    assert AccessLog.objects.get(user=manager).reason == "Paper: For the fraud team"


def test_s2_50_conference_notes_are_hidden_and_actions_are_seen_without_detail(
    client: Client, home: Household, leader: User
) -> None:
    other = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    address = f"/accounts/{home.account.pk}/report/conference/"
    typed = {"said": SECRET, "happened_on": "23 November 2026", "what_1": "Ring the school", "who_1": str(other.pk)}

    half = as_(client, home.officer).post(address, typed)
    assert half.status_code == 422
    assert "Action 1 wants what, of whom, and by when." in text(half)
    client.post(address, {**typed, "by_1": "27 November 2026"})

    concern = SafetyConcern.objects.get()
    task = Reminder.objects.get(for_user=other)
    assert task.text == "An action from a case conference. What is asked stands under Concerns."
    everywhere = " ".join(AccountEvent.objects.values_list("summary", flat=True)) + task.text
    assert SECRET not in everywhere
    assert "school" not in everywhere
    opened = text(as_(client, other).post(f"/concerns/{concern.pk}/", {"reason": "I am asked to act"}))
    assert "Ring the school" in opened
    assert SECRET not in opened
    assert client.post(f"/concerns/{concern.pk}/paper/", {"reason": "Mine"}).status_code == 403
