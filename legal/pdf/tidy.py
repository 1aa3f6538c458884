"""Papers that came from outside, made fit for a bundle: on upright A4, without anything active, or refused in words."""

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Rectangle
from PIL import Image, ImageOps, UnidentifiedImageError

from legal.pdf.join import A4, saved
from legal.pdf.word import CannotReadWord, word_pdf
from tenancies.received import WORD

SIDES, TOP, BOTTOM = 20, 28, 34  # points left free for the stamp and the punch
DPI = 200
MOST_PAGES = 600
MOST_PIXELS = 60_000_000
ENDS = {"image/png": b"IEND", "image/jpeg": b"\xff\xd9"}  # what a whole picture ends with
TRAILING = 65_536  # bytes that a camera may write after it
NO_PICTURE = "The picture cannot be read: the file is damaged. Save or photograph it again."


class CannotUse(Exception):
    """The file cannot stand in a bundle. The message says why, and what to bring instead."""


def tidy(content: bytes, content_type: str) -> bytes:
    """The paper as a PDF of upright A4 pages. The same file gives the same bytes. Raises CannotUse.

    A page of another size or lying on its side is drawn smaller or larger, never cut. Scripts, forms to fill in,
    links, comments and attached files are left out; a file that would run a program is refused.
    """
    if content_type == "application/pdf":
        return _pdf(content)
    if content_type == WORD:
        try:
            return word_pdf(content)
        except CannotReadWord as refusal:
            raise CannotUse(str(refusal)) from refusal
    return _picture(content, content_type)


def _pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as source:
            if source.is_encrypted:
                raise CannotUse("It is locked. Save it without a password, or print it to a new PDF.")
            if not 1 <= len(source.pages) <= MOST_PAGES:
                raise CannotUse(f"It has {len(source.pages):,} pages; the most is {MOST_PAGES}. Choose what is needed.")
            if _runs_programs(source):
                raise CannotUse("It holds a program (JavaScript). Print it to a new PDF and choose that.")
            return _on_a4(source)
    except pikepdf.PasswordError:
        raise CannotUse("It is locked. Save it without a password, or print it to a new PDF.") from None
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError):
        raise CannotUse("It cannot be read: the file is damaged. Scan or save it again.") from None


def _runs_programs(source: Pdf) -> bool:
    """Whether anything in the file is a script, or starts something outside it."""
    for thing in source.objects:
        if isinstance(thing, pikepdf.Stream):
            thing = thing.stream_dict
        if isinstance(thing, Dictionary) and _active(thing):
            return True
    return False


def _active(thing: Any) -> bool:
    """Looks into the direct values too: an action often stands inside its page or its annotation."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if one.get("/S") in (Name.JavaScript, Name.Launch) or "/JavaScript" in one or "/JS" in one:
            return True
        for value in one.as_dict().values():
            if isinstance(value, Array):
                waiting += [each for each in value if isinstance(each, Dictionary) and not each.is_indirect]
            elif isinstance(value, Dictionary) and not value.is_indirect:
                waiting.append(value)
    return False


def _on_a4(source: Pdf) -> bytes:
    """Each page drawn on an A4 sheet. What hangs on the page (links, comments, fields) is drawn or left behind."""
    if "/AcroForm" in source.Root or any("/Annots" in page.obj for page in source.pages):
        source.generate_appearance_streams()
        source.flatten_annotations("print")
    with pikepdf.new() as tidied:
        for page in source.pages:
            for key in ("/StructParents", "/AA", "/Annots", "/B", "/PieceInfo"):
                if key in page.obj:
                    del page.obj[key]
            drawn = tidied.copy_foreign(page.as_form_xobject())
            sheet = tidied.add_blank_page(page_size=A4)
            sheet.add_resource(drawn, Name.XObject, name=Name.Paper)
            place = Rectangle(SIDES, BOTTOM, A4[0] - SIDES, A4[1] - TOP)
            sheet.contents_add(
                sheet.calc_form_xobject_placement(
                    drawn, Name.Paper, place, invert_transformations=True, allow_shrink=True, allow_expand=True
                )
            )
        return saved(tidied)


def _picture(content: bytes, content_type: str) -> bytes:
    """A picture on a sheet of its own, upright as the camera held it, at 200 dots an inch at the most."""
    if ENDS[content_type] not in content[-TRAILING:]:  # the library of pictures would fill what is missing with grey
        raise CannotUse(NO_PICTURE)
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise CannotUse("The picture is too large. Save it smaller, or scan it at 200 dots an inch.")
            picture = _flat(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise CannotUse(NO_PICTURE) from None
    wide, high = A4[0] - 2 * SIDES, A4[1] - TOP - BOTTOM
    picture.thumbnail((int(wide / 72 * DPI), int(high / 72 * DPI)))
    return picture_page(picture, box=(SIDES, BOTTOM, wide, high))


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, colour tables or anything that the camera wrote beside the picture."""
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("L" if picture.mode in {"1", "L", "I", "I;16"} else "RGB")


def picture_page(picture: Image.Image, *, box: tuple[float, float, float, float] = (0, 0, *A4)) -> bytes:
    """An A4 page that holds the picture, as large as the box (left, bottom, width, height in points) allows."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    left, bottom, wide, high = box
    scale = min(wide / picture.width, high / picture.height)
    width, height = picture.width * scale, picture.height * scale
    place = (width, 0, 0, height, left + (wide - width) / 2, bottom + (high - height) / 2)
    with pikepdf.new() as pdf:
        sheet = pdf.add_blank_page(page_size=A4)
        image = pdf.make_stream(
            out.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=picture.width,
            Height=picture.height,
            ColorSpace=Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        name = pdf.pages[0].add_resource(image, Name.XObject, name=Name.Picture)
        matrix = " ".join(f"{each:.3f}" for each in place)
        sheet.contents_add(f"q {matrix} cm {name} Do Q".encode())
        return saved(pdf)
