"""Bundles at the desk: what stands in them, their pages and index, their snapshot; the builder by buttons alone."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from page import validate_pdf_bytes
from pypdf import PdfReader

from caseload.legal.bundles import layout, snapshot, uploads
from caseload.legal.bundles.rent import court_statement
from caseload.statement import statement
from legal import bundles
from legal.models import Bundle, BundleItem, DecisionRecord, ProtocolOverride, WitnessStatement
from legal.pdf.redact import Box
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
    came_in,
    case,
    filed,
    hearing,
    issued,
    item,
    ordered,
    other_way,
    pages,
    pdf_of,
    posted,
)
from tests.legal.test_pdf import changed, photo, streams, untagged, with_script

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def at_desk(home: Household) -> Client:
    client = Client()
    sign_in(client, home.officer)
    return client


def test_the_index_names_each_paper_with_the_page_on_which_it_begins() -> None:
    home = case()
    issued(home, "First page", "Second page", title="Letter before claim")
    letter = came_in(home, untagged("Agreement one", "Agreement two"), name="Tenancy agreement")

    bundle = built(begun(home))
    read = pages(bundle)

    assert bundle.pages == len(read)
    for number, page in enumerate(read, start=1):
        assert f"Page {number} of {bundle.pages}" in page
    for paper in BundleItem.objects.filter(bundle=bundle, chosen=True):
        where = f"{paper.first_page}"
        where += f" to {paper.last_page}" if paper.last_page != paper.first_page else ""
        assert f"{paper.title} {where}" in read[0]
    paper = BundleItem.objects.get(bundle=bundle, received=letter)
    assert paper.first_page
    assert "Agreement one" in read[paper.first_page - 1]
    assert "Agreement two" in read[paper.first_page]


def test_bookmarks_and_labels_agree_with_the_pages() -> None:
    bundle = built(begun(case()))

    read = PdfReader(BytesIO(pdf_of(bundle)))

    first = {paper.title: paper.first_page for paper in BundleItem.objects.filter(bundle=bundle, chosen=True)}
    sections = [each["/Title"] for each in read.outline if not isinstance(each, list)]
    assert sections[:3] == ["Index", "A. Summary and chronology", "B. Claim and notices"]
    marked = [each for group in read.outline if isinstance(group, list) for each in group]
    assert {each["/Title"]: read.get_destination_page_number(each) + 1 for each in marked} == first
    assert read.page_labels == [str(number) for number in range(1, bundle.pages + 1)]


def test_two_sided_each_section_begins_on_a_right_hand_page() -> None:
    home = case()
    bundle = begun(home)
    ticked = BundleItem.objects.filter(bundle=bundle, chosen=True).values_list("pk", flat=True)
    bundles.choose(bundle, chosen=ticked, view="", right_hand=True, explained={}, hearing=None, by=home.officer)

    bundle = built(bundle)

    begins: dict[str, int] = {}
    for paper in BundleItem.objects.filter(bundle=bundle, chosen=True).order_by("first_page"):
        begins.setdefault(paper.section, paper.first_page or 0)
    assert all(first % 2 for first in begins.values())
    assert any("This page is left blank." in page for page in pages(bundle))


def test_every_figure_is_the_snapshot_s_and_the_snapshot_is_what_the_hash_says() -> None:
    home = case()
    posted(home, "104.50", "rent_debit", date(2026, 11, 16))
    posted(home, "-60.00", "payment", date(2026, 11, 20), method="card")
    bundle = built(begun(home))

    statement = bundle.snapshot["parts"]["statement"]

    # £209.00 and £104.50 charged, £60.00 paid: £253.50.
    assert (statement["charged"], statement["paid"], statement["closing"]) == ("313.50", "60.00", "253.50")
    assert "£253.50" in " ".join(pages(bundle))
    assert bundle.snapshot_hash == snapshot.hash_of(bundle.snapshot)
    assert bundle.snapshot_hash in pages(bundle)[0]


def test_its_statement_and_the_tenant_s_end_on_the_same_figures() -> None:
    home = case()
    posted(home, "104.50", "rent_debit", date(2026, 11, 16))
    posted(home, "-300.00", "payment", date(2026, 11, 20), method="card")

    ours = court_statement(home.account, first=date(2026, 11, 16), last=MONDAY)
    theirs = statement(
        home.account, tenants=home.tenants, first=date(2026, 11, 16), last=MONDAY, by=home.officer, on=MONDAY
    )

    assert (ours.opening, ours.closing, ours.paid) == (theirs.opening, theirs.closing, theirs.paid_in)
    assert ours.closing == Decimal("13.50")  # £209.00 and £104.50 less £300.00
    assert [line.balance for line in ours.lines] == [line.balance for line in theirs.lines]


def test_a_month_later_the_same_snapshot_gives_the_same_bytes(time_machine: Any) -> None:
    home = case()
    issued(home, "A letter")
    bundle = built(begun(home))
    posted(home, "500.00", "adjustment", MONDAY, narrative="Later")
    time_machine.move_to("2026-12-24 09:00")

    again = layout.assemble(json.loads(json.dumps(bundle.snapshot)))

    assert again.pdf == pdf_of(bundle)


def test_what_the_bundle_prints_of_the_case() -> None:
    home = case({"first_names": "Amina"}, {"first_names": "Bilal"})
    other_way(home)
    DecisionRecord.objects.create(
        tenancy=home.account.tenancy, stage="claim", full=True, answers={"aim": "To recover the rent"},
        author=home.officer, on=date(2026, 5, 20), at=NOON,
    )  # fmt: skip
    ProtocolOverride.objects.create(
        tenancy=home.account.tenancy, missing=["debt_advice"], reason="Advice was refused twice", manager=home.officer,
        on=date(2026, 5, 25), at=NOON,
    )  # fmt: skip
    bundle = built(begun(home, hearing=hearing(home)))

    text = " ".join(pages(bundle))

    for said in (
        "County Court at Ottersby, claim M50WX111",
        "First hearing: 7 December 2026 at 10:00",
        "Notice of seeking possession served on Ms Bilal Yusuf: handed over.",
        "Claim M50WX111 issued, £104.50 owed at issue.",
        "An agreement at £5.00 a week",
        "Will think about it, 11 May 2026",
        "To recover the rent",
        "Advice was refused twice",
    ):
        assert said in text


def test_the_bundle_passes_every_rule_of_pdf_ua() -> None:
    home = case()
    other_way(home)
    came_in(home, photo(), "image/png", name="Photograph")

    report = validate_pdf_bytes(pdf_of(built(begun(home))), profile="ua1")

    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in Bundle.Kind.values if kind != "supplement"])
def test_every_kind_of_bundle_builds_and_passes_every_rule_of_pdf_ua(kind: str) -> None:
    home = case()
    ordered(home)
    other_way(home)
    bundle = begun(home, kind)
    ticked = BundleItem.objects.filter(bundle=bundle).values_list("pk", flat=True)
    bundles.choose(
        bundle, chosen=ticked, view="To dismiss it.", right_hand=True, explained={}, hearing=None, by=home.officer
    )

    report = validate_pdf_bytes(pdf_of(built(bundle)), profile="ua1")

    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_a_paper_that_cannot_be_read_is_named_and_the_rest_goes_on() -> None:
    home = case()
    came_in(home, changed(untagged("x"), with_script), name="With a program")
    came_in(home, b"%PDF-1.7 nothing", name="Damaged")
    locked = changed(untagged("x"), lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user="b"))
    came_in(home, locked, name="Locked")
    came_in(home, untagged("All is well"), name="Whole")

    bundle = built(begun(home))

    assert len(bundle.problems) == 3
    assert all("is left out." in problem for problem in bundle.problems)
    assert ["program (JavaScript)" in each for each in bundle.problems] == [True, False, False]
    assert "All is well" in " ".join(pages(bundle))
    assert bundle.state == "built"


def test_what_was_blacked_out_is_nowhere_in_the_bundle() -> None:
    home = case()
    issued(home, "Sort code 112233", "The second page stays")
    bundle = begun(home)
    box = Box(page=1, left=0, top=0, width=595, height=200)
    bundles.redact(item(bundle, "Letter 1"), boxes=[box], by=home.officer)

    bundle = built(bundle)

    assert "112233" not in " ".join(pages(bundle))
    assert "The second page stays" in " ".join(pages(bundle))
    with pikepdf.open(BytesIO(pdf_of(bundle))) as opened:
        assert not any(b"112233" in stream for stream in streams(opened))


def test_a_file_changed_in_storage_is_found_by_check_documents(settings: Any) -> None:
    bundle = built(begun(case()))
    assert bundle.document
    call_command("check_documents")

    Path(settings.DOCUMENTS, bundle.document.storage_name()).write_bytes(b"other")

    with pytest.raises(Exception, match="not as issued"):
        call_command("check_documents")


# ---------------------------------------------------------------------------------------------------- the builder


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


def test_build_makes_a_job_that_the_tray_shows(django_capture_on_commit_callbacks: Any, monkeypatch: Any) -> None:
    home = case()
    sent: list[int] = []
    monkeypatch.setattr("caseload.views.bundles.build_bundle.delay_on_commit", sent.append)
    client = at_desk(home)
    client.post(f"/accounts/{home.account.pk}/bundles/new/", {"kind": "suspension", "build": "1"})

    bundle = Bundle.objects.get()
    [job] = Job.objects.filter(kind="bundle")

    assert sent == [job.pk]
    assert "Waiting for a worker" in client.get(f"/bundles/{bundle.pk}/").content.decode()
    assert "Bundle built" in client.get("/jobs/").content.decode()
    client.post(f"/bundles/{bundle.pk}/stop/")
    assert Job.objects.get().cancel_asked


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


def test_filed_pages_stay_when_the_record_changes() -> None:
    home = case()
    bundle = filed(built(begun(home)))
    before = pdf_of(bundle)
    posted(home, "-209.00", "payment", MONDAY, method="card")

    assert pdf_of(Bundle.objects.get(pk=bundle.pk)) == before
