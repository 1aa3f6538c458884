"""Two officers who press in the same moment, over two connections: one takes the account, one step is done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from caseload import desk, presence
from recovery.models import OutboxMessage
from staff.models import User
from tests.caseload.desk import owing
from tests.caseload.desk_acts import NOON, fingerprint, press
from tests.factories.people import OfficerFactory

pytestmark = pytest.mark.usefixtures("monday_noon")


def test_two_who_take_an_account_at_once_find_one_taker(own_database: str) -> None:
    home = owing()
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    together = Barrier(2)

    def take(user: User) -> presence.Colleague | None:
        together.wait(timeout=20)
        try:
            return presence.take(home.account, user, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result(timeout=60) for future in [pool.submit(take, u) for u in (home.officer, colleague)]]

    assert answers[0] == answers[1]
    assert answers[0] is not None


def test_two_officers_who_press_at_once_do_one_step_and_the_second_is_told(own_database: str) -> None:
    home = owing()
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    card, together = fingerprint(home), Barrier(2)

    def act(user: User) -> str:
        together.wait(timeout=20)
        try:
            press(home, by=user, fingerprint=card)
        except desk.Changed as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(future.result(timeout=60) for future in [pool.submit(act, u) for u in (home.officer, colleague)])

    assert OutboxMessage.objects.count() == 1
    assert said[1] == "sent"
    assert said[0].startswith("No longer needed")
