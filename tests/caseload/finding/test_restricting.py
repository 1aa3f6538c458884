"""A tenancy is restricted and the restriction lifted, by those who lead."""

import pytest
from django.test import Client

from staff.models import Role, User
from tenancies.models import AccountEvent, AccountRestriction
from tests.caseload.desk import sign_in
from tests.caseload.finding.pages import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def leader(client: Client, elsewhere: Household) -> User:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[elsewhere.account.tenancy.home.patch])
    sign_in(client, leader)
    return leader


def test_a_team_leader_restricts_a_tenancy_and_lifts_it_again(
    client: Client, leader: User, elsewhere: Household
) -> None:
    address = f"/accounts/{elsewhere.account.pk}"

    answer = client.post(f"{address}/restrict/", {"why": "A colleague’s own home"}, follow=True)

    assert "is restricted: nobody outside its patch can open it" in text(answer)
    assert "A colleague’s own home" in text(answer)
    restriction = AccountRestriction.objects.get()
    assert (restriction.set_by, restriction.lifted_at) == (leader, None)
    assert AccountEvent.objects.get(what="restricted").summary == "Restricted: A colleague’s own home"

    answer = client.post(f"{address}/restriction/lift/", {"why": "Moved away"}, follow=True)

    restriction.refresh_from_db()
    assert restriction.lifted_by == leader
    assert "is no longer restricted" in text(answer)
    assert AccountEvent.objects.get(what="unrestricted").summary == "Restriction lifted: Moved away"


def test_restricted_twice_or_lifted_twice_nothing_changes_and_it_is_said(
    client: Client, leader: User, elsewhere: Household
) -> None:
    address = f"/accounts/{elsewhere.account.pk}"

    assert "is not restricted" in text(client.post(f"{address}/restriction/lift/", {"why": "Moved"}, follow=True))
    client.post(f"{address}/restrict/", {"why": "In hiding"})
    assert "restricted already" in text(client.post(f"{address}/restrict/", {"why": "Again"}, follow=True))

    assert AccountRestriction.objects.count() == 1


def test_a_restriction_needs_its_reason(client: Client, leader: User, elsewhere: Household) -> None:
    answer = client.post(f"/accounts/{elsewhere.account.pk}/restrict/", {"why": ""})

    assert answer.status_code == 422
    assert "Say why" in text(answer)
    assert not AccountRestriction.objects.exists()


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.INCOME_OFFICER, 403),
        (Role.INCOME_ADVISOR, 403),
        (Role.LEGAL, 403),
        (Role.FINANCE, 403),
        (Role.AUDITOR, 403),
        (Role.ADMINISTRATOR, 404),
        (Role.INCOME_MANAGER, 302),
    ],
)
@pytest.mark.parametrize("act", ["restrict", "restriction/lift"])
def test_restricting_is_for_those_who_lead(
    act: str, role: Role, answers: int, client: Client, elsewhere: Household
) -> None:
    sign_in(client, OfficerFactory(role=role, patches=[elsewhere.account.tenancy.home.patch]))

    assert client.post(f"/accounts/{elsewhere.account.pk}/{act}/", {"why": "In hiding"}).status_code == answers
    assert AccountRestriction.objects.exists() is (answers == 302 and act == "restrict")


def test_a_leader_of_another_patch_restricts_nothing_here(client: Client, elsewhere: Household) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory(code="P09")])
    sign_in(client, leader)
    address = f"/accounts/{elsewhere.account.pk}"
    assert client.post(f"{address}/restrict/", {"why": "In hiding"}).status_code == 404

    client.post(f"{address}/open/", {"reason": "Duty desk"})
    assert client.post(f"{address}/restrict/", {"why": "In hiding"}).status_code == 404

    assert not AccountRestriction.objects.exists()
