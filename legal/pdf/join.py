"""PDFs joined into one that keeps the tags for screen readers, with bookmarks and page labels.

A structure tree is joined with the pages that it describes: numbers of marked content are moved on, names of cells are
made unique, and every paper becomes a part of one document. The same papers give the same bytes.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

A4 = (595.28, 841.89)  # points
TO_PAPER = "https://paper.invalid/"  # how the index links to a paper by its number; joined, it is a page of this file


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper to be joined, in one file or several. A page without tags is described by the paper's title."""

    pdfs: tuple[bytes, ...]
    title: str
    tab: str = ""  # the section that begins with this paper; blank: it goes on
    on_right: bool = False  # begins on a right-hand page, after a blank one if need be


@dataclass(kw_only=True)
class _Joining:
    """The file as it grows: its pages, its tags, and where each paper begins."""

    pdf: Pdf
    document: Any
    parents: list[Any] = field(default_factory=list)
    first_pages: list[int] = field(default_factory=list)  # from 0
    key: int = 0  # the next number of marked content


def join(papers: Sequence[Paper], *, title: str, language: str = "en-GB") -> bytes:
    """One tagged PDF (PDF/UA-1 where the papers are) of all papers, one after another."""
    pdf = pikepdf.new()
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
    joining = _Joining(pdf=pdf, document=document)
    for number, paper in enumerate(papers):
        if paper.on_right and len(pdf.pages) % 2:
            _blank(pdf)
        _add(joining, paper, number)
    _finish(joining, papers, title=title, language=language)
    return saved(pdf)


def pages_of(papers: Sequence[tuple[int, bool]]) -> list[int]:
    """The first page of each paper, from 1, given its number of pages and whether it begins on a right-hand page."""
    first, pages = [], 0
    for own, on_right in papers:
        pages += pages % 2 if on_right else 0
        first.append(pages + 1)
        pages += own
    return first


def saved(pdf: Pdf) -> bytes:
    """The same pages give the same bytes."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _blank(pdf: Pdf) -> None:
    page = pdf.add_blank_page(page_size=A4)
    page.obj.Tabs = Name.S


def _add(joining: _Joining, paper: Paper, number: int) -> None:
    joining.first_pages.append(len(joining.pdf.pages))
    part = _part(joining, paper)
    many = sum(count(pdf) for pdf in paper.pdfs)
    for file, content in enumerate(paper.pdfs):
        with pikepdf.open(io.BytesIO(content)) as source:
            before = len(joining.pdf.pages)
            tree = source.Root.get("/StructTreeRoot")
            if tree is not None:
                _move_on(source, by=joining.key)
                _rename(tree, f"p{number}-{file}-")
            joining.pdf.pages.extend(source.pages)
            if tree is not None:
                _add_tags(joining, part, joining.pdf.copy_foreign(source.make_indirect(tree)))
                continue
            for page in joining.pdf.pages[before:]:
                at = len(part.K) + 1
                _describe(joining, part, page, f"{paper.title}, page {at} of {many}")


def _add_tags(joining: _Joining, part: Any, tree: Any) -> None:
    _take_children(part, tree)
    entries = dict(_numbers(tree.ParentTree))
    for key in sorted(entries):
        joining.parents += [joining.key + key, entries[key]]
    joining.key += max(entries, default=-1) + 1


def _part(joining: _Joining, paper: Paper) -> Any:
    part = joining.pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Part, T=String(paper.title), K=Array(), P=joining.document)
    )
    joining.document.K.append(part)
    return part


def _numbers(tree: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree, whatever its branches."""
    numbers = tree.get("/Nums")
    if numbers is not None:
        for at in range(0, len(numbers), 2):
            yield int(numbers[at]), numbers[at + 1]
    for branch in tree.get("/Kids", []):
        yield from _numbers(branch)


def _move_on(source: Pdf, *, by: int) -> None:
    for page in source.pages:
        if "/StructParents" in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + by
        for note in page.obj.get("/Annots", []):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + by


def _rename(tree: Any, prefix: str) -> None:
    """Make the names of cells, and what points at them, this paper's own."""
    waiting = list(_children(tree))
    while waiting:
        element = waiting.pop()
        if "/ID" in element:
            element.ID = String(prefix + str(element.ID))
        attributes = element.get("/A")
        if isinstance(attributes, Dictionary) and "/Headers" in attributes:
            attributes.Headers = Array([String(prefix + str(name)) for name in attributes.Headers])
        waiting += _children(element)


def _children(element: Any) -> list[Any]:
    kids = element.get("/K")
    if isinstance(kids, Dictionary):
        kids = [kids]
    if not isinstance(kids, (Array, list)):
        return []
    return [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]


def _take_children(part: Any, tree: Any) -> None:
    """What a paper's Document held now stands in its part."""
    for top in _children(tree):
        for child in _children(top) if Name.Document == top.S else [top]:
            child.P = part
            part.K.append(child)


def _describe(joining: _Joining, part: Any, page: pikepdf.Page, said: str) -> None:
    """Tag a page as one figure, described in words: a scan has no tags of its own."""
    figure = joining.pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=String(said), P=part, Pg=page.obj, K=0)
    )
    box = [float(each) for each in page.mediabox]
    figure.A = Dictionary(O=Name.Layout, BBox=Array([round(each, 2) for each in box]), Placement=Name.Block)
    page.contents_add(b"/Figure <</MCID 0>> BDC\nq\n", prepend=True)
    page.contents_add(b"\nQ\nEMC")
    page.obj.StructParents = joining.key
    page.obj.Tabs = Name.S
    joining.parents += [joining.key, joining.pdf.make_indirect(Array([figure]))]
    joining.key += 1
    part.K.append(figure)


def _finish(joining: _Joining, papers: Sequence[Paper], *, title: str, language: str) -> None:
    pdf = joining.pdf
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=joining.document))
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(joining.parents)))
    tree.ParentTreeNextKey = joining.key
    joining.document.P = tree
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)]))
    _link(pdf, {str(number): first for number, first in enumerate(joining.first_pages)})
    _bookmarks(pdf, papers, joining.first_pages)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        told["dc:title"] = title
        told["dc:language"] = {language}
        told["pdfuaid:part"] = "1"
    pdf.docinfo["/Title"] = String(title)


def _link(pdf: Pdf, first_pages: Mapping[str, int]) -> None:
    """Turn what the index links to into pages of this file."""
    for page in pdf.pages:
        for note in page.obj.get("/Annots", []):
            address = str(note.get("/A", Dictionary()).get("/URI", ""))
            target = first_pages.get(address.removeprefix(TO_PAPER)) if address.startswith(TO_PAPER) else None
            if target is not None:
                del note["/A"]
                note.Dest = Array([pdf.pages[target].obj, Name.Fit])
                note.Contents = String(f"Page {target + 1}")


def _bookmarks(pdf: Pdf, papers: Sequence[Paper], first_pages: Sequence[int]) -> None:
    with pdf.open_outline() as outline:
        tab: OutlineItem | None = None
        for paper, first in zip(papers, first_pages, strict=True):
            if paper.tab:
                tab = OutlineItem(paper.tab, first)
                outline.root.append(tab)
            (tab.children if tab else outline.root).append(OutlineItem(paper.title, first))
