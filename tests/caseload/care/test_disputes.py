"""A balance that the tenant disputes, and the proof of it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from caseload.models import Reminder
from recovery import documents
from recovery.account_facts import of_account
from recovery.models import OutboxMessage
from recovery.outbox import letter_of
from staff.models import Role, User
from tenancies.models import ReceivedDocument
from tests.caseload.care.records import page, record, waiting
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from welfare.models import Hold, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
PDF = b"%PDF-1.7 a receipt"


def test_a_disputed_balance_with_its_proof_is_held_asked_and_answered_in_one_press(
    client: Client, home: Household, leader: User
) -> None:
    letter = waiting(home)
    proof = SimpleUploadedFile("receipt.pdf", PDF, content_type="application/pdf")

    said = record(client, home, "dispute", says="Paid £209 at the post office", paper=proof,
                  received_on="23 November 2026")  # fmt: skip

    assert "1 answer to go by the print room" in said
    assert "waits in the print room" in page(client, home)
    answered = OutboxMessage.objects.get(action="dispute_answer")
    assert "You will hear from us by 30 November 2026." in documents.preview_html(letter_of(answered, on=MONDAY))
    letter.refresh_from_db()
    assert letter.state == "withdrawn"
    facts = of_account(home.account, as_of=MONDAY)
    assert facts.disputed
    assert facts.held_until == date(2026, 11, 30)  # five working days
    assert ReceivedDocument.objects.get().kind == "proof_of_payment"
    finance = OfficerFactory(name="Anna Chen", role=Role.FINANCE)
    sign_in(client, finance)
    assert "Paid £209 at the post office" in text(client.get("/care/disputes/"))

    marker = Marker.objects.get(kind="dispute")
    client.post(
        f"/accounts/{home.account.pk}/care/answer/{marker.pk}/",
        {"found_it": "yes", "said": "It was on another account"},
    )

    facts = of_account(home.account, as_of=MONDAY)
    assert not facts.disputed
    assert facts.held_until is None
    answered.refresh_from_db()
    assert (answered.state, answered.why) == ("withdrawn", "Finance has looked at the balance")
    assert Reminder.objects.filter(for_user=home.officer, text__contains="It was on another account").exists()


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("receipt.docx", b"PK\x03\x04", "is not a PDF, JPEG or PNG"),
        ("empty.pdf", b"", "is empty"),
    ],
)
def test_a_file_that_is_no_paper_is_refused_and_nothing_is_done(
    client: Client, home: Household, name: str, content: bytes, refusal: str
) -> None:
    paper = SimpleUploadedFile(name, content)

    said = record(client, home, "dispute", says="Paid", paper=paper, received_on="23 November 2026")

    assert refusal in said
    assert "Choose the file again" in said
    assert not Marker.objects.exists()
    assert not Hold.objects.exists()
