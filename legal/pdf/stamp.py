"""‘Page x of y’ and the tab on each page of a joined PDF, as artifacts: a screen reader passes over them."""

import io
from collections.abc import Sequence
from html import escape

import pikepdf
from pikepdf import Name, Pdf
from weasyprint import HTML

from legal.pdf.join import saved

PAGE = """
    @page { size: A4; margin: 0; }
    body { margin: 0; font: bold 9pt "Liberation Sans", Helvetica, Arial, sans-serif; }
    div { position: relative; height: 297mm; break-after: page; }
    p { position: absolute; margin: 0; background: #fff; padding: 0.5mm 1.5mm; }
    .page { bottom: 4mm; left: 70mm; width: 67mm; text-align: center; }
    .tab { top: 4mm; right: 8mm; }
    .blank { top: 140mm; left: 0; width: 207mm; text-align: center; font-weight: normal; }
"""
BLANK = "This page is left blank."


def stamp(pdf: bytes, *, tabs: Sequence[str], blank: frozenset[int] = frozenset()) -> bytes:
    """The same pages, each with its number, how many there are, and its tab; `blank` are pages from 1 that say so."""
    with pikepdf.open(io.BytesIO(pdf)) as stamped, pikepdf.open(io.BytesIO(_stamps(tabs, blank))) as stamps:
        for number, (page, mark) in enumerate(zip(stamped.pages, stamps.pages, strict=True), start=1):
            _lay_over(stamped, page, mark, name=Name(f"/Stamp{number}"))
        return saved(stamped)


def _stamps(tabs: Sequence[str], blank: frozenset[int]) -> bytes:
    many = len(tabs)
    pages = []
    for number, tab in enumerate(tabs, start=1):
        shown = f'<p class="page">Page {number} of {many}</p>'
        shown += f'<p class="tab">Tab {escape(tab)}</p>' if tab else ""
        shown += f'<p class="blank">{BLANK}</p>' if number in blank else ""
        pages.append(f"<div>{shown}</div>")
    pdf: bytes = HTML(string=f"<style>{PAGE}</style>{''.join(pages)}").write_pdf()
    return pdf


def _lay_over(pdf: Pdf, page: pikepdf.Page, mark: pikepdf.Page, *, name: Name) -> None:
    """Over the page in its own coordinates, whatever state its content leaves behind. The name is the page's own:
    pages often share what they draw with."""
    form = pdf.copy_foreign(mark.as_form_xobject())
    page.add_resource(form, Name.XObject, name=name)
    left, bottom, _, top = (float(each) for each in page.mediabox)
    down = top - bottom - float(mark.mediabox[3])
    page.contents_add(b"q\n", prepend=True)
    place = f"1 0 0 1 {left:.2f} {bottom + down:.2f} cm"
    page.contents_add(f"\nQ\n/Artifact <</Type /Pagination>> BDC\nq {place} {name} Do Q\nEMC".encode())
