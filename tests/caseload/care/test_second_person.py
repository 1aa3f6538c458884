"""What only a second person may end is not ended, nor given a last day, by the page of needs and holds."""

from datetime import timedelta

import pytest
from django.test import Client

from caseload.safety import plans
from staff.models import Role, User
from tests.caseload.care.records import person, record, space
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.reading import text
from tests.caseload.safety_desk import moment, worry
from tests.factories.people import Household, OfficerFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def pressed(client: Client, home: Household, what: str, marker: Marker, **typed: str) -> str:
    """A press on the care page, as the address bar or a kept page may send it."""
    return text(client.post(f"/accounts/{home.account.pk}/care/{what}/{marker.pk}/", typed, follow=True))


def test_a_crisis_whose_plan_nobody_signed_off_is_not_ended_there_even_by_a_leader(
    client: Client, home: Household, leader: User
) -> None:
    [crisis] = worry(home).markers
    sign_in(client, leader)

    said = pressed(client, home, "end", crisis, why="She is well again")

    assert "once its plan is signed off" in said
    crisis.refresh_from_db()
    assert crisis.lifted_on is None
    page = client.get(f"/accounts/{home.account.pk}/care/").content.decode()
    assert f"/care/end/{crisis.pk}/" not in page
    assert f'href="/accounts/{home.account.pk}/worried/"' in page


def test_a_review_gives_a_crisis_no_last_day(client: Client, home: Household) -> None:
    [crisis] = worry(home).markers

    said = pressed(
        client, home, "review", crisis, said="Still so", review_on="30 November 2026", last_day="1 December 2026"
    )

    assert "A second person ends it, so it has no last day" in said
    crisis.refresh_from_db()
    assert (crisis.last_day, crisis.review_on) == (None, None)


def test_compassion_is_ended_on_its_own_page_by_a_leader(client: Client, home: Household, leader: User) -> None:
    marker, _ = plans.show_compassion(
        account=home.account, why="bereavement", evidence="Her son called", review_on=MONDAY + timedelta(days=28),
        **moment(home.officer),
    )  # fmt: skip

    said = pressed(client, home, "end", marker, why="Enough")

    assert "by a leader who did not set it" in said
    marker.refresh_from_db()
    assert marker.lifted_on is None


@pytest.mark.parametrize("what", ["end", "review"])
def test_a_moratorium_keeps_the_days_that_its_notice_gave_it(client: Client, home: Household, what: str) -> None:
    space(client, home, ends_on="22 January 2027")
    marker = Marker.objects.get(kind="breathing_space")
    before = (marker.last_day, marker.lifted_on)

    pressed(client, home, what, marker, why="Over", said="Over", review_on="30 November 2026", last_day="")

    marker.refresh_from_db()
    assert (marker.last_day, marker.lifted_on) == before


def test_finance_answers_disputed_balances_and_ends_no_other_marker(client: Client, home: Household) -> None:
    record(client, home, "safe-contact", person=person(home), ways=["phone_unsafe"], evidence="She said so",
           review_on="21 December 2026")  # fmt: skip
    marker = Marker.objects.get(kind="safe_contact")
    sign_in(client, OfficerFactory(role=Role.FINANCE))

    answer = client.post(f"/accounts/{home.account.pk}/care/answer/{marker.pk}/", {"found_it": "no", "said": "Fine"})

    assert answer.status_code == 404
    marker.refresh_from_db()
    assert marker.lifted_on is None
