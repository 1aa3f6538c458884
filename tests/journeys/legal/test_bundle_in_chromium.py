"""A bundle in a browser: every button of its builder, from what is ticked at first to the supplement of the morning."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from caseload.sweep import decide_now
from legal.models import Bundle, BundleItem, WitnessStatement
from tenancies import storage
from tests.factories.people import Household
from tests.journeys.conftest import MONDAY, Desk, give_password
from tests.legal.bundling import case, hearing, issued, other_way, posted
from tests.legal.pdfs import untagged
from tests.processes import Processes

pytestmark = pytest.mark.slow
SECRET = "Her sister's address is 9 Harbour Street"


@pytest.fixture
def home(own_database: str, monday: Any) -> Household:
    """A case with its hearing in the diary, letters on record, and a refund that does not explain itself."""
    home = case()
    hearing(home)
    other_way(home)
    issued(home, "You owe £209.00.", title="Letter 1", by=home.officer)
    issued(home, SECRET, "The second page.", title="Letter 2", by=home.officer)
    posted(home, "45.00", "refund", MONDAY)
    decide_now([home.account.pk], as_of=MONDAY)
    give_password(home.officer)
    return home


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    """What somebody scanned: a paper, a photo on its side, and a file that is none."""
    agreement, photo, broken = (tmp_path / name for name in ("tenancy_agreement.pdf", "meter.jpg", "broken.pdf"))
    agreement.write_bytes(untagged("The tenancy agreement of 6 April 2020."))
    Image.new("RGB", (1600, 900), "grey").save(photo, "JPEG")
    broken.write_bytes(b"%PDF-1.7 and no more")
    return [agreement, photo, broken]


def test_every_button_of_the_builder_does_what_it_says(
    home: Household, desk: Desk, papers: list[Path], processes: Processes
) -> None:
    page = desk.page
    desk.sign_in(home.officer.username)
    desk.open(f"/accounts/{home.account.pk}/legal/")
    with page.expect_navigation():
        page.get_by_role("link", name="Bundles and witness statements").click()
    desk.look("bundle-01-none")
    page.get_by_role("button", name="First hearing, 7 December 2026").click()
    expect(page.get_by_role("heading", name="Bundle: first hearing")).to_be_visible()
    desk.look("bundle-02-begun")

    puts_in_order(page)
    brings_in(desk, papers)
    blacks_out(desk)
    says_for_the_court(desk)
    builds(desk, processes)
    files(desk)
    adds_the_morning(desk)


def puts_in_order(page: Page) -> None:
    rent = page.locator("fieldset").filter(has=page.get_by_role("checkbox", name="Rent statement"))
    expect(rent.locator("li").first).to_contain_text("Rent statement")
    page.get_by_role("button", name="Move down: Rent statement").click()
    expect(rent.locator("li").nth(1)).to_contain_text("Rent statement")
    page.get_by_role("button", name="Move up: Rent statement").press("Enter")
    expect(rent.locator("li").first).to_contain_text("Rent statement")


def brings_in(desk: Desk, papers: list[Path]) -> None:
    """What cannot be read is named; the rest is taken in. One is taken out again, and is then offered."""
    page = desk.page
    page.get_by_label("Files", exact=True).set_input_files(papers)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert").first).to_contain_text("Broken")
    expect(page.get_by_role("alert").first).to_contain_text("Taken in: Tenancy agreement, Meter.")
    desk.look("bundle-03-one-refused")
    page.get_by_role("button", name=re.compile("^Take out.*Meter")).click()
    expect(page.get_by_role("button", name=re.compile("^Take out.*Meter"))).to_have_count(0)
    page.get_by_text("Add: Meter").click()
    page.get_by_role("button", name="Keep the choice").click()
    expect(page.get_by_role("button", name=re.compile("^Take out.*Meter"))).to_be_visible()


def blacks_out(desk: Desk) -> None:
    """A box is drawn with the mouse, taken off, and drawn again over the words that one must not read."""
    page = desk.page
    page.get_by_role("link", name=re.compile("^Black out.*Letter 2")).click()
    for again in (False, True):
        draws(page)
        page.get_by_role("button", name="Black this out").click()
        expect(page.get_by_role("heading", name="Boxes on this page")).to_be_visible()
        desk.look(f"bundle-04-black-{'again' if again else 'first'}")
        if not again:
            page.get_by_role("button", name=re.compile("^Take off")).click()
            expect(page.get_by_role("heading", name="Boxes on this page")).to_have_count(0)
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    page.get_by_role("link", name="Bundle", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("^1 box black.*Letter 2"))).to_be_visible()


def draws(page: Page) -> None:
    """From corner to corner of the upper quarter."""
    area = page.locator("[data-drawing]").bounding_box()
    assert area
    page.mouse.move(area["x"] + 10, area["y"] + 10)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] - 10, area["y"] + area["height"] / 4, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Width")).not_to_have_value("")


def says_for_the_court(desk: Desk) -> None:
    page = desk.page
    page.get_by_label("What the council asks for, and why").fill("A suspended order on the terms that were offered.")
    page.get_by_label(re.compile("45.00")).fill("A payment made twice, sent back on the day.")
    page.get_by_text("Printed on both sides").click()
    page.get_by_role("button", name="Keep the choice").click()
    expect(page.get_by_label("What the council asks for, and why")).to_have_value(re.compile("suspended order"))
    page.get_by_role("link", name=re.compile("^Look.*at Rent statement")).click()
    page.go_back()


def builds(desk: Desk, processes: Processes) -> None:
    """Stopped while no worker was there to begin; then built."""
    page = desk.page
    page.get_by_role("button", name="Build bundle").click()
    expect(page.get_by_text("Waiting for a worker.")).to_be_visible()
    desk.look("bundle-05-waiting")
    page.get_by_role("button", name="Stop").click()
    processes.worker(queues="documents", QUARTERDAY_TODAY=MONDAY.isoformat())
    page.get_by_role("button", name="Build bundle").click(timeout=60_000)
    expect(page.get_by_role("link", name="Open the bundle")).to_be_visible(timeout=60_000)
    desk.look("bundle-06-built", every_way=True)

    bundle = Bundle.objects.select_related("document").get()
    assert bundle.document
    read = [read.extract_text() for read in PdfReader(BytesIO(storage.read(bundle.document))).pages]
    assert bundle.pages == len(read)
    assert not any("Harbour Street" in text for text in read)
    assert any("A payment made twice" in text for text in read)
    assert BundleItem.objects.get(bundle=bundle, title__startswith="Meter").first_page


def files(desk: Desk) -> None:
    page = desk.page
    page.get_by_text("It is filed", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Note that it is filed").click()
    desk.look("bundle-07-why-not-complete")
    page.get_by_label("If it is not complete: why it is filed all the same").fill("The court wants it today.")
    page.get_by_role("button", name="Note that it is filed").click()
    expect(page.get_by_role("heading", name="Bundle: first hearing")).to_contain_text("Filed")
    desk.look("bundle-08-filed")


def adds_the_morning(desk: Desk) -> None:
    """The day's figures, in a file of their own: the bundle that was filed keeps its pages."""
    page = desk.page
    page.get_by_role("button", name="Supplement with today’s figures").click()
    expect(page.get_by_role("link", name="Open the bundle")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="Complete")).to_be_visible()  # what was explained is still explained
    page.get_by_role("button", name="Keep the choice").click()
    expect(page.get_by_text("First hearing, 7 December 2026").first).to_be_visible()
    desk.look("bundle-09-supplement")
    first, second = Bundle.objects.order_by("pk")
    assert second.supplements == first
    assert first.snapshot_hash != second.snapshot_hash


def test_a_witness_words_her_own_statement_and_freezes_it(home: Household, desk: Desk) -> None:
    page = desk.page
    desk.sign_in(home.officer.username)
    desk.open(f"/accounts/{home.account.pk}/bundles/")
    page.get_by_role("button", name="Draft my statement from what I did").click()
    text = page.get_by_label("What you will say")
    text.fill(f"{text.input_value()}\nI wrote to Ms Yusuf on 23 November 2026.")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep the statement").click()
    desk.look("bundle-10-statement")
    with page.expect_navigation():
        page.get_by_role("link", name="Get ready for questions").click()
    desk.look("bundle-11-questions")
    page.go_back()
    page.get_by_text("It is ready to sign").click()
    page.get_by_role("button", name="Freeze it for signing").click()
    expect(page.get_by_role("heading", name="Witness statement of Nadia Rahman")).to_contain_text("Signed 23 November")
    desk.look("bundle-12-frozen")
    assert "I wrote to Ms Yusuf" in WitnessStatement.objects.get().text
