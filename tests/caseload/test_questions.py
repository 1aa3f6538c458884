"""Not sure: one press asks a senior, the clock runs on, the answer comes back to the top of the list."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from caseload import questions, queue, reminders, undo
from caseload.colleagues import seniors_of
from caseload.models import Act, Recommendation, Reminder
from staff.models import Role, User
from tests.caseload.case_pages import press
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import MOST_QUERIES, queries_of, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def ask(home: Household, **changes: Any) -> Reminder:
    given = {"account": home.account, "by": home.officer, "on": MONDAY, "at": NOON} | changes
    question, _ = questions.ask(**given)
    return question


def answer(question: Reminder, *, by: User, answer: str = "Go ahead with the step") -> Reminder:
    return reminders.finish(reminder=question, answer=answer, by=by, on=MONDAY, at=NOON)


def in_turn(user: User) -> list[int]:
    """The accounts of her order, first to last."""
    return [each.account_id for each in queue.queue(user, on=MONDAY)]


def urgent(home: Household) -> Household:
    """Its step comes before the others'."""
    Recommendation.objects.filter(account=home.account).update(urgency=1)
    return home


def test_one_press_asks_and_opens_the_next_account(client: Client, home: Household, leader: User) -> None:
    following = owing()

    page = press(client, home, "not-sure")

    assert page.redirect_chain[0] == (f"/accounts/{following.account.pk}/", 302)
    assert "is with Mabel Osei. The answer comes back to your list." in text(page)
    question = Reminder.objects.get()
    assert (question.kind, question.text, question.for_user, question.due_on) == (
        "question",
        "",
        None,
        dt.date(2026, 11, 24),
    )


def test_while_it_waits_the_step_keeps_its_clock(home: Household, leader: User) -> None:
    before = Recommendation.objects.get(account=home.account, lapsed_on=None)

    ask(home)

    after = Recommendation.objects.get(account=home.account, lapsed_on=None)
    assert (after.pk, after.first_on, after.urgency) == (before.pk, before.first_on, before.urgency)
    assert in_turn(home.officer) == []
    assert in_turn(leader) == [home.account.pk]


def test_the_answer_comes_back_to_who_asked(client: Client, home: Household, leader: User) -> None:
    earlier = urgent(owing())
    assert in_turn(home.officer) == [earlier.account.pk, home.account.pk]
    question = ask(home, text="Letter, or wait for the benefit?")
    assert in_turn(home.officer) == [earlier.account.pk]
    sign_in(client, leader)
    assert "Letter, or wait for the benefit?" in text(client.get("/questions/"))

    page = press(client, home, f"reminders/{question.pk}/done", chip="Wait a week", answer="", back="questions")

    assert page.redirect_chain == [("/questions/", 302)]
    assert "The answer is with Nadia Rahman." in text(page)
    assert "No question waits for you" in text(page)
    assert in_turn(home.officer) == [home.account.pk, earlier.account.pk]
    sign_in(client, home.officer)
    assert "Mabel Osei answered: Wait a week" in text(client.get(f"/accounts/{home.account.pk}/"))
    assert "Mabel Osei: Wait a week" in text(client.get("/reminders/"))


def test_a_read_answer_stands_no_longer_on_the_account(client: Client, home: Household, leader: User) -> None:
    question = answer(ask(home), by=leader)

    page = client.post(f"/reminders/{question.pk}/seen/", {"account": home.account.pk}, follow=True)

    assert page.redirect_chain == [(f"/accounts/{home.account.pk}/", 302)]
    assert "Mabel Osei answered" not in text(page)
    assert reminders.of(home.officer, on=MONDAY, until=MONDAY).answers == []


def test_the_account_says_with_whom_it_waits_and_asks_no_second_time(
    client: Client, home: Household, leader: User
) -> None:
    ask(home)

    page = text(client.get(f"/accounts/{home.account.pk}/"))

    assert "With Mabel Osei since 23 November, 12:00: Nadia Rahman is not sure about the next step." in page
    assert "Not sure: ask a senior" not in page
    sign_in(client, leader)
    assert "Go ahead with the step Wait a week" in text(client.get(f"/accounts/{home.account.pk}/"))


def test_it_goes_to_every_leader_of_the_patch_and_to_no_other(home: Household, leader: User) -> None:
    other = OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory(code="P02")])
    manager = OfficerFactory(role=Role.INCOME_MANAGER)
    question = ask(home)

    assert list(questions.put_to(leader)) == [question]
    assert list(questions.put_to(other)) == []
    assert list(questions.put_to(manager)) == []
    assert list(questions.put_to(home.officer)) == []


def test_without_a_leader_of_the_patch_it_goes_to_the_managers(home: Household) -> None:
    manager = OfficerFactory(role=Role.INCOME_MANAGER)

    question = ask(home)

    assert list(questions.put_to(manager)) == [question]
    assert seniors_of(home.account, asking=home.officer) == [manager]


def test_a_leaders_own_question_goes_past_her(home: Household, leader: User) -> None:
    manager = OfficerFactory(role=Role.INCOME_MANAGER)
    question = ask(home, by=leader)

    assert list(questions.put_to(leader)) == []
    assert list(questions.put_to(manager)) == [question]
    with pytest.raises(reminders.CannotRemind, match="somebody else to answer"):
        answer(question, by=leader)


def test_where_nobody_leads_a_colleague_must_be_named(client: Client, home: Household) -> None:
    page = press(client, home, "not-sure", text="What now?")

    assert page.status_code == 422
    assert "Nobody leads the team of this patch. Name a colleague to ask." in text(page)
    assert "What now?" in page.content.decode()
    assert not Reminder.objects.exists()


def test_a_specialist_is_asked_by_name_and_only_she_answers(client: Client, home: Household, leader: User) -> None:
    specialist = OfficerFactory(name="Jo Hall", role=Role.INCOME_ADVISOR)

    press(client, home, "not-sure", text="Is this debt too old?", colleague=specialist.pk)

    question = Reminder.objects.get()
    assert question.for_user == specialist
    assert list(questions.put_to(leader)) == []
    assert reminders.due(specialist, MONDAY, dt.date(2026, 11, 24)) == [question]
    with pytest.raises(reminders.CannotRemind, match="somebody else to answer"):
        answer(question, by=leader)
    sign_in(client, specialist)
    page = press(client, home, f"reminders/{question.pk}/done", answer="No: five years old", back="reminders")
    assert page.status_code == 200
    assert [each.answer for each in reminders.of(home.officer, on=MONDAY, until=MONDAY).answers] == [
        "No: five years old"
    ]


def test_the_same_question_is_not_asked_twice(client: Client, home: Household, leader: User) -> None:
    ask(home)

    page = press(client, home, "not-sure")

    assert page.status_code == 422
    assert "You have asked about this account already." in text(page)
    assert Reminder.objects.count() == 1


def test_a_question_taken_back_leaves_the_leaders_list(home: Household, leader: User) -> None:
    ask(home)

    undo.take_back(Act.objects.get(kind="question"), by=home.officer, on=MONDAY, at=NOON)

    assert list(questions.put_to(leader)) == []
    assert in_turn(home.officer) == [home.account.pk]


def test_an_answer_wants_words(client: Client, home: Household, leader: User) -> None:
    question = ask(home)
    sign_in(client, leader)

    page = press(client, home, f"reminders/{question.pk}/done", answer="  ", back="questions")

    assert page.status_code == 422
    assert "Write the answer: it goes back to who asked." in text(page)
    assert Reminder.objects.get().done_at is None


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.LEGAL, Role.AUDITOR])
def test_questions_are_the_leaders(client: Client, role: Role) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/questions/").status_code == 403


def test_a_stranger_asks_nothing(client: Client, home: Household, leader: User) -> None:
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))
    assert press(client, home, "not-sure").status_code == 404

    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    assert press(client, home, "not-sure").status_code == 403
    assert not Reminder.objects.exists()


def test_the_page_asks_as_much_for_twenty_rows_as_for_one(client: Client, home: Household, leader: User) -> None:
    def add(number: int) -> None:
        Reminder.objects.bulk_create(
            Reminder(account=owing().account, kind="question", due_on=MONDAY, made_by=home.officer, made_at=NOON)
            for _ in range(number)
        )

    sign_in(client, leader)
    add(1)
    for_one, _ = queries_of(client, "/questions/")
    add(19)
    for_twenty, page = queries_of(client, "/questions/")

    assert text(page).count("Not sure about the next step.") == 20
    assert text(page).count("Send letter 1") == 20
    assert for_twenty == for_one <= MOST_QUERIES
