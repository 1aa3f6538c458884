"""The calendar on Today, and the day on paper."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseload import queue, reminders
from caseload.day_sheet import day_sheet
from caseload.diary import AHEAD, Appointment, diary
from caseload.models import Recommendation, Reminder
from legal.models import PossessionClaim, PossessionOrder
from staff.models import Role, User
from tenancies.models import RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import RentAccountFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def hearing(home: Household, *, on: date, at: time | None = None, **changes: Any) -> PossessionClaim:
    given = {"route": "pcol", "issued_on": MONDAY - timedelta(days=30), "arrears_at_issue": 209, "status": "listed"}
    return PossessionClaim.objects.create(
        tenancy=home.account.tenancy, hearing_on=on, hearing_at=at, **given | {"court": "Wexmoor"} | changes
    )


def remind(home: Household, text: str, *, on: date, at: time | None = None, **changes: Any) -> Reminder:
    given = {
        "kind": "own",
        "made_by": home.officer,
        "for_user": home.officer,
        "made_at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return Reminder.objects.create(account=home.account, text=text, due_on=on, due_at=at, **given | changes)


def shown(user: User, *, now: datetime = NINE) -> list[Appointment]:
    due = reminders.due(user, now.date(), now.date() + AHEAD)
    return diary(due, mine=queue.accounts_of(user, on=now.date()), now=now)


def lines(user: User, *, now: datetime = NINE) -> list[tuple[str, str]]:
    return [(each.when, each.what) for each in shown(user, now=now)]


def test_s4_48_hearings_evictions_and_reminders_stand_in_the_calendar_with_how_soon_they_come() -> None:
    home = owing()
    claim = hearing(home, on=MONDAY, at=time(14, 30))
    PossessionOrder.objects.create(
        claim=claim, made_on=MONDAY, kind="outright", status="in_force", eviction_on=MONDAY + timedelta(days=3),
        warrant_number="W123",
    )  # fmt: skip
    remind(home, "Ask for the payslip", on=MONDAY + timedelta(days=1), at=time(10))
    remind(home, "Bring the form", on=MONDAY - timedelta(days=4))

    assert lines(home.officer) == [
        ("today", "Hearing"),
        ("4 days late", "Reminder"),
        ("tomorrow", "Reminder"),
        ("in 3 days", "Eviction"),
    ]
    assert [each.detail for each in shown(home.officer)] == [
        "Wexmoor", "Bring the form", "Ask for the payslip", "Warrant W123",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "when", "soon"),
    [(time(9, 29), "today", False), (time(9, 30), "in 60 minutes", True), (time(10, 25), "in 5 minutes", True),
     (time(10, 30), "in 1 minute", True), (time(10, 31), "today", False)],
)  # fmt: skip
def test_a_reminder_comes_an_hour_before(now: time, when: str, soon: bool) -> None:
    home = owing()
    hearing(home, on=MONDAY, at=time(10, 30))

    [found] = shown(home.officer, now=datetime.combine(MONDAY, now, tzinfo=NINE.tzinfo))

    assert (found.when, found.soon) == (when, soon)


@pytest.mark.parametrize(
    "change",
    [{"status": "struck_out"}, {"not_sent_since": MONDAY}, {"hearing_on": MONDAY - timedelta(days=1)},
     {"hearing_on": MONDAY + timedelta(days=8)}],
)  # fmt: skip
def test_a_hearing_that_is_over_or_called_off_or_far_away_is_not_announced(change: dict[str, Any]) -> None:
    home = owing()
    claim = hearing(home, on=MONDAY)
    PossessionClaim.objects.filter(pk=claim.pk).update(**change)

    assert shown(home.officer) == []


def test_a_hearing_stands_once_on_the_account_that_leads_whatever_else_the_household_owes() -> None:
    home = owing()
    garage: RentAccount = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    hearing(home, on=MONDAY)

    [found] = shown(home.officer)

    assert garage.pk != home.account.pk
    assert found.account == home.account


def test_a_colleagues_appointments_are_not_hers() -> None:
    home = owing()
    hearing(home, on=MONDAY)
    remind(home, "Mine", on=MONDAY)

    assert shown(OfficerFactory()) == []


def test_the_calendar_asks_as_many_questions_for_twenty_appointments_as_for_one() -> None:
    home = owing()
    mine = queue.accounts_of(home.officer, on=MONDAY)
    hearing(home, on=MONDAY)
    remind(home, "First", on=MONDAY)
    with CaptureQueriesContext(connection) as one:
        diary(reminders.due(home.officer, MONDAY, MONDAY + AHEAD), mine=mine, now=NINE)
    for number in range(10):
        remind(home, f"Number {number}", on=MONDAY)
        hearing(home, on=MONDAY, claim_number=str(number))
    with CaptureQueriesContext(connection) as many:
        assert len(diary(reminders.due(home.officer, MONDAY, MONDAY + AHEAD), mine=mine, now=NINE)) == 22

    assert len(many) == len(one)


def step(home: Household, action: str, *, urgency: int = 5) -> None:
    Recommendation.objects.filter(account=home.account, lapsed_on=None).update(
        action=action, rule="missed_payment", urgency=urgency
    )


def test_the_day_sheet_names_what_comes_first_visits_and_whom_to_telephone(client: Client) -> None:
    first = owing({"last_name": "Okafor"}, owes="250.00")
    visit = owing({"last_name": "Grant"})
    phone = owing({"last_name": "Silva", "mobile": "07700 900123"}, {"last_name": "Silva", "first_names": "Rui"})
    step(first, "prepare_hearing", urgency=1)
    step(visit, "visit")
    step(phone, "call")
    hearing(first, on=MONDAY, at=time(14))
    sign_in(client, first.officer)

    sheet = day_sheet(first.officer, now=NINE, must_dos=3)
    page = client.get("/day-sheet/").content.decode()

    assert [row.account for row in sheet.must_dos] == [first.account]
    assert [row.account for row in sheet.visits] == [visit.account]
    [call] = sheet.calls
    assert [(number.name, number.phone) for number in call.numbers] == [("Ms Amina Silva", "07700 900123")]
    assert "Monday 23 November 2026" in page
    assert "14:00" in page
    assert "07700 900123" in page


def test_the_number_of_a_tenant_for_whom_calls_are_unsafe_is_not_on_paper() -> None:
    home = owing({"mobile": "07700 900123"})
    step(home, "call")
    Marker.objects.create(
        person=home.tenants[0], kind="safe_contact", detail="phone_unsafe", from_on=MONDAY, owner=home.officer
    )

    [call] = day_sheet(home.officer, now=NINE, must_dos=3).calls

    assert call.numbers == []


def test_the_day_sheet_asks_as_many_questions_for_ten_calls_as_for_one() -> None:
    home = owing({"mobile": "07700 900123"})
    step(home, "call")
    day_sheet(home.officer, now=NINE, must_dos=3)
    with CaptureQueriesContext(connection) as one:
        day_sheet(home.officer, now=NINE, must_dos=3)
    for _ in range(9):
        step(owing({"mobile": "07700 900123"}), "call")
    with CaptureQueriesContext(connection) as ten:
        assert len(day_sheet(home.officer, now=NINE, must_dos=3).calls) == 10

    assert len(ten) == len(one)


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.ADMINISTRATOR, 403), ("", 403)])
def test_the_day_sheet_is_for_those_who_see_accounts(client: Client, role: str, status: int) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/day-sheet/").status_code == status
