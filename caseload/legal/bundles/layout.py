"""A bundle laid out from its snapshot alone: parts as PDFs, index, page numbers, bookmarks. No record is read."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.core.cache import cache as kept_for_a_while
from django.template.loader import render_to_string

from caseload.legal.bundles.kinds import CONTENTS, SECTIONS, WITNESS
from caseload.legal.bundles.snapshot import hash_of, thawed
from legal.models import Bundle
from legal.pdf import join, redact, stamp, tidy
from recovery.tagged_pdf import tagged_pdf
from tenancies import storage

LAID_OUT_FOR = 86_400  # seconds that a part laid out is kept, in case the bundle is built again
TABS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Step = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Laid:
    """One paper as it goes into the bundle."""

    item: int
    title: str
    tab: str  # letter of its section
    section: str  # its name, where it is the first of it
    pdfs: tuple[bytes, ...]
    pages: int
    on_right: bool


@dataclass(kw_only=True)
class Assembled:
    """The bundle: its file, the first and last page of each item, and the papers that could not be read."""

    pdf: bytes
    pages: int
    places: dict[int, tuple[int, int]]
    problems: list[str] = field(default_factory=list)


def steps_of(snapshot: dict[str, Any]) -> int:
    """How many steps of progress it takes: each paper, the index, joining, and the stamp."""
    return len(snapshot["items"]) + 3


def assemble(snapshot: dict[str, Any], *, step: Step = lambda: None) -> Assembled:
    """The whole bundle; what cannot be read is named, and the rest goes on. The same snapshot gives the same bytes."""
    told, problems = thawed(snapshot), []
    laid = []
    order = CONTENTS[Bundle.Kind(snapshot["kind"])].sections
    for item in sorted(snapshot["items"], key=lambda each: order.index(each["section"])):
        try:
            pdfs = _pdfs(item, told)
        except (tidy.CannotUse, storage.DocumentDamaged) as refusal:
            problems.append(f"‘{item['title']}’ is left out. {refusal}")
        else:
            laid.append((item, pdfs))
        step()
    papers = _in_sections(laid, right_hand=snapshot["right_hand"])
    index, firsts = _index(told, snapshot, papers)
    step()
    pdf = join.join(
        [
            join.Paper(pdfs=(index,), title="Index"),
            *(
                join.Paper(pdfs=each.pdfs, title=each.title, tab=each.section, on_right=each.on_right)
                for each in papers
            ),
        ],
        title=f"{snapshot['title']}, {snapshot['account_ref']}",
    )
    step()
    places = {each.item: (first, first + each.pages - 1) for each, first in zip(papers, firsts, strict=True)}
    pages = join.count(pdf)
    stamped = stamp.stamp(pdf, **_marks(papers, firsts, pages, index=join.count(index)))
    step()
    return Assembled(pdf=stamped, pages=pages, places=places, problems=problems)


def _pdfs(item: dict[str, Any], told: dict[str, Any]) -> tuple[bytes, ...]:
    """One paper: laid out, as it was issued, or as it came and was tidied; blacked out where that was asked."""
    if item["part"]:
        return part_pdfs(item["part"], told)
    return (paper_pdf(item),)


def paper_pdf(item: dict[str, Any]) -> bytes:
    """A paper issued or received, as it stands in the bundle. Raises CannotUse, DocumentDamaged."""
    content = plain_pdf(item)
    boxes = redact.as_boxes(item["redactions"])
    return redact.black_out(content, boxes) if boxes else content


def plain_pdf(item: dict[str, Any]) -> bytes:
    """The same before anything is blacked out."""
    content = storage.kept(item["sha256"])
    return tidy.tidy(content, item["media_type"]) if item["received"] else content


def part_pdfs(code: str, told: dict[str, Any]) -> tuple[bytes, ...]:
    """A part that Quarterday lays out, tagged (PDF/UA-1)."""
    title = f"{told['title']} {told['account_ref']}"
    return tuple(pdf_of(page, title=title, dated=told["struck_on"]) for page in part_pages(code, told))


def part_pages(code: str, told: dict[str, Any]) -> list[str]:
    """What a part's files are laid out from. A rent statement is a file a year: the years before stay as they are."""
    data = told["parts"][code]
    if code == "statement":
        years = _years(data)
        return [_page("statement", told, data=data, year=year, last=year is years[-1]) for year in years]
    return [_page("witness" if code.startswith(WITNESS) else code, told, data=data)]


def _page(template: str, told: dict[str, Any], **context: Any) -> str:
    return render_to_string(f"documents/legal/bundle/{template}.html", {"told": told, **context})


def _years(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a statement by calendar year, each with the balance that it began with."""
    years: list[dict[str, Any]] = []
    balance = data["opening"]
    for line in data["lines"]:
        if not years or years[-1]["year"] != line["on"].year:
            years.append({"year": line["on"].year, "opening": balance, "first": line["on"], "lines": []})
        years[-1]["lines"].append(line)
        years[-1]["closing"] = balance = line["balance"]
    return years or [{"year": data["last"].year, "opening": balance, "closing": balance, "lines": []}]


def pdf_of(content: str, *, title: str, dated: date) -> bytes:
    """A tagged PDF; kept for a while, since the next build often has the same."""
    page = render_to_string("documents/page.html", {"content": content, "title": title, "dated": dated})
    key = "laid-out:" + hashlib.sha256(f"{styles()}{page}".encode()).hexdigest()
    if pdf := kept_for_a_while.get(key):
        return bytes(pdf)
    pdf = tagged_pdf(page, styles=styles())
    kept_for_a_while.set(key, pdf, LAID_OUT_FOR)
    return pdf


def _in_sections(laid: list[tuple[dict[str, Any], tuple[bytes, ...]]], *, right_hand: bool) -> list[Laid]:
    """The papers with their tabs: a letter for each section that holds one."""
    sections: list[str] = []
    papers = []
    for item, pdfs in laid:
        begins = item["section"] not in sections
        if begins:
            sections.append(item["section"])
        tab = TABS[len(sections) - 1]
        papers.append(
            Laid(
                item=item["id"],
                title=item["title"],
                tab=tab,
                section=f"{tab}. {SECTIONS[item['section']]}" if begins else "",
                pdfs=pdfs,
                pages=sum(join.count(pdf) for pdf in pdfs),
                on_right=begins and right_hand,
            )
        )
    return papers


def _index(told: dict[str, Any], snapshot: dict[str, Any], papers: list[Laid]) -> tuple[bytes, list[int]]:
    """First page and index, laid out until the pages it takes no longer move the numbers that it prints."""
    pages = 1
    while True:
        firsts = join.pages_of([(pages, False), *((each.pages, each.on_right) for each in papers)])[1:]
        rows = [
            {"paper": each, "number": number, "first": first, "last": first + each.pages - 1}
            for number, (each, first) in enumerate(zip(papers, firsts, strict=True), start=1)
        ]
        context = {"told": told, "rows": rows, "id": hash_of(snapshot), "to": join.TO_PAPER}
        content = render_to_string("documents/legal/bundle/index.html", context)
        index = pdf_of(content, title=f"{told['title']} {told['account_ref']}", dated=told["struck_on"])
        if join.count(index) == pages:
            return index, firsts
        pages = join.count(index)


def _marks(papers: list[Laid], firsts: list[int], pages: int, *, index: int) -> dict[str, Any]:
    """The tab of each page, and which pages are blank."""
    tabs = [""] * pages
    filled = set(range(1, index + 1))
    for each, first in zip(papers, firsts, strict=True):
        for page in range(first, first + each.pages):
            tabs[page - 1] = each.tab
            filled.add(page)
    return {"tabs": tabs, "blank": frozenset(range(1, pages + 1)) - filled}


@cache
def styles() -> str:
    return render_to_string("documents/legal/bundle/bundle.css")
