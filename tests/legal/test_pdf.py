"""Papers as PDF: joined with their tags, stamped, brought to A4 or refused, blacked out so that nothing stays."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from page import validate_pdf_bytes
from PIL import Image
from pypdf import PdfReader
from weasyprint import HTML

from legal.pdf import join, redact, stamp, tidy, word
from legal.pdf.join import Paper
from legal.pdf.redact import Box
from tenancies.received import WORD
from tests.legal.pdfs import changed, photo, streams, untagged, with_script

TABLE = (
    "<table><thead><tr><th scope=col>Day</th><th scope=col>Paid</th></tr></thead>"
    "<tbody><tr><th scope=row>1 May</th><td>£20.00</td></tr></tbody></table>"
)


def laid_out(body: str, *, title: str = "Paper") -> bytes:
    page = f"<html lang=en-GB><head><title>{title}</title></head><body>{body}</body></html>"
    pdf: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def pages(many: int) -> str:
    return "".join(f'<p style="break-after: page">Page {number} of the paper</p>' for number in range(1, many + 1))


def texts(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def elements(node: Any) -> Iterator[Any]:
    """Every element of a structure tree, in reading order."""
    for kid in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def word_file(body: str, **more: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
        for name, content in more.items():
            parts.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def test_joined_papers_keep_their_tags_with_every_element_on_a_page_of_the_file() -> None:
    papers = [
        Paper(pdfs=(laid_out(f"<h1>Index</h1>{TABLE}"),), title="Index"),
        Paper(pdfs=(laid_out(f"<h1>2025</h1>{TABLE}"), laid_out(f"<h1>2026</h1>{TABLE}")), title="Rent statement"),
        Paper(pdfs=(untagged("A scan"),), title="Agreement"),
    ]

    joined = join.join(papers, title="Bundle")

    with pikepdf.open(io.BytesIO(joined)) as opened:
        own = {page.obj.objgen for page in opened.pages}
        found = list(elements(opened.Root.StructTreeRoot))
        kinds = [str(each.S) for each in found]
        assert kinds[0] == "/Document"
        assert kinds.count("/Part") == 3
        assert kinds.count("/Table") == 3
        assert {each.Pg.objgen for each in found if "/Pg" in each} == own
        names = [str(each.ID) for each in found if "/ID" in each]
        assert len(names) == len(set(names)) == 9
        headers = {str(name) for each in found if "/A" in each for name in each.A.get("/Headers", [])}
        assert headers <= set(names)
        assert [str(each.Alt) for each in found if str(each.S) == "/Figure"] == ["Agreement, page 1 of 1"]


def test_a_joined_file_passes_every_rule_of_pdf_ua() -> None:
    papers = [
        Paper(pdfs=(laid_out(f"<h1>Index</h1>{TABLE}<p><a href='{join.TO_PAPER}1'>2</a></p>"),), title="Index"),
        Paper(pdfs=(laid_out(f"<h1>Letter</h1>{TABLE}"),), title="Letter", tab="A. Letters", on_right=True),
        Paper(pdfs=(tidy.tidy(photo(), "image/png"),), title="Photograph"),
    ]

    joined = stamp.stamp(join.join(papers, title="Bundle"), tabs=["", "", "A", "A"], blank=frozenset({2}))

    report = validate_pdf_bytes(joined, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    assert report.rules.total > 100


def test_the_same_papers_give_the_same_bytes() -> None:
    def made() -> bytes:
        papers = [
            Paper(pdfs=(laid_out("<h1>Letter</h1>"),), title="Letter"),
            Paper(pdfs=(tidy.tidy(photo(), "image/png"),), title="Photograph"),
            Paper(pdfs=(tidy.tidy(untagged("Scan", size="A3"), "application/pdf"),), title="Scan"),
        ]
        return stamp.stamp(join.join(papers, title="Bundle"), tabs=["", "A", "A"])

    assert made() == made()


def test_each_page_is_stamped_with_its_number_and_tab_and_keeps_its_words() -> None:
    joined = join.join([Paper(pdfs=(laid_out(pages(3)),), title="Paper")], title="Bundle")

    stamped = texts(stamp.stamp(joined, tabs=["", "A", "B"]))

    assert stamped[0] == "Page 1 of the paper Page 1 of 3"
    assert stamped[1] == "Page 2 of the paper Page 2 of 3 Tab A"
    assert stamped[2] == "Page 3 of the paper Page 3 of 3 Tab B"


def test_a_section_on_the_right_begins_on_an_odd_page_and_the_blank_one_says_so() -> None:
    one = laid_out("<h1>One page</h1>")
    papers = [Paper(pdfs=(one,), title="Index"), Paper(pdfs=(one,), title="Letter", tab="A. Letters", on_right=True)]

    stamped = stamp.stamp(join.join(papers, title="Bundle"), tabs=["", "", "A"], blank=frozenset({2}))

    assert join.pages_of([(1, False), (1, True)]) == [1, 3]
    assert texts(stamped) == [
        "One page Page 1 of 3",
        "Page 2 of 3 This page is left blank.",
        "One page Page 3 of 3 Tab A",
    ]


def test_bookmarks_stand_by_section_and_the_index_leads_to_pages() -> None:
    papers = [
        Paper(pdfs=(laid_out(f"<p><a href='{join.TO_PAPER}2'>3</a></p>"),), title="Index"),
        Paper(pdfs=(laid_out("<p>One</p>"),), title="Chronology", tab="A. Summary"),
        Paper(pdfs=(laid_out("<p>Two</p>"),), title="Rent statement", tab="B. Rent"),
    ]

    read = PdfReader(io.BytesIO(join.join(papers, title="Bundle")))

    assert [each["/Title"] for each in read.outline if not isinstance(each, list)] == ["Index", "A. Summary", "B. Rent"]
    assert [each["/Title"] for each in read.outline[-1]] == ["Rent statement"]
    assert [read.get_destination_page_number(each) for each in read.outline[-1]] == [2]
    assert read.page_labels == ["1", "2", "3"]
    [link] = read.pages[0]["/Annots"]
    target = link.get_object()["/Dest"][0]
    assert target.idnum == read.pages[2].indirect_reference.idnum


@pytest.mark.parametrize("size", ["A4", "A4 landscape", "A3", "100mm 60mm", "letter"])
def test_every_size_of_page_becomes_upright_a4_with_its_words(size: str) -> None:
    made = tidy.tidy(untagged("What it says", size=size), "application/pdf")

    with pikepdf.open(io.BytesIO(made)) as opened:
        assert [float(each) for each in opened.pages[0].mediabox] == pytest.approx([0, 0, 595.28, 841.89], abs=0.1)
    assert "What it says" in texts(made)[0]


def test_a_page_lying_on_its_side_is_turned_upright() -> None:
    turned = changed(untagged("Upright"), lambda pdf: pdf.pages[0].rotate(90, relative=True))

    made = tidy.tidy(turned, "application/pdf")

    with pikepdf.open(io.BytesIO(made)) as opened:
        assert "/Rotate" not in opened.pages[0].obj
        assert float(opened.pages[0].mediabox[3]) > float(opened.pages[0].mediabox[2])


def test_a_picture_is_one_upright_page_without_what_the_camera_wrote_beside_it() -> None:
    out = io.BytesIO()
    picture = Image.new("RGB", (3000, 2000), "white")
    exif = picture.getexif()
    exif[0x010E] = "Taken at 12 Secret Street"  # description
    exif[0x0112] = 6  # held on its side
    picture.save(out, "JPEG", exif=exif)

    made = tidy.tidy(out.getvalue(), "image/jpeg")

    with pikepdf.open(io.BytesIO(made)) as opened:
        [image] = opened.pages[0].get_images().values()
        assert image.Height > image.Width
        assert b"Secret" not in image.read_raw_bytes()
    assert b"Secret" not in made


def test_links_comments_attachments_and_fields_are_left_behind_and_their_words_stay() -> None:
    def activate(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["bank.txt"] = b"hidden file"
        pdf.pages[0].obj.Annots = pdf.make_indirect(
            pikepdf.Array([
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10],
                    A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.com/"),
                )
            ])
        )  # fmt: skip
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])

    made = tidy.tidy(changed(untagged("The words"), activate), "application/pdf")

    with pikepdf.open(io.BytesIO(made)) as opened:
        assert "/Annots" not in opened.pages[0].obj
        assert {"/Names", "/OpenAction", "/AcroForm"}.isdisjoint(opened.Root.keys())
        assert not any(b"example.com" in stream for stream in streams(opened))
    assert "The words" in texts(made)[0]


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (changed(untagged("Locked"), lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user="b")),
         "application/pdf", "It is locked"),
        (changed(untagged("Half locked"), lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user="")),
         "application/pdf", "It is locked"),
        (changed(untagged("Script"), with_script), "application/pdf", r"It holds a program \(JavaScript\)"),
        (b"%PDF-1.7 and then nothing", "application/pdf", "It cannot be read"),
        (untagged("Cut off")[:700], "application/pdf", "It cannot be read"),
        (b"\x89PNG\r\n\x1a\nnothing", "image/png", "The picture cannot be read"),
        (photo()[:100], "image/png", "The picture cannot be read"),
        (word_file("<w:p><w:r><w:drawing/></w:r></w:p>"), WORD, "pictures or drawings, which would be lost"),
        (word_file("<w:p><w:ins/></w:p>"), WORD, "tracked changes, which would be lost"),
        (word_file(""), WORD, "no words in it"),
        (word_file("<w:p/>", word__vbaProject_bin="x"), WORD, r"a program \(macros\)"),
        (b"PK\x03\x04 word/document.xml", WORD, "damaged or locked"),
    ],
    ids=["locked", "locked to print", "script", "no pages", "cut off", "no picture", "half a picture",
         "Word with a drawing", "Word with changes", "empty Word", "Word with macros", "damaged Word"],
)  # fmt: skip
def test_what_cannot_stand_in_a_bundle_is_refused_in_words(content: bytes, kind: str, said: str) -> None:
    with pytest.raises(tidy.CannotUse, match=said):
        tidy.tidy(content, kind)


def test_a_script_inside_a_page_or_a_link_is_found_as_well() -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=action)

    with pytest.raises(tidy.CannotUse, match="JavaScript"):
        tidy.tidy(changed(untagged("Hidden"), hide), "application/pdf")


def test_a_word_file_becomes_tagged_pages_with_its_headings_lists_and_tables() -> None:
    file = word_file(
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Our letter</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>You owe £20 &amp; more.</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Ring us</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Day</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )

    made = tidy.tidy(file, WORD)

    assert "Our letter You owe £20 & more. Ring us Day" in texts(made)[0]
    with pikepdf.open(io.BytesIO(made)) as opened:
        kinds = [str(each.S) for each in elements(opened.Root.StructTreeRoot)]
    assert {"/H1", "/L", "/Table"} <= set(kinds)


def test_a_word_file_with_a_document_type_is_not_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')

    with pytest.raises(word.CannotReadWord, match="cannot be read"):
        word.word_pdf(out.getvalue())


def test_what_is_under_a_box_is_no_longer_in_the_file() -> None:
    paper = laid_out("<p>Account 12345678</p>" + pages(1) + "<p>Second page stays</p>")
    where = Box(page=1, left=0, top=0, width=595, height=200)

    made = redact.black_out(paper, [where])

    assert "12345678" in texts(paper)[0]
    assert texts(made)[0] == ""
    assert "Second page stays" in texts(made)[1]
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert "/StructTreeRoot" not in opened.Root
        assert not any(b"12345678" in stream for stream in streams(opened))


def test_a_box_is_black_where_it_was_drawn_and_nowhere_else() -> None:
    made = redact.black_out(laid_out("<p>Words</p>"), [Box(page=1, left=72, top=72, width=144, height=36)])

    picture = redact.picture_of(made, 1, dpi=72)

    assert max(picture.getpixel((100, 90))) < 40  # inside: 72 to 216 across, 72 to 108 down
    assert min(picture.getpixel((60, 90))) > 215
    assert min(picture.getpixel((100, 130))) > 215


def test_there_is_no_picture_of_a_page_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        redact.picture_of(laid_out("<p>One</p>"), 2, dpi=72)
