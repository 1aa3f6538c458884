"""An account outside one’s patches opens with a reason, for a working day, on the record."""

from datetime import timedelta

import pytest
from django.test import Client

from staff.models import AccessLog, Role, User
from tenancies.models import AccountAccess, AccountEvent
from tests.caseload.desk import sign_in
from tests.caseload.finding.pages import restricted, text
from tests.factories.people import Household, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_one_press_on_a_reason_opens_it_for_a_working_day_on_the_record(
    client: Client, officer: User, elsewhere: Household
) -> None:
    address = f"/accounts/{elsewhere.account.pk}/"
    assert client.get(address).status_code == 404
    asked = client.get(f"{address}open/")
    assert "Ms Amina Holt" in text(asked)
    assert "209" not in text(asked)

    answer = client.post(f"{address}open/", {"reason": "Duty desk"}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "Outside your patches" in text(answer)
    assert "Duty desk" in text(answer)
    access = AccountAccess.objects.get()
    assert (access.user, access.account, access.reason) == (officer, elsewhere.account, "Duty desk")
    assert access.ends_at - access.at == timedelta(hours=12)
    logged = AccessLog.objects.get()
    assert (logged.user, logged.what, logged.about, logged.reason) == (
        officer, "opened from outside", elsewhere.account.account_ref, "Duty desk",
    )  # fmt: skip
    event = AccountEvent.objects.get(account=elsewhere.account, what="opened_from_outside")
    assert event.by == officer
    assert event.summary == "Opened from outside the patch: Duty desk."


def test_pressed_twice_it_opens_once(client: Client, officer: User, elsewhere: Household) -> None:
    for _ in range(2):
        client.post(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk"})

    assert AccountAccess.objects.count() == AccessLog.objects.count() == 1


def test_with_the_tenant_there_the_call_screen_opens(client: Client, officer: User, elsewhere: Household) -> None:
    answer = client.post(
        f"/accounts/{elsewhere.account.pk}/open/", {"reason": "The tenant is here or on the phone"}, follow=True
    )

    assert answer.redirect_chain == [(f"/accounts/{elsewhere.account.pk}/call-in/", 302)]
    assert "Who are you speaking to?" in text(answer)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Choose a reason, or write one."),
        ({"reason": "Curious"}, "Choose a reason, or write one."),
        ({"other": "  "}, "Choose a reason, or write one."),
        ({"other": "x" * 201}, "Write no more than 200 characters."),
    ],
)
def test_without_a_reason_it_stays_closed(
    typed: dict[str, str], says: str, client: Client, officer: User, elsewhere: Household
) -> None:
    answer = client.post(f"/accounts/{elsewhere.account.pk}/open/", typed)

    assert answer.status_code == 422
    assert says in text(answer)
    assert not AccountAccess.objects.exists()
    assert not AccessLog.objects.exists()


def test_a_reason_of_ones_own_is_kept_word_for_word(client: Client, officer: User, elsewhere: Household) -> None:
    client.post(f"/accounts/{elsewhere.account.pk}/open/", {"other": "Noise complaint next door"})

    assert AccountAccess.objects.get().reason == "Noise complaint next door"


def test_an_account_in_ones_own_lists_opens_without_a_reason(client: Client, elsewhere: Household) -> None:
    sign_in(client, elsewhere.officer)

    answer = client.post(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk"})

    assert answer["Location"] == f"/accounts/{elsewhere.account.pk}/"
    assert not AccountAccess.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, ""])
def test_opening_from_outside_is_for_the_income_team(role: str, client: Client, elsewhere: Household) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.post(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk"}).status_code == 403
    assert not AccountAccess.objects.exists()


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_restricted_account_is_not_to_be_opened_whatever_is_sent(
    way: str, client: Client, officer: User, elsewhere: Household
) -> None:
    restricted(elsewhere)

    answer = getattr(client, way)(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk", "other": "Please"})

    assert answer.status_code == 404
    assert not AccountAccess.objects.exists()
    assert client.get("/accounts/999999999/open/").status_code == 404
