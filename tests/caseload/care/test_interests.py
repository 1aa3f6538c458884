"""Who knows the household does nothing here, and hands it over."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from caseload.models import Reminder
from recovery.models import OutboxMessage
from staff.models import User
from tests.caseload.care.records import person, record
from tests.caseload.desk import sign_in
from tests.caseload.desk_acts import press
from tests.factories.people import Household, OfficerFactory
from welfare.models import DeclaredInterest, NeedsAsked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_who_knows_the_household_does_nothing_here_and_hands_it_over(
    client: Client, home: Household, leader: User
) -> None:
    said = record(client, home, "interest", what="My cousin")

    assert "Mabel Osei gives the account to a colleague." in said
    assert Reminder.objects.get(for_user=leader).kind == "task"
    refused = record(client, home, "asked", person=person(home), channel="phone", answer="none",
                     asked_on="23 November 2026")  # fmt: skip
    assert "You declared an interest in this household, so you record nothing here." in refused
    assert not NeedsAsked.objects.exists()


def test_a_declared_interest_is_ended_by_a_leader_never_by_who_declared_it(
    client: Client, home: Household, leader: User
) -> None:
    record(client, home, "interest", what="My cousin")
    address = f"/accounts/{home.account.pk}/care/end-interest/{DeclaredInterest.objects.get().pk}/"
    sign_in(client, leader)

    client.post(address, {})

    assert DeclaredInterest.objects.get().ended_by == leader


def test_who_declared_an_interest_is_stopped_at_the_action(client: Client, home: Household, leader: User) -> None:
    record(client, home, "interest", what="My cousin")

    with pytest.raises(PermissionDenied, match="You declared an interest in this household"):
        press(home)

    assert not OutboxMessage.objects.exists()


def test_who_knows_the_household_gives_it_to_a_colleague_in_the_same_press(client: Client, home: Household) -> None:
    colleague = OfficerFactory(name="Tom Fenwick")

    said = record(client, home, "interest", what="My cousin", to=str(colleague.pk))

    assert "It is declared, and the account is with Tom Fenwick." in said
    assert home.account.handovers.get(ended_at=None).to == colleague
