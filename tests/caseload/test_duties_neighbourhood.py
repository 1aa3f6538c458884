"""Duties S1-03 and S2-30: what the neighbourhood officer sees of a home, and tasks that go there and come back."""

from typing import Any

import pytest
from django.test import Client

from caseload import estate
from caseload.extract.files import FILES_BY_NAME
from caseload.models import Note, Reminder
from staff.models import Role, User
from tenancies.models import AccountRestriction
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.estate_desk import DECEMBER, at, do
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import PatchFactory, PropertyFactory, TenancyFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


@pytest.fixture
def home(client: Client) -> Household:
    home = owing({"mobile": "07700 900111"})
    sign_in(client, home.officer)
    return home


def test_s1_03_the_estate_officer_sees_tasks_and_flags_allowed_by_role_and_no_money_advice_notes(
    client: Client, home: Household, neighbour: User
) -> None:
    Note.objects.create(account=home.account, text="Budget: 40 left a week", on=MONDAY, at=NOON, by=home.officer)
    Marker.objects.create(source_ref="R1", kind="risk", detail="dog", tenancy=home.account.tenancy, from_on=MONDAY)
    Marker.objects.create(
        source_ref="V1", kind="vulnerability", detail="mental_health", person=home.tenants[0], from_on=MONDAY
    )
    estate.ask(account=home.account, text="Is the garden kept?", due_on=MONDAY, by=home.officer, on=MONDAY, at=NOON)

    shown = at(client, f"/estate/{home.account.pk}/", neighbour)

    for expected in ("Ms Amina Yusuf", "07700 900111", "Risk: dog", "Is the garden kept?", "Mill Lane"):
        assert expected in shown
    for hidden in ("Budget", "209.00", "£", "ental health"):
        assert hidden not in shown
    for page in ("", "ledger/", "glance/", "statement/", "message/"):
        assert client.get(f"/accounts/{home.account.pk}/{page}").status_code == 404


def test_s1_03_homes_of_other_patches_and_restricted_ones_are_not_hers(
    client: Client, home: Household, neighbour: User
) -> None:
    elsewhere = household(tenancy=TenancyFactory(home=PropertyFactory(patch=PatchFactory(code="P02"))))

    assert "Mill Lane" in at(client, "/estate/", neighbour)
    found = client.post("/estate/", {"q": "mill"}).content.decode()  # posted: a name is never part of an address
    assert "Mill Lane" in found
    assert 'method="post"' in found
    assert "No home is found for" in client.post("/estate/", {"q": "zebra"}).content.decode()
    assert client.get(f"/estate/{elsewhere.account.pk}/").status_code == 404
    AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="In hiding", set_by=home.officer, set_at=NOON
    )
    assert client.get(f"/estate/{home.account.pk}/").status_code == 404
    assert home.account.tenancy.home.address_1 not in at(client, "/estate/", neighbour)


def test_s1_03_an_extract_cannot_make_a_neighbourhood_officer() -> None:
    role = next(column for column in FILES_BY_NAME["officers.csv"].columns if column.name == "role")

    assert Role.NEIGHBOURHOOD_OFFICER not in role.codes
    assert Role.INCOME_OFFICER in role.codes


def test_s1_03_where_the_telephone_is_unsafe_no_number_is_shown(
    client: Client, home: Household, neighbour: User
) -> None:
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="phone_unsafe", person=home.tenants[0], from_on=MONDAY
    )

    shown = at(client, f"/estate/{home.account.pk}/", neighbour)

    assert "Telephone unsafe" in shown
    assert "07700" not in shown


@pytest.mark.parametrize("homes", [1, 20])
def test_s1_03_the_list_of_homes_asks_as_much_for_one_as_for_twenty(
    client: Client, homes: int, django_assert_num_queries: Any
) -> None:
    for number in range(homes):
        household({"person_ref": f"PX{number}"})
    neighbour = OfficerFactory(role=Role.NEIGHBOURHOOD_OFFICER, patches=[PatchFactory()])
    sign_in(client, neighbour)
    client.get("/estate/")

    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        assert client.get("/estate/").status_code == 200


QUERIES_OF_THE_LIST = 11


def test_s2_30_both_names_are_shown_and_a_task_goes_there_and_comes_back_answered(
    client: Client, home: Household, neighbour: User
) -> None:
    path = f"/accounts/{home.account.pk}/"
    shown = at(client, path, home.officer)
    assert "Rent looked after by Nadia Rahman" in shown
    assert "Home looked after by Nell Okafor" in shown

    do(client, f"{path}ask-estate/", home.officer, text="Please look in on them", due_on=DECEMBER)
    task = Reminder.objects.get()
    assert "Please look in on them" in at(client, "/estate/", neighbour)
    do(client, f"/estate/{home.account.pk}/tasks/{task.pk}/answer/", neighbour, text="Seen on Monday, all well")

    assert "Seen on Monday, all well" in at(client, "/reminders/", home.officer)
    assert "Nell Okafor: Seen on Monday, all well" in at(client, f"/estate/{home.account.pk}/", neighbour)


def test_s2_30_the_neighbourhood_officer_asks_and_the_income_officer_answers(
    client: Client, home: Household, neighbour: User
) -> None:
    do(client, f"/accounts/{home.account.pk}/ask-estate/", neighbour, text="Are they leaving?", due_on=DECEMBER)
    task = Reminder.objects.get()
    assert (task.for_user, task.made_by) == (home.officer, neighbour)
    assert "Are they leaving?" in at(client, "/reminders/", home.officer)

    do(client, f"/accounts/{home.account.pk}/reminders/{task.pk}/done/", home.officer, answer="No, they stay")

    assert "Nadia Rahman: No, they stay" in at(client, "/estate/", neighbour)
    do(client, f"/estate/{home.account.pk}/tasks/{task.pk}/read/", neighbour)
    assert "No, they stay" not in at(client, "/estate/", neighbour)


def test_s2_30_a_patch_is_paired_by_its_leader_and_by_the_administrator(client: Client, home: Household) -> None:
    neighbour = OfficerFactory(name="Nell Okafor", role=Role.NEIGHBOURHOOD_OFFICER)
    patch = home.account.tenancy.home.patch
    admin = OfficerFactory(role=Role.ADMINISTRATOR)

    assert do(client, f"/patches/{patch.pk}/neighbourhood/", home.officer, user=neighbour.pk).status_code == 403
    do(client, f"/patches/{patch.pk}/neighbourhood/", admin, user=neighbour.pk)

    assert "Nell Okafor" in at(client, "/patches/", admin)
    assert estate.neighbourhood_of(home.account) == [neighbour]
    do(client, f"/patches/{patch.pk}/neighbourhood/", admin, user="")
    assert estate.neighbourhood_of(home.account) == []
