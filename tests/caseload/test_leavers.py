"""Work of who has left or is away: it comes to whoever looks after the account now (S0-53)."""

from datetime import timedelta

import pytest
from django.test import Client

from caseload import handover, leaving, reminders, tasks
from caseload.care.frame import task
from caseload.models import Reminder
from staff import cover
from staff.models import Role, Team, User
from tenancies.models import Handover, RentAccount
from tests.caseload.case_pages import told
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON, remind
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare import protection
from welfare.models import Marker, PersonNeeds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WHAT = "Breathing space of Ms Amina Yusuf: midway review by 18 December 2026."


@pytest.fixture
def advisor() -> User:
    return OfficerFactory(name="Jo Hall", role=Role.INCOME_ADVISOR)


def leave(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    leaving.bring_home(on=MONDAY, at=NOON)


def whose(reminder: Reminder) -> User | None:
    return Reminder.objects.get(pk=reminder.pk).for_user


def test_a_care_task_of_who_has_left_comes_to_who_looks_after_the_account(home: Household, advisor: User) -> None:
    made = task(home.account, WHAT, due_on=MONDAY, by=advisor, at=NOON)
    done = task(home.account, "Done before", due_on=MONDAY, by=advisor, at=NOON)
    Reminder.objects.filter(pk=done.pk).update(done_at=NOON, done_by=advisor)

    leave(advisor)

    assert (whose(made), whose(done)) == (home.officer, advisor)
    assert made in reminders.due(home.officer, MONDAY, MONDAY)
    assert leaving.bring_home(on=MONDAY, at=NOON) == 0


def test_where_the_officer_has_left_too_it_comes_to_who_leads_the_patch(home: Household) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    made = task(home.account, WHAT, due_on=MONDAY, by=home.officer, at=NOON)

    leave(home.officer)

    assert whose(made) == leader


def test_what_was_handed_over_to_who_has_left_comes_back_with_its_tasks(home: Household) -> None:
    colleague = OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P02")])
    promise = remind(home, kind=Reminder.Kind.PROMISE)
    handover.hand_over(account=home.account, to=colleague, reason="Knows them", by=home.officer, on=MONDAY, at=NOON)
    assert whose(promise) == colleague

    leave(colleague)

    assert whose(promise) == home.officer
    assert not Handover.objects.filter(ended_at=None).exists()
    assert list(RentAccount.objects.owned_by(home.officer, on=MONDAY)) == [home.account]
    assert told(home)[-1] == ("handed_over", "Tom Fenwick has left: back to Nadia Rahman.")


def test_a_question_to_who_has_left_is_put_to_any_leader(home: Household) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    asked = Reminder.objects.create(
        account=home.account, kind=Reminder.Kind.QUESTION, text="May I?", due_on=MONDAY, for_user=leader,
        made_by=home.officer, made_at=NOON,
    )  # fmt: skip

    leave(leader)

    assert whose(asked) is None


def test_the_minute_run_does_it(home: Household, advisor: User) -> None:
    made = task(home.account, WHAT, due_on=MONDAY, by=advisor, at=NOON)
    User.objects.filter(pk=advisor.pk).update(is_active=False)

    tasks.every_minute()

    assert whose(made) == home.officer


def test_while_somebody_is_away_their_tasks_stand_on_their_colleagues_list_and_stay_theirs(
    client: Client, home: Household
) -> None:
    team = Team.objects.create(name="North")
    User.objects.filter(pk=home.officer.pk).update(team=team)
    colleague = OfficerFactory(team=team, patches=[PatchFactory(code="P02")])
    made = task(home.account, WHAT, due_on=MONDAY, by=home.officer, at=NOON)
    question = Reminder.objects.create(
        account=home.account, kind=Reminder.Kind.QUESTION, text="May I?", due_on=MONDAY, for_user=home.officer,
        made_by=colleague, made_at=NOON,
    )  # fmt: skip
    away = cover.arrange(
        absent=User.objects.get(pk=home.officer.pk), covering=colleague, starts_on=MONDAY,
        last_day=MONDAY + timedelta(days=4), note="", by=User.objects.get(pk=home.officer.pk), on=MONDAY, at=NOON,
    )  # fmt: skip

    assert reminders.due(colleague, MONDAY, MONDAY) == [made]
    assert reminders.of(colleague, on=MONDAY, until=MONDAY, in_full=True).due == [made]
    assert set(reminders.due(home.officer, MONDAY, MONDAY)) == {made, question}
    sign_in(client, colleague)
    assert "for Nadia Rahman, whom you cover" in text(client.get("/reminders/"))

    cover.end(cover=away, by=colleague, on=MONDAY, at=NOON)
    assert reminders.due(colleague, MONDAY, MONDAY) == []
    assert whose(made) == home.officer


def test_reviews_of_what_a_leaver_marked_come_to_who_looks_after_the_account(home: Household, advisor: User) -> None:
    """A crisis keeps who raised it: a second person ends it."""
    usual = {"from_on": MONDAY, "review_on": MONDAY, "owner": advisor, "evidence": "Seen"}
    risk = Marker.objects.create(kind="risk", detail="dog", person=home.tenants[0], last_day=MONDAY, **usual)
    crisis = Marker.objects.create(kind="crisis", detail="worried", tenancy=home.account.tenancy, **usual)
    told = PersonNeeds.objects.create(person=home.tenants[0], review_on=MONDAY, owner=advisor, changed_at=NOON)

    leave(advisor)

    for each in (risk, crisis, told):
        each.refresh_from_db()
    assert (risk.owner, crisis.owner, told.owner) == (home.officer, advisor, home.officer)
    assert list(protection.due_for_review(home.officer, on=MONDAY)) == [risk]


def test_while_somebody_is_away_their_reviews_are_due_to_their_colleague(client: Client, home: Household) -> None:
    colleague = OfficerFactory(patches=[PatchFactory(code="P02")])
    risk = Marker.objects.create(
        kind="risk", detail="dog", person=home.tenants[0], from_on=MONDAY, review_on=MONDAY, last_day=MONDAY,
        owner=home.officer, evidence="Seen",
    )  # fmt: skip
    cover.arrange(
        absent=home.officer, covering=colleague, starts_on=MONDAY, last_day=MONDAY, note="", by=home.officer,
        on=MONDAY, at=NOON,
    )  # fmt: skip

    assert list(protection.due_for_review(colleague, on=MONDAY)) == [risk]
    sign_in(client, colleague)
    assert "1 marker to review" in text(client.get("/"))
    assert "Risk: dangerous dog" in text(client.get("/care/due/"))
