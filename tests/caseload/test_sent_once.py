"""A form sent twice, by a second press, by Back or by a poor connection, is done once, and says so."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from caseload.models import Note, Reminder
from recovery.models import ContactAttempt
from tenancies.models import AccountEvent
from tests.caseload.reading import text
from tests.factories.people import Household
from welfare.models import Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]

SENT: dict[str, tuple[dict[str, Any], Callable[[], int]]] = {
    "note": ({"text": "She starts at the bakery on Monday."}, lambda: Note.objects.count()),
    "reminders": (
        {"kind": "own", "text": "Ring the bakery", "due_on": "30 November 2026"},
        lambda: Reminder.objects.count(),
    ),
    "call": ({"outcome": "no_answer"}, lambda: ContactAttempt.objects.count()),
    "hold": ({"reason": "benefit", "last_day": "30 November 2026"}, lambda: Hold.objects.count()),
    "offer": (
        {"who": "Ms Yusuf", "amount": "20", "reply": "thinking"},
        lambda: AccountEvent.objects.filter(what="offer").count(),
    ),
    "contact": (
        {"organisation": "tenant", "name": "Ms Yusuf", "channel": "phone", "text": "Asked for a rent card."},
        lambda: ContactAttempt.objects.count() + AccountEvent.objects.filter(what="contact").count(),
    ),
}


def page_of(client: Client, home: Household, act: str) -> str:
    """The name that the form's page has."""
    address = f"/accounts/{home.account.pk}/{'contact/' if act == 'contact' else ''}"
    found = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("act", SENT)
def test_a_form_sent_twice_is_done_once_and_leads_where_it_first_led(client: Client, home: Household, act: str) -> None:
    typed, count = SENT[act]
    typed = {"person": home.tenants[0].pk, **typed} if act == "call" else typed
    sent = {**typed, "once": page_of(client, home, act)}
    address = f"/accounts/{home.account.pk}/{act}/"

    first = client.post(address, sent)
    assert first.status_code == 302, text(first)
    made = count()
    again = client.post(address, sent)

    assert count() == made > 0
    assert again.headers["Location"] == first.headers["Location"]
    assert "That was sent already. Nothing was done twice." in text(client.get(again.headers["Location"]))


def test_what_was_refused_is_sent_again_from_the_same_page(client: Client, home: Household) -> None:
    once = page_of(client, home, "note")
    address = f"/accounts/{home.account.pk}/note/"

    assert client.post(address, {"text": " ", "once": once}).status_code == 422
    assert client.post(address, {"text": "She rang.", "once": once}).status_code == 302

    assert Note.objects.get().text == "She rang."


def test_the_same_words_from_a_page_drawn_anew_are_another_note(client: Client, home: Household) -> None:
    for _ in range(2):
        client.post(f"/accounts/{home.account.pk}/note/", {"text": "No answer.", "once": page_of(client, home, "note")})

    assert Note.objects.count() == 2


def test_without_the_cache_an_act_is_done_as_it_comes(client: Client, home: Household, settings: Any) -> None:
    once = page_of(client, home, "note")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}

    answer = client.post(f"/accounts/{home.account.pk}/note/", {"text": "She rang.", "once": once})

    assert answer.status_code == 302
    assert Note.objects.count() == 1
