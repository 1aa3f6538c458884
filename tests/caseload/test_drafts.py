"""Typed text lives on the server until its act goes through: kept, put back, thrown away, never lost."""

import json
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from caseload import drafts, undo
from caseload.models import Draft
from staff.models import Role
from tests.caseload.desk import owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def keep(client: Client, home: Household, form: str = "note", **typed: object) -> HttpResponse:
    answer: HttpResponse = client.post(f"/accounts/{home.account.pk}/drafts/{form}/", typed)
    return answer


def page(client: Client, home: Household) -> str:
    return client.get(f"/accounts/{home.account.pk}/").content.decode()


def text_of(page: str, field: str) -> str:
    found = re.search(rf'<textarea name="{field}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def test_what_is_typed_comes_back_in_the_same_field_and_says_when_it_was_kept(client: Client, home: Household) -> None:
    answer = keep(client, home, text="She starts a new")

    assert json.loads(answer.content) == {"at": "12:00"}
    drawn = page(client, home)
    assert text_of(drawn, "text") == "She starts a new"
    assert "Not sent yet. Kept on 23 November at 12:00." in drawn


@pytest.mark.parametrize(
    ("form", "typed", "shown"),
    [
        pytest.param("call", {"note": "Will ring back"}, "Will ring back", id="call"),
        pytest.param("hold", {"note": "Awaiting UC", "last_day": "7 dec"}, 'value="7 dec"', id="hold"),
        pytest.param("not_this", {"more": "Paid in cash"}, "Paid in cash", id="not this"),
    ],
)
def test_every_form_on_the_card_is_put_back_and_stands_open(
    client: Client, home: Household, form: str, typed: dict[str, str], shown: str
) -> None:
    keep(client, home, form, **typed)

    drawn = page(client, home)

    assert shown in drawn
    assert drawn.count("Not sent yet. Kept on") == 1


def test_a_chosen_reason_is_put_back_as_chosen(client: Client, home: Household) -> None:
    keep(client, home, "hold", reason="dispute", note="He sent a receipt")

    assert re.search(r'<input[^>]*value="dispute"[^>]*checked', page(client, home))


def test_the_newest_words_count(client: Client, home: Household) -> None:
    keep(client, home, text="She")
    keep(client, home, text="She starts")

    assert Draft.objects.get().values == {"text": ["She starts"]}


def test_emptied_fields_leave_no_draft(client: Client, home: Household) -> None:
    keep(client, home, text="She")
    keep(client, home, text="")

    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away_in_one_press(client: Client, home: Household) -> None:
    keep(client, home, text="She")

    answer = client.post(f"/accounts/{home.account.pk}/drafts/note/throw-away/", follow=True)

    assert "is thrown away." in answer.content.decode()
    assert not Draft.objects.exists()


def test_each_person_has_drafts_of_their_own_on_each_account(client: Client, home: Household) -> None:
    colleague = OfficerFactory(patches=[home.account.tenancy.home.patch])
    other = owing()
    keep(client, home, text="Mine")

    assert drafts.for_page(colleague, home.account) == {}
    assert drafts.for_page(home.officer, other.account) == {}
    sign_in(client, colleague)
    assert "Mine" not in page(client, home)


def test_the_act_takes_the_draft_of_its_form_with_it_and_no_other(client: Client, home: Household) -> None:
    keep(client, home, "hold", note="Awaiting UC")
    keep(client, home, "note", text="She starts")

    client.post(
        f"/accounts/{home.account.pk}/hold/",
        {"reason": "benefit", "last_day": "7 December 2026", "note": "Awaiting UC"},
    )

    assert [draft.form for draft in Draft.objects.all()] == ["note"]


def test_an_act_that_is_refused_keeps_and_shows_what_was_sent(client: Client, home: Household) -> None:
    keep(client, home, "hold", note="Awaiting UC", last_day="7 Dec")

    answer = client.post(
        f"/accounts/{home.account.pk}/hold/",
        {"reason": "benefit", "last_day": "1 January 2020", "note": "Awaiting UC now"},
    )

    assert answer.status_code == 422
    assert "Awaiting UC now" in answer.content.decode()
    assert 'value="1 January 2020"' in answer.content.decode()
    assert Draft.objects.get().values["note"] == ["Awaiting UC now"]


def test_a_form_that_was_refused_is_kept_without_a_script(client: Client, home: Household) -> None:
    client.post(f"/accounts/{home.account.pk}/note/", {"text": "é" * 10_001})

    assert text_of(page(client, home), "text") == "é" * 10_001


def test_a_press_without_words_that_is_refused_leaves_no_draft(client: Client, home: Household) -> None:
    answer = client.post(
        f"/accounts/{home.account.pk}/not-this/", {"reason": "The figures look wrong", "more": "", "fingerprint": "old"}
    )

    assert answer.status_code == 409
    assert not Draft.objects.exists()


def test_a_day_that_the_form_itself_offered_is_not_taken_for_words(client: Client, home: Household) -> None:
    offered = re.search(r'name="last_day"[^>]*value="([^"]+)"', page(client, home))
    assert offered

    answer = client.post(f"/accounts/{home.account.pk}/hold/", {"last_day": offered[1], "note": ""})

    assert "Choose why the account is held." in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_save_that_was_on_its_way_does_not_bring_back_what_was_sent(client: Client, home: Household) -> None:
    client.post(f"/accounts/{home.account.pk}/note/", {"text": "She starts a new job."})

    assert keep(client, home, text="She starts a new").status_code == 409
    assert not Draft.objects.exists()

    with time_machine.travel(NOON + timedelta(minutes=1)):
        assert keep(client, home, text="A second note").status_code == 200


@pytest.mark.parametrize("length", [200_000, 500_000])
def test_a_draft_of_200_000_characters_and_more_is_kept_whole(client: Client, home: Household, length: int) -> None:
    assert keep(client, home, text="é" * length).status_code == 200

    assert len(text_of(page(client, home), "text")) == length


def test_a_draft_that_is_too_long_is_refused_in_words(client: Client, home: Household) -> None:
    answer = keep(client, home, text="x" * 500_001)

    assert answer.status_code == 413
    assert json.loads(answer.content) == {
        "why": "Too long to be kept: 500,001 characters of at most 500,000. Shorten it."
    }


def test_null_characters_are_left_out_and_markup_is_shown_as_typed(client: Client, home: Household) -> None:
    keep(client, home, text="a\x00b </textarea><script>alert(1)</script>")

    assert "ab &lt;/textarea&gt;&lt;script&gt;" in page(client, home)


def test_what_the_page_itself_sends_is_no_draft(client: Client, home: Household) -> None:
    keep(client, home, "not_this", more="Paid", fingerprint="abc", csrfmiddlewaretoken="xyz")

    assert Draft.objects.get().values == {"more": ["Paid"]}


def test_a_field_that_no_form_has_any_more_does_no_harm(client: Client, home: Household) -> None:
    keep(client, home, "note", text="She", gone="away")
    keep(client, home, "no_such_form", text="She")

    assert text_of(page(client, home), "text") == "She"


# Who may


def test_nobody_keeps_drafts_on_an_account_that_is_not_theirs(client: Client, home: Household) -> None:
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))

    assert keep(client, home, text="She").status_code == 404
    assert client.post(f"/accounts/{home.account.pk}/drafts/note/throw-away/").status_code == 404


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_keeps_no_drafts(client: Client, home: Household, role: Role) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert keep(client, home, text="She").status_code == 403


def test_signed_out_a_save_leads_to_the_sign_in_page_and_keeps_nothing(client: Client, home: Household) -> None:
    client.logout()

    assert keep(client, home, text="She").status_code == 302
    assert not Draft.objects.exists()


def test_the_session_is_told_by_person_and_with_the_token_that_forms_must_send(client: Client, home: Household) -> None:
    answer = client.get("/signed-in/as/")

    told = json.loads(answer.content)
    assert told["user"] == home.officer.pk
    assert len(told["token"]) == 64


def test_another_kind_of_act_does_not_take_a_draft_with_it(home: Household) -> None:
    Draft.objects.create(user=home.officer, form="note", account=home.account, values={"text": ["a"]}, saved_at=NOON)

    undo.remember(user=home.officer, account=home.account, kind="call", summary="Called.", about="", at=NOON)

    assert Draft.objects.count() == 1
    assert drafts.for_page(home.officer, home.account)["note"].saved_at.date() == date(2026, 11, 23)
