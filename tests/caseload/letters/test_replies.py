"""What tenants write back, and the papers that they send."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from caseload import undo
from caseload.models import Act
from recovery.models import ContactAttempt
from tenancies import received
from tenancies.models import ReceivedDocument
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.letters.pages import words
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
PDF = b"%PDF-1.7\nproof"


def reply(client: Client, home: Household, **given: Any) -> Any:
    form = {
        "who": str(home.tenants[0].pk),
        "channel": "letter",
        "received_on": "20 November 2026",
        "text": "She has changed jobs and is paid on the 28th from now on",
        "kind": "evidence",
    }
    return client.post(f"/accounts/{home.account.pk}/reply/", form | given)


def test_a_reply_is_contact_with_its_paper_kept_as_it_came(client: Client, home: Household) -> None:
    answer = reply(client, home, paper=SimpleUploadedFile("Amina Yusuf payslip.pdf", PDF))

    assert answer.status_code == 302
    contact = ContactAttempt.objects.get()
    assert (contact.direction, contact.channel, contact.on.isoformat()) == ("in", "letter", "2026-11-20")
    kept = ReceivedDocument.objects.get()
    assert (kept.kind, kept.content_type, kept.size) == ("evidence", "application/pdf", len(PDF))
    page = client.get(f"/accounts/{home.account.pk}/?show=contact").content.decode()
    assert "Ms Amina Yusuf wrote, received 20 November 2026, evidence kept. She has changed jobs" in words(page)
    opened = client.get(f"/received/{kept.pk}/")
    assert (opened.content, opened["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert opened["Content-Disposition"] == f'attachment; filename="received-{kept.pk}.pdf"'


def test_a_reply_of_the_second_joint_tenant_is_hers(client: Client) -> None:
    home = owing({"first_names": "Ivo"}, {"first_names": "Dora"})
    sign_in(client, home.officer)
    second = home.tenants[1]

    answer = reply(client, home, who=str(second.pk))

    assert answer.status_code == 302
    assert ContactAttempt.objects.get().person == second


def test_a_reply_without_a_paper_is_contact_too_and_can_be_taken_back(client: Client, home: Household) -> None:
    reply(client, home, who="0", channel="sms")

    contact = ContactAttempt.objects.get()
    assert (contact.person, contact.channel) == (None, "sms")
    undo.take_back(Act.objects.get(kind="reply"), by=home.officer, on=MONDAY, at=NOON)
    contact.refresh_from_db()
    assert contact.taken_back_at


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"paper": ("notes.docx", b"PK\x03\x04")}, "‘notes.docx’ is not a PDF, JPEG or PNG", id="type"),
        pytest.param({"paper": ("fake.pdf", b"<script>")}, "‘fake.pdf’ is not a PDF", id="a name is no type"),
        pytest.param({"paper": ("empty.pdf", b"")}, "‘empty.pdf’ is empty", id="empty"),
        pytest.param({"paper": ("big.pdf", b"%PDF-" + b"0" * received.MOST_BYTES)}, "the most is 10 MB", id="too big"),
        pytest.param({"text": " "}, "Write in a line what it says", id="no words"),
        pytest.param({"text": "x" * 501}, "no more than 500 characters; these are 501", id="too many words"),
        pytest.param({"received_on": "24 November 2026"}, "must be today or earlier", id="tomorrow"),
        pytest.param({"received_on": "20 November 2021"}, "more than a year ago", id="long ago"),
        pytest.param({"received_on": "soon"}, "Enter the day it came", id="no day"),
        pytest.param({"who": "999"}, "Choose who it is from", id="nobody"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words_and_nothing_typed_is_lost(
    client: Client, home: Household, given: dict[str, Any], said: str
) -> None:
    if "paper" in given:
        given = {"paper": SimpleUploadedFile(*given["paper"])}

    answer = reply(client, home, **given)

    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    if "text" not in given:
        assert "She has changed jobs" in answer.content.decode()
    assert not ContactAttempt.objects.exists()
    assert not ReceivedDocument.objects.exists()


def test_a_stranger_finds_no_paper(client: Client, home: Household) -> None:
    reply(client, home, paper=SimpleUploadedFile("payslip.pdf", PDF))
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="N9")]))

    assert client.get(f"/received/{ReceivedDocument.objects.get().pk}/").status_code == 404
    assert reply(client, home).status_code == 404
