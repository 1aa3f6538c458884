"""Stages stopped and started, and low-risk steps that go without a press."""

import pytest
from django.test import Client

from caseload import undo
from caseload.explain import explain
from caseload.models import Act
from caseload.printing import automatic
from recovery import stages
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.post import Post
from staff.models import Role, User
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, hold, press
from tests.caseload.letters.pages import shown, words
from tests.factories.people import Household, OfficerFactory
from tests.recovery.print_room import tray

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


@pytest.fixture
def leader(home: Household) -> User:
    return OfficerFactory(name="Marcia Osei", role=Role.INCOME_MANAGER)


def test_a_leader_stops_and_starts_a_stage_and_officers_read_why(client: Client, home: Household, leader: User) -> None:
    press(home)
    sign_in(client, leader)
    page = client.post("/letters/stages/letter_1/", {"act": "stop", "why": "The bank's file is late"}, follow=True)
    assert "Stopped. 1 letter of this kind waits." in words(page.content.decode())

    sign_in(client, home.officer)
    assert "Stopped by Marcia Osei: The bank&#x27;s file is late" in shown(client, "/letters/")
    assert "These letters are stopped" in shown(client, f"/letters/{tray().pk}/")
    assert client.post("/letters/stages/letter_1/", {"act": "start"}).status_code == 403

    sign_in(client, leader)
    page = client.post("/letters/stages/letter_1/", {"act": "start"}, follow=True)
    assert "Started." in words(page.content.decode())


@pytest.mark.parametrize(
    ("act", "why", "said"),
    [
        ("stop", "", "Write why these letters are stopped"),
        ("start", "", "Letter 1 is not stopped"),
        ("ask", "", "does not mark Letter 1 as low-risk"),
        ("on", "", "Nobody has asked for this"),
        ("off", "", "This is not switched on"),
        ("dance", "", "Choose what is to be done"),
    ],
)
def test_what_a_stage_does_not_take_is_said(
    client: Client, home: Household, leader: User, act: str, why: str, said: str
) -> None:
    sign_in(client, leader)

    page = client.post("/letters/stages/letter_1/", {"act": act, "why": why}, follow=True)

    assert said in words(page.content.decode())


def switched_on(action: str = "reminder") -> None:
    post = Post()
    one = OfficerFactory(name="Marcia Osei", role=Role.TEAM_LEADER)
    other = OfficerFactory(name="Paul Walker", role=Role.INCOME_MANAGER)
    stages.ask_automatic(action=action, policy=post, by=one, at=NOON)
    stages.switch_on(action=action, policy=post, by=other, at=NOON)


def test_a_low_risk_step_goes_without_a_press_once_recorded_as_such_and_undoable(client: Client) -> None:
    reminded, written = owing(owes="110.00"), owing(owes="209.00")
    assert explain(reminded.account, as_of=MONDAY).action == Action.REMINDER
    assert automatic.send_all(on=MONDAY) == (0, 0)  # nothing is switched on
    switched_on()

    assert automatic.send_all(on=MONDAY) == (1, 0)
    assert automatic.send_all(on=MONDAY) == (0, 0)

    message = OutboxMessage.objects.get()
    assert (message.account, message.action, message.state) == (reminded.account, "reminder", "queued")
    assert message.queued_by == reminded.officer  # whose name stands under it
    event = AccountEvent.objects.get(what="letter_queued")
    assert event.by is None
    assert "Sent without a press: asked for by Marcia Osei, switched on by Paul Walker." in event.summary
    undo.take_back(Act.objects.get(user=reminded.officer), by=reminded.officer, on=MONDAY, at=NOON)
    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert explain(written.account, as_of=MONDAY).action == Action.LETTER_1


def test_the_gates_hold_without_a_press_too() -> None:
    home = owing(owes="110.00")
    switched_on()
    hold(home)

    assert automatic.send_all(on=MONDAY)[0] == 0
    assert not OutboxMessage.objects.exists()
