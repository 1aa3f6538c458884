"""Two officers who press in the same moment, over two connections: one takes the account, one step is done."""

import pytest

from caseload import desk, presence
from recovery.models import OutboxMessage
from staff.models import User
from tests.at_once import at_once
from tests.caseload.desk import owing
from tests.caseload.desk_acts import NOON, fingerprint, press
from tests.factories.people import OfficerFactory

pytestmark = pytest.mark.usefixtures("monday_noon")


def test_two_who_take_an_account_at_once_find_one_taker(own_database: str) -> None:
    home = owing()
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])

    def take(user: User) -> presence.Colleague | None:
        return presence.take(home.account, user, at=NOON)

    answers = at_once(lambda: take(home.officer), lambda: take(colleague))

    assert answers[0] == answers[1]
    assert answers[0] is not None


def test_two_officers_who_press_at_once_do_one_step_and_the_second_is_told(own_database: str) -> None:
    home = owing()
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    card = fingerprint(home)

    def act(user: User) -> str:
        press(home, by=user, fingerprint=card)
        return "sent"

    answers = at_once(lambda: act(home.officer), lambda: act(colleague))

    assert OutboxMessage.objects.count() == 1
    [refusal] = [answer for answer in answers if answer != "sent"]
    assert isinstance(refusal, desk.Changed)
    assert str(refusal).startswith("No longer needed")
