"""What is due against what is left of the day and the week."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from caseload.capacity import capacity, week_of, weekly_minutes
from caseload.models import WorkingWeek
from caseload.queue import QueueCounts
from staff.models import Role, User
from tests.caseload.desk import owing, sign_in
from tests.factories.people import OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A moment of 2026; 23 November is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def due(*, minutes: int = 0, today: int = 0) -> QueueCounts:
    return QueueCounts(total=1, today=0, cannot_wait=0, by_group={}, minutes=minutes, minutes_today=today)


def left(user: User, now: datetime) -> tuple[int, int]:
    found = capacity(week_of(user), due(), now=now)
    return found.left_today, found.left_week


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(at(23, 8), (300, 1500), id="before the day begins, all of it"),
        pytest.param(at(23, 9), (300, 1500), id="at nine, all of it"),
        pytest.param(at(23, 13), (150, 1350), id="at one, half of today"),
        pytest.param(at(23, 17), (0, 1200), id="at five, none of today"),
        pytest.param(at(25, 11), (225, 825), id="Wednesday at eleven: three quarters, and two days"),
        pytest.param(at(27, 15), (75, 75), id="Friday at three: a quarter, and nothing after"),
        pytest.param(at(28, 10), (0, 0), id="Saturday"),
        pytest.param(at(21, 8, month=12), (300, 1200), id="in Christmas week there is no Friday"),
    ],
)
def test_a_day_is_used_up_from_nine_to_five_and_bank_holidays_count_as_none(
    now: datetime, expected: tuple[int, int]
) -> None:
    assert left(OfficerFactory(), now) == expected


def test_her_own_hours_count_where_she_has_set_them() -> None:
    officer, other = OfficerFactory(), OfficerFactory()
    WorkingWeek.objects.create(user=officer, monday=240, tuesday=0, wednesday=0, thursday=0, friday=120)

    assert left(officer, at(23, 8)) == (240, 360)
    assert weekly_minutes([officer, other]) == {officer.pk: 360, other.pk: 1500}


def test_what_is_over_is_said_for_the_day_and_for_the_week() -> None:
    found = capacity(week_of(OfficerFactory()), due(minutes=1600, today=310), now=at(23, 8))

    assert (found.over_today, found.over_week) == (10, 100)
    assert capacity(week_of(OfficerFactory()), due(minutes=10, today=10), now=at(23, 8)).over_week == 0


def test_an_officer_keeps_her_hours_and_today_reckons_with_them(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    hours = {"monday": "4", "tuesday": "5.5", "wednesday": "0", "thursday": "3", "friday": "2.25"}

    answer = client.post("/working-week/", hours, follow=True)

    assert "Your working week is kept." in answer.content.decode()
    week = week_of(home.officer)
    assert [week.monday, week.tuesday, week.wednesday, week.thursday, week.friday] == [240, 330, 0, 180, 135]
    assert 'value="5.5"' in client.get("/working-week/").content.decode()


@pytest.mark.parametrize("wrong", ["", "eleven", "11", "-1", "1.234", "1e9", "NaN"])
def test_hours_that_make_no_sense_are_asked_for_again_and_nothing_is_kept(client: Client, wrong: str) -> None:
    home = owing()
    sign_in(client, home.officer)
    hours = dict.fromkeys(["tuesday", "wednesday", "thursday", "friday"], "5") | {"monday": wrong}

    answer = client.post("/working-week/", hours)

    assert answer.status_code == 422
    assert "Enter the hours of casework, from 0 to 10, such as 5 or 5.5." in answer.content.decode()
    assert not WorkingWeek.objects.exists()


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR, ""])
def test_only_those_who_work_accounts_have_a_working_week(client: Client, role: str) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/working-week/").status_code == 403
