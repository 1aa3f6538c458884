"""The page of messages that want a person: what failed, or of which nothing is known."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseload.models import Act
from recovery.models import OutboxMessage
from staff.models import Role, User
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_noon")]


# ------------------------------------------------------------------------------------------------ messages to check


def failed(home: Household, *, letter: bool = False, state: str = "failed", **known: Any) -> OutboxMessage:
    """A message that did not go: a text in her own words, or a letter by e-mail."""
    what: dict[str, Any] = {"channel": "sms", "text": "Please ring me.", "action": "none"}
    if letter:
        what = {"channel": "email", "letter": {"action": "letter_1", "purpose": "letter_1"}, "action": "letter_1"}
    usual = {
        "account": home.account,
        "person": home.tenants[0],
        "queued_at": NOON,
        "queued_by": home.officer,
        "send_after": NOON,
        "ended_at": NOON,
        "state": state,
        "why": "The message service refused it",
        "press": uuid4(),
    }
    return OutboxMessage.objects.create(**{**usual, **what, **known})


def do(client: Client, message: OutboxMessage, act: str, **typed: Any) -> HttpResponse:
    answer: HttpResponse = client.post(
        f"/messages-to-check/{message.pk}/", {"act": act, "press": uuid4(), **typed}, follow=True
    )
    return answer


def test_nothing_to_check_says_so(client: Client, home: Household) -> None:
    page = client.get("/messages-to-check/")

    assert "Nothing to check" in text(page)
    assert "Messages to check" not in text(client.get("/"))


def test_a_message_that_failed_is_in_the_list_the_rail_and_on_the_account(client: Client, home: Household) -> None:
    failed(home)

    page = text(client.get("/messages-to-check/"))
    where = f"{home.account.account_ref} {home.account.tenancy.home.address_1}"
    assert f"{where} Ms Amina Yusuf Text message “Please ring me.”" in page
    assert "Did not arrive The message service refused it." in page
    assert "Messages to check 1" in text(client.get("/"))
    assert "This did not arrive: text message to Ms Amina Yusuf" in text(client.get(f"/accounts/{home.account.pk}/"))


def test_a_letter_goes_by_post_instead_in_one_press(client: Client, home: Household) -> None:
    message = failed(home, letter=True)

    answer = do(client, message, "post")

    posted = OutboxMessage.objects.exclude(pk=message.pk).get()
    assert (posted.channel, posted.action) == ("letter", "letter_1")
    assert "Letter 1 to Ms Amina Yusuf is on its way by post." in text(answer)
    assert "Nothing to check" in text(answer)
    assert Act.objects.get(kind="message").about == f"recovery.outboxmessage:{posted.pk}"


def test_by_post_instead_is_refused_where_a_letter_may_not_go(client: Client, home: Household) -> None:
    message = failed(home, letter=True)
    Marker.objects.create(source_ref="M1", kind="crisis", detail="suicide_risk", person=home.tenants[0], from_on=MONDAY)

    answer = do(client, message, "post")

    assert "is in crisis" in text(answer)
    assert "Nothing was sent." in text(answer)
    assert OutboxMessage.objects.get() == message


def test_her_own_words_are_written_again_from_where_they_were(client: Client, home: Household) -> None:
    message = failed(home)
    assert (
        f"/accounts/{home.account.pk}/message/?again={message.pk}" in client.get("/messages-to-check/").content.decode()
    )

    page = client.get(f"/accounts/{home.account.pk}/message/?again={message.pk}")

    assert "Please ring me.</textarea>" in page.content.decode()


def test_nothing_more_to_do_takes_it_off_the_list(client: Client, home: Household) -> None:
    message = failed(home)

    answer = do(client, message, "nothing", back="account")

    message.refresh_from_db()
    assert (message.seen_to_by, answer.redirect_chain[0][0]) == (home.officer, f"/accounts/{home.account.pk}/")
    assert "This did not arrive" not in text(answer)


@pytest.mark.parametrize(
    ("act", "state", "said"), [("arrived", "sent", "it arrived"), ("not_arrived", "failed", "it did not arrive")]
)
def test_what_is_not_known_is_recorded_as_found_out(
    client: Client, home: Household, act: str, state: str, said: str
) -> None:
    message = failed(home, state="unknown")
    assert "It arrived" in text(client.get("/messages-to-check/"))

    answer = do(client, message, act)

    message.refresh_from_db()
    assert message.state == state
    assert f"Recorded: {said}." in text(answer)


def test_it_is_seen_to_once(client: Client, home: Household) -> None:
    message = failed(home)
    do(client, message, "nothing")

    assert "Somebody has seen to this already." in text(do(client, message, "nothing"))


@pytest.mark.parametrize("act", ["", "sing"])
def test_an_act_that_is_none_changes_nothing(client: Client, home: Household, act: str) -> None:
    message = failed(home)

    assert "Choose what is to be done" in text(do(client, message, act))
    message.refresh_from_db()
    assert message.seen_to_at is None


def test_a_reader_sees_the_list_and_does_nothing(client: Client, home: Household) -> None:
    message = failed(home)
    sign_in(client, OfficerFactory(role=Role.AUDITOR))

    assert "For the income team" in text(client.get("/messages-to-check/"))
    assert do(client, message, "nothing").status_code == 403


def test_an_officer_of_another_patch_neither_sees_nor_touches_it(client: Client, home: Household) -> None:
    message = failed(home)
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P09")]))

    assert "Nothing to check" in text(client.get("/messages-to-check/"))
    assert do(client, message, "nothing").status_code == 404


def test_the_list_asks_as_much_for_twenty_as_for_one(
    client: Client, home: Household, django_assert_num_queries: Callable[..., Any]
) -> None:
    failed(home)
    client.get("/messages-to-check/")
    with CaptureQueriesContext(connection) as one:
        client.get("/messages-to-check/")
    asked = len(one)
    for _ in range(19):
        failed(home, letter=True)

    with django_assert_num_queries(asked):
        assert "20 messages" in text(client.get("/messages-to-check/"))


def test_a_person_without_a_role_sees_no_messages(client: Client, home: Household) -> None:
    failed(home)
    sign_in(client, User.objects.create_user("nobody", name="No Body"))

    assert client.get("/messages-to-check/").status_code == 403
