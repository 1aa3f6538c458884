"""The small figures that a page asks in one statement are those of the lists behind them, whoever looks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from caseload import counts, desk, jobs, overnight, queue, reminders
from caseload.access import openable
from caseload.care.disputes import open_disputes
from caseload.models import Reminder
from caseload.safety import alerts
from recovery import outbox
from recovery.models import OutboxMessage
from staff.models import Job, PatchAssignment, Role, User
from tenancies.models import AccountAccess, AccountRestriction, Handover, RentAccount
from tenancies.models.accounts import closed_sql, visible_sql
from tests.caseload.desk import MONDAY, counted, owing
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household, OfficerFactory
from tests.recovery.messages import BY_TEXT, written
from welfare import protection
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

ROLES = [Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER, Role.INCOME_MANAGER, Role.AUDITOR, Role.LEGAL]


@pytest.fixture
def homes() -> list[Household]:
    """Four households: of an officer, restricted, handed to somebody, leaving."""
    made = [owing(BY_TEXT) for _ in range(4)]
    officer = made[0].officer
    AccountRestriction.objects.create(
        tenancy=made[1].account.tenancy, reason="A colleague’s home", set_by=officer, set_at=NOON
    )
    tenancy = made[3].account.tenancy
    tenancy.last_day = MONDAY + timedelta(days=20)
    tenancy.end_reason = "notice_by_tenant"
    tenancy.save()
    return made


@pytest.fixture(params=ROLES)
def person(request: Any, homes: list[Household]) -> User:
    """Of one role, with a patch of her own and an account that was handed over to her."""
    user: User = OfficerFactory(role=request.param)
    PatchAssignment.objects.create(user=user, patch=homes[0].account.tenancy.home.patch, starts_on=MONDAY)
    Handover.objects.create(account=homes[2].account, to=user, reason="Away", by=homes[0].officer, at=NOON)
    return user


def ids(sql: str, user: User) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"user": user.pk})
        return {pk for [pk] in cursor.fetchall()}


def test_what_is_visible_and_what_is_closed_are_the_same_in_a_statement_of_our_own(person: User) -> None:
    accounts = RentAccount.objects

    assert ids(visible_sql(person), person) == set(accounts.visible_to(person).values_list("pk", flat=True))
    assert ids(closed_sql(person), person) == set(accounts.closed_to(person).values_list("pk", flat=True))


def test_whom_an_account_is_open_to_is_the_same_in_a_statement_of_our_own(person: User, homes: list[Household]) -> None:
    for home in homes[1:3]:  # restricted, and handed over to her: opening it with a reason adds nothing
        AccountAccess.objects.create(
            user=person,
            account=home.account,
            reason="Duty desk",
            at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=1),
        )

    found = {home.account.pk: openable(home.account.pk, user=person) for home in homes}

    assert {pk for pk, account in found.items() if account} == set(
        RentAccount.objects.openable_by(person).values_list("pk", flat=True)
    )
    for account in filter(None, found.values()):
        assert (account.inside, account.restricted) == RentAccount.objects.with_reach(person).values_list(
            "inside", "restricted"
        ).get(pk=account.pk)


def test_the_frame_counts_what_the_lists_hold(person: User, homes: list[Household]) -> None:
    for home in homes:
        written(home)
        for due_on in (MONDAY, MONDAY + timedelta(days=1)):
            remind(home, for_user=person, due_on=due_on)
        remind(home, made_by=person, done_at=NOON, done_by=home.officer, kind=Reminder.Kind.TASK)
        remind(home, done_at=NOON, done_by=person, kind=Reminder.Kind.QUESTION, answer="Yes")
        alerts.tell([person], kind=alerts.Kind.CRISIS, text="Ring", account=home.account, by=home.officer, at=NOON)
    OutboxMessage.objects.update(state=OutboxMessage.State.SENDING)
    OutboxMessage.objects.update(state=OutboxMessage.State.FAILED, ended_at=NOON)
    Job.objects.create(kind="load", made_by=person, state=Job.State.WAITING)

    found = counts.of_frame(person, on=MONDAY, now=NOON)

    assert found["jobs"] == sum(row.under_way for row in jobs.newest(person)) == 1
    assert found["alerts"] == len(alerts.waiting(person)) == 4
    assert found["messages_to_check"] == outbox.wanting_a_person(person).count() > 0
    if "reminders" in found:
        assert found["reminders"] == reminders.of(person, on=MONDAY, until=MONDAY).waiting(on=MONDAY) > 0
    assert "reminders" in found or person.role in {Role.AUDITOR, Role.LEGAL}


def remind(home: Household, **known: Any) -> Reminder:
    usual = {"kind": Reminder.Kind.PROMISE, "text": "Ring", "due_on": MONDAY, "made_at": NOON}
    people = {"made_by": home.officer, "for_user": home.officer}
    return Reminder.objects.create(account=home.account, **usual | people | known)


def test_today_counts_what_its_lists_hold(person: User, homes: list[Household]) -> None:
    remind(homes[0], kind=Reminder.Kind.QUESTION, for_user=None)
    for home in homes:
        protection.dispute(account=home.account, evidence="Paid", answer_by=MONDAY, by=person, on=MONDAY)
        desk.defer(account=home.account, reason="", until=MONDAY + timedelta(days=1), by=home.officer, on=MONDAY)
    mine = queue.accounts_of(person, on=MONDAY)
    since = overnight.last_working_day(MONDAY)

    found = counted(person)

    assert found["with_senior"] == queue.with_senior(person, on=MONDAY, mine=mine).count()
    assert found["new"] == overnight.came_up(queue.waiting(person, on=MONDAY, mine=mine), since=since).count()
    assert found["gone"] == overnight.dropped(mine, on=MONDAY, since=since).count()
    assert found["disputes"] == open_disputes(person, on=MONDAY).count() > 0
    assert found["reviews"] == protection.due_for_review(person, on=MONDAY).count() == Marker.objects.count()
    works_on_all = person.role != Role.INCOME_ADVISOR  # hers are former accounts, and what is handed over
    assert found["skipped"] == (RentAccount.objects.filter(pk__in=mine).count() if works_on_all else 1)
