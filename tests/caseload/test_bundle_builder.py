"""The builder of bundles by buttons alone: papers chosen, brought in, blacked out, filed; the witness's statement."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from caseload.legal.bundles import uploads
from caseload.tasks_bundles import build_bundle
from legal import bundles
from legal.models import Bundle, BundleItem, WitnessStatement
from staff.models import Job
from tenancies import received
from tenancies.models import AccountEvent, ReceivedDocument
from tests.caseload.desk import sign_in
from tests.factories.people import Household
from tests.legal.bundling import (
    MONDAY,
    NOON,
    begun,
    built,
    case,
    filed,
    hearing,
    issued,
    item,
    ordered,
    pages,
    posted,
)
from tests.legal.pdfs import changed, untagged, with_script

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def at_desk(home: Household) -> Client:
    client = Client()
    sign_in(client, home.officer)
    return client


def test_the_builder_works_by_buttons_alone() -> None:
    home = case()
    client = at_desk(home)
    page = client.get(f"/accounts/{home.account.pk}/bundles/").content.decode()
    assert "No bundle is begun" in page

    answer = client.post(f"/accounts/{home.account.pk}/bundles/new/", {"kind": "first_hearing"})
    bundle = Bundle.objects.get()
    assert answer["Location"] == f"/bundles/{bundle.pk}/"

    down = item(bundle, "Rent statement")
    ticked = list(BundleItem.objects.filter(bundle=bundle, chosen=True).values_list("pk", flat=True))
    client.post(f"/bundles/{bundle.pk}/change/", {"chosen": ticked, "down": down.pk, "view": "Possession"})

    order = BundleItem.objects.filter(bundle=bundle, section="rent").order_by("position")
    assert [paper.title for paper in order] == ["Repayment agreements and offers", "Rent statement"]
    assert Bundle.objects.get().view == "Possession"
    assert "Not complete" in client.get(f"/bundles/{bundle.pk}/").content.decode()


def test_a_choice_that_is_refused_stands_on_the_page_as_it_was_made() -> None:
    home = case()
    bundle, client = begun(home), at_desk(home)
    wanted = item(bundle, "Rent statement")

    answer = client.post(f"/bundles/{bundle.pk}/change/", {"chosen": wanted.pk, "view": "y" * 6001, "right_hand": "1"})

    page = answer.content.decode()
    assert (answer.status_code, "Write at most 6,000 characters" in page) == (422, True)
    assert f"{'y' * 6001}</textarea>" in page
    ticked = re.findall(r'name="chosen" value="(\d+)" checked', page)
    assert (ticked, 'name="right_hand" value="1" checked' in page) == ([str(wanted.pk)], True)
    assert BundleItem.objects.filter(bundle=bundle, chosen=True).count() > 1


def test_build_makes_a_job_that_the_tray_shows_and_that_may_be_stopped(
    django_capture_on_commit_callbacks: Any,
) -> None:
    home = case()
    client = at_desk(home)
    with django_capture_on_commit_callbacks() as sent:
        client.post(f"/accounts/{home.account.pk}/bundles/new/", {"kind": "suspension", "build": "1"})

    bundle = Bundle.objects.get()
    [job] = Job.objects.filter(kind="bundle")

    assert len(sent) == 1
    assert "Waiting for a worker" in client.get(f"/bundles/{bundle.pk}/").content.decode()
    assert "Bundle built" in client.get("/jobs/").content.decode()
    client.post(f"/bundles/{bundle.pk}/stop/")
    assert Job.objects.get().cancel_asked
    build_bundle(job.pk)
    assert (Job.objects.get().state, Bundle.objects.get().state) == ("cancelled", "draft")


def test_a_hearing_gives_its_own_kind_of_bundle() -> None:
    home = case()
    coming = hearing(home, kind="suspension")
    client = at_desk(home)

    client.post(f"/accounts/{home.account.pk}/bundles/new/", {"hearing": coming.pk})

    bundle = Bundle.objects.get()
    assert (bundle.kind, bundle.hearing_id) == ("suspension", coming.pk)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_uploads_are_kept_one_by_one_and_a_bad_one_is_named() -> None:
    home = case()
    bundle = begun(home)
    client = at_desk(home)

    answer = client.post(
        f"/bundles/{bundle.pk}/upload/",
        {
            "section": "tenancy",
            "papers": [
                upload("tenancy_agreement.pdf", untagged("Agreement")),
                upload("script.pdf", changed(untagged("x"), with_script)),
                upload("sheet.xlsx", b"PK\x03\x04 other"),
            ],
        },
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "‘Script’ was not taken. It holds a program (JavaScript)." in text
    assert "‘sheet.xlsx’ is not a PDF, JPEG, PNG or Word file (DOCX)." in text
    [paper] = ReceivedDocument.objects.all()
    assert paper.name == "Tenancy agreement"
    assert BundleItem.objects.get(bundle=bundle, received=paper).section == "tenancy"
    assert AccountEvent.objects.filter(what="received", about=f"tenancies.receiveddocument:{paper.pk}").exists()


class Endless(BytesIO):
    """A request body of 300 MB that must never be read."""

    was_read = False

    def read(self, *size: int) -> bytes:
        self.was_read = True
        return b"x" * 1024

    def __len__(self) -> int:
        return 300_000_000


def test_300_megabytes_are_refused_before_they_are_read() -> None:
    home = case()
    bundle = begun(home)
    body = Endless()

    answer = at_desk(home).generic(
        "POST",
        f"/bundles/{bundle.pk}/upload/",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": body, "CONTENT_LENGTH": "300000000"},
    )

    assert answer.status_code == 413
    assert "A file may have at most 50 MB" in answer.content.decode()
    assert not body.was_read


def test_one_file_over_50_megabytes_says_how_large_it_is() -> None:
    home = case()
    bundle = begun(home)
    large = SimpleUploadedFile("large.pdf", b"%PDF-")
    large.size = 51_000_000

    taken = uploads.take_in(bundle, uploads=[large], section="papers", title="", by=home.officer, on=MONDAY, at=NOON)

    assert taken.refused == [
        "‘large.pdf’ is 51.0 MB; the most is 50 MB. Scan it in black and white, or send it in parts."
    ]


def test_elsewhere_a_word_file_is_still_no_paper() -> None:
    with pytest.raises(received.CannotReceive, match="is not a PDF, JPEG or PNG"):
        received.look_at(upload("letter.docx", b"PK\x03\x04 word/document.xml"))


def test_boxes_are_typed_and_taken_off_again() -> None:
    home = case()
    issued(home, "A letter")
    bundle = begun(home)
    paper = item(bundle, "Letter 1")
    client = at_desk(home)
    address = f"/bundles/papers/{paper.pk}/?page=1"

    assert "Enter width as a number of points" in client.post(address, {"left": "1"}).content.decode()
    client.post(address, {"left": "72", "top": "100", "width": "200", "height": "14"})
    paper.refresh_from_db()
    assert paper.redactions == [{"page": 1, "left": 72.0, "top": 100.0, "width": 200.0, "height": 14.0}]

    client.post(address, {"take_off": "0"})
    paper.refresh_from_db()
    assert paper.redactions == []


def test_a_page_is_shown_as_a_picture_and_a_page_too_many_is_not_there() -> None:
    home = case()
    issued(home, "A letter")
    paper = item(begun(home), "Letter 1")
    client = at_desk(home)

    assert client.get(f"/bundles/papers/{paper.pk}/page-1.png").content.startswith(b"\x89PNG")
    assert client.get(f"/bundles/papers/{paper.pk}/page-2.png").status_code == 404
    assert client.get(f"/bundles/papers/{paper.pk}/?page=9").status_code == 404


def test_filing_asks_for_a_reason_where_something_is_missing() -> None:
    home = case()
    bundle = built(begun(home))
    client = at_desk(home)

    refused = client.post(f"/bundles/{bundle.pk}/file/", {"filed_on": "23 November 2026"})
    assert "It is not complete" in refused.content.decode()
    client.post(f"/bundles/{bundle.pk}/file/", {"filed_on": "23 November 2026", "why": "The court allowed it."})

    assert Bundle.objects.get().state == "filed"
    page = client.get(f"/bundles/{bundle.pk}/").content.decode()
    assert "Supplement with today’s figures" in page
    assert "Keep the choice" not in page


def test_the_statement_is_kept_while_it_is_written_and_frozen_when_signed() -> None:
    home = case()
    client = at_desk(home)
    client.post(f"/accounts/{home.account.pk}/witness-statements/new/")
    made = WitnessStatement.objects.get()
    client.post(f"/accounts/{home.account.pk}/drafts/witness/", {"text": "1. I rang twice."})
    assert "1. I rang twice." in client.get(f"/witness-statements/{made.pk}/").content.decode()

    client.post(f"/witness-statements/{made.pk}/", {"text": "1. I rang three times."})
    client.post(f"/witness-statements/{made.pk}/sign/")

    made.refresh_from_db()
    assert (made.text, made.signed_on) == ("1. I rang three times.", MONDAY)
    assert client.get(f"/documents/{made.document_id}/").content.startswith(b"%PDF")


@pytest.mark.parametrize("many", [1, 20])
def test_the_builder_asks_as_often_for_twenty_papers_as_for_one(django_assert_max_num_queries: Any, many: int) -> None:
    home = case()
    for number in range(many):
        issued(home, "A letter", title=f"Letter {number}")
    bundle = begun(home)
    client = at_desk(home)

    with django_assert_max_num_queries(100):
        client.get(f"/bundles/{bundle.pk}/")


def test_a_supplement_keeps_its_hearing_and_what_was_explained() -> None:
    home = case()
    debit = posted(home, "45.00", "refund", MONDAY)
    bundle = begun(home, hearing=hearing(home))
    client = at_desk(home)
    ticked = list(bundle.items.filter(chosen=True).values_list("pk", flat=True))
    said = {f"explain-{debit.pk}": "Paid twice"}
    client.post(f"/bundles/{bundle.pk}/change/", {"hearing": bundle.hearing_id, "chosen": ticked, **said})
    filed(built(bundle), why="Wanted today")
    client.post(f"/bundles/{bundle.pk}/supplement/")
    supplement = Bundle.objects.get(supplements=bundle)
    Bundle.objects.filter(pk=supplement.pk).update(state="draft")  # built meanwhile

    page = client.get(f"/bundles/{supplement.pk}/").content.decode()
    client.post(f"/bundles/{supplement.pk}/change/", {f"explain-{debit.pk}": "Sent back"})

    supplement.refresh_from_db()
    assert "Paid twice" in page
    assert supplement.hearing_id == bundle.hearing_id
    assert supplement.explained == {str(debit.pk): "Sent back"}


def test_the_pack_against_a_warrant_is_offered_where_there_is_an_order() -> None:
    home = case()
    client, address = at_desk(home), f"/accounts/{home.account.pk}/bundles/"
    assert "Make the warrant pack now" not in client.get(address).content.decode()

    ordered(home)

    assert "Make the warrant pack now" in client.get(address).content.decode()


def test_a_part_of_which_nothing_is_on_record_says_so_and_is_left_out() -> None:
    home = case()
    bundle, client = begun(home), at_desk(home)
    assert 'Repayment agreements and offers <span class="qd-quiet">(nothing yet: left out)</span>' in (
        client.get(f"/bundles/{bundle.pk}/").content.decode()
    )

    made = built(bundle)

    assert item(made, "Repayment agreements").first_page is None
    assert "agreements" not in made.snapshot["parts"]
    assert not any("Repayment agreements" in page for page in pages(made))


def test_a_bundle_of_nothing_on_record_is_not_built() -> None:
    home = case()
    bundle = begun(home)
    only = item(bundle, "Repayment agreements")
    bundles.choose(bundle, chosen=[only.pk], view="", right_hand=False, explained={}, hearing=None, by=home.officer)

    assert built(bundle).state == "draft"
    assert Job.objects.get().failures == ["Of all that is ticked nothing is on record yet. Tick another paper."]


def test_the_tenancy_agreement_is_known_by_its_kind_whatever_it_is_called() -> None:
    home = case()
    bundle, client = begun(home), at_desk(home)
    files = {"section": "tenancy", "papers": [upload("scan_0001.pdf", untagged("Agreement"))]}
    client.post(f"/bundles/{bundle.pk}/upload/", files)
    client.post(
        f"/bundles/{bundle.pk}/upload/",
        {"section": "papers", "papers": [upload("tenancy_audit.pdf", untagged("Looked in"))]},
    )

    assert dict(ReceivedDocument.objects.values_list("name", "kind")) == {
        "Scan 0001": "agreement", "Tenancy audit": "evidence",
    }  # fmt: skip
    other = begun(home, "tribunal")
    assert item(other, "Scan 0001").section == "tenancy"
