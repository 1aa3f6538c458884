"""Writing to one tenant from the account: a text or an e-mail, until it leaves."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from caseload.models import Act, Draft, ExtractLoad
from recovery import outbox
from recovery.models import OutboxMessage
from staff.models import Role
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.messages.person import PERSON
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_noon")]


def write(client: Client, home: Household, text: str = "Please ring me.", **typed: Any) -> HttpResponse:
    usual = {"to": f"sms:{home.tenants[0].pk}", "purpose": "general", "text": text, "press": uuid4()}
    answer: HttpResponse = client.post(f"/accounts/{home.account.pk}/message/", usual | typed, follow=True)
    return answer


def test_a_text_is_queued_and_the_account_says_when_it_goes(client: Client, home: Household) -> None:
    answer = write(client, home)

    assert answer.redirect_chain == [(f"/accounts/{home.account.pk}/", 302)]
    assert "The text to Ms Amina Yusuf goes on Monday 23 November at 12:10. Until then it can be taken back." in text(
        answer
    )
    message = OutboxMessage.objects.get()
    assert (message.channel, message.text, message.queued_by) == ("sms", "Please ring me.", home.officer)


def test_an_email_is_queued_the_same_way(client: Client, home: Household) -> None:
    write(client, home, to=f"email:{home.tenants[0].pk}", text="a" * 1_000)

    assert OutboxMessage.objects.get().channel == "email"


def test_it_is_taken_back_from_the_undo_list_until_it_leaves(client: Client, home: Household) -> None:
    write(client, home)
    act = Act.objects.get(kind="message")

    assert (act.summary, act.undo_until) == (
        "Text to Ms Amina Yusuf: Please ring me.",
        OutboxMessage.objects.get().send_after,
    )
    client.post(f"/undo/{act.pk}/")

    assert OutboxMessage.objects.get().state == "withdrawn"
    assert AccountEvent.objects.filter(what="message_not_sent").exists()


def test_once_it_left_it_is_not_taken_back(client: Client, home: Household) -> None:
    write(client, home)
    outbox.release(OutboxMessage.objects.get().pk, on=MONDAY, now=NOON + timedelta(minutes=11))

    client.post(f"/undo/{Act.objects.get(kind='message').pk}/")

    assert OutboxMessage.objects.get().state == "sent"


def test_the_draft_goes_with_the_message(client: Client, home: Household) -> None:
    Draft.objects.create(
        user=home.officer, form="message", account=home.account, values={"text": ["Please ri"]}, saved_at=NOON
    )
    page = client.get(f"/accounts/{home.account.pk}/message/")
    assert "Please ri" in page.content.decode()

    write(client, home)

    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"text": "Well done 😀"}, "A text message cannot carry ‘😀’.", id="emoji"),
        pytest.param({"text": "a" * 480}, "This is 21 characters too long: a text has room for 459.", id="too long"),
        pytest.param({"text": "ł" + "a" * 300}, "This is 100 characters too long: a text has room for 201.", id="wide"),
        pytest.param({"text": ""}, "Write the message.", id="nothing"),
        pytest.param({"text": "Hello", "to": ""}, "Choose who it goes to, and how.", id="to nobody"),
        pytest.param({"text": "Hello", "to": "sms:0"}, "Choose who it goes to.", id="to a stranger"),
        pytest.param({"text": "Hello", "purpose": "threat"}, "Choose what it is about.", id="about nothing known"),
        pytest.param({"text": "Hello", "reason_given": "a" * 301}, "Write no more than 300 characters.", id="reason"),
        pytest.param({"text": "a" * 200_000}, "characters too long", id="very long"),
    ],
)
def test_what_cannot_go_keeps_what_was_typed(client: Client, home: Household, typed: dict[str, str], said: str) -> None:
    answer = write(client, home, **typed)

    assert answer.status_code == 422
    assert said in text(answer)
    assert typed["text"] in answer.content.decode()
    assert not OutboxMessage.objects.exists()


def test_a_number_abroad_is_named_and_email_still_offered(client: Client, home: Household) -> None:
    home.tenants[0].mobile = "+48 512 345 678"
    home.tenants[0].save()

    page = client.get(f"/accounts/{home.account.pk}/message/")

    assert "No text to Ms Amina Yusuf: +48 512 345 678 is a number abroad, which the council does not text" in text(
        page
    )
    assert f'value="email:{home.tenants[0].pk}"' in page.content.decode()


def test_nobody_who_has_died_is_offered(client: Client) -> None:
    home = owing({**PERSON, "died_on": MONDAY}, {**PERSON, "first_names": "Idris"})
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/message/").content.decode()

    assert f'value="sms:{home.tenants[0].pk}"' not in page
    assert f'value="sms:{home.tenants[1].pk}"' in page


def test_breathing_space_lets_only_help_through_and_says_so(client: Client, home: Household) -> None:
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=home.tenants[0], from_on=MONDAY
    )
    page = client.get(f"/accounts/{home.account.pk}/message/")
    stopped = (
        "is in breathing space: stopped until the moratorium is recorded as ended. You may write to the debt adviser."
    )
    assert stopped in text(page)
    assert "never for arrears. Only a message that helps may go." in text(page)

    answer = write(client, home)
    assert answer.status_code == 422
    assert "is in breathing space" in text(answer)
    assert "Please ring me." in answer.content.decode()

    write(client, home, purpose="debt_advice")
    assert OutboxMessage.objects.get().purpose == "debt_advice"


def test_a_reason_is_asked_for_where_a_gate_wants_one(client: Client, home: Household) -> None:
    Marker.objects.create(
        source_ref="M1", kind="dispute", detail="balance", tenancy=home.account.tenancy, from_on=MONDAY
    )
    page = client.get(f"/accounts/{home.account.pk}/message/")
    assert "The balance is disputed." in text(page)
    assert 'name="reason_given"' in page.content.decode()

    assert write(client, home).status_code == 422
    write(client, home, reason_given="She asked for it")

    assert OutboxMessage.objects.get().reason_given == "She asked for it"


def test_old_figures_stop_a_message_that_chases_but_not_one_that_helps(client: Client, home: Household) -> None:
    ExtractLoad.objects.create(
        council="Ottersby",
        as_at=MONDAY - timedelta(days=9),
        state="loaded",
        started_at=NOON - timedelta(days=9),
        ended_at=NOON - timedelta(days=9),
    )

    assert write(client, home).status_code == 422
    assert write(client, home, purpose="welfare").status_code == 200
    assert OutboxMessage.objects.get().purpose == "welfare"


def test_an_opening_is_put_in_front_without_javascript(client: Client, home: Household) -> None:
    answer = write(client, home, "Thursday is best.", opening="Please call")

    assert answer.status_code == 200
    assert "Please call Nadia Rahman on 01632 960010 about your account. Thursday is best." in answer.content.decode()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(("prefers", "chosen"), [("", "sms"), ("sms", "sms"), ("email", "email")])
def test_the_way_a_tenant_prefers_is_chosen_already(client: Client, prefers: str, chosen: str) -> None:
    home = owing({**PERSON, "preferred_channel": prefers})
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/message/").content.decode()

    assert re.findall(r'name="to" value="(\w+):\d+"[^>]* checked', page) == [chosen]


def test_of_several_tenants_none_is_chosen_for_the_officer(client: Client) -> None:
    home = owing(PERSON, {**PERSON, "first_names": "Idris"})
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/message/").content.decode()

    assert len(re.findall(r'name="to" value="\w+:\d+"', page)) == 4
    assert not re.search(r'name="to" value="\w+:\d+"[^>]* checked', page)


def test_the_form_stands_on_the_account_page(client: Client, home: Household) -> None:
    page = client.get(f"/accounts/{home.account.pk}/").content.decode()

    assert f'action="/accounts/{home.account.pk}/message/"' in page
    assert 'data-draft="message"' in page


def test_the_same_press_twice_sends_once(client: Client, home: Household) -> None:
    press = uuid4()
    write(client, home, press=press)
    write(client, home, press=press)

    assert OutboxMessage.objects.count() == Act.objects.filter(kind="message").count() == 1


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_writes_nothing(client: Client, home: Household, role: str) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get(f"/accounts/{home.account.pk}/message/").status_code == 403
    assert write(client, home).status_code == 403
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.TEAM_LEADER, Role.ADMINISTRATOR])
def test_a_stranger_finds_nothing(client: Client, home: Household, role: str) -> None:
    sign_in(client, OfficerFactory(role=role, patches=[PatchFactory(code="P09")]))

    assert write(client, home).status_code == 404
    assert not OutboxMessage.objects.exists()
