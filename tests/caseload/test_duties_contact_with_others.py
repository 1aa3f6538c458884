"""Duties S1-11 and S3-19: contact with organisations and with the tenant, and what was promised in it."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from caseload import snapshots
from caseload.models import Act, ContactNote, Reminder
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY
from tests.caseload.reading import rows_of, text
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
CONTACT = {"organisation": "advice", "name": "Mr Lloyd", "channel": "phone", "text": "They act for her now."}


def contact(client: Client, home: Household, **changes: str) -> HttpResponse:
    return client.post(f"/accounts/{home.account.pk}/contact/", CONTACT | changes, follow=True)


def test_s1_11_a_promise_to_an_organisation_is_a_dated_task_and_contacts_are_counted_by_organisation(
    client: Client, home: Household
) -> None:
    contact(client, home, promise="Send the rent statement", due_on="26 November 2026")
    contact(client, home, channel="email", text="Statement received.")
    contact(client, home, organisation="benefits", name="", text="Claim is being looked at.")
    snapshots.take(on=MONDAY)

    [task] = Reminder.objects.all()
    rows = {row[0]: row[1:] for row in rows_of(client.get("/team/contacts/?csv=1"))}
    opened = text(client.get("/team/contacts/?list=yes&organisation=advice"))

    assert (task.for_user, task.due_on) == (home.officer, date(2026, 11, 26))
    assert task.text == "Promised to advice bureau or debt adviser: Send the rent statement"
    assert rows["Advice bureau or debt adviser"] == ["0", "1", "0", "1", "0", "2"]
    assert rows["Housing benefit team"] == ["0", "1", "0", "0", "0", "1"]
    assert rows["All"][-1] == "3"
    assert "Statement received." in opened
    assert "Claim is being looked at." not in opened


def test_s1_11_a_promise_without_its_day_is_asked_for_and_nothing_typed_is_lost(
    client: Client, home: Household
) -> None:
    answer = contact(client, home, promise="Send the rent statement")

    assert answer.status_code == 422
    assert "Enter the day by which you promised it." in text(answer)
    assert "They act for her now." in answer.content.decode()
    assert not ContactNote.objects.exists()


@pytest.mark.parametrize("channel", ["face", "phone", "letter", "email", "text"])
def test_s3_19_a_contact_says_the_same_on_the_timeline_by_whatever_way_it_was(
    client: Client, home: Household, channel: str
) -> None:
    contact(client, home, organisation="tenant", name="", channel=channel, text="She starts work on Monday.")

    [event] = AccountEvent.objects.filter(what="contact")
    way = ContactNote.Channel(channel).label.lower()
    assert event.summary == f"The tenant, {way}: She starts work on Monday."
    assert "She starts work on Monday." in text(client.get(home.account.get_absolute_url()))


def test_s1_11_a_contact_taken_back_takes_its_task_with_it(client: Client, home: Household) -> None:
    contact(client, home, promise="Send the rent statement", due_on="26 November 2026")
    act = Act.objects.get(kind="contact")

    client.post(f"/undo/{act.pk}/")

    assert ContactNote.objects.get().taken_back_at
    assert Reminder.objects.get().withdrawn_at
    snapshots.take(on=MONDAY)
    assert rows_of(client.get("/team/contacts/?csv=1"))[-1][-1] == "0"
