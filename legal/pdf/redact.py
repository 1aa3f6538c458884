"""Black boxes that really remove: the page becomes a picture, and what was under a box is not in the file any more."""

import io
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw

from legal.pdf.join import A4, saved
from legal.pdf.tidy import DPI, picture_page

POINTS = 72  # an inch
ONE_AT_A_TIME = threading.Lock()  # the library that draws pages bears no second thread


@dataclass(frozen=True, kw_only=True)
class Box:
    """Points from the top left corner of a page; pages from 1."""

    page: int
    left: float
    top: float
    width: float
    height: float


def black_out(pdf: bytes, boxes: Iterable[Box]) -> bytes:
    """The PDF with each page that has a box turned into a picture at 200 dots an inch, black where the boxes are.

    The other pages stay as they are, but all tags go: words of a blacked-out page may stand in them.
    """
    on_page: dict[int, list[Box]] = {}
    for box in boxes:
        on_page.setdefault(box.page, []).append(box)
    with pikepdf.open(io.BytesIO(pdf)) as opened, pikepdf.new() as made:
        for number, page in enumerate(opened.pages, start=1):
            if number in on_page:
                with pikepdf.open(io.BytesIO(_blacked(pdf, number, on_page[number]))) as picture:
                    made.pages.extend(picture.pages)
            else:
                for key in ("/StructParents", "/Annots"):
                    if key in page.obj:
                        del page.obj[key]
                made.pages.append(page)
        return saved(made)


def _blacked(pdf: bytes, number: int, boxes: Sequence[Box]) -> bytes:
    return picture_page(_with_boxes(pdf, number, dpi=DPI, boxes=boxes), box=(0, 0, *A4))


def _with_boxes(pdf: bytes, number: int, *, dpi: int, boxes: Sequence[Box]) -> Image.Image:
    """A page as a picture, black where the boxes are."""
    picture = picture_of(pdf, number, dpi=dpi)
    draw, scale = ImageDraw.Draw(picture), dpi / POINTS
    for box in boxes:
        corner = (box.left * scale, box.top * scale)
        draw.rectangle([corner, ((box.left + box.width) * scale, (box.top + box.height) * scale)], fill="black")
    return picture


def picture_of(pdf: bytes, number: int, *, dpi: int) -> Image.Image:
    """A page, from 1, as it looks. Raises IndexError where there is no such page."""
    with ONE_AT_A_TIME:
        opened = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(opened):
                raise IndexError(number)
            drawn = opened[number - 1].render(scale=dpi / POINTS)
            picture: Image.Image = drawn.to_pil().convert("RGB")
            return picture
        finally:
            opened.close()


def png_of(pdf: bytes, number: int, *, dpi: int = 100, boxes: Sequence[Box] = ()) -> bytes:
    """A page as a picture for the screen, its boxes drawn black."""
    out = io.BytesIO()
    _with_boxes(pdf, number, dpi=dpi, boxes=boxes).save(out, "PNG", optimize=False)
    return out.getvalue()


def as_boxes(given: Sequence[Mapping[str, float]]) -> list[Box]:
    """As a BundleItem keeps them."""
    return [
        Box(page=int(each["page"]), left=each["left"], top=each["top"], width=each["width"], height=each["height"])
        for each in given
    ]
