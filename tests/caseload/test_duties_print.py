"""Duties of income officers that the print room makes true, each tested by its number."""

import pytest
from django.test import Client

from recovery import documents
from recovery.models import OutboxMessage, Template, TemplateVersion
from recovery.rules import letters
from tenancies import storage
from tenancies.models import AccountEvent, IssuedDocument
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.reading import words_of
from tests.factories.people import OfficerFactory
from tests.recovery.print_room import let_go, tray, worked_off
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def read(document: IssuedDocument) -> str:
    return words_of(storage.read(document))


def test_s1_48_a_contentious_letter_is_read_by_a_second_person_and_that_is_recorded(client: Client) -> None:
    home = owing()
    [message] = press(home)
    template = Template.objects.create(action="letter_1", channel="letter", name="Letter 1")
    message.template_version = TemplateVersion.objects.create(
        template=template, number=1, body="…", contentious=True, made_by=home.officer, made_at=NOON
    )
    message.save()
    sign_in(client, home.officer)
    page = client.get(f"/letters/{tray().pk}/").content.decode()
    assert "A second person reads these first" in page
    assert "A colleague reads it: you queued it." in page
    client.post(f"/letters/{tray().pk}/letter/{message.pk}/read/")
    message.refresh_from_db()
    assert message.read_by is None

    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    sign_in(client, colleague)
    assert client.get(f"/letters/{tray().pk}/letter/{message.pk}/proof.pdf").content.startswith(b"%PDF")
    client.post(f"/letters/{tray().pk}/letter/{message.pk}/read/")
    worked_off(let_go(message))

    message.refresh_from_db()
    assert (message.state, message.read_by) == ("sent", colleague)
    assert AccountEvent.objects.filter(by=colleague, summary__contains="read by a second person").exists()


def test_s2_47_safe_contact_no_letters_blocks_print_for_that_person_alone() -> None:
    home = owing({"first_names": "Amina"}, {"title": "Mr", "first_names": "Idris"})
    hers, his = press(home)
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="letter_unsafe", person=home.tenants[0], from_on=MONDAY
    )

    batch = worked_off(let_go(hers))

    hers.refresh_from_db()
    his.refresh_from_db()
    assert (hers.state, his.state) == ("withdrawn", "sent")
    assert "Letters are unsafe for Ms Amina Yusuf" in hers.why
    assert batch.job
    assert batch.job.result == {"sent": 1, "withdrawn": 1, "failed": 0, "left": 0}
    [document] = IssuedDocument.objects.all()
    assert document.person == home.tenants[1]
    assert not OutboxMessage.objects.filter(person=home.tenants[0], state="sent").exists()


def test_s3_19_the_same_facts_in_standard_and_large_print_on_the_page_and_on_paper() -> None:
    plain, large = owing(), owing({"format_needed": "large_print"})
    [standard], [sixteen] = press(plain), press(large)

    worked_off(let_go(standard))

    said = [read(document) for document in IssuedDocument.objects.order_by("pk")]
    assert [bool(message.letter and message.letter["large_print"]) for message in (standard, sixteen)] == [False, True]
    for each, message in zip(said, (standard, sixteen), strict=True):
        letter = letters.from_json(message.letter or {})
        for fact in ("£209.00", "Ms Amina Yusuf", letter.reference, "Benefits.", "Debt advice."):
            assert fact in each
            assert fact in documents.preview_html(letter)
