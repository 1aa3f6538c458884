"""The officer's queue: whose it is, in what order, where one stands in it, and what a list of it costs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_context

from caseload import queue
from caseload.models import Recommendation
from staff.models import Patch, User
from tenancies.models import RentAccount
from tests.caseload.sweeping import MONDAY
from tests.factories.people import OfficerFactory, PersonFactory
from tests.factories.tenancies import PatchFactory, RentAccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    officer: User = OfficerFactory(patches=[PatchFactory()])
    return officer


def waiting(
    action: str = "letter_1", *, urgency: int = 5, first_on: date = MONDAY, minutes: int = 5, **account: Any
) -> RentAccount:
    """An account with this step open."""
    found: RentAccount = RentAccountFactory(**account)
    found.tenancy.people.create(person=PersonFactory(), role="tenant", from_on=found.tenancy.starts_on)
    Recommendation.objects.create(
        account=found,
        first_on=first_on,
        action=action,
        rule=action,
        bucket="recommended" if action != "none" else "in_credit_or_clear",
        urgency=urgency,
        minutes=minutes,
        fingerprint=f"of {found.account_ref}",
        next_look_on=MONDAY + timedelta(days=7),
        facts={"balance": "209.00"},
    )
    return found


def accounts(user: User) -> list[RentAccount]:
    return [each.account for each in queue.queue(user, on=MONDAY)]


def test_most_urgent_comes_first_then_what_has_waited_longest_then_the_earlier_row(officer: User) -> None:
    later = waiting(urgency=5)
    longer = waiting(urgency=5, first_on=MONDAY - timedelta(days=3))
    urgent = waiting(urgency=1)
    same_as_later = waiting(urgency=5)

    assert accounts(officer) == [urgent, longer, later, same_as_later]


def test_what_wants_no_step_or_has_lapsed_does_not_wait(officer: User) -> None:
    waiting("none")
    lapsed = waiting()
    Recommendation.objects.filter(account=lapsed).update(lapsed_on=MONDAY)

    assert accounts(officer) == []


def test_current_accounts_wait_for_the_patchs_officer_and_former_ones_for_the_advisors(officer: User) -> None:
    current = waiting()
    former = waiting(
        "former_letter_1", tenancy__last_day=date(2026, 6, 28), tenancy__end_reason="transfer", kind="rent"
    )
    elsewhere = waiting(tenancy__home__patch=Patch.objects.create(code="P99"))

    assert accounts(officer) == [current, former]  # while nobody is an advisor
    assert accounts(OfficerFactory(role="income_advisor")) == [former]
    assert accounts(officer) == [current]
    assert accounts(OfficerFactory(role="team_leader", patches=[PatchFactory()])) == [current, former]
    assert accounts(OfficerFactory(role="income_manager")) == [current, former, elsewhere]
    assert accounts(OfficerFactory(role="administrator")) == []
    assert accounts(OfficerFactory(role="")) == []


def test_the_counts_say_how_much_waits_and_by_which_way_of_working(officer: User) -> None:
    waiting("letter_1", urgency=6, minutes=3)
    waiting("reminder", urgency=7, minutes=2)
    waiting("call", urgency=4)
    waiting("visit", urgency=4, minutes=30)
    waiting("prepare_hearing", urgency=1, minutes=60)
    waiting("fix_data", urgency=3)
    waiting("none")

    counts = queue.counts(officer, on=MONDAY)

    assert (counts.total, counts.today, counts.cannot_wait) == (6, 4, 1)
    assert counts.by_group == {"people": 0, "letter": 2, "call": 1, "visit": 1, "legal": 1, "data": 1, "desk": 0}
    assert counts.minutes == 3 + 2 + 5 + 30 + 60 + 5
    assert counts.minutes_today == 5 + 30 + 60 + 5


def test_the_next_one_is_the_one_below_and_from_the_last_the_first(officer: User) -> None:
    first, second, third = waiting(urgency=1), waiting(urgency=2), waiting(urgency=3)

    assert queue.next_after(officer, first, on=MONDAY) == second
    assert queue.next_after(officer, second, on=MONDAY) == third
    assert queue.next_after(officer, third, on=MONDAY) == first


def test_an_account_that_was_just_worked_keeps_its_place_for_finding_the_next(officer: User) -> None:
    first, second, third = waiting(urgency=1), waiting(urgency=2), waiting(urgency=3)
    Recommendation.objects.filter(account=second).update(lapsed_on=MONDAY)  # its letter went

    assert queue.next_after(officer, second, on=MONDAY) == third
    assert accounts(officer) == [first, third]


def test_nothing_comes_after_the_last_one(officer: User) -> None:
    only = waiting()

    assert queue.next_after(officer, only, on=MONDAY) is None


def test_from_an_account_that_never_waited_the_queue_begins_at_its_top(officer: User) -> None:
    first = waiting(urgency=1)
    waiting(urgency=2)

    assert queue.next_after(officer, RentAccountFactory(), on=MONDAY) == first


def test_each_account_knows_its_place(officer: User) -> None:
    found = [waiting(urgency=urgency) for urgency in (1, 2, 2, 3)]

    line = queue.line(officer, on=MONDAY)
    assert [queue.place(line, account) for account in found] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert queue.place(line, RentAccountFactory()) is None
    assert queue.place(queue.line(OfficerFactory(), on=MONDAY), found[0]) is None  # not in their patch


def test_neither_the_counts_nor_the_list_ask_row_by_row(officer: User) -> None:
    for _ in range(20):
        waiting()

    with CaptureQueriesContext(connection) as counting:
        queue.counts(officer, on=MONDAY)
    with CaptureQueriesContext(connection) as listing, zeal_context():
        shown = [f"{r.account.tenancy.home.patch} {r.account.tenancy}" for r in queue.queue(officer, on=MONDAY)]

    # Whose they are, whether advisors share; and the rows' accounts come apart.
    assert (len(counting), len(listing), len(shown)) == (3, 4, 20)


@pytest.mark.parametrize(
    "address",
    ["/", "/?group=letter", "/coverage/", "/coverage/recommended/"],
)
def test_a_page_of_twenty_rows_takes_as_many_queries_as_a_page_of_one(
    address: str, officer: User, client: Client
) -> None:
    client.force_login(officer)
    waiting(urgency=1)
    client.get(address)  # what is kept for the process is fetched once
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).status_code == 200
    for number in range(19):
        waiting(urgency=1 + number % 7)
    with CaptureQueriesContext(connection) as twenty:
        assert client.get(address).status_code == 200

    assert len(twenty) == len(one)
