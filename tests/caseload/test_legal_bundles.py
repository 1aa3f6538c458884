"""Bundles: what stands in them, their pages and index, their snapshot."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from page import validate_pdf_bytes
from pypdf import PdfReader

from caseload.legal.bundles import history, layout, snapshot
from caseload.legal.bundles.rent import court_statement
from caseload.statement import statement
from legal import bundles, protocol_steps
from legal.claim_file import schedule_of
from legal.models import (
    Bundle,
    BundleItem,
    DecisionRecord,
    Notice,
    NoticeService,
    PossessionClaim,
    PossessionOrder,
    ProtocolOverride,
)
from legal.pdf.redact import Box
from tests.factories.tenancies import LedgerEntryFactory
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
from tests.legal.pdfs import changed, photo, streams, untagged, with_script

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_the_index_names_each_paper_with_the_page_on_which_it_begins() -> None:
    home = case()
    issued(home, "First page", "Second page", title="Letter before claim")
    letter = came_in(home, untagged("Agreement one", "Agreement two"), name="Tenancy agreement")

    bundle = built(begun(home))
    read = pages(bundle)

    assert bundle.pages == len(read)
    for number, page in enumerate(read, start=1):
        assert f"Page {number} of {bundle.pages}" in page
    for paper in BundleItem.objects.filter(bundle=bundle, first_page__isnull=False):
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

    shown = BundleItem.objects.filter(bundle=bundle, first_page__isnull=False)
    first = {paper.title: paper.first_page for paper in shown}
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
    for paper in BundleItem.objects.filter(bundle=bundle, first_page__isnull=False).order_by("first_page"):
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


def test_claim_bundle_and_the_tenants_own_statement_give_a_payment_the_day_on_which_it_was_received() -> None:
    """Paid on Friday 20 November, on the account on the Monday."""
    home = case()
    friday = date(2026, 11, 20)
    posted(home, "1.00", "rent_debit", MONDAY)
    LedgerEntryFactory(
        account=home.account, amount=Decimal("-10.00"), kind="payment", effective_on=friday, posted_on=MONDAY
    )
    year = {"first": date(2025, 11, 24), "last": MONDAY}

    theirs = statement(home.account, tenants=home.tenants, by=home.officer, on=MONDAY, **year)

    claimed = [(row.on, row.owed) for row in schedule_of(home.account, on=MONDAY).rows]
    assert [(line.on, line.balance) for line in court_statement(home.account, **year).lines][-2:] == claimed[-2:]
    assert [(line.on, line.balance) for line in theirs.lines][-2:] == claimed[-2:]
    assert claimed[-2:] == [(friday, Decimal("199.00")), (MONDAY, Decimal("200.00"))]


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


def test_the_parties_are_named_as_the_court_names_them() -> None:
    joint: tuple[dict[str, Any], ...] = ({"first_names": "Amina"}, {"first_names": "Sam", "last_name": "Bello"})
    [first, *_] = pages(built(begun(case(*joint))))

    assert "Between" in first
    assert first.index("Claimant") < first.index("Amina") < first.index("Sam Bello") < first.index("Defendants")
    [alone, *_] = pages(built(begun(case())))
    assert "Defendant" in alone
    assert "Defendants" not in alone


def test_the_chronology_says_with_which_tenant_a_step_was_taken() -> None:
    home = case({"first_names": "Amina"}, {"first_names": "Sam", "last_name": "Bello"})
    protocol_steps.record_step(
        home.account.tenancy, step="debt_advice", person=home.tenants[1], done_on=date(2026, 5, 4), how="By letter",
        by=home.officer, on=MONDAY, at=NOON,
    )  # fmt: skip

    text = " ".join(pages(built(begun(home))))

    assert f"Told them of free debt advice: By letter ({home.tenants[1]})" in text
    assert "Before action:" not in text


def test_the_order_prints_each_payment_due_and_made_under_it() -> None:
    """£109.50 is due on each of the 19 Mondays from 20 July to 23 November 2026: £2,080.50."""
    home = case()
    ordered(home)
    posted(home, "-109.50", "payment", date(2026, 7, 20), method="card")

    text = " ".join(pages(built(begun(home, "suspension"))))

    assert "Up to 23 November 2026 £2,080.50 fell due under the order" in text
    assert "£1,971.00 short, since 27 July 2026." in text
    assert "20 Jul 2026 Due under the order £109.50 short by £109.50 20 Jul 2026 Paid in £109.50 even" in text


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


def test_filed_pages_stay_when_the_record_changes() -> None:
    home = case()
    bundle = filed(built(begun(home)))
    before = pdf_of(bundle)
    posted(home, "-209.00", "payment", MONDAY, method="card")

    assert pdf_of(Bundle.objects.get(pk=bundle.pk)) == before


def test_what_the_housing_system_no_longer_sends_is_in_no_bundle() -> None:
    home = case()
    ordered(home)
    for rows in (Notice, NoticeService, PossessionClaim, PossessionOrder):
        rows.objects.update(not_sent_since=MONDAY)

    bundle = built(begun(home, "adjourned"))

    parts = bundle.snapshot["parts"]
    assert (parts.keys() & {"notices", "orders"}, bundle.snapshot["claim"]) == (set(), None)
    assert [row["what"] for row in parts["chronology"]] == ["The tenancy began (secure)."]


def test_each_order_prints_what_was_paid_since_it_and_more_orders_ask_no_more(
    django_assert_num_queries: Any,
) -> None:
    home = case()
    ordered(home, status="set_aside")
    posted(home, "-20.00", "payment", date(2026, 8, 3), method="card")
    posted(home, "-30.00", "payment", date(2026, 10, 12), method="card")
    with django_assert_num_queries(3):
        history.orders(home.account, until=MONDAY)
    ordered(home, made_on=date(2026, 10, 5), first_due_on=date(2026, 10, 12))

    with django_assert_num_queries(3):
        first, second = history.orders(home.account, until=MONDAY)

    assert (first["since"]["paid"], second["since"]["paid"]) == (Decimal("50.00"), Decimal("30.00"))
