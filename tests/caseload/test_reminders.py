"""Reminders, promises, call-backs and tasks: made on the account, shown on lists, done, withdrawn and taken back."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from caseload import reminders, undo
from caseload.models import Act, Reminder
from staff.models import Role
from tenancies.models import AccountAccess, AccountRestriction, RentAccount
from tests.caseload.case_pages import press, told
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, WEDNESDAY, remind
from tests.caseload.reading import MOST_QUERIES, queries_of, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

Kind = Reminder.Kind


def finish(reminder: Reminder, **changes: Any) -> Reminder:
    given = {"answer": "", "by": reminder.for_user, "on": MONDAY, "at": NOON}
    return reminders.finish(reminder=reminder, **given | changes)


def take_back(home: Household, kind: str) -> str:
    act = Act.objects.get(user=home.officer, kind=kind)
    return undo.take_back(act, by=home.officer, on=MONDAY, at=NOON)


def test_a_reminder_is_due_from_its_day_and_is_overdue_after_it(home: Household) -> None:
    made = remind(home)

    assert reminders.due(home.officer, MONDAY, MONDAY) == []
    [on_its_day] = reminders.of(home.officer, on=WEDNESDAY, until=WEDNESDAY, in_full=True).due
    assert on_its_day == made
    assert on_its_day.overdue is False
    after = dt.date(2026, 11, 26)
    [later] = reminders.of(home.officer, on=after, until=after, in_full=True).due
    assert later.overdue is True
    assert told(home) == [("reminder", "To do by 25 November 2026: Read the benefit letter")]


def test_what_is_due_comes_by_day_and_time_with_the_tenants_names(home: Household) -> None:
    remind(home, text="Some time")
    remind(home, kind=Kind.CALLBACK, text="", due_on=MONDAY, due_at=dt.time(16, 0))
    remind(home, kind=Kind.CALLBACK, text="", due_on=MONDAY, due_at=dt.time(9, 30))

    found = reminders.of(home.officer, on=MONDAY, until=WEDNESDAY, in_full=True).due

    assert [(each.due_on, each.due_at) for each in found] == [
        (MONDAY, dt.time(9, 30)),
        (MONDAY, dt.time(16, 0)),
        (WEDNESDAY, None),
    ]
    assert [str(each.person) for each in found[0].account.tenancy.tenants] == ["Ms Amina Yusuf"]


def test_a_day_gone_by_is_refused(home: Household) -> None:
    with pytest.raises(reminders.CannotRemind, match="Choose today or a later day"):
        remind(home, due_on=dt.date(2026, 11, 22))

    assert not Reminder.objects.exists()


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_only_reads_keeps_no_reminders(home: Household, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        remind(home, by=OfficerFactory(role=role))


def test_an_officer_of_another_patch_keeps_no_reminder_here(home: Household) -> None:
    with pytest.raises(RentAccount.DoesNotExist):
        remind(home, by=OfficerFactory(patches=[PatchFactory(code="P02")]))


def test_done_leaves_the_list_and_can_be_taken_back(home: Household) -> None:
    made = finish(remind(home))
    assert reminders.due(home.officer, MONDAY, WEDNESDAY) == []

    take_back(home, "answer")

    made.refresh_from_db()
    assert made.done_at is None
    assert reminders.due(home.officer, MONDAY, WEDNESDAY) == [made]
    finish(made)
    assert [what for what, _ in told(home)] == ["reminder", "reminder_done", "taken_back", "reminder_done"]


def test_what_is_done_is_not_done_again(home: Household) -> None:
    made = finish(remind(home))

    with pytest.raises(reminders.CannotRemind, match="Nadia Rahman has done this already"):
        finish(made)


def test_a_reminder_taken_back_is_withdrawn(home: Household) -> None:
    made = remind(home)

    said = take_back(home, "reminder")

    made.refresh_from_db()
    assert made.withdrawn_at == NOON
    assert said == "Taken back: Reminder: To do by 25 November 2026: Read the benefit letter"
    assert reminders.due(home.officer, MONDAY, WEDNESDAY) == []


def test_a_reminder_that_is_done_is_not_taken_back(home: Household) -> None:
    finish(remind(home))

    with pytest.raises(undo.CannotUndo, match="has done this already"):
        take_back(home, "reminder")


def test_only_who_made_it_or_is_to_do_it_withdraws_it(home: Household) -> None:
    made = remind(home)
    other = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])

    with pytest.raises(reminders.CannotRemind, match="Only Nadia Rahman"):
        reminders.withdraw(reminder=made, by=other, on=MONDAY, at=NOON)
    reminders.withdraw(reminder=made, by=home.officer, on=MONDAY, at=NOON)

    assert told(home)[-1] == ("taken_back", "To do by 25 November 2026: Read the benefit letter")
    with pytest.raises(reminders.CannotRemind, match="This was withdrawn"):
        finish(made)
    with pytest.raises(undo.CannotUndo, match="Make it again on the account"):
        take_back(home, "withdrawn")


def test_a_task_goes_to_the_colleague_and_its_result_comes_back(home: Household) -> None:
    advisor = OfficerFactory(name="Jo Hall", role=Role.INCOME_ADVISOR)
    task = remind(home, kind=Kind.TASK, text="Find the forwarding address", colleague=advisor)

    assert reminders.due(advisor, MONDAY, WEDNESDAY) == [task]
    assert reminders.due(home.officer, MONDAY, WEDNESDAY) == []
    assert reminders.asked_of_others(home.officer, on=MONDAY) == [task]
    with pytest.raises(reminders.CannotRemind, match="Write the answer"):
        finish(task)
    finish(task, answer="12 Station Road, from the new landlord")

    [answer] = reminders.of(home.officer, on=MONDAY, until=MONDAY).answers
    assert answer.answer == "12 Station Road, from the new landlord"
    assert reminders.of(home.officer, on=MONDAY, until=MONDAY).waiting(on=MONDAY) == 1
    reminders.see(pk=task.pk, by=advisor, at=NOON)
    assert reminders.of(home.officer, on=MONDAY, until=MONDAY).answers == [task]
    reminders.see(pk=task.pk, by=home.officer, at=NOON)
    assert reminders.of(home.officer, on=MONDAY, until=MONDAY).answers == []


def test_an_answer_that_was_read_is_not_taken_back(home: Household) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    task = remind(home, kind=Kind.TASK, colleague=leader)
    finish(task, answer="Yes")
    reminders.see(pk=task.pk, by=home.officer, at=NOON)

    with pytest.raises(undo.CannotUndo, match="The answer has been read"):
        undo.take_back(Act.objects.get(user=leader), by=leader, on=MONDAY, at=NOON)


def test_the_colleague_can_open_the_account_until_the_day_of_the_answer_ends(home: Household) -> None:
    advisor = OfficerFactory(role=Role.INCOME_ADVISOR)
    task = remind(home, kind=Kind.TASK, colleague=advisor)
    access = AccountAccess.objects.get(user=advisor)
    assert access.reason == "Asked by Nadia Rahman"
    # Due in two days, and 28 more.
    assert access.ends_at == NOON + dt.timedelta(days=30)

    finish(task, answer="Done")

    access.refresh_from_db()
    assert access.ends_at == dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def test_a_restricted_account_is_not_opened_to_a_colleague_by_asking(home: Household) -> None:
    AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="In hiding", set_by=home.officer, set_at=NOON
    )

    with pytest.raises(reminders.CannotRemind, match="This account is restricted"):
        remind(home, kind=Kind.TASK, colleague=OfficerFactory(role=Role.INCOME_ADVISOR))

    assert not AccountAccess.objects.exists()


def test_once_an_account_is_restricted_nothing_of_it_is_on_the_lists_of_whoever_may_not_open_it(
    client: Client, home: Household
) -> None:
    colleague = OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P09")])
    remind(home, kind=Kind.TASK, colleague=colleague, due_on=MONDAY)
    answered = remind(home, kind=Kind.TASK, colleague=colleague, due_on=MONDAY, text="Ring the school")
    finish(answered, answer="They know")
    assert len(reminders.due(colleague, MONDAY, WEDNESDAY)) == 1
    AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="In hiding", set_by=home.officer, set_at=NOON
    )

    assert reminders.due(colleague, MONDAY, WEDNESDAY) == []
    assert reminders.of(colleague, on=MONDAY, until=MONDAY).waiting(on=MONDAY) == 0
    assert len(reminders.of(home.officer, on=MONDAY, until=MONDAY).answers) == 1
    assert len(reminders.asked_of_others(home.officer, on=MONDAY)) == 1
    sign_in(client, colleague)
    assert home.account.account_ref not in text(client.get("/reminders/"))


@pytest.mark.parametrize("role", [Role.LEGAL, Role.AUDITOR, Role.ADMINISTRATOR, ""])
def test_only_who_works_accounts_is_given_a_task(home: Household, role: str) -> None:
    with pytest.raises(reminders.CannotRemind, match="Choose a colleague who works accounts"):
        remind(home, kind=Kind.TASK, colleague=OfficerFactory(role=role))


def test_a_promise_is_made_in_one_press_of_a_day_and_names_the_tenant(client: Client, home: Household) -> None:
    answer = press(client, home, "reminders", kind="promise", text="Send the statement", due="2026-11-24")

    made = Reminder.objects.get()
    assert (made.kind, made.due_on, made.person) == ("promise", dt.date(2026, 11, 24), home.tenants[0])
    said = "Promised to Ms Amina Yusuf by 24 November 2026: Send the statement"
    assert f"Kept. {said}" in text(answer)
    assert "24 November 2026 Promised to the tenant: Send the statement" in text(answer)
    assert told(home) == [("reminder", said)]


def test_a_call_back_at_a_time_needs_no_words(client: Client, home: Household) -> None:
    press(client, home, "reminders", kind="callback", due_at="2pm", due="2026-11-24")

    made = Reminder.objects.get()
    assert made.due_at == dt.time(14, 0)
    assert reminders.said(made) == "Call Ms Amina Yusuf back on 24 November 2026 at 14:00."


def test_a_typed_day_is_read_as_people_write_it(client: Client, home: Household) -> None:
    press(client, home, "reminders", kind="own", text="Look again", due_on="7/12/2026")

    assert Reminder.objects.get().due_on == dt.date(2026, 12, 7)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "own", "text": "Look"}, "Choose a day, or enter one."),
        ({"kind": "own", "text": "Look", "due_on": "soon"}, "Enter the day such as 7 December 2026."),
        ({"kind": "own", "text": "Look", "due_on": "1 November 2026"}, "Choose today or a later day."),
        ({"kind": "own", "due": "2026-11-24"}, "Say what is to be done."),
        ({"kind": "task", "text": "Look", "due": "2026-11-24"}, "Choose the colleague who is asked."),
        ({"kind": "callback", "due_at": "noonish", "due": "2026-11-24"}, "Enter the time such as 14:30 or 2pm."),
        ({"kind": "own", "text": "x" * 501, "due": "2026-11-24"}, "Write no more than 500 characters."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: Client, home: Household, typed: dict[str, str], said: str
) -> None:
    answer = press(client, home, "reminders", **typed)

    assert answer.status_code == 422
    assert said in text(answer)
    assert typed.get("text", "") in answer.content.decode()
    assert not Reminder.objects.exists()


def test_days_to_press_are_working_days(client: Client, home: Household, settings: Any) -> None:
    settings.TRAINING_DAY = dt.date(
        2026, 12, 23
    )  # a Wednesday; Christmas Day is a Friday, Boxing Day's stand-in a Monday

    page = text(client.get(f"/accounts/{home.account.pk}/"))

    assert "By when, in one press Tomorrow Tuesday 29 December In a week" in page


def test_it_is_done_from_ones_own_list(client: Client, home: Household) -> None:
    made = remind(home, due_on=MONDAY)
    page = client.get("/reminders/")
    assert "Due now" in text(page)
    assert "Ms Amina Yusuf" in text(page)

    answer = press(client, home, f"reminders/{made.pk}/done", back="reminders")

    assert answer.redirect_chain == [("/reminders/", 302)]
    assert "Nothing to remember" in text(answer)


def test_overdue_ones_are_marked_on_the_list_and_the_account(client: Client, home: Household, settings: Any) -> None:
    remind(home)
    settings.TRAINING_DAY = dt.date(2026, 11, 26)

    assert "25 November 2026 Overdue" in text(client.get("/reminders/"))
    assert "Overdue 25 November 2026 Reminder: Read the benefit letter" in text(
        client.get(f"/accounts/{home.account.pk}/")
    )


def test_an_answer_that_is_too_long_is_kept_and_said(client: Client, home: Household) -> None:
    made = remind(home)

    answer = press(client, home, f"reminders/{made.pk}/done", answer="y" * 901, back="reminders")

    assert answer.status_code == 422
    assert "Write no more than 900 characters." in text(answer)
    assert "y" * 901 in answer.content.decode()
    assert Reminder.objects.get().done_at is None


def test_a_reminder_of_another_account_is_not_found(client: Client, home: Household) -> None:
    other = remind(owing())

    assert press(client, home, f"reminders/{other.pk}/done").status_code == 404
    assert press(client, home, f"reminders/{other.pk}/withdraw").status_code == 404


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_list_is_for_the_income_team(client: Client, role: Role) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/reminders/").status_code == 403


def test_who_only_reads_sees_no_forms_and_presses_nothing(client: Client, home: Household) -> None:
    made = remind(home)
    sign_in(client, OfficerFactory(role=Role.AUDITOR))

    page = text(client.get(f"/accounts/{home.account.pk}/"))

    assert "Read the benefit letter" in page
    assert "Remind me" not in page
    assert press(client, home, "reminders", kind="own", text="x", due="2026-11-24").status_code == 403
    assert press(client, home, f"reminders/{made.pk}/done").status_code == 403


def test_a_stranger_finds_nothing(client: Client, home: Household) -> None:
    made = remind(home)
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))

    assert press(client, home, "reminders", kind="own", text="x", due="2026-11-24").status_code == 404
    assert press(client, home, f"reminders/{made.pk}/done").status_code == 404


def test_the_list_asks_as_much_for_twenty_rows_as_for_one(client: Client, home: Household) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])

    def add(number: int) -> None:
        Reminder.objects.bulk_create(
            Reminder(account=account, kind=kind, text="x", due_on=due, made_by=maker, made_at=NOON, for_user=whose)
            for account in [owing().account for _ in range(number)]
            for kind, due, maker, whose in [
                ("own", MONDAY, home.officer, home.officer),
                ("promise", WEDNESDAY, home.officer, home.officer),
                ("task", WEDNESDAY, home.officer, leader),
            ]
        )

    add(1)
    for_one, _ = queries_of(client, "/reminders/")
    add(19)
    for_twenty, page = queries_of(client, "/reminders/")

    assert text(page).count("Ms Amina Yusuf") == 60
    assert for_twenty == for_one <= MOST_QUERIES
