"""Duty S1-42: each step is done on time, or it is seen that it was not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from caseload import snapshots, timetable
from caseload.models import Recommendation, Step
from recovery.rules.policy import Timetable, default_policy
from staff.models import Role
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import rows_of, text
from tests.caseload.waiting import came_up, took
from tests.factories.people import Household, OfficerFactory
from welfare.models import Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def one_of_each() -> dict[str, Household]:
    """Homes of one patch whose step was answered, or not, in each way. The policy's seven days."""
    homes = {name: owing(tenancy__home__patch__code="P01") for name in (
        "done on the last day", "done a day late", "not this in time", "put off in time", "skipped", "held in time",
        "gone by itself", "gone too late", "waits in time", "waits too long", "taken back",
    )}  # fmt: skip
    for each in homes.values():
        each.officer = homes["skipped"].officer
    came_up(homes["done on the last day"], days_ago=10, gone=3)
    took(homes["done on the last day"], "done", days_ago=3)
    came_up(homes["done a day late"], days_ago=10, gone=2)
    took(homes["done a day late"], "done", days_ago=2)
    came_up(homes["not this in time"], days_ago=4, gone=1)
    took(homes["not this in time"], "overridden", days_ago=1, reason="Paid at the office")
    came_up(homes["put off in time"], days_ago=4, gone=1)
    took(homes["put off in time"], "deferred", days_ago=1, reason="Back from hospital next week")
    came_up(homes["skipped"], days_ago=4, gone=1)
    took(homes["skipped"], "deferred", days_ago=1)
    came_up(homes["held in time"], days_ago=4, gone=2)
    Hold.objects.create(
        account=homes["held in time"].account, reason="benefit", from_on=MONDAY - timedelta(days=2),
        last_day=MONDAY + timedelta(days=9), set_by=homes["skipped"].officer,
    )  # fmt: skip
    came_up(homes["gone by itself"], days_ago=4, gone=1)
    came_up(homes["gone too late"], days_ago=12, gone=1)
    came_up(homes["waits in time"], days_ago=7)
    came_up(homes["waits too long"], days_ago=8)
    came_up(homes["taken back"], days_ago=8)
    Step.objects.filter(pk=took(homes["taken back"], "done", days_ago=5).pk).update(undone_at=NOON)
    return homes


EXPECTED = {
    "on_time": {"done on the last day", "not this in time", "put off in time", "held in time"},
    "late": {"done a day late", "gone too late", "waits too long", "taken back"},
    "due": {"waits in time"},
    "put_off": {"skipped"},
    "not_needed": {"gone by itself"},
}


def test_s1_42_each_step_is_held_against_the_policys_days_and_the_rate_is_what_a_recount_finds(client: Client) -> None:
    homes = one_of_each()
    snapshots.take(on=MONDAY)

    found = timetable.clocks(
        Recommendation.objects.order_by().values("account"), on=MONDAY, timetable=default_policy().timetable
    )
    by_state: dict[str, set[str]] = {state: set() for state in timetable.STATES}
    names = {each.account.pk: name for name, each in homes.items()}
    for each in found:
        by_state[each.state].add(names[each.account_id])

    assert by_state == EXPECTED
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    [head, *rows] = rows_of(client.get("/team/on-time/?csv=1"))
    assert head[:4] == ["Officer", "Share on time", "On time", "Late"]
    totals = [sum(int(row[column]) for row in rows[:-1]) for column in range(2, 7)]
    assert rows[-1] == ["All", "50", *map(str, totals)]
    assert totals == [4, 4, 1, 1, 1]  # four of eight that were due: 50 %


def test_s1_42_how_long_a_step_may_wait_goes_by_how_urgent_it_is(home: Household) -> None:
    days = Timetable(cannot_wait=1, today=3, others=7)
    accounts = Recommendation.objects.filter(account=home.account).order_by().values("account")

    last = []
    for urgency in (1, 2, 4, 5, 9):
        came_up(home, days_ago=0, urgency=urgency)
        [found] = timetable.clocks(accounts, on=MONDAY, timetable=days)
        last.append((found.due_on - MONDAY).days)

    assert last == [1, 3, 3, 7, 7]


def test_s1_42_every_number_opens_its_accounts_with_the_reasons_and_an_officer_sees_her_own(client: Client) -> None:
    homes = one_of_each()
    late = homes["waits too long"]
    took(late, "deferred", days_ago=6, reason="Waited for the interpreter")
    snapshots.take(on=MONDAY)
    officer = OfficerFactory(name="Tom Fenwick", patches=[late.account.tenancy.home.patch])
    sign_in(client, officer)

    own = client.get("/team/on-time/")
    listed = client.get("/team/on-time/steps/?state=put_off")

    assert own.status_code == 200
    assert listed.status_code == 200
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    board = text(client.get("/team/"))
    assert "On time" in board
    page = client.get("/team/on-time/").content.decode()
    for url, number in re.findall(r'href="(/team/on-time/steps/\?[^"]*)">(\d+)<', page):
        opened = text(client.get(url.replace("&amp;", "&")))
        assert re.search(rf"\b{number} steps?\b", opened), url
    opened = text(client.get("/team/on-time/steps/?state=late"))
    assert "No reason given" in opened
    assert client.get("/team/on-time/steps/?state=nonsense").status_code == 404


def test_s1_42_the_list_asks_as_many_questions_for_twenty_as_for_one(
    client: Client, django_assert_max_num_queries: Any, home: Household
) -> None:
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    for each in [home, *(owing() for _ in range(19))]:
        came_up(each, days_ago=9)
    snapshots.take(on=MONDAY)
    client.get("/team/on-time/steps/?state=late")

    with django_assert_max_num_queries(27) as asked:
        shown = text(client.get("/team/on-time/steps/?state=late"))

    assert "20 steps" in shown
    assert len(asked) <= 27
