"""Notes: kept whole, shown on the timeline, too long refused with nothing lost, sensitive ones opened with a reason."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseload import notes, undo
from caseload.models import Act, Draft, Note
from staff.models import AccessLog, Role
from tenancies.models import AccountEvent, RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def write(home: Household, text: str = "She starts a new job on Monday.", **changes: Any) -> Note:
    given = {"account": home.account, "by": home.officer, "on": MONDAY, "at": NOON} | changes
    return notes.write_note(text=text, **given)


def send(client: Client, home: Household, **typed: str) -> HttpResponse:
    answer: HttpResponse = client.post(f"/accounts/{home.account.pk}/note/", typed, follow=True)
    return answer


def test_a_note_stands_on_the_timeline_with_its_writer(client: Client, home: Household) -> None:
    answer = send(client, home, text="She starts a new job on Monday.")

    assert answer.redirect_chain == [(f"/accounts/{home.account.pk}/", 302)]
    assert f"The note on {home.account} is kept." in text(answer)
    assert "She starts a new job on Monday. by Nadia Rahman" in text(answer)
    event = AccountEvent.objects.get(what="note")
    assert (event.by, event.on, event.summary) == (home.officer, MONDAY, "She starts a new job on Monday.")


def test_a_long_note_is_folded_under_its_beginning_and_whole_inside(client: Client, home: Household) -> None:
    long = " ".join(f"word{number}" for number in range(1000))  # 7,889 characters

    page = text(send(client, home, text=long))

    assert "word0 word1 word2" in page
    assert "… Whole note word0" in page
    assert "word998 word999" in page


def test_a_note_of_200_000_characters_says_how_much_fits_and_keeps_every_character(
    client: Client, home: Household
) -> None:
    typed = "é" * 200_000

    answer = send(client, home, text=typed)

    assert answer.status_code == 422
    assert "This note has 200,000 characters; a note holds 10,000 at most. Shorten it." in text(answer)
    assert typed in answer.content.decode()
    assert not Note.objects.exists()


@pytest.mark.parametrize(("length", "kept"), [(10_000, True), (10_001, False)])
def test_a_note_holds_ten_thousand_characters(home: Household, length: int, kept: bool) -> None:
    if kept:
        assert len(write(home, "x" * length).text) == length
    else:
        with pytest.raises(notes.CannotWriteNote, match="10,001 characters"):
            write(home, "x" * length)


def test_lines_count_as_they_were_typed_and_not_as_the_browser_sends_them(home: Household) -> None:
    assert write(home, "\r\n".join(["x"] * 5000)).text == "\n".join(["x"] * 5000)  # 9,999 characters, sent as 14,998


@pytest.mark.parametrize("nothing", ["", "   ", "\r\n"])
def test_an_empty_note_asks_for_words(client: Client, home: Household, nothing: str) -> None:
    answer = send(client, home, text=nothing)

    assert answer.status_code == 422
    assert "Write the note." in text(answer)


def test_what_looks_like_markup_is_shown_as_it_was_typed(client: Client, home: Household) -> None:
    answer = send(client, home, text="<script>alert(1)</script> 👩🏽‍👧")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; 👩🏽‍👧" in answer.content.decode()


def test_a_note_taken_back_stays_and_is_marked(client: Client, home: Household) -> None:
    note = write(home)

    undo.take_back(Act.objects.get(), by=home.officer, on=MONDAY, at=NOON)

    note.refresh_from_db()
    assert note.taken_back_at == NOON
    assert note.text == "She starts a new job on Monday."
    assert "Note Taken back She starts a new job on Monday." in text(client.get(f"/accounts/{home.account.pk}/"))


def test_a_note_does_not_move_the_desk_on_and_its_draft_is_gone(client: Client, home: Household) -> None:
    owing()
    Draft.objects.create(user=home.officer, form="note", account=home.account, values={"text": ["She"]}, saved_at=NOON)

    answer = send(client, home, text="She starts a new job on Monday.")

    assert answer.redirect_chain == [(f"/accounts/{home.account.pk}/", 302)]
    assert not Draft.objects.exists()


# Who may


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER, Role.INCOME_MANAGER])
def test_who_works_accounts_writes_notes(client: Client, home: Household, role: Role) -> None:
    sign_in(client, OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))

    send(client, home, text="Noted.")

    assert Note.objects.get().text == "Noted."


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_is_told_so(client: Client, home: Household, role: Role) -> None:
    reader = OfficerFactory(role=role)
    sign_in(client, reader)

    answer = send(client, home, text="Noted.")

    assert answer.status_code == 403
    assert "you can read accounts but not act on them" in text(answer)
    with pytest.raises(PermissionDenied):
        write(home, by=reader)


def test_a_stranger_finds_nothing(client: Client, home: Household) -> None:
    stranger = OfficerFactory(patches=[PatchFactory(code="P02")])
    sign_in(client, stranger)

    assert send(client, home, text="Noted.").status_code == 404
    with pytest.raises(RentAccount.DoesNotExist):
        write(home, by=stranger)


# Sensitive notes


def test_a_sensitive_note_is_closed_on_the_page_and_in_the_undo_list(client: Client, home: Household) -> None:
    send(client, home, text="Her brother must not know.", sensitive="on")

    page = client.get(f"/accounts/{home.account.pk}/").content.decode()

    assert "Her brother" not in page
    assert "Say why, and read it" in page
    assert "Her brother" not in client.get("/undo/").content.decode()
    assert AccountEvent.objects.get(what="note").summary == "Sensitive note."


def test_a_sensitive_note_opens_to_a_reason_which_is_logged(client: Client, home: Household) -> None:
    note = write(home, "Her brother must not know.", sensitive=True)
    address = f"/accounts/{home.account.pk}/notes/{note.pk}/"
    assert "Her brother" not in text(client.get(address))

    answer = client.post(address, {"reason": "She telephoned about it"})

    assert "Her brother must not know." in text(answer)
    logged = AccessLog.objects.get(what="sensitive note")
    assert (logged.user, logged.reason) == (home.officer, "She telephoned about it")
    assert logged.about == f"{home.account.account_ref}, note {note.pk}"


def test_a_sensitive_note_stays_closed_without_a_reason(client: Client, home: Household) -> None:
    note = write(home, "Her brother must not know.", sensitive=True)

    answer = client.post(f"/accounts/{home.account.pk}/notes/{note.pk}/", {"reason": "  "})

    assert answer.status_code == 422
    assert "Say why you need to read it." in text(answer)
    assert "Her brother" not in text(answer)
    assert not AccessLog.objects.exists()


def test_a_stranger_finds_no_sensitive_note_and_none_stands_under_another_account(
    client: Client, home: Household
) -> None:
    note = write(home, "Her brother must not know.", sensitive=True)
    other = owing()
    assert client.get(f"/accounts/{other.account.pk}/notes/{note.pk}/").status_code == 404

    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))

    assert client.get(f"/accounts/{home.account.pk}/notes/{note.pk}/").status_code == 404


def test_notes_are_read_in_one_question_for_one_and_for_twenty(client: Client, home: Household) -> None:
    write(home)
    one = questions_of_the_page(client, home)
    for number in range(19):
        write(home, f"Note {number}")

    assert questions_of_the_page(client, home) == one


def questions_of_the_page(client: Client, home: Household) -> int:
    client.get(f"/accounts/{home.account.pk}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/accounts/{home.account.pk}/")
    return len(asked)
