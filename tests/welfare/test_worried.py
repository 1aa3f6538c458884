"""A crisis raised here: who it protects, what it stops at once, who is told, and who may lift it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from caseload import worried
from caseload.explain import explain
from caseload.models import Act, Note, Recommendation, Reminder
from caseload.safety import alerts, crisis
from recovery import actions, outbox
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules import gates
from recovery.rules.actions import Action
from staff.models import CASEWORK_ROLES, LEADING_ROLES, Role, User
from tenancies.models import AccountEvent, RentAccount, TenancyPerson
from tests.caseload.desk import MONDAY, owing
from tests.factories.people import Household, OfficerFactory, PersonFactory
from tests.factories.tenancies import PatchFactory, RentAccountFactory
from tests.recovery.messages import BY_TEXT, LATER, step, written
from welfare import actions as welfare
from welfare.models import CrisisPlan, Marker

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
JOINT = {"title": "Mr", "first_names": "Idris"}


@pytest.fixture(autouse=True)
def texts_folder(settings: Any, tmp_path: Path) -> None:
    settings.TEXTS_FOLDER = str(tmp_path)


def leader_of(home: Household, **known: Any) -> User:
    return OfficerFactory(
        **{"role": Role.TEAM_LEADER, "name": "Mo Sei", "patches": [home.account.tenancy.home.patch]} | known
    )


def raised(home: Household, **changes: Any) -> worried.Stopped:
    given = {"account": home.account, "people": [], "heard": "", "by": home.officer, "on": MONDAY, "at": NOON}
    return worried.raise_worry(**given | changes)


def signed_off(home: Household, by: User) -> CrisisPlan:
    """A plan whose lead has written how it ended."""
    given = {"account": home.account, "by": by, "on": MONDAY, "at": NOON}
    how = {"lead": by, "next_contact_on": MONDAY, "how": "Ring her mobile at ten"}
    crisis.plan_contact(**given, **how)
    return crisis.sign_off(**given, outcome="Spoke with her: her sister is there")


def lift(home: Household, by: User, why: str = "Seen by her doctor", on: date = MONDAY, plan: bool = True) -> None:
    if plan and by.role in LEADING_ROLES and Marker.objects.live(on=on).filter(kind="crisis", source_ref="").exists():
        signed_off(home, by)
    worried.lift_worry(account=home.account, why=why, by=by, on=on, at=NOON)


def bucket(account: RentAccount) -> str:
    return Recommendation.objects.get(account=account, lapsed_on=None).bucket


def test_one_press_stops_all_chasing_at_once() -> None:
    home = owing(BY_TEXT)
    assert bucket(home.account) == "recommended"
    waiting = written(home)

    stopped = raised(home)

    assert [marker.person for marker in stopped.markers] == home.tenants
    assert stopped.taken_back == [waiting]
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert "in crisis" in AccountEvent.objects.get(what="message_not_sent").summary
    assert bucket(home.account) == "crisis_or_held"
    assert explain(home.account, as_of=MONDAY).action == Action.NONE


def test_the_marker_is_ours_has_an_owner_and_no_end() -> None:
    home = owing()

    [marker] = raised(home).markers

    assert (marker.kind, marker.source_ref, marker.owner, marker.last_day) == ("crisis", "", home.officer, None)
    assert (marker.tenancy, marker.from_on) == (home.account.tenancy, MONDAY)


@pytest.mark.parametrize("purpose", ["general", "welfare"])
def test_no_letter_text_or_message_can_be_queued_after_it(purpose: str) -> None:
    home = owing(BY_TEXT)
    raised(home)

    with pytest.raises(gates.Refused, match="in crisis"):
        step(home)
    with pytest.raises(gates.Refused, match="in crisis"):
        written(home, purpose=purpose)


def test_what_slipped_through_is_stopped_at_the_second_it_leaves() -> None:
    home = owing(BY_TEXT)
    message = written(home)
    welfare.raise_concern(
        account=home.account, people=home.tenants, said="", by=home.officer, on=MONDAY, at=NOON
    )  # the marker alone

    outbox.release(message.pk, on=MONDAY, now=LATER)

    message.refresh_from_db()
    assert message.state == "withdrawn"


def test_everybody_named_is_protected_on_all_their_tenancies() -> None:
    home = owing(BY_TEXT, JOINT)
    garage = RentAccountFactory(kind="garage", tenancy__home=home.account.tenancy.home)
    TenancyPerson.objects.create(
        tenancy=garage.tenancy, person=home.tenants[1], role="tenant", from_on=garage.tenancy.starts_on
    )

    raised(home)

    assert of_account(home.account, as_of=MONDAY).in_crisis
    assert of_account(garage, as_of=MONDAY).in_crisis
    assert bucket(garage) == "crisis_or_held"
    assert [tenant.in_crisis for tenant in tenants_of(home.account, as_of=MONDAY)] == [True, True]


def test_about_one_person_the_whole_account_stops_and_the_other_is_not_named() -> None:
    home = owing(BY_TEXT, JOINT)

    raised(home, people=[home.tenants[0]])

    assert [marker.person for marker in Marker.objects.all()] == [home.tenants[0]]
    assert [tenant.in_crisis for tenant in tenants_of(home.account, as_of=MONDAY)] == [True, False]
    assert bucket(home.account) == "crisis_or_held"
    assert AccountEvent.objects.get(what="crisis").person == home.tenants[0]


def test_a_member_of_the_household_may_be_meant() -> None:
    home = owing()
    child = PersonFactory(first_names="Idris")
    TenancyPerson.objects.create(tenancy=home.account.tenancy, person=child, role="household", from_on="2020-04-06")

    raised(home, people=[child])

    assert of_account(home.account, as_of=MONDAY).in_crisis


def test_an_account_with_nobody_named_is_stopped_by_its_tenancy() -> None:
    home = owing()
    TenancyPerson.objects.all().delete()

    [marker] = raised(home).markers

    assert (marker.person, marker.tenancy) == (None, home.account.tenancy)
    assert of_account(home.account, as_of=MONDAY).in_crisis


def test_whoever_leads_the_patch_is_told_without_a_word_of_what_was_heard() -> None:
    home = owing()
    leader = leader_of(home)

    stopped = raised(home, heard="She said she has tablets in her hand.")

    assert stopped.told == [leader]
    task = Reminder.objects.get(kind="task")
    assert (task.kind, task.for_user, task.due_on, task.made_by) == ("task", leader, MONDAY, home.officer)
    assert "Speak with Nadia Rahman, 01632 960010, at once" in task.text
    assert "debrief" in task.text
    assert AccountEvent.objects.get(what="crisis").summary == (
        "Worried about Ms Amina Yusuf. All chasing has stopped. Told: Mo Sei."
    )
    said = " ".join(AccountEvent.objects.values_list("summary", flat=True)) + task.text + Act.objects.get().summary
    assert "tablets" not in said
    note = Note.objects.get()
    assert (note.text, note.sensitive) == ("She said she has tablets in her hand.", True)


def test_whoever_took_the_call_has_a_debrief_due() -> None:
    home = owing()

    raised(home, heard="She said she has tablets in her hand.")

    debrief = alerts.debrief_of(home.officer)
    assert debrief is not None
    assert debrief.text == "You were worried about somebody."
    assert not Reminder.objects.exists()


def test_whoever_raises_it_has_a_debrief_whatever_her_role() -> None:
    home = owing()
    auditor = OfficerFactory(role=Role.AUDITOR)

    raised(home, by=auditor)

    assert alerts.debrief_of(auditor) is not None


def test_where_nobody_leads_the_page_is_told_so() -> None:
    home = owing()

    assert raised(home).told == []
    assert "Nobody leads this patch: tell a manager." in AccountEvent.objects.get(what="crisis").summary


def test_raised_again_it_stays_one_crisis_and_keeps_what_was_heard() -> None:
    home = owing()
    leader_of(home)
    raised(home)

    again = raised(home, heard="She rang again.")

    assert again.markers == []
    assert Marker.objects.count() == Reminder.objects.filter(kind="task").count() == 1
    assert AccountEvent.objects.filter(what="crisis").count() == 1
    assert Note.objects.get().text == "She rang again."


def test_what_is_written_down_later_widens_nothing_unless_somebody_is_named() -> None:
    home = owing(BY_TEXT, JOINT)
    raised(home, people=[home.tenants[0]])

    raised(home, heard="She rang again.")
    assert [marker.person for marker in Marker.objects.all()] == [home.tenants[0]]
    raised(home, people=home.tenants)

    assert [marker.person for marker in Marker.objects.order_by("pk")] == home.tenants


def test_too_much_to_keep_is_refused_whole() -> None:
    home = owing()

    with pytest.raises(worried.CannotRaise, match="Chasing is not stopped yet: what you wrote is 1 character too long"):
        raised(home, heard="a" * 10_001)
    assert not Marker.objects.exists()


@pytest.mark.parametrize("role", [*sorted(CASEWORK_ROLES), Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_a_worry_is_everybodys(role: str) -> None:
    home = owing()
    somebody = OfficerFactory(role=role, patches=[home.account.tenancy.home.patch])

    if role == Role.INCOME_ADVISOR:
        RentAccount.objects.update(kind="former_tenant")
    assert raised(home, by=somebody).markers


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.TEAM_LEADER, Role.ADMINISTRATOR, ""])
def test_who_cannot_open_the_account_cannot_raise_it(role: str) -> None:
    home = owing()

    with pytest.raises(RentAccount.DoesNotExist):
        raised(home, by=OfficerFactory(role=role, patches=[PatchFactory(code="P09")]))
    assert not Marker.objects.exists()


def test_it_cannot_be_taken_back_from_the_undo_list() -> None:
    home = owing()
    raised(home)

    assert Act.objects.get(kind="crisis").undo_until is None


def test_a_second_person_lifts_it_with_a_reason() -> None:
    home = owing()
    leader = leader_of(home)
    raised(home)

    lift(home, leader)

    marker = Marker.objects.get()
    assert (marker.lifted_on, marker.lifted_by, marker.lifted_why) == (MONDAY, leader, "Seen by her doctor")
    assert not of_account(home.account, as_of=MONDAY).in_crisis
    assert not any(tenant.in_crisis for tenant in tenants_of(home.account, as_of=MONDAY))
    assert bucket(home.account) == "recommended"
    assert AccountEvent.objects.filter(what="crisis", by=leader).get().summary == "Lifted: Seen by her doctor"
    assert worried.concern(home.account, user=leader, on=MONDAY) is None


def test_whoever_raised_it_does_not_lift_it() -> None:
    home = owing()
    leader = leader_of(home)
    raised(home, by=leader)

    with pytest.raises(welfare.CannotLift, match="You raised it yourself"):
        lift(home, leader)
    assert of_account(home.account, as_of=MONDAY).in_crisis


@pytest.mark.parametrize("role", sorted(set(Role.values) - {role.value for role in LEADING_ROLES}))
def test_only_a_leader_lifts_it(role: str) -> None:
    home = owing()
    raised(home)
    somebody = OfficerFactory(role=role, patches=[home.account.tenancy.home.patch])

    with pytest.raises((welfare.CannotLift, RentAccount.DoesNotExist)):
        lift(home, somebody)
    assert of_account(home.account, as_of=MONDAY).in_crisis


@pytest.mark.parametrize("why", ["", "   "])
def test_without_a_reason_it_is_not_lifted(why: str) -> None:
    home = owing()
    raised(home)

    with pytest.raises(welfare.CannotLift, match="Say why"):
        lift(home, leader_of(home), why=why)


def test_it_is_lifted_once_and_may_be_raised_again() -> None:
    home = owing()
    leader = leader_of(home)
    raised(home)
    lift(home, leader)

    with pytest.raises(welfare.CannotLift, match="lifted already"):
        lift(home, leader)
    assert raised(home).markers
    assert of_account(home.account, as_of=MONDAY).in_crisis


def test_the_housing_systems_crisis_is_not_lifted_here() -> None:
    home = owing()
    Marker.objects.create(source_ref="M1", kind="crisis", detail="suicide_risk", person=home.tenants[0], from_on=MONDAY)

    with pytest.raises(welfare.CannotLift, match="lifted already"):
        lift(home, leader_of(home))
    assert of_account(home.account, as_of=MONDAY).in_crisis


def test_yesterdays_facts_still_hold_a_crisis_lifted_today() -> None:
    home = owing()
    raised(home, on=date(2026, 11, 20))

    lift(home, leader_of(home))

    assert of_account(home.account, as_of=date(2026, 11, 22)).in_crisis
    assert list(Marker.objects.live(on=date(2026, 11, 22))) == list(Marker.objects.all())
    assert not Marker.objects.live(on=MONDAY).exists()


def test_messages_that_are_going_already_are_left_alone() -> None:
    home = owing(BY_TEXT)
    message = written(home)
    OutboxMessage.objects.update(state="sending", lease_until=LATER)

    assert raised(home).taken_back == []
    message.refresh_from_db()
    assert message.state == "sending"


def test_all_or_nothing() -> None:
    home = owing(BY_TEXT)
    message = written(home)
    with connection.cursor() as cursor:  # so that the last thing the press writes fails
        cursor.execute("ALTER TABLE caseload_act ADD CONSTRAINT no_crisis CHECK (kind <> 'crisis')")

    with pytest.raises(IntegrityError, match="no_crisis"), transaction.atomic():
        raised(home)

    message.refresh_from_db()
    assert message.state == "queued"
    assert not Marker.objects.exists()


def test_a_letter_by_post_that_waits_is_withdrawn_as_well() -> None:
    home = owing()
    [letter] = step(home, Action.LETTER_1)

    assert raised(home).taken_back == [letter]
    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw(message=letter, by=home.officer, why="again", on=MONDAY, at=NOON)
