"""The list of one's last acts: how long each may be taken back, what to do instead, and one press to do it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from caseload import undo
from caseload.models import Act, Step
from recovery.models import OutboxMessage
from staff.models import PatchAssignment
from tests.caseload.desk import sign_in
from tests.caseload.desk_acts import NOON, override, press
from tests.caseload.reading import text
from tests.caseload.sweeping import MONDAY
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_the_list_is_empty_until_something_is_done(client: Client) -> None:
    sign_in(client, OfficerFactory())

    assert "Nothing to take back" in text(client.get("/undo/"))


def test_the_list_shows_each_act_with_its_time_left_and_takes_it_back_in_one_press(client: Client) -> None:
    home = household()
    override(home, reason="Paid at the office")
    sign_in(client, home.officer)

    page = text(client.get("/undo/"))
    assert "Not taken: send letter 1. Paid at the office." in page
    assert "Until midnight" in page
    answer = client.post(f"/undo/{Act.objects.get().pk}/", follow=True)

    assert "Taken back: Not taken: send letter 1. Paid at the office." in text(answer)
    assert "Taken back on 23 November 2026 at 12:00" in text(answer)
    assert b"qd-chipbutton" not in answer.content


def test_the_list_says_when_an_email_leaves_and_that_a_letter_has_left(client: Client) -> None:
    by_email = household({"email": "amina@example.com", "preferred_channel": "email"})
    press(by_email)
    by_post = household()
    press(by_post, by=by_email.officer)
    OutboxMessage.objects.filter(channel="letter").update(state="sending")
    sign_in(client, by_email.officer)

    page = text(client.get("/undo/"))

    assert "9 minutes left: it leaves on 23 November 2026 at 12:10" in page
    assert "It has left. Write a note, and tell the tenant what is right" in page


def test_what_was_withdrawn_when_it_came_to_leave_is_said_not_to_have_been_sent_and_why(client: Client) -> None:
    home = household()
    press(home)
    OutboxMessage.objects.update(state="withdrawn", why="The account is on hold.", ended_at=NOON)
    sign_in(client, home.officer)

    page = text(client.get("/undo/"))

    assert "It was not sent. The account is on hold." in page
    assert "It has left" not in page
    assert b"qd-chipbutton" not in client.get("/undo/").content


def test_whoever_needs_longer_lets_an_email_wait_ten_minutes_more_as_often_as_wanted(client: Client) -> None:
    home = household({"email": "amina@example.com", "preferred_channel": "email"})
    press(home)
    sign_in(client, home.officer)
    act = Act.objects.get()

    client.post(f"/undo/{act.pk}/wait/")
    answer = client.post(f"/undo/{act.pk}/wait/", follow=True)

    leaves = OutboxMessage.objects.get().send_after
    assert NOON + timedelta(minutes=30) <= leaves < NOON + timedelta(minutes=31)
    assert "It waits ten minutes more, until 12:30." in text(answer)
    assert "29 minutes left: it leaves on 23 November 2026 at 12:30" in text(answer)


def test_what_has_left_does_not_wait_and_nobody_lets_anothers_wait(client: Client) -> None:
    home = household()
    press(home)
    OutboxMessage.objects.update(state="sending")
    act = Act.objects.get()

    with pytest.raises(undo.CannotUndo, match="It has left"):
        undo.wait_longer(act, by=home.officer, on=MONDAY, at=NOON)

    sign_in(client, OfficerFactory(role="team_leader", patches=[home.account.tenancy.home.patch]))
    assert client.post(f"/undo/{act.pk}/wait/").status_code == 404


def test_a_stranger_finds_no_act_of_another_and_may_not_take_it_back(client: Client) -> None:
    home = household()
    override(home)
    sign_in(client, OfficerFactory(role="team_leader", patches=[home.account.tenancy.home.patch]))

    assert "Nothing to take back" in text(client.get("/undo/"))
    assert client.post(f"/undo/{Act.objects.get().pk}/").status_code == 404
    assert Step.objects.get().undone_at is None


def test_an_act_on_an_account_that_went_to_another_patch_stays_and_says_whom_to_ask(client: Client) -> None:
    home = household()
    override(home)
    PatchAssignment.objects.all().delete()
    sign_in(client, home.officer)

    page = client.get("/undo/")
    answer = client.post(f"/undo/{Act.objects.get().pk}/", follow=True)

    assert "You can no longer open this account." in text(page)
    assert f"/accounts/{home.account.pk}/" not in page.content.decode()
    assert "You can no longer open this account." in text(answer)
    assert Step.objects.get().undone_at is None


@pytest.mark.parametrize("acts", [1, 20])
def test_the_list_asks_the_same_questions_for_one_act_and_for_twenty(
    client: Client, acts: int, django_assert_max_num_queries: Any
) -> None:
    officer = OfficerFactory(patches=[PatchFactory()])
    for _ in range(acts):
        press(household(), by=officer)
    sign_in(client, officer)
    client.get("/undo/")

    with django_assert_max_num_queries(20):
        client.get("/undo/")


def test_the_list_holds_the_last_fifty(client: Client) -> None:
    home = household()
    for number in range(51):
        undo.remember(
            user=home.officer, account=home.account, kind="note", summary=f"Note {number}.", about="", at=NOON
        )
    sign_in(client, home.officer)

    page = text(client.get("/undo/"))

    assert "Note 50." in page
    assert "Note 1." in page
    assert "Note 0." not in page
