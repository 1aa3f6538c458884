"""A Word file (DOCX) as a tagged PDF: headings, paragraphs, lists and tables. What would be lost is refused.

Pictures, text boxes and tracked changes are not laid out here: the officer is asked for a PDF made by Word itself.
"""

import io
import zipfile
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree  # nosec B405: a document type is refused before it is parsed

from weasyprint import HTML

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_BYTES = 20_000_000  # of the words inside, unpacked
LOST = {
    f"{W}drawing": "pictures or drawings",
    f"{W}pict": "pictures or drawings",
    f"{W}object": "pictures or drawings",
    f"{W}txbxContent": "text boxes",
    f"{W}ins": "tracked changes",
    f"{W}del": "tracked changes",
    f"{W}moveFrom": "tracked changes",
    f"{W}footnoteReference": "footnotes",
    f"{W}endnoteReference": "footnotes",
}
STYLES = """
    @page { size: A4; margin: 20mm 20mm 22mm; }
    body { font: 11pt/1.35 "Liberation Sans", Helvetica, Arial, sans-serif; color: #000; }
    h1 { font-size: 15pt; } h2 { font-size: 12.5pt; } h3 { font-size: 11pt; }
    table { border-collapse: collapse; width: 100%; }
    td { border: 0.2mm solid #000; padding: 1mm; vertical-align: top; }
"""
SAVE_AS = "In Word choose ‘Save as’, PDF, and bring that file."


class CannotReadWord(Exception):
    """The file is not laid out. The message says why, and to bring a PDF."""


def word_pdf(content: bytes) -> bytes:
    """The words of the file on A4 (PDF/UA-1). The same file gives the same bytes. Raises CannotReadWord."""
    body = _body(content)
    for element in body.iter():
        if element.tag in LOST:
            raise CannotReadWord(f"This Word file has {LOST[element.tag]}, which would be lost. {SAVE_AS}")
    words = "".join(_blocks(body))
    if not words:
        raise CannotReadWord(f"This Word file has no words in it. {SAVE_AS}")
    page = f'<html lang="en-GB"><head><title>Word file</title><style>{STYLES}</style></head><body>{words}</body></html>'
    pdf: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _body(content: bytes) -> ElementTree.Element:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if any(name.endswith("vbaProject.bin") for name in parts.namelist()):
                raise CannotReadWord(f"This Word file holds a program (macros). {SAVE_AS}")
            part = parts.getinfo("word/document.xml")
            if part.file_size > MOST_BYTES:
                raise CannotReadWord(f"This Word file is too long. {SAVE_AS}")
            text = parts.read(part)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # Word writes neither
            raise CannotReadWord(f"This Word file cannot be read. {SAVE_AS}")
        found = ElementTree.fromstring(text).find(f"{W}body")  # nosec B314: without a document type, see above
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, RuntimeError, NotImplementedError):
        raise CannotReadWord(f"This Word file cannot be read: it is damaged or locked. {SAVE_AS}") from None
    if found is None:
        raise CannotReadWord(f"This Word file has no words in it. {SAVE_AS}")
    return found


def _blocks(parent: ElementTree.Element) -> Iterator[str]:
    """Headings, paragraphs, lists and tables, one after another."""
    listed: list[str] = []
    for block in parent:
        if block.tag == f"{W}p" and block.find(f"{W}pPr/{W}numPr") is not None:
            listed.append(f"<li>{_text(block)}</li>")
            continue
        if listed:
            yield f"<ul>{''.join(listed)}</ul>"
            listed = []
        if block.tag == f"{W}p":
            if text := _text(block):
                tag = _tag(block)
                yield f"<{tag}>{text}</{tag}>"
        elif block.tag == f"{W}tbl":
            yield f"<table>{''.join(_row(row) for row in block.iter(f'{W}tr'))}</table>"
        elif block.tag == f"{W}sdt" and (inside := block.find(f"{W}sdtContent")) is not None:
            yield from _blocks(inside)
    if listed:
        yield f"<ul>{''.join(listed)}</ul>"


def _row(row: ElementTree.Element) -> str:
    cells = ["".join(_blocks(cell)) for cell in row.iter(f"{W}tc")]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _tag(paragraph: ElementTree.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = style.get(f"{W}val", "") if style is not None else ""
    return {"Title": "h1", "Heading1": "h1", "Heading2": "h2", "Heading3": "h3"}.get(name, "p")


def _text(paragraph: ElementTree.Element) -> str:
    words = []
    for piece in paragraph.iter():
        if piece.tag == f"{W}t":
            words.append(escape(piece.text or ""))
        elif piece.tag == f"{W}tab":
            words.append(" ")
        elif piece.tag in {f"{W}br", f"{W}cr"}:
            words.append("<br>")
    return "".join(words).strip()
