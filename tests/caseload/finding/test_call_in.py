"""Duty S3-47: somebody rings or comes in; who it is comes before any sum."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from staff.models import AccessLog, Role
from tenancies.models import AccountEvent, RentAccount
from tests.caseload.desk import owing, sign_in
from tests.caseload.finding.pages import READERS, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def call(client: Client) -> Household:
    home = owing({"first_names": "Amina", "born_on": "1980-02-29"}, {"first_names": "Idris"}, owes="209.00")
    sign_in(client, home.officer)
    return home


def to_call(home: Household, step: str = "") -> str:
    return f"/accounts/{home.account.pk}/call-in/{step}"


def test_s3_47_no_sum_is_shown_before_it_is_ticked_who_it_is(client: Client, call: Household) -> None:
    page = client.get(to_call(call))

    assert "Who are you speaking to?" in text(page)
    assert "born 29 February 1980" in text(page)
    assert "£" not in text(page)
    assert "The whole account" not in text(page)

    answer = client.post(to_call(call, "check/"), {"speaking_to": call.tenants[0].pk, "checked": "yes"}, follow=True)

    assert answer.redirect_chain == [(to_call(call), 302)]
    assert "Identity checked" in text(answer)
    assert "£209.00" in text(answer)
    assert not AccessLog.objects.exists()


def test_s3_47_skipped_with_a_reason_the_reason_is_logged(client: Client, call: Household) -> None:
    typed = {"speaking_to": call.tenants[0].pk, "checked": "no", "because": "I know her voice"}

    answer = client.post(to_call(call, "check/"), typed, follow=True)

    assert "£209.00" in text(answer)
    logged = AccessLog.objects.get()
    assert (logged.what, logged.about, logged.reason) == (
        "identity not checked", call.account.account_ref, "I know her voice",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"checked": "yes"}, "Choose who it is."),
        ({"checked": "yes", "speaking_to": "999999"}, "Choose who it is."),
        ({"checked": "no", "speaking_to": "first"}, "Say why it was not checked"),
        ({"checked": "yes", "speaking_to": "0"}, "without the tenant’s authority"),
        ({"speaking_to": "first"}, "Press one of the buttons"),
    ],
)
def test_s3_47_a_check_half_made_shows_nothing(
    typed: dict[str, str], says: str, client: Client, call: Household
) -> None:
    if typed.get("speaking_to") == "first":
        typed = {**typed, "speaking_to": str(call.tenants[0].pk)}

    answer = client.post(to_call(call, "check/"), typed)

    assert answer.status_code == 422
    assert says in text(answer)
    assert "£" not in text(answer)
    assert "£" not in text(client.get(to_call(call)))


def test_s3_47_for_somebody_else_a_message_is_taken_and_nothing_is_said(client: Client, call: Household) -> None:
    answer = client.post(to_call(call, "check/"), {"speaking_to": "0", "checked": "message"}, follow=True)
    assert "Say nothing about the account" in text(answer)
    assert "£" not in text(answer)

    client.post(to_call(call, "record/"), {"channel": "phone", "note": "A neighbour rang", "outcome": "third_party"})

    contact = call.account.contacts.get()
    assert (contact.person, contact.direction, contact.outcome) == (None, "in", "third_party")
    summary = AccountEvent.objects.get(what="call").summary
    assert summary == "Somebody else rang: third party. Nothing was disclosed. A neighbour rang"


def test_the_check_of_one_account_opens_no_other_and_lasts_an_hour(client: Client, call: Household) -> None:
    other = owing({"last_name": "Holt"}, owes="230.00")
    client.post(to_call(call, "check/"), {"speaking_to": call.tenants[0].pk, "checked": "yes"})
    assert "£" not in text(client.get(to_call(other)))

    session = client.session
    session["call_in"] = {**session["call_in"], "since": timezone.now().timestamp() - 3601}
    session.save()

    assert "£" not in text(client.get(to_call(call)))


def test_what_they_said_is_recorded_and_can_be_taken_back(client: Client, call: Household) -> None:
    client.post(to_call(call, "check/"), {"speaking_to": call.tenants[1].pk, "checked": "yes"})
    typed = {"channel": "office", "note": "Shift changed", "outcome": "promised", "promised_amount": "50",
             "promised_on": "30 November 2026"}  # fmt: skip

    answer = client.post(to_call(call, "record/"), typed, follow=True)

    assert answer.redirect_chain == [(call.account.get_absolute_url(), 302)]
    contact = call.account.contacts.get()
    assert (contact.person, contact.direction, contact.channel) == (call.tenants[1], "in", "office")
    assert (contact.promised_amount, contact.purpose) == (Decimal("50.00"), "payment_promise")
    event = AccountEvent.objects.get(what="call")
    assert event.summary == (
        "Ms Idris Yusuf came in: promised to pay £50.00 by 30 November 2026. Identity checked. Shift changed"
    )
    act = call.officer.acts.get()
    assert act.about == f"recovery.contactattempt:{contact.pk}"
    client.post(f"/undo/{act.pk}/")
    contact.refresh_from_db()
    assert contact.taken_back_at is not None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"channel": "phone", "outcome": "promised"}, "Enter how much was promised and by which day"),
        (
            {"channel": "phone", "outcome": "promised", "promised_amount": "5", "promised_on": "1 November 2026"},
            "The day of the promise must be today or later.",
        ),
        ({"channel": "phone", "outcome": "spoke", "promised_amount": "5"}, "choose ‘Promised to pay’"),
        ({"channel": "phone", "outcome": "sent"}, "Choose how it went."),
        ({"outcome": "spoke"}, "Choose how they came to you."),
        ({"channel": "phone", "outcome": "spoke", "note": "x" * 501}, "Write no more than 500 characters."),
    ],
)
def test_what_was_said_is_refused_where_it_does_not_hold_together_and_stays_typed(
    typed: dict[str, str], says: str, client: Client, call: Household
) -> None:
    client.post(to_call(call, "check/"), {"speaking_to": call.tenants[0].pk, "checked": "yes"})

    answer = client.post(to_call(call, "record/"), {"note": "Her sister helps", **typed})

    assert answer.status_code == 422
    assert says in text(answer)
    assert (typed.get("note") or "Her sister helps") in answer.content.decode()
    assert not call.account.contacts.exists()


def test_nothing_is_recorded_before_it_is_said_who_it_was(client: Client, call: Household) -> None:
    answer = client.post(to_call(call, "record/"), {"channel": "phone", "outcome": "spoke"}, follow=True)

    assert "say first who you are speaking to" in text(answer)
    assert not call.account.contacts.exists()


@pytest.mark.parametrize("step", ["", "check/", "record/"])
def test_calls_are_taken_by_those_who_work_the_account(step: str, client: Client, call: Household) -> None:
    def asked() -> int:
        send = client.post if step else client.get
        return int(send(to_call(call, step)).status_code)

    for role in READERS:
        sign_in(client, OfficerFactory(role=role))
        assert asked() == 403
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P09")]))
    assert asked() == 404
    sign_in(client, OfficerFactory(role=Role.ADMINISTRATOR))
    assert asked() == 404


def test_the_dead_do_not_ring(client: Client) -> None:
    home = owing({"first_names": "Amina"}, {"first_names": "Idris", "died_on": "2026-11-01"})
    sign_in(client, home.officer)

    page = text(client.get(to_call(home)))

    assert "Ms Amina Yusuf" in page
    assert "Idris" not in page
    assert RentAccount.objects.count() == 1
