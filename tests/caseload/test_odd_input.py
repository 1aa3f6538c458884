"""What nobody types but somebody may send: a page answers with what is wrong or not found, and breaks nothing."""

import pytest
from django.core import signing
from django.test import Client

from caseload.models import Draft, Note, Parked, SavedView, Step
from staff.models import Role
from tests.caseload.desk import sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
NUL = "a\x00b"
HUGE = "9" * 30  # more than the database counts
LONGER = "9" * 5_000  # more than Python reads as a number


@pytest.mark.parametrize("odd", [NUL, HUGE, LONGER, "²", "-1"])
@pytest.mark.parametrize(
    "asked",
    ["/team/?patch=", "/team/?officer=", "/help/rules/?policy=", "/?group=letter&after=", "/coverage/tiles/?patch="],
)
def test_an_address_that_was_changed_is_not_found_or_shows_what_it_can(client: Client, asked: str, odd: str) -> None:
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    assert client.get(f"{asked}{odd.replace(chr(0), '%00')}").status_code in {200, 404}


def test_the_mark_of_another_list_is_not_found(client: Client, home: Household) -> None:
    """Each list has its own order: a mark that fits in number but not in kind names no row of it."""
    mark = signing.dumps(["none", "soon"], salt="page")

    for address in ("/coverage/recommended/", "/help/suggestions/"):
        assert client.get(address).status_code == 200
        assert client.get(address, {"after": mark}).status_code == 404


@pytest.mark.parametrize("odd", [HUGE, LONGER, "²", "x"])
def test_a_number_that_names_no_record_names_none(client: Client, home: Household, odd: str) -> None:
    assert client.post("/reminders/1/seen/", {"account": odd}).status_code in {302, 404}
    assert client.post("/accounts/bulk/", {"act": "hold", "ticked": [odd]}).status_code == 302
    put_off = {"ticked": [odd], "until": "30 November 2026", "why": "Away"}
    assert client.post("/put-off/", put_off).status_code in {302, 404, 422}
    assert client.get(f"/accounts/{home.account.pk}/message/", {"again": odd}).status_code == 200


def test_null_characters_are_left_out_of_what_is_kept(client: Client, home: Household) -> None:
    here = f"/accounts/{home.account.pk}"

    assert client.post("/accounts/keep/", {"name": NUL}).status_code == 302
    assert client.post(f"{here}/drafts/note/", {"text": NUL, NUL: "x"}).status_code == 200
    assert client.post(f"{here}/park/", {"field": NUL}).status_code == 302

    assert SavedView.objects.get().name == "a b"
    assert Draft.objects.get().values == {"text": ["ab"]}
    assert Parked.objects.get().field == "ab"


@pytest.mark.parametrize("day", ["1 January 0001", "31 December 9999", "0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_refused_in_words(client: Client, home: Household, day: str) -> None:
    here, later = f"/accounts/{home.account.pk}", {"until": day, "why": "Away", "ticked": [str(home.account.pk)]}

    assert client.post(f"{here}/hold/", {"reason": "benefit", "last_day": day}).status_code in {409, 422}
    assert client.post("/put-off/", {"group": "letter"} | later).status_code in {302, 422}
    colleague = OfficerFactory()
    task = {"kind": "task", "text": "x", "due_on": day, "colleague": colleague.pk}
    assert client.post(f"{here}/reminders/", task).status_code == 422
    away = {"absent": home.officer.pk, "covering": colleague.pk, "starts_on": "23 November 2026", "last_day": day}
    assert client.post("/cover/", away).status_code == 422
    called = {"person": home.tenants[0].pk, "outcome": "promised", "promised_amount": "10", "promised_on": day}
    assert client.post(f"{here}/call/", called).status_code in {409, 422}


def test_why_a_step_is_put_off_is_never_lost_where_it_is_too_long(client: Client, home: Household) -> None:
    why = "The roof leaks. " * 13

    answer = client.post(f"/accounts/{home.account.pk}/skip/", {"days": "3", "why": why})

    assert answer.status_code == 422
    assert "Write no more than 200 characters." in text(answer)
    assert answer.context["forms"]["put_off"]["why"].value() == why
    assert not Step.objects.exists()
    client.post(f"/accounts/{home.account.pk}/skip/", {"days": "3", "why": "The roof leaks."})
    assert Step.objects.get().reason == "The roof leaks."
    assert not Draft.objects.exists()


def test_more_than_a_page_may_send_is_refused_in_words(client: Client, home: Household) -> None:
    answer = client.post(f"/accounts/{home.account.pk}/note/", {"text": "x" * 3_000_000})

    assert answer.status_code == 400
    assert "Go back: what you typed is still there." in text(answer)
    assert not Note.objects.exists()


def test_only_too_much_is_said_to_be_too_much(client: Client, home: Household) -> None:
    answer = client.post(f"/accounts/{home.account.pk}/not-this/", {"reason": "", "more": "Too long. " * 41})

    assert answer.context["failed"].errors == {"more": ["Write no more than 400 characters."]}
