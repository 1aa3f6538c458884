"""The guide for a call: what was spoken of, the cause and the next day are kept with the call in one press."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from caseload import causes, interview, reminders
from caseload.models import ArrearsCause, Reminder
from recovery.models import ContactAttempt
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def ring(client: Client, home: Household, **typed: Any) -> Any:
    given = {"person": home.tenants[0].pk, "outcome": "spoke", "note": ""} | typed
    return client.post(f"/accounts/{home.account.pk}/call/", given)


def test_s0_51_one_press_keeps_the_diary_the_cause_and_the_next_day_without_typing_twice(
    client: Client, home: Household
) -> None:
    shown = client.get(home.account.get_absolute_url()).text
    assert "Guide for the call" in shown

    answer = ring(
        client,
        home,
        spoken_of=["income and work", "benefit"],
        cause="income_fell",
        look_again_on="30 November 2026",
        note="Hours cut from 35 to 16.",
    )

    assert answer.status_code == 302
    contact = ContactAttempt.objects.get()
    assert contact.note == "Spoke of income and work and benefit. Hours cut from 35 to 16."
    found = causes.panel(home.account).cause
    assert found is not None
    assert found.name == "Lost work or hours"
    [later] = reminders.due(home.officer, MONDAY, dt.date(2026, 11, 30))
    assert (later.kind, later.due_on, later.text) == (
        "own",
        dt.date(2026, 11, 30),
        "Look again after the call with Ms Amina Yusuf",
    )


def test_a_call_without_the_guide_is_a_call_alone(client: Client, home: Household) -> None:
    ring(client, home)

    assert ContactAttempt.objects.get().note == ""
    assert not ArrearsCause.objects.exists()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"look_again_on": "20 November 2026"}, "Choose today or a later day."),
        ({"look_again_on": "soon"}, "Enter the day such as 7 December 2026."),
        ({"cause": "bad_luck"}, "Choose one of the causes."),
        ({"note": "x" * 490}, "Write no more than 482 characters beside what is ticked."),
    ],
)
def test_what_is_wrong_in_the_guide_keeps_what_was_ticked_and_records_nothing(
    client: Client, home: Household, typed: dict[str, str], said: str
) -> None:
    answer = ring(client, home, spoken_of=["benefit"], **typed)

    assert answer.status_code == 422
    assert said in answer.text
    ticked = answer.text.split('name="spoken_of" value="benefit"')[1].split(">")[0]
    assert "checked" in ticked
    assert not ContactAttempt.objects.exists()


def test_where_a_gate_wants_a_reason_what_was_ticked_is_none(client: Client) -> None:
    home = owing()
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=home.tenants[0], from_on=MONDAY
    )
    sign_in(client, home.officer)

    answer = ring(client, home, spoken_of=["benefit"])

    assert answer.status_code == 409
    assert "is in breathing space" in answer.text
    assert not ContactAttempt.objects.exists()
    assert ring(client, home, spoken_of=["benefit"], note="This week’s rent only").status_code == 302


def test_a_cause_that_cannot_be_kept_leaves_no_call_either(home: Household) -> None:
    with pytest.raises(causes.CannotRecordCause):
        interview.record_call(
            account=home.account,
            person=home.tenants[0],
            outcome=ContactAttempt.Outcome.SPOKE,
            note="",
            cause="bad_luck",
            promised_amount=None,
            promised_on=None,
            by=home.officer,
            on=MONDAY,
            at=NOON,
        )

    assert not ContactAttempt.objects.exists()
